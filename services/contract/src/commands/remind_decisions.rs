//! Reminds of contracts that someone has to decide about: each of them once for each last day of notice.

use crate::store::contracts::{self, read_terms};
use crate::store::decisions;
use crate::wire::{terms, values::print_date};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::Validity;
use kontor_ids::{ContractId, ContractVersionId, TenantId};
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// What falls due on a day or fell due before it: at most `batch` reminders and as many decisions that have passed.
/// Tells how many were worked off.
pub(crate) async fn remind_due(kit: &Kit, today: Date, batch: i64) -> Result<usize> {
    let day = today.to_sqlx();
    let due =
        sqlx::query_file!("queries/decision/due.sql", day as _, batch).fetch_all(kit.db().feed()).await?;
    let mut done = 0;
    for row in due {
        let (tenant, version) =
            (TenantId::from_uuid(row.tenant_id), ContractVersionId::from_uuid(row.version_id));
        match work_off(kit, tenant, version, today).await {
            Ok(()) => done += 1,
            Err(problem) => tracing::warn!(%version, error = %problem, "a decision waits for the next look"),
        }
    }
    Ok(done)
}

/// One version in one transaction: any number of replicas may try, the first has it.
async fn work_off(kit: &Kit, tenant: TenantId, version: ContractVersionId, today: Date) -> Result<()> {
    let mut tx = kit.db().tenant(tenant).await?;
    let taken = sqlx::query_file!("queries/decision/remind.sql", version.uuid(), today.to_sqlx() as _);
    if let Some(taken) = taken.fetch_optional(tx.conn()).await? {
        let contract = ContractId::from_uuid(taken.contract_id);
        let mut row = contracts::lock_any(&mut tx, contract).await?;
        row.version += 1;
        contracts::set_version(&mut tx, &row).await?;
        let event = wire::ContractDecisionDue {
            contract: contract.resource_name(),
            contract_number: row.number.clone(),
            customer: row.customer().resource_name(),
            contract_version: version.resource_name(),
            notice_day: Some(print_date(taken.notice_day.to_jiff())),
            term_end: Some(print_date(taken.term_end.to_jiff())),
            renewal_months: taken.renewal_months,
        };
        publish(&mut tx, contract.uuid(), row.version, &event).await?;
    }
    let passed = sqlx::query_file!("queries/decision/passed.sql", version.uuid(), today.to_sqlx() as _);
    if let Some(row) = passed.fetch_optional(tx.conn()).await? {
        let end = row.valid_until.map(|day| day.to_jiff());
        let stored = read_terms(&row.terms, Validity { start: row.valid_from.to_jiff(), end })?;
        let mut v = Violations::new();
        let terms = terms::stored(&stored, &mut v);
        v.finish(()).map_err(Problem::internal)?;
        let contract = ContractId::from_uuid(row.contract_id);
        decisions::keep(&mut tx, (contract, version), &terms, today).await?;
    }
    tx.commit().await?;
    Ok(())
}
