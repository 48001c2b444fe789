//! What people decided about entries that waited (C2, R6).

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{ContractId, CustomerId, TimeEntryId};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use std::collections::BTreeMap;

/// How an entry is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// By this contract.
    Contract(ContractId),
    /// At the list price.
    ListPrice,
    /// What a quota refused is overage.
    Overage,
}

/// A decision.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) number: i32,
    pub(crate) choice: Choice,
    pub(crate) candidates: Vec<ContractId>,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at: Timestamp,
}

/// The decisions about an entry in their order.
pub(crate) async fn of_entry(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Vec<Decision>> {
    let rows = sqlx::query_file!("queries/decision/of_entry.sql", tx.tenant().uuid(), entry.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut decisions = Vec::with_capacity(rows.len());
    for row in rows {
        let choice = match (row.choice.as_str(), row.contract_id) {
            ("contract", Some(id)) => Choice::Contract(ContractId::from_uuid(id)),
            ("list_price", _) => Choice::ListPrice,
            ("overage", _) => Choice::Overage,
            (other, _) => return Err(Problem::internal(format!("{other} is no choice"))),
        };
        decisions.push(Decision {
            number: row.number,
            choice,
            candidates: row.candidates.into_iter().map(ContractId::from_uuid).collect(),
            reason: row.reason,
            by: row.by_name,
            at: row.at.to_jiff(),
        });
    }
    Ok(decisions)
}

/// The decision that counts: the newest, and the newest of those that say which contract covers the work.
pub(crate) async fn coverage(tx: &mut TenantTx, entry: TimeEntryId) -> Result<Option<Decision>> {
    let decisions = of_entry(tx, entry).await?;
    Ok(decisions.into_iter().rev().find(|d| d.choice != Choice::Overage))
}

/// What was decided about which contract covers the entries of a customer, all at once.
pub(crate) async fn of_customer(
    tx: &mut TenantTx,
    customer: CustomerId,
) -> Result<BTreeMap<TimeEntryId, Choice>> {
    let rows = sqlx::query_file!("queries/decision/of_customer.sql", tx.tenant().uuid(), customer.uuid());
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let contract = row.contract_id.map(|id| Choice::Contract(ContractId::from_uuid(id)));
        (TimeEntryId::from_uuid(row.entry_id), contract.unwrap_or(Choice::ListPrice))
    });
    Ok(rows.collect())
}

pub(crate) async fn insert(tx: &mut TenantTx, entry: TimeEntryId, decision: &Decision) -> Result<()> {
    let (choice, contract) = match decision.choice {
        Choice::Contract(id) => ("contract", Some(id.uuid())),
        Choice::ListPrice => ("list_price", None),
        Choice::Overage => ("overage", None),
    };
    let insert = sqlx::query_file!(
        "queries/decision/insert.sql",
        tx.tenant().uuid(),
        entry.uuid(),
        decision.number,
        choice,
        contract,
        &decision.candidates.iter().map(|c| c.uuid()).collect::<Vec<_>>(),
        decision.reason,
        decision.by,
        decision.at.to_sqlx() as _,
    );
    insert.execute(tx.conn()).await?;
    Ok(())
}
