//! Policies, newest first.

use crate::store::policies;
use kontor_access::Caller;
use kontor_ids::{EscalationPolicyId, Uuid};
use kontor_proto::escalation::v1::ListEscalationPoliciesResponse;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// One page.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    (size, token): (i64, &str),
) -> Result<ListEscalationPoliciesResponse> {
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListEscalationPolicies"];
    let before = kit.seal().open::<Uuid>(&binding, token)?.unwrap_or_else(Uuid::max);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut policies = policies::list(&mut tx, before, size + 1).await?;
    let size = usize::try_from(size).unwrap_or_default();
    let is_more = policies.len() > size;
    policies.truncate(size);
    let next_page_token = match policies.last().filter(|_| is_more) {
        Some(last) => {
            let id = EscalationPolicyId::from_resource_name(&last.name).map_err(Problem::internal)?;
            kit.seal().close(&binding, &id.uuid())?
        }
        None => String::new(),
    };
    Ok(ListEscalationPoliciesResponse { policies, next_page_token })
}
