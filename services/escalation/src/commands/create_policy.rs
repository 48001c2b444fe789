//! Add the steps that guard the clocks of new tickets (E1).

use crate::store::policies;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::EscalationPolicyId;
use kontor_proto::escalation::v1::{CreateEscalationPolicyRequest, EscalationPolicy};
use kontor_service::Kit;
use kontor_status::Result;

/// Stores a policy; it replaces the house's former one for new tickets.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    policy: EscalationPolicy,
    request: &CreateEscalationPolicyRequest,
) -> Result<EscalationPolicy> {
    let begun = begin(kit.db(), caller, "CreateEscalationPolicy", &request.request_id, request).await?;
    let mut fresh = match begun {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let id = EscalationPolicyId::new(kit.ids());
    let policy = EscalationPolicy { name: id.resource_name(), ..policy };
    policies::insert(fresh.tx(), id, &policy, kit.clock().now()).await?;
    fresh.finish(policy).await
}
