//! Making and ending links by hand (K7).

use super::change_ticket::Order;
use crate::store::{links, ticket as store};
use crate::wire::{parse, print, words};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TicketId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;
use kontor_ticket_domain::{Link, Relation, link, unlink};
use prost::Message;

/// How the order's ticket relates to another one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// How.
    pub(crate) relation: Relation,
    /// The other ticket.
    pub(crate) other: TicketId,
    /// Whether the link ends.
    pub(crate) ends: bool,
}

/// Lets the rules decide; both logs tell what they say.
///
/// # Errors
/// What the rules refuse, and whatever the database has.
pub(crate) async fn run<M: Message>(
    kit: &Kit,
    caller: &Caller,
    order: Order<'_, M>,
    Wish { relation, other, ends }: Wish,
) -> Result<wire::TicketLink> {
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    links::lock(tx).await?;
    let [mut row, mut other_row] = store::load_both(tx, order.ticket, other).await?;
    let known = links::of_both(tx, order.ticket, other).await?;
    let stamp = words::stamp(caller, kit.clock().now());
    let kept = Link::of(order.ticket, relation, other);
    let pair = (row.ticket()?, other_row.ticket()?);
    let decided = if ends {
        unlink(pair, relation, &known, &stamp)
    } else {
        let above = links::above(tx, kept.other).await?;
        link(pair, relation, &known, &above, &stamp)
    };
    let (first, second) = decided.map_err(|refusal| parse::refused(order.ticket, refusal))?;
    if ends {
        links::delete(tx, kept).await?;
    } else {
        links::insert(tx, kept, &stamp).await?;
    }
    store::save(tx, &mut row, &first.0, &first.1).await?;
    store::save(tx, &mut other_row, &second.0, &second.1).await?;
    let answer = print::fresh_link(&row, relation, &other_row, &stamp)?;
    fresh.finish(answer).await
}
