//! What was logged on a ticket and on those that were merged into it (K7).

use crate::store::log;
use crate::wire::print;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_ids::{TicketId, Uuid};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The place of an entry: when it happened in microseconds, on which ticket, its sequence.
type Position = (i64, Uuid, i32);

/// A page of it.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such ticket, [`Problem::Invalid`] for a token of another question.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListTicketHistoryRequest,
    ticket: TicketId,
    size: i64,
) -> Result<wire::ListTicketHistoryResponse> {
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListTicketHistory", &request.name];
    let first = (0, Uuid::nil(), 0);
    let (time, on, sequence) = kit.seal().open::<Position>(&binding, &request.page_token)?.unwrap_or(first);
    let time = Timestamp::from_microsecond(time).map_err(Problem::internal)?.to_sqlx();
    let rows = log::history(kit.db(), caller.tenant(), ticket, (time, on, sequence), size + 1).await?;
    let mut rows = rows.ok_or_else(|| Problem::NotFound(ticket.resource_name()))?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let position = |row: &log::EntryRow| {
        Some((row.event_time?.to_jiff().as_microsecond(), row.ticket_id?, row.sequence?))
    };
    let next_page_token = match rows.last().filter(|_| more).and_then(position) {
        Some(last) => kit.seal().close(&binding, &last)?,
        None => String::new(),
    };
    let entries = rows.into_iter().map(print::entry).collect::<Result<_>>()?;
    Ok(wire::ListTicketHistoryResponse { entries, next_page_token })
}
