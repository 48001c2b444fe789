//! What the taking house does with what it took (N10). It is done in the giving house: ticket, log, events and record are
//! its own, and its clocks count it; only the request and its answer stay with the taking house.

use crate::store::crossing::Crossing;
use crate::store::handover::{self, HandoverRow, Said};
use crate::store::ticket::TicketRow;
use crate::store::{agreement, ticket as tickets};
use crate::wire::handover::{print, refused, refused_by_ticket};
use crate::wire::telling;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{DirectiveId, HandoverId, TicketId, VerbundAgreementId};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Handover, Refusal, Step, Work, WorkKind};
use kontor_ticket_domain::{Actor, Change, LogKind, NewEntry, Stamp, State, Ticket};
use prost::Message;

/// What is done.
#[derive(Debug)]
pub(crate) enum Act {
    /// Someone takes it.
    Take,
    /// Work is logged.
    Work {
        /// What it was.
        kind: WorkKind,
        /// When.
        work: Work,
        /// What was said or done.
        text: String,
        /// Whether the customer sees it.
        public: bool,
    },
    /// A directive is acknowledged (C7).
    Acknowledge(DirectiveId),
    /// It is resolved, by this solution.
    Resolve(String),
    /// It is returned, with this note.
    Return(String),
}

/// Which request does it.
#[derive(Debug)]
pub(crate) struct Order<'a, M> {
    /// The RPC.
    pub(crate) method: &'static str,
    /// The request's id.
    pub(crate) request_id: &'a str,
    /// The request.
    pub(crate) request: &'a M,
    /// What was handed over.
    pub(crate) handover: HandoverId,
}

/// Does it.
///
/// # Errors
/// [`Problem::NotFound`] where the ticket is not with the caller's house, what the rules refuse, and whatever the
/// database has.
pub(crate) async fn run<M: Message>(
    kit: &Kit,
    caller: &Caller,
    order: Order<'_, M>,
    act: Act,
) -> Result<wire::Handover> {
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let now = kit.clock().now();
    let (mut crossing, mut row) = Crossing::by_handover(fresh.tx(), order.handover, now).await?;
    let stamp = Stamp { actor: Actor::Partner { house: caller.tenant(), user: caller.user() }, now };
    act_on(&mut crossing, &mut row, caller, &act, &stamp).await?;
    crossing.leave().await?;
    fresh.finish(print(&row, caller.tenant(), None)).await
}

async fn act_on(
    crossing: &mut Crossing<'_>,
    row: &mut HandoverRow,
    caller: &Caller,
    act: &Act,
    stamp: &Stamp,
) -> Result<()> {
    let tx = crossing.tx();
    let id = HandoverId::from_uuid(row.id);
    let agreement = agreement::get(tx, VerbundAgreementId::from_uuid(row.agreement_id)).await?;
    let agreement = agreement.ok_or_else(|| Problem::internal("a handover has no agreement"))?;
    let (after, step) = decide(row.rules()?, act, agreement.may_resolve, stamp)
        .map_err(|refusal| refused(id.resource_name(), &refusal))?;
    let mut ticket = tickets::load_for_update(tx, TicketId::from_uuid(row.ticket_id)).await?;
    let tell = |text: &str| telling::attributed(&agreement.title, caller.display_name(), text);
    let (changed, change) =
        change(ticket.ticket()?, act, tell, stamp).map_err(|refusal| refused_by_ticket(id, &refusal))?;
    tickets::save(tx, &mut ticket, &changed, &change).await?;
    let (text, work) = match act {
        Act::Take | Act::Acknowledge(_) => ("", None),
        Act::Work { kind, work, text, .. } => (text.as_str(), Some((*kind, *work))),
        Act::Resolve(text) | Act::Return(text) => (text.as_str(), None),
    };
    let said = Said {
        text,
        house: Some(caller.tenant()),
        person: caller.display_name(),
        work,
        now: stamp.now,
        log_sequence: ticket.version,
    };
    handover::save(tx, row, (&after, step), &said).await?;
    if matches!(act, Act::Take) {
        begin_work(crossing, &mut ticket, id, stamp).await?;
    }
    Ok(())
}

/// Who takes a new ticket begins it; directives that demand it are acknowledged before (C7).
async fn begin_work(
    crossing: &mut Crossing<'_>,
    ticket: &mut TicketRow,
    id: HandoverId,
    stamp: &Stamp,
) -> Result<()> {
    let before = ticket.ticket()?;
    if before.state != State::New {
        return Ok(());
    }
    let (started, change) = before.start(stamp).map_err(|refusal| refused_by_ticket(id, &refusal))?;
    tickets::save(crossing.tx(), ticket, &started, &change).await
}

/// What it means between the houses.
fn decide(
    handover: Handover,
    act: &Act,
    may_resolve: bool,
    stamp: &Stamp,
) -> Result<(Handover, Step), Refusal> {
    match act {
        Act::Take => handover.take(stamp.now),
        Act::Work { work, .. } => handover.work(work, stamp.now),
        Act::Acknowledge(_) => handover.acknowledge(stamp.now),
        Act::Resolve(_) => handover.resolve(may_resolve, stamp.now),
        Act::Return(_) => handover.give_back(stamp.now),
    }
}

/// What it means for the ticket.
fn change(
    ticket: Ticket,
    act: &Act,
    tell: impl Fn(&str) -> String,
    stamp: &Stamp,
) -> Result<(Ticket, Change), kontor_ticket_domain::Refusal> {
    let handover = |text: String| NewEntry {
        kind: LogKind::Handover,
        text,
        event_time: None,
        public: false,
        worked_minutes: 0,
    };
    match act {
        Act::Take => ticket.log(&handover(tell(telling::TAKEN)), stamp),
        Act::Work { kind, work, text, public } => {
            let entry = NewEntry {
                kind: kind.log_kind(),
                text: tell(text),
                event_time: Some(work.end.min(stamp.now)),
                public: *public,
                worked_minutes: work.minutes(),
            };
            ticket.log(&entry, stamp)
        }
        Act::Acknowledge(directive) => ticket.acknowledge(*directive, stamp),
        Act::Resolve(solution) => ticket.resolve(&tell(solution), stamp),
        Act::Return(note) => ticket.log(&handover(tell(&telling::returned(note))), stamp),
    }
}
