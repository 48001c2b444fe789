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

/// A policy as it is stored, if there is one.
pub(crate) async fn get(tx: &mut TenantTx, id: EscalationPolicyId) -> Result<Option<wire::EscalationPolicy>> {
    let bytes = sqlx::query_file_scalar!("queries/policy/get.sql", tx.tenant().uuid(), id.uuid());
    let bytes = bytes.fetch_optional(tx.conn()).await?;
    bytes.map(|bytes| decode(&bytes)).transpose()
}

/// Policies before `before` in order of creation, newest first.
pub(crate) async fn list(tx: &mut TenantTx, before: Uuid, most: i64) -> Result<Vec<wire::EscalationPolicy>> {
    let rows = sqlx::query_file_scalar!("queries/policy/list.sql", tx.tenant().uuid(), before, most);
    rows.fetch_all(tx.conn()).await?.iter().map(|bytes| decode(bytes)).collect()
}

fn decode(bytes: &[u8]) -> Result<wire::EscalationPolicy> {
    wire::EscalationPolicy::decode(bytes).map_err(Problem::internal)
}

/// A policy as the rules want it; none where a step names an unknown value.
pub(crate) fn read(policy: &wire::EscalationPolicy) -> Option<Policy> {
    Policy::new(policy.steps.iter().map(step).collect::<Option<Vec<_>>>()?).ok()
}

fn step(step: &wire::Step) -> Option<Step> {
    let when = match step.offset {
        Some(offset) => When::Offset(offset.seconds),
        None => When::Percent(u32::try_from(step.percent).ok()?),
    };
    Some(Step {
        kind: words::kind_of_wire(step.kind)?,
        when,
        actions: step.actions.iter().map(|number| action(step, *number)).collect::<Option<_>>()?,
        repeat_every: step.repeat_every.map(|every| every.seconds),
    })
}

/// None for an action that is unknown.
pub(crate) fn action(step: &wire::Step, number: i32) -> Option<Action> {
    Some(match wire::Action::try_from(number).ok()? {
        wire::Action::Unspecified => return None,
        wire::Action::NotifyAssignee => Action::NotifyAssignee,
        wire::Action::NotifyTeam => Action::NotifyTeam,
        wire::Action::NotifyTeamLead => Action::NotifyTeamLead,
        wire::Action::NotifyOnCall => Action::NotifyOnCall,
        wire::Action::NotifyManagement => Action::NotifyManagement,
        wire::Action::NotifyAccountAgent => Action::NotifyAccountAgent,
        wire::Action::NotifyCustomer => Action::NotifyCustomer,
        wire::Action::RaisePriority => Action::RaisePriority,
        wire::Action::MoveToLevel2 => Action::MoveToLevel2,
        wire::Action::OpenFollowUp => Action::OpenFollowUp,
        wire::Action::Reassign => Action::Reassign { team: step.team.clone() },
        wire::Action::CallWebhook => Action::CallWebhook { url: step.webhook_url.clone() },
    })
}
