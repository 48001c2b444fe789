//! Time that left traces and was never booked (N4).

use crate::store::trace::{self, KnownTrace};
use crate::store::{entry, repoint, timer};
use crate::wire;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_ids::{TicketId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1::MissingTime;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::missing::{BookedWork, Proposal, missing};
use kontor_timetracking_domain::week::{Range, days_from, united};

/// How far around a range traces and entries can change what is found in it.
const AROUND: SignedDuration = SignedDuration::from_hours(25);

/// What was asked.
pub(crate) struct Question {
    pub(crate) technician: UserId,
    /// An instant of the first day.
    pub(crate) at: Timestamp,
    pub(crate) days: i64,
    pub(crate) zone: TimeZone,
}

/// What was found about a person's time.
pub(crate) struct Found {
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) traces: Vec<KnownTrace>,
    pub(crate) booked: Vec<BookedWork>,
}

/// What is missing and proposed for the days that were asked for.
///
/// # Errors
/// [`Problem::Invalid`] at the ends of the calendar, and whatever the database has.
pub(crate) async fn run(kit: &Kit, caller: &Caller, asked: &Question) -> Result<MissingTime> {
    let date = asked.zone.to_datetime(asked.at).date();
    let range =
        days_from(date, asked.days, &asked.zone).map_err(|e| Problem::field("time", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let found = find(&mut tx, asked.technician, range, kit.clock().now()).await?;
    let inside = |work: &BookedWork| work.range.shared(&range);
    let booked: Vec<Range> = found.booked.iter().filter_map(inside).collect();
    let booked: u64 = united(&booked).iter().map(Range::seconds).sum();
    let here = |proposal: &&Proposal| (range.start..range.end).contains(&proposal.range.start);
    let proposals: Vec<&Proposal> = found.proposals.iter().filter(here).collect();
    let unbooked: u64 = proposals.iter().map(|proposal| proposal.range.seconds()).sum();
    Ok(MissingTime {
        technician: asked.technician.resource_name(),
        start_time: Some(wire::words::time(range.start)),
        end_time: Some(wire::words::time(range.end)),
        unbooked: Some(wire::words::seconds(unbooked)),
        booked: Some(wire::words::seconds(booked)),
        proposals: proposals
            .iter()
            .map(|proposal| wire::proposal::proposal(asked.technician, proposal, &found.traces))
            .collect(),
    })
}

/// All that is known of a person's time around a range. A running timer is booked until now.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn find(tx: &mut TenantTx, person: UserId, range: Range, now: Timestamp) -> Result<Found> {
    let around = Range {
        start: range.start.saturating_sub(AROUND).map_err(Problem::internal)?,
        end: range.end.saturating_add(AROUND).map_err(Problem::internal)?,
    };
    let traces = trace::of_range(tx, person, around).await?;
    let rows = entry::of_range(tx, person, around).await?;
    // Traces lead to the tickets that stay, and so does what an invoice holds on a merged one (K7).
    let survivors = repoint::survivors(tx, &rows.iter().map(|row| row.ticket_id).collect::<Vec<_>>()).await?;
    let current = |id| survivors.iter().find(|(merged, _)| *merged == id).map_or(id, |(_, stays)| *stays);
    let mut booked: Vec<BookedWork> = rows
        .iter()
        .map(|row| BookedWork {
            ticket: TicketId::from_uuid(current(row.ticket_id)),
            range: Range { start: row.start_time.to_jiff(), end: row.end_time.to_jiff() },
        })
        .collect();
    if let Some(timer) = timer::of(tx, person).await?.filter(|timer| timer.start < now) {
        let range = Range { start: timer.start, end: now };
        booked.push(BookedWork { ticket: timer.running.ticket, range });
    }
    let proposals = missing(&traces.iter().map(|known| known.trace.clone()).collect::<Vec<_>>(), &booked);
    Ok(Found { proposals, traces, booked })
}
