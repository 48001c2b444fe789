//! Tickets by what is due first.

use crate::store::ticket::TicketRow;
use crate::wire::print;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_ids::{CustomerId, TenantId, UserId, Uuid};
use kontor_postgres::Db;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Which tickets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) assignee: Option<UserId>,
    pub(crate) include_done: bool,
}

/// The place of a ticket in the order: what is due next in microseconds, then the id.
type Position = (i64, Uuid);

/// A page of them.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListTicketsRequest,
    filter: Filter,
    size: i64,
) -> Result<wire::ListTicketsResponse> {
    let house = caller.tenant().to_string();
    let done = if filter.include_done { "all" } else { "open" };
    let binding = [house.as_str(), "ListTickets", &request.customer, &request.assignee, done];
    let after = kit.seal().open::<Position>(&binding, &request.page_token)?.unwrap_or((0, Uuid::nil()));
    // One more than asked for tells whether there is a next page.
    let mut rows = page(kit.db(), caller.tenant(), filter, after, size + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.next_due.to_jiff().as_microsecond(), last.id))?,
        None => String::new(),
    };
    let tickets = rows.into_iter().map(|row| print::ticket(row, caller)).collect::<Result<_>>()?;
    Ok(wire::ListTicketsResponse { tickets, next_page_token })
}

/// Each kind of question has its statement, so that each has an index in whose order it can be read.
async fn page(
    db: &Db,
    tenant: TenantId,
    filter: Filter,
    (due, id): Position,
    most: i64,
) -> Result<Vec<TicketRow>> {
    let (one, tenant) = (db.single(), tenant.uuid());
    let due = Timestamp::from_microsecond(due).map_err(Problem::internal)?.to_sqlx();
    let customer = filter.customer.map(CustomerId::uuid);
    let assignee = filter.assignee.map(UserId::uuid);
    let rows = match (filter.include_done, customer, assignee) {
        (false, None, None) => {
            sqlx::query_file_as!(TicketRow, "queries/ticket/list_open.sql", tenant, due as _, id, most)
                .fetch_all(one)
                .await?
        }
        (false, None, Some(person)) => {
            sqlx::query_file_as!(
                TicketRow,
                "queries/ticket/list_open_of_assignee.sql",
                tenant,
                due as _,
                id,
                most,
                person
            )
            .fetch_all(one)
            .await?
        }
        (false, Some(customer), assignee) => {
            sqlx::query_file_as!(
                TicketRow,
                "queries/ticket/list_open_of_customer.sql",
                tenant,
                due as _,
                id,
                most,
                customer,
                assignee as _
            )
            .fetch_all(one)
            .await?
        }
        (true, None, assignee) => {
            sqlx::query_file_as!(
                TicketRow,
                "queries/ticket/list_all.sql",
                tenant,
                due as _,
                id,
                most,
                assignee as _
            )
            .fetch_all(one)
            .await?
        }
        (true, Some(customer), assignee) => {
            sqlx::query_file_as!(
                TicketRow,
                "queries/ticket/list_all_of_customer.sql",
                tenant,
                due as _,
                id,
                most,
                customer,
                assignee as _
            )
            .fetch_all(one)
            .await?
        }
    };
    Ok(rows)
}
