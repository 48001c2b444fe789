//! Entries, newest first.

use crate::store::entry::EntryRow;
use crate::wire;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_ids::{CustomerId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1::{ListTimeEntriesRequest, ListTimeEntriesResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Which entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) ticket: Option<TicketId>,
    pub(crate) technician: Option<UserId>,
    pub(crate) customer: Option<CustomerId>,
}

/// The place of an entry in the order: when it begins in seconds, then the id.
type Position = (i64, Uuid);

/// The beginning of the list: 9999-01-01, later than any work.
const TOP: Position = (253_370_764_800, Uuid::max());

/// A page of them.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &ListTimeEntriesRequest,
    filter: Filter,
    size: i64,
) -> Result<ListTimeEntriesResponse> {
    let house = caller.tenant().to_string();
    let ListTimeEntriesRequest { ticket, technician, customer, .. } = request;
    let binding = [house.as_str(), "ListTimeEntries", ticket, technician, customer];
    let below = kit.seal().open::<Position>(&binding, &request.page_token)?.unwrap_or(TOP);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    // One more than asked for tells whether there is a next page.
    let mut rows = page(&mut tx, filter, below, size + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.start_time.to_jiff().as_second(), last.id))?,
        None => String::new(),
    };
    let entries = rows.iter().map(wire::entry::entry).collect::<Result<_>>()?;
    Ok(ListTimeEntriesResponse { entries, next_page_token })
}

/// Each kind of question has its statement, so that each has an index in whose order it can be read.
async fn page(tx: &mut TenantTx, filter: Filter, (second, id): Position, most: i64) -> Result<Vec<EntryRow>> {
    let tenant = tx.tenant().uuid();
    let start = Timestamp::from_second(second).map_err(Problem::internal)?.to_sqlx();
    let (person, customer) = (filter.technician.map(UserId::uuid), filter.customer.map(CustomerId::uuid));
    let rows = match (filter.ticket.map(TicketId::uuid), customer, person) {
        (Some(ticket), customer, person) => {
            sqlx::query_file_as!(
                EntryRow,
                "queries/entry/list_of_ticket.sql",
                tenant,
                start as _,
                id,
                most,
                ticket,
                person as _,
                customer as _
            )
            .fetch_all(tx.conn())
            .await?
        }
        (None, Some(customer), person) => {
            sqlx::query_file_as!(
                EntryRow,
                "queries/entry/list_of_customer.sql",
                tenant,
                start as _,
                id,
                most,
                customer,
                person as _
            )
            .fetch_all(tx.conn())
            .await?
        }
        (None, None, Some(person)) => {
            sqlx::query_file_as!(
                EntryRow,
                "queries/entry/list_of_technician.sql",
                tenant,
                start as _,
                id,
                most,
                person
            )
            .fetch_all(tx.conn())
            .await?
        }
        (None, None, None) => {
            sqlx::query_file_as!(EntryRow, "queries/entry/list.sql", tenant, start as _, id, most)
                .fetch_all(tx.conn())
                .await?
        }
    };
    Ok(rows)
}
