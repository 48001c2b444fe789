//! What is known of tickets, and whether work may begin on one.

use crate::store::ticket as store;
use crate::wire;
use kontor_access::Caller;
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::{
    GetTicketRequest, TicketAssigned, TicketOpened, TicketPriorityChanged, TicketStateChanged,
};
use kontor_service::Peer;
use kontor_status::{Problem, Reason, Result};
use store::TicketRow;

/// A ticket that work may begin on, as the ticket service shows it to the caller; the one that stays where the ticket was
/// merged into another (K7). A ticket of a moment ago is known
/// there already, and only there it is known which directives still wait (C7).
///
/// # Errors
/// What the ticket service answers, such as not found, and [`Reason::DirectiveUnacknowledged`].
pub(crate) async fn for_work(ticket: &Peer, caller: &Caller, id: TicketId) -> Result<TicketRow> {
    let mut client = TicketServiceClient::new(ticket.on_behalf_of(caller));
    let asked = client.get_ticket(GetTicketRequest { name: id.resource_name() }).await;
    let mut found = asked.map_err(Problem::from)?.into_inner();
    if !found.merged_into.is_empty() {
        let asked = client.get_ticket(GetTicketRequest { name: found.merged_into }).await;
        found = asked.map_err(Problem::from)?.into_inner();
    }
    if !found.unacknowledged_directives.is_empty() {
        let waiting = found.unacknowledged_directives.join(", ");
        let remedy = format!("acknowledge {waiting} before work begins, with :acknowledgeDirective");
        return Err(Problem::refused(Reason::DirectiveUnacknowledged, found.name, remedy));
    }
    wire::ticket::of_ticket(&found)
}

/// A ticket was opened.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn opened(tx: &mut TenantTx, version: i64, event: &TicketOpened) -> Result<()> {
    let row = wire::ticket::of_opened(event, counted(version)?)?;
    store::put(tx, &row).await
}

/// A ticket's state changed.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn moved(tx: &mut TenantTx, version: i64, event: &TicketStateChanged) -> Result<()> {
    let state = wire::words::state_word(event.to_state).ok_or_else(|| malformed(&event.ticket))?;
    store::change(tx, named(&event.ticket)?, counted(version)?, Some(state), None).await
}

/// A ticket's priority changed.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn prioritised(
    tx: &mut TenantTx,
    version: i64,
    event: &TicketPriorityChanged,
) -> Result<()> {
    let priority = wire::words::priority_word(event.priority).ok_or_else(|| malformed(&event.ticket))?;
    store::change(tx, named(&event.ticket)?, counted(version)?, None, Some(priority)).await
}

/// A ticket was assigned.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn assigned(tx: &mut TenantTx, version: i64, event: &TicketAssigned) -> Result<()> {
    let assignee = wire::ticket::assignee(&event.assignee);
    store::assign(tx, named(&event.ticket)?, counted(version)?, assignee).await
}

fn named(ticket: &str) -> Result<TicketId> {
    TicketId::from_resource_name(ticket).map_err(|_| malformed(ticket))
}

fn counted(version: i64) -> Result<i32> {
    i32::try_from(version).map_err(Problem::internal)
}

fn malformed(ticket: &str) -> Problem {
    Problem::internal(format!("an event of the ticket {ticket} is malformed"))
}
