//! A proposal becomes an entry, once (N4).

use super::hold_quota::Desk;
use super::{know_ticket, proposal, save_entry};
use crate::store::entry::Recorded;
use crate::store::ticket::TicketRow;
use crate::store::trace::Decided;
use crate::store::{person, ticket, trace};
use crate::wire::words;
use crate::{refusals, wire};
use jiff::SignedDuration;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{ProposalId, TicketId, TimeEntryId, UserId};
use kontor_proto::timetracking::v1::{self as proto, AcceptProposalRequest, TimeEntry};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{Channel, Entry, EntryInput, Versioned};

const METHOD: &str = "AcceptProposal";

/// What the caller wants otherwise than it is proposed.
pub(crate) struct Wishes {
    pub(crate) ticket: Option<TicketId>,
    pub(crate) channel: Option<Channel>,
    pub(crate) duration: Option<SignedDuration>,
}

/// Saves the entry and decides the proposal in one transaction.
///
/// # Errors
/// [`Problem::NotFound`], a stale etag, [`kontor_status::Reason::WrongState`] where it was decided or booked before,
/// [`Problem::Invalid`] without ticket or text, and what creating an entry has.
pub(crate) async fn run(
    desk: Desk<'_>,
    tickets: &Peer,
    request: &AcceptProposalRequest,
    id: ProposalId,
    wishes: &Wishes,
) -> Result<TimeEntry> {
    let Desk { kit, caller, .. } = desk;
    if let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await? {
        return Ok(answer);
    }
    let now = kit.clock().now();
    let seen = {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        proposal::load(&mut tx, id, &request.etag, now).await?
    };
    let input = input(request, wishes, &seen.printed, seen.technician)?;
    let entry = Entry::parse(&input, now).map_err(|wrong| refusals::fields("", wrong))?;
    let known = know_ticket::for_work(tickets, caller, entry.ticket).await?;
    let recorded = Recorded { by: caller.principal().resource_name(), at: now, created: now };
    let (entry_id, versioned) = (TimeEntryId::new(kit.ids()), Versioned::first(entry));
    let hold = desk.hold(entry_id, &versioned, &known, &recorded).await?;
    let saved = save(kit, caller, (request, id), (entry_id, versioned), &known, &recorded).await;
    hold.settle(saved).await
}

async fn save(
    kit: &Kit,
    caller: &Caller,
    (request, id): (&AcceptProposalRequest, ProposalId),
    (entry_id, versioned): (TimeEntryId, Versioned),
    known: &TicketRow,
    recorded: &Recorded,
) -> Result<TimeEntry> {
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let technician = versioned.entry.technician;
    person::lock(tx, technician).await?;
    // Nobody else books or decides for this person now: what was seen is there, or it is refused.
    let seen = proposal::load(tx, id, &request.etag, recorded.at).await?;
    ticket::put(tx, known).await?;
    let row = save_entry::save(tx, entry_id, versioned, known, recorded).await?;
    let decided = Decided {
        proposal: &seen.proposal,
        technician,
        entry: Some(entry_id),
        reason: "",
        recorder: &recorded.by,
        at: recorded.at,
    };
    trace::decide(tx, &decided).await?;
    fresh.finish(wire::entry::entry(&row)?).await
}

fn input(
    request: &AcceptProposalRequest,
    wishes: &Wishes,
    printed: &proto::Proposal,
    technician: UserId,
) -> Result<EntryInput> {
    let own = || TicketId::from_resource_name(&printed.ticket).ok();
    let remedy = "choose the ticket that the work was for: the proposal names none";
    let ticket = wishes.ticket.or_else(own).ok_or_else(|| Problem::field("ticket", remedy))?;
    let start = printed.start_time.as_ref().and_then(words::read_time);
    let proposed = printed.duration.as_ref().and_then(words::read_duration);
    let text = if request.text.trim().is_empty() { &printed.text } else { &request.text };
    Ok(EntryInput {
        technician,
        ticket,
        activity: request.activity.clone(),
        channel: wishes.channel.or_else(|| words::read_channel(printed.channel)).unwrap_or_default(),
        start: start.ok_or_else(|| Problem::internal("a proposal without a beginning"))?,
        duration: wishes.duration.or(proposed).unwrap_or_default(),
        text: text.clone(),
        internal_text: request.internal_text.clone(),
        goodwill_reason: request.goodwill_reason.clone(),
        cost_center: String::new(),
        allow_overlap: request.allow_overlap,
        travel: request.travel.as_ref().map(wire::visit::read_travel),
        materials: wire::visit::read_materials(&request.materials),
    })
}
