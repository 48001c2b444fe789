//! What messages of the ticket service say of tickets.

use super::words;
use crate::store::ticket::TicketRow;
use kontor_ids::{AssetId, ContactId, CustomerId, IdError, SiteId, TicketId, UserId, Uuid};
use kontor_proto::ticket::v1 as wire;
use kontor_status::{Problem, Result};

/// A ticket as it was read.
///
/// # Errors
/// [`Problem::Internal`] where it is malformed.
pub(crate) fn of_ticket(ticket: &wire::Ticket) -> Result<TicketRow> {
    let wire::Ticket { name, number, subject, customer, contact, asset, site, assignee, .. } = ticket;
    let named = Named { name, number, subject, customer, contact, asset, site, assignee };
    row(&named, ticket.priority, ticket.state, ticket.log_length)
}

/// A ticket as it was opened.
///
/// # Errors
/// [`Problem::Internal`] where it is malformed.
pub(crate) fn of_opened(opened: &wire::TicketOpened, version: i32) -> Result<TicketRow> {
    let wire::TicketOpened {
        ticket: name, number, subject, customer, contact, asset, site, assignee, ..
    } = opened;
    let named = Named { name, number, subject, customer, contact, asset, site, assignee };
    row(&named, opened.priority, wire::TicketState::New.into(), version)
}

struct Named<'a> {
    name: &'a str,
    number: &'a str,
    subject: &'a str,
    customer: &'a str,
    contact: &'a str,
    asset: &'a str,
    site: &'a str,
    assignee: &'a str,
}

fn row(named: &Named<'_>, priority: i32, state: i32, version: i32) -> Result<TicketRow> {
    let malformed = |what: &str| Problem::internal(format!("the ticket {} has no {what}", named.name));
    Ok(TicketRow {
        id: TicketId::from_resource_name(named.name).map_err(|_| malformed("name"))?.uuid(),
        number: named.number.to_owned(),
        subject: named.subject.to_owned(),
        customer_id: CustomerId::from_resource_name(named.customer)
            .map_err(|_| malformed("customer"))?
            .uuid(),
        contact_id: optional(named.contact, |n| ContactId::from_resource_name(n).map(ContactId::uuid))?,
        asset_id: optional(named.asset, |n| AssetId::from_resource_name(n).map(AssetId::uuid))?,
        site_id: optional(named.site, |n| SiteId::from_resource_name(n).map(SiteId::uuid))?,
        priority: words::priority_word(priority).ok_or_else(|| malformed("priority"))?.to_owned(),
        state: words::state_word(state).ok_or_else(|| malformed("state"))?.to_owned(),
        version,
        assignee_id: assignee(named.assignee),
    })
}

fn optional(name: &str, read: impl Fn(&str) -> Result<Uuid, IdError>) -> Result<Option<Uuid>> {
    if name.is_empty() { Ok(None) } else { read(name).map(Some).map_err(Problem::internal) }
}

/// Who is assigned; nobody where it is no person of the house, as in tickets of other systems.
pub(crate) fn assignee(name: &str) -> Option<Uuid> {
    UserId::from_resource_name(name).ok().map(UserId::uuid)
}
