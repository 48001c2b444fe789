//! Two tickets become one (K7).

use super::change_ticket::Order;
use crate::store::ticket::{self as store, TicketRow};
use crate::store::{bind, links};
use crate::wire::{parse, print, words};
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, TicketId};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;
use kontor_ticket_domain::{Link, Relation, Side, merge};

fn side(row: &TicketRow) -> Result<Side> {
    Ok(Side {
        ticket: row.ticket()?,
        number: row.number.clone(),
        customer: CustomerId::from_uuid(row.customer_id),
        report_time: row.report_time.to_jiff(),
        response_time: row.response_time.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

/// Merges the order's ticket into another one and answers with the one that stays.
///
/// # Errors
/// What the rules refuse, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    order: Order<'_, wire::MergeTicketRequest>,
    into: TicketId,
    reason: &str,
) -> Result<wire::Ticket> {
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    links::lock(tx).await?;
    let [mut lost, mut kept] = store::load_both(tx, order.ticket, into).await?;
    let stamp = words::stamp(caller, kit.clock().now());
    let merged = merge(side(&lost)?, side(&kept)?, reason, &stamp)
        .map_err(|refusal| parse::refused(order.ticket, refusal))?;
    // The one that ends is told of first, so that whoever hears of the other knows it all.
    store::save(tx, &mut lost, &merged.lost.0, &merged.lost.1).await?;
    store::save(tx, &mut kept, &merged.kept.0, &merged.kept.1).await?;
    (kept.report_time, kept.response_time) = (merged.report_time.to_sqlx(), bind(merged.response_time));
    links::point_on(tx, order.ticket, into, kept.report_time, kept.response_time).await?;
    let link = Link { ticket: order.ticket, relation: Relation::MergedInto, other: into };
    links::insert(tx, link, &stamp).await?;
    fresh.finish(print::ticket(kept, caller)?).await
}
