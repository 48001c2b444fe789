//! What an entry said before, who changed it and why (T5).

use crate::store::entry::{self, EntryRow};
use crate::wire;
use kontor_access::Caller;
use kontor_ids::TimeEntryId;
use kontor_proto::timetracking::v1::{ListTimeEntryVersionsRequest, ListTimeEntryVersionsResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A page of versions, newest first.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such entry, [`Problem::Invalid`] for a token of another question.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &ListTimeEntryVersionsRequest,
    id: TimeEntryId,
    size: i64,
) -> Result<ListTimeEntryVersionsResponse> {
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListTimeEntryVersions", &request.name];
    let below = kit.seal().open::<i32>(&binding, &request.page_token)?.unwrap_or(i32::MAX);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let newest = entry::get(&mut tx, id).await?.version;
    let tenant = caller.tenant().uuid();
    let query =
        sqlx::query_file_as!(EntryRow, "queries/entry/list_versions.sql", tenant, id.uuid(), below, size + 1);
    let mut rows = query.fetch_all(tx.conn()).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.version)?,
        None => String::new(),
    };
    let versions = rows.iter().map(|row| wire::entry::version(row, newest)).collect::<Result<_>>()?;
    Ok(ListTimeEntryVersionsResponse { versions, next_page_token })
}
