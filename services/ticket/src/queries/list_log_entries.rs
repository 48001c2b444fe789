//! The log from its beginning.

use crate::store::log;
use crate::wire::print;
use kontor_access::Caller;
use kontor_ids::TicketId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A page of it.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such ticket, [`Problem::Invalid`] for a token of another question.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListLogEntriesRequest,
    ticket: TicketId,
    size: i64,
) -> Result<wire::ListLogEntriesResponse> {
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListLogEntries", &request.name];
    let after = kit.seal().open::<i32>(&binding, &request.page_token)?.unwrap_or(0);
    let rows = log::list(kit.db(), caller.tenant(), ticket, after, size + 1).await?;
    let mut rows = rows.ok_or_else(|| Problem::NotFound(ticket.resource_name()))?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().and_then(|row| row.sequence).filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last)?,
        None => String::new(),
    };
    let entries = rows.into_iter().map(print::entry).collect::<Result<_>>()?;
    Ok(wire::ListLogEntriesResponse { entries, next_page_token })
}
