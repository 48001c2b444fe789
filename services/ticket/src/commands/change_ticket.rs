//! A command on a ticket that is there: start, hold, resume, resolve, reopen, close, assign, acknowledge, priority.

use crate::store::ticket as store;
use crate::wire::{parse, print, words};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TicketId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;
use kontor_ticket_domain::{Change, Refusal, Stamp, Ticket};
use prost::Message;

/// Which request changes which ticket.
pub(crate) struct Order<'a, M> {
    /// The RPC.
    pub(crate) method: &'static str,
    /// The request's id.
    pub(crate) request_id: &'a str,
    /// The request.
    pub(crate) request: &'a M,
    /// The ticket.
    pub(crate) ticket: TicketId,
}

/// Lets the rules decide and stores what they say.
///
/// # Errors
/// What the rules refuse, and whatever the database has.
pub(crate) async fn run<M: Message>(
    kit: &Kit,
    caller: &Caller,
    order: Order<'_, M>,
    decide: impl FnOnce(Ticket, &Stamp) -> Result<(Ticket, Change), Refusal>,
) -> Result<wire::Ticket> {
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let mut row = store::load_for_update(fresh.tx(), order.ticket).await?;
    let stamp = words::stamp(caller, kit.clock().now());
    let (ticket, change) =
        decide(row.ticket()?, &stamp).map_err(|refusal| parse::refused(order.ticket, refusal))?;
    store::save(fresh.tx(), &mut row, &ticket, &change).await?;
    fresh.finish(print::ticket(row, caller)?).await
}
