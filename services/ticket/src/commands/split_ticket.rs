//! One ticket becomes two (K7).

use super::change_ticket::Order;
use super::create_ticket::{fresh_row, judge};
use super::whole;
use crate::store::ticket::{self as store, TicketRow};
use crate::store::{links, log};
use crate::wire::parse::Ask;
use crate::wire::{parse, print, words};
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, TicketId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1 as wire;
use kontor_proto::types::v1::Channel;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Link, LogEntry, NewTicket, Part, Priority, Refusal, Relation, split};
use std::collections::BTreeSet;

/// What is split off, and how the new ticket begins.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Which entries.
    pub(crate) part: Part,
    /// What the new ticket is about.
    pub(crate) subject: String,
    /// How urgent; as the first where nobody said.
    pub(crate) priority: Option<Priority>,
}

/// Splits entries of the order's ticket off and answers with the new ticket.
///
/// # Errors
/// What the rules or the contract service refuse, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    order: Order<'_, wire::SplitTicketRequest>,
    wish: Wish,
) -> Result<wire::Ticket> {
    if let Some(answer) = answered(kit.db(), caller, order.method, order.request_id, order.request).await? {
        return Ok(answer);
    }
    // The verdict is asked for before the transaction. A log only grows, so that what is read here stays so.
    let mut reading = kit.db().tenant(caller.tenant()).await?;
    let seen = store::load_for_update(&mut reading, order.ticket).await?;
    let (_, mut new) = plan(kit, &mut reading, &seen, &wish).await?;
    drop(reading);
    let ask = Ask { channel: Channel::Phone, activity: "support".to_owned() };
    let verdict = judge(contract, caller, &mut new, &ask).await?;
    let mut fresh = match begin(kit.db(), caller, order.method, order.request_id, order.request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let mut whole_row = store::load_for_update(tx, order.ticket).await?;
    let (entries, planned) = plan(kit, tx, &whole_row, &wish).await?;
    // People and places may have changed meanwhile: what is judged is what is stored.
    if (planned.customer, planned.report_time) != (new.customer, new.report_time) {
        return Err(Problem::Unavailable("the ticket changed while it was split: try again".to_owned()));
    }
    let refused = |refusal| parse::refused(order.ticket, refusal);
    let stamp = words::stamp(caller, kit.clock().now());
    let reported = whole_row.report_time.to_jiff();
    let split = split(whole_row.ticket()?, &entries, &wish.part, &new, reported, &stamp).map_err(refused)?;
    let mut row = fresh_row(caller, &new, &split.ticket, "", stamp.now, &verdict);
    let response = split.entries.iter().filter(|entry| entry.responds).map(|entry| entry.event_time).min();
    row.response_time = response.map(|at| at.to_sqlx());
    let stored = whole::take(tx, row, &new, &split.entries, &verdict, stamp.now).await?;
    let row = stored.map_err(|_| Problem::internal("a ticket without a key met another one's"))?;
    store::save(tx, &mut whole_row, &split.rest.0, &split.rest.1).await?;
    let link = Link { ticket: new.id, relation: Relation::SplitFrom, other: order.ticket };
    links::insert(tx, link, &stamp).await?;
    fresh.finish(print::ticket(row, caller)?).await
}

/// The entries and the ticket that they make, as far as it is known before its verdict.
async fn plan(
    kit: &Kit,
    tx: &mut TenantTx,
    whole: &TicketRow,
    wish: &Wish,
) -> Result<(Vec<LogEntry>, NewTicket)> {
    let ticket = TicketId::from_uuid(whole.id);
    let sequence = |n: &u32| i32::try_from(*n).unwrap_or(i32::MAX);
    let sequences: Vec<i32> = wish.part.sequences.iter().map(sequence).collect();
    let entries = log::named(tx, ticket, &sequences).await?;
    let reported = wish.part.reported(&entries, whole.report_time.to_jiff());
    let report_time = reported.map_err(|refusal: Refusal| parse::refused(ticket, refusal))?;
    let new = NewTicket {
        id: TicketId::new(kit.ids()),
        customer: CustomerId::from_uuid(whole.customer_id),
        contact: whole.contact_id.map(ContactId::from_uuid),
        asset: whole.asset_id.map(AssetId::from_uuid),
        site: whole.site_id.map(SiteId::from_uuid),
        subject: wish.subject.clone(),
        description: String::new(),
        priority: wish.priority.map_or_else(|| whole.ticket().map(|ticket| ticket.priority), Ok)?,
        assignee: whole.assignee_id.map(UserId::from_uuid),
        team: whole.team.clone(),
        report_time,
        directives: BTreeSet::new(),
    };
    Ok((entries, new))
}
