//! By when someone has to decide whether a contract goes on.

use crate::wire::values::print_date;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::terms::{RenewalDecision, Terms};
use kontor_ids::{ContractId, ContractVersionId, CustomerId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

/// Keeps the first decision about a version whose last day is `from` or later, or that there is none.
pub(crate) async fn keep(
    tx: &mut TenantTx,
    (contract, version): (ContractId, ContractVersionId),
    terms: &Terms,
    from: Date,
) -> Result<()> {
    let decision = terms.renewal.and_then(|renewal| Some((renewal, renewal.decision(&terms.valid, from)?)));
    let Some((renewal, RenewalDecision { notice_day, term_end, remind_day })) = decision else {
        return drop_of(tx, version).await;
    };
    sqlx::query_file!(
        "queries/decision/save.sql",
        tx.tenant().uuid(),
        version.uuid(),
        contract.uuid(),
        notice_day.to_sqlx() as _,
        term_end.to_sqlx() as _,
        remind_day.to_sqlx() as _,
        i32::try_from(renewal.renewal_months).unwrap_or(i32::MAX)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Nobody has to decide about a version any more.
pub(crate) async fn drop_of(tx: &mut TenantTx, version: ContractVersionId) -> Result<()> {
    sqlx::query_file!("queries/decision/drop.sql", version.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// A decision as it is stored.
#[derive(Debug)]
pub(crate) struct DecisionRow {
    pub version_id: Uuid,
    pub contract_id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub notice_day: jiff_sqlx::Date,
    pub term_end: jiff_sqlx::Date,
    pub renewal_months: i32,
    pub reminded: bool,
}

impl DecisionRow {
    /// As it is shown.
    pub(crate) fn print(self) -> wire::ContractDecision {
        wire::ContractDecision {
            contract: ContractId::from_uuid(self.contract_id).resource_name(),
            contract_number: self.number,
            customer: CustomerId::from_uuid(self.customer_id).resource_name(),
            contract_version: ContractVersionId::from_uuid(self.version_id).resource_name(),
            notice_day: Some(print_date(self.notice_day.to_jiff())),
            term_end: Some(print_date(self.term_end.to_jiff())),
            renewal_months: self.renewal_months,
            reminded: self.reminded,
        }
    }
}

/// Decisions before a day, behind the one given.
pub(crate) async fn list(
    tx: &mut TenantTx,
    before: Date,
    (day, version): (Date, Uuid),
    limit: i64,
) -> Result<Vec<DecisionRow>> {
    let (before, day) = (before.to_sqlx(), day.to_sqlx());
    let rows =
        sqlx::query_file_as!(DecisionRow, "queries/decision/list.sql", before as _, day as _, version, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
