//! How a ticket relates to others (K7).

use crate::store::links;
use crate::wire::print;
use kontor_access::Caller;
use kontor_ids::TicketId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The links of a ticket and of those that were merged into it.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such ticket.
pub(crate) async fn run(kit: &Kit, caller: &Caller, id: TicketId) -> Result<wire::ListTicketLinksResponse> {
    let rows = links::list(kit.db(), caller.tenant(), id).await?;
    let rows = rows.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let links = rows.into_iter().map(print::link).collect::<Result<_>>()?;
    Ok(wire::ListTicketLinksResponse { links })
}
