//! Escalations by hand, newest first.

use crate::store::{escalations, people};
use kontor_access::Caller;
use kontor_ids::{EscalationId, TicketId, Uuid};
use kontor_proto::escalation::v1::ListEscalationsResponse;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// One page of a ticket's.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    ticket: TicketId,
    (size, token): (i64, &str),
) -> Result<ListEscalationsResponse> {
    let (tenant, name) = (caller.tenant().to_string(), ticket.resource_name());
    let binding = [tenant.as_str(), "ListEscalations", name.as_str()];
    let before = kit.seal().open::<Uuid>(&binding, token)?.unwrap_or_else(Uuid::max);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    if people::of_tickets(&mut tx, &[ticket]).await?.is_empty() {
        return Err(Problem::NotFound(name));
    }
    let mut escalations = escalations::list(&mut tx, ticket, before, size + 1).await?;
    let size = usize::try_from(size).unwrap_or_default();
    let is_more = escalations.len() > size;
    escalations.truncate(size);
    let next_page_token = match escalations.last().filter(|_| is_more) {
        Some(last) => {
            let id = EscalationId::from_resource_name(&last.name).map_err(Problem::internal)?;
            kit.seal().close(&binding, &id.uuid())?
        }
        None => String::new(),
    };
    Ok(ListEscalationsResponse { escalations, next_page_token })
}
