//! Policies as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::{Action, Policy, Step, When};
use kontor_ids::{EscalationPolicyId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1 as wire;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// Inserts a policy.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: EscalationPolicyId,
    policy: &wire::EscalationPolicy,
    now: Timestamp,
) -> Result<()> {
    let (tenant, bytes, now) = (tx.tenant().uuid(), policy.encode_to_vec(), now.to_sqlx());
    sqlx::query_file!("queries/policy/insert.sql", tenant, id.uuid(), bytes, now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The policy that guards new tickets.
pub(crate) async fn current(tx: &mut TenantTx) -> Result<Option<EscalationPolicyId>> {
    let id = sqlx::query_file_scalar!("queries/policy/current.sql", tx.tenant().uuid());
    let id: Option<Uuid> = id.fetch_optional(tx.conn()).await?;
    Ok(id.map(EscalationPolicyId::from_uuid))
}

/// A policy as the rules want it.
pub(crate) async fn get(tx: &mut TenantTx, id: EscalationPolicyId) -> Result<Policy> {
    let bytes = sqlx::query_file_scalar!("queries/policy/get.sql", tx.tenant().uuid(), id.uuid());
    let bytes = bytes.fetch_one(tx.conn()).await?;
    let policy = wire::EscalationPolicy::decode(bytes.as_slice()).map_err(Problem::internal)?;
    let steps = policy.steps.iter().map(step).collect::<Option<Vec<_>>>();
    let policy = steps.and_then(|steps| Policy::new(steps).ok());
    policy.ok_or_else(|| Problem::internal(format!("the policy {id} is not sound")))
}

/// A step of the wire; none where it names an unknown value.
pub(crate) fn step(step: &wire::Step) -> Option<Step> {
    Some(Step {
        kind: words::kind_of_wire(step.kind)?,
        when: When::Percent(u32::try_from(step.percent).ok()?),
        actions: step.actions().map(action).collect::<Option<_>>()?,
        repeat_every: step.repeat_every.map(|every| every.seconds),
    })
}

/// None for an unspecified action.
pub(crate) const fn action(action: wire::Action) -> Option<Action> {
    match action {
        wire::Action::Unspecified => None,
        wire::Action::NotifyAssignee => Some(Action::NotifyAssignee),
        wire::Action::NotifyTeam => Some(Action::NotifyTeam),
        wire::Action::NotifyManagement => Some(Action::NotifyManagement),
        wire::Action::NotifyAccountAgent => Some(Action::NotifyAccountAgent),
        wire::Action::MoveToLevel2 => Some(Action::MoveToLevel2),
    }
}

/// The wire's action; unspecified for those that the wire does not know yet.
pub(crate) const fn wire_action(action: &Action) -> wire::Action {
    match action {
        Action::NotifyAssignee => wire::Action::NotifyAssignee,
        Action::NotifyTeam => wire::Action::NotifyTeam,
        Action::NotifyManagement => wire::Action::NotifyManagement,
        Action::NotifyAccountAgent => wire::Action::NotifyAccountAgent,
        Action::MoveToLevel2 => wire::Action::MoveToLevel2,
        _ => wire::Action::Unspecified,
    }
}
