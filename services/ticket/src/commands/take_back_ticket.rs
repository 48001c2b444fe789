//! A handed ticket comes back (N10): the giving house takes it back, or its time is over.

use crate::store::handover::{self, HandoverRow, Said};
use crate::store::{agreement, ticket as tickets};
use crate::wire::handover::{print, refused};
use crate::wire::{parse, telling, words};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{HandoverId, TicketId, VerbundAgreementId};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Handover, Refusal, Step};
use kontor_ticket_domain::{Actor, LogKind, NewEntry, Stamp};

/// Takes it back as a person of the house asks.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such ticket, [`Problem::Refused`] where it is not with another house.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::TakeBackTicketRequest,
    ticket: TicketId,
    note: &str,
) -> Result<wire::Handover> {
    let mut fresh = match begin(kit.db(), caller, "TakeBackTicket", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let Some(mut row) = handover::lock_of_ticket(tx, ticket).await? else {
        tickets::load_for_update(tx, ticket).await?;
        return Err(refused(ticket.resource_name(), &Refusal::NotGiven));
    };
    let back = row.rules()?.take_back().map_err(|r| refused(ticket.resource_name(), &r))?;
    let title = title(tx, &row).await?;
    let said = Back {
        text: telling::taken_back(&title, note),
        note,
        person: caller.display_name(),
        by_house: true,
        stamp: words::stamp(caller, kit.clock().now()),
    };
    bring_back(tx, &mut row, back, &said).await?;
    fresh.finish(print(&row, caller.tenant(), None)).await
}

/// What is beyond its time goes back by itself; what went back meanwhile stays as it is.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lapse(tx: &mut TenantTx, id: HandoverId, stamp: Stamp) -> Result<()> {
    let Some(mut row) = handover::lock(tx, id).await? else { return Ok(()) };
    let over = row.access_until.to_jiff() <= stamp.now;
    let Ok(back) = row.rules()?.lapse() else { return Ok(()) };
    if !over {
        return Ok(());
    }
    let title = title(tx, &row).await?;
    let text = telling::lapsed(&title);
    bring_back(tx, &mut row, back, &Back { text, note: "", person: "", by_house: false, stamp }).await
}

/// How it comes back.
struct Back<'a> {
    text: String,
    note: &'a str,
    person: &'a str,
    by_house: bool,
    stamp: Stamp,
}

async fn title(tx: &mut TenantTx, row: &HandoverRow) -> Result<String> {
    let agreement = agreement::get(tx, VerbundAgreementId::from_uuid(row.agreement_id)).await?;
    Ok(agreement.ok_or_else(|| Problem::internal("a handover has no agreement"))?.title)
}

async fn bring_back(
    tx: &mut TenantTx,
    row: &mut HandoverRow,
    (after, step): (Handover, Step),
    back: &Back<'_>,
) -> Result<()> {
    let id = TicketId::from_uuid(row.ticket_id);
    let mut ticket = tickets::load_for_update(tx, id).await?;
    let entry = NewEntry {
        kind: LogKind::Handover,
        text: back.text.clone(),
        event_time: None,
        public: false,
        worked_minutes: 0,
    };
    let logged = ticket.ticket()?.log(&entry, &back.stamp);
    let (changed, change) = logged.map_err(|refusal| parse::refused(id, refusal))?;
    tickets::save(tx, &mut ticket, &changed, &change).await?;
    let said = Said {
        text: back.note,
        house: back.by_house.then(|| tx.tenant()),
        person: back.person,
        work: None,
        now: back.stamp.now,
        log_sequence: ticket.version,
    };
    handover::save(tx, row, (&after, step), &said).await
}

/// The service itself, as it stands in logs.
pub(crate) fn itself(kit: &Kit) -> Stamp {
    Stamp { actor: Actor::Service(kit.name().to_owned()), now: kit.clock().now() }
}
