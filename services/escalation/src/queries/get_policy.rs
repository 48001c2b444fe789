//! A policy by its name.

use crate::store::policies;
use kontor_access::Caller;
use kontor_ids::EscalationPolicyId;
use kontor_proto::escalation::v1::EscalationPolicy;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The policy as it was created.
pub(crate) async fn run(kit: &Kit, caller: &Caller, id: EscalationPolicyId) -> Result<EscalationPolicy> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    policies::get(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}
