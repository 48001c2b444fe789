//! What a ticket's life means for calls (R4): they count on its opening or closing, and again on a late reopening.

use crate::commands::rate_customer;
use crate::store::book::Book;
use crate::store::tickets;
use crate::wire::money::read_stamp;
use jiff::Timestamp;
use kontor_ids::{CustomerId, TicketId};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1::{TicketMerged, TicketOpened, TicketState, TicketStateChanged};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A ticket was opened: its day is the one of the report.
pub(crate) async fn opened(tx: &mut TenantTx, kit: &Kit, event: &TicketOpened) -> Result<()> {
    let ticket = named(&event.ticket)?;
    let customer = CustomerId::from_resource_name(&event.customer).map_err(Problem::internal)?;
    tickets::opened(tx, ticket, customer, instant(&event.ticket, event.report_time.as_ref())?).await?;
    count_anew(tx, kit, ticket).await
}

/// A ticket moved on. It counts where its work is done, or goes on again.
pub(crate) async fn moved(
    tx: &mut TenantTx,
    kit: &Kit,
    version: i64,
    event: &TicketStateChanged,
) -> Result<()> {
    let done = is_done(event.to_state());
    if done == is_done(event.from_state()) {
        return Ok(());
    }
    let ticket = named(&event.ticket)?;
    let at = instant(&event.ticket, event.event_time.as_ref())?;
    tickets::moved(tx, ticket, (version, done), at).await?;
    count_anew(tx, kit, ticket).await
}

/// A ticket was merged into another one: from then on both are one to rating (R2, R4). Work that is not invoiced is told
/// anew for the one that stays; what it comes to does not depend on which of both is heard first.
pub(crate) async fn merged(tx: &mut TenantTx, kit: &Kit, version: i64, event: &TicketMerged) -> Result<()> {
    let (lost, kept) = (named(&event.ticket)?, named(&event.into)?);
    let at = instant(&event.ticket, event.event_time.as_ref())?;
    let books = tickets::books(tx, [lost, kept]).await?;
    Book::lock_all(tx, &books).await?;
    // It lives on in the other alone.
    tickets::moved(tx, lost, (version, true), at).await?;
    tickets::merge(tx, lost, kept).await?;
    if !tickets::is_worked(tx, lost).await? && !tickets::is_worked(tx, kept).await? {
        return Ok(());
    }
    rate_customer::rate_all(tx, kit, &books).await
}

/// Rates anew whose calls the ticket may count. They are locked even where nobody worked yet: work that is told at the
/// same time then waits and sees what was stored here, or is seen here.
async fn count_anew(tx: &mut TenantTx, kit: &Kit, ticket: TicketId) -> Result<()> {
    let customers = tickets::customers(tx, ticket).await?;
    for customer in &customers {
        Book::lock(tx, *customer).await?;
    }
    if customers.is_empty() || !tickets::is_worked(tx, ticket).await? {
        return Ok(());
    }
    for customer in customers {
        rate_customer::rate(tx, kit, customer).await?;
    }
    Ok(())
}

/// A resolved ticket is closed for counting: only a reopening makes more work of it (K1).
const fn is_done(state: TicketState) -> bool {
    matches!(state, TicketState::Resolved | TicketState::Closed)
}

fn named(ticket: &str) -> Result<TicketId> {
    TicketId::from_resource_name(ticket).map_err(Problem::internal)
}

fn instant(ticket: &str, at: Option<&prost_types::Timestamp>) -> Result<Timestamp> {
    at.and_then(read_stamp)
        .ok_or_else(|| Problem::internal(format!("an event of {ticket} without an instant")))
}
