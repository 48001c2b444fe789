//! Entries that wait for approval, oldest first (T6).

use crate::store::entry::EntryRow;
use crate::wire;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_ids::Uuid;
use kontor_proto::timetracking::v1::{ListWaitingTimeEntriesRequest, ListWaitingTimeEntriesResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A page of them.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &ListWaitingTimeEntriesRequest,
    size: i64,
) -> Result<ListWaitingTimeEntriesResponse> {
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListWaitingTimeEntries"];
    let from = kit.seal().open::<(i64, Uuid)>(&binding, &request.page_token)?;
    let (second, id) = from.unwrap_or((0, Uuid::nil()));
    let start = Timestamp::from_second(second).map_err(Problem::internal)?.to_sqlx();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let tenant = caller.tenant().uuid();
    let query =
        sqlx::query_file_as!(EntryRow, "queries/entry/list_waiting.sql", tenant, start as _, id, size + 1);
    let mut rows = query.fetch_all(tx.conn()).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.start_time.to_jiff().as_second(), last.id))?,
        None => String::new(),
    };
    let entries = rows.iter().map(wire::entry::entry).collect::<Result<_>>()?;
    Ok(ListWaitingTimeEntriesResponse { entries, next_page_token })
}
