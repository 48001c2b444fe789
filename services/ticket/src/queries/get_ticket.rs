//! One ticket with its clocks and its verdict.

use crate::store::ticket::TicketRow;
use crate::wire::print;
use kontor_access::Caller;
use kontor_ids::TicketId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Reads it.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn run(kit: &Kit, caller: &Caller, id: TicketId) -> Result<wire::Ticket> {
    let query = sqlx::query_file_as!(TicketRow, "queries/ticket/get.sql", caller.tenant().uuid(), id.uuid());
    let row = query.fetch_optional(kit.db().single()).await?;
    print::ticket(row.ok_or_else(|| Problem::NotFound(id.resource_name()))?, caller)
}
