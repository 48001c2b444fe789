//! Saving a version of an entry: the same for timers, new entries, corrections and approvals.

use crate::refusals;
use crate::store::entry::{self as store, EntryRow, Recorded};
use crate::store::rules;
use crate::store::ticket::{self as tickets, TicketRow};
use crate::wire;
use kontor_ids::TimeEntryId;
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_status::Result;
use kontor_timetracking_domain::{Versioned, place};

/// Names the ticket that stays where it was merged meanwhile (K7), places the entry among the person's others (T4), lets the house's rules judge whether it waits (T6), saves the
/// version and tells billing (R8). The person is locked and the ticket known.
///
/// # Errors
/// [`kontor_status::Reason::EntryOverlaps`], and whatever the database has.
pub(super) async fn save(
    tx: &mut TenantTx,
    id: TimeEntryId,
    versioned: Versioned,
    ticket: &TicketRow,
    recorded: &Recorded,
) -> Result<EntryRow> {
    let ticket = tickets::standing(tx, ticket).await?;
    let booked = store::booked(tx, &versioned.entry).await?;
    let overlaps = place(&versioned.entry, Some(id), &booked).map_err(|o| refusals::overlap(&o))?;
    let (rules, assignee) = rules::of_ticket(tx, ticket.id).await?;
    keep(tx, id, &versioned.judged(&rules, assignee), &ticket, recorded, overlaps).await
}

/// Saves the version as it is and tells billing.
///
/// # Errors
/// Whatever the database has.
pub(super) async fn keep(
    tx: &mut TenantTx,
    id: TimeEntryId,
    versioned: &Versioned,
    ticket: &TicketRow,
    recorded: &Recorded,
    overlaps: bool,
) -> Result<EntryRow> {
    let row = EntryRow::new(tx.tenant().uuid(), id, versioned, ticket, recorded, overlaps)?;
    store::save(tx, &row).await?;
    publish(tx, row.id, row.version.into(), &wire::entry::saved(&row)?).await?;
    Ok(row)
}
