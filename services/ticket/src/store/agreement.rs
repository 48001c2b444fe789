//! Agreements as rows (N10).

use super::bind;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{AssetId, ContractId, CustomerId, TenantId, Uuid, VerbundAgreementId};
use kontor_money::{Amount, Currency, Decimal};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Agreement, Policy, Prices, Scope, Validity};

/// An agreement as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct AgreementRow {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) taker_id: Uuid,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) hours: String,
    pub(crate) valid_from: jiff_sqlx::Date,
    pub(crate) valid_until: Option<jiff_sqlx::Date>,
    pub(crate) customers: Vec<Uuid>,
    pub(crate) contracts: Vec<Uuid>,
    pub(crate) assets: Vec<Uuid>,
    pub(crate) automatic: bool,
    pub(crate) least_priority: String,
    pub(crate) may_resolve: bool,
    pub(crate) wind_up_seconds: i32,
    pub(crate) currency: String,
    pub(crate) price_per_call: Decimal,
    pub(crate) price_per_minute: Decimal,
    pub(crate) offered_by: String,
    pub(crate) offer_time: jiff_sqlx::Timestamp,
    pub(crate) accepted_by: Option<String>,
    pub(crate) accept_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) ended_by: Option<Uuid>,
    pub(crate) end_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) end_reason: Option<String>,
}

impl AgreementRow {
    /// The house that hands over.
    pub(crate) const fn giver(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// Which.
    pub(crate) const fn id(&self) -> VerbundAgreementId {
        VerbundAgreementId::from_uuid(self.id)
    }

    /// The agreement that the rules speak of.
    pub(crate) fn rules(&self) -> Result<Agreement> {
        Ok(Agreement {
            id: self.id(),
            hours: self.hours.parse().map_err(Problem::internal)?,
            valid: Validity {
                from: self.valid_from.to_jiff(),
                until: self.valid_until.map(|day| day.to_jiff()),
            },
            scope: Scope {
                customers: self.customers.iter().copied().map(CustomerId::from_uuid).collect(),
                contracts: self.contracts.iter().copied().map(ContractId::from_uuid).collect(),
                assets: self.assets.iter().copied().map(AssetId::from_uuid).collect(),
            },
            policy: Policy {
                automatic: self.automatic,
                least_priority: self.least_priority.parse().map_err(Problem::internal)?,
                may_resolve: self.may_resolve,
                wind_up: SignedDuration::from_secs(self.wind_up_seconds.into()),
            },
            accept_time: self.accept_time.map(|at| at.to_jiff()),
            end_time: self.end_time.map(|at| at.to_jiff()),
        })
    }

    /// What is paid by it.
    pub(crate) fn prices(&self) -> Result<Prices> {
        let currency: Currency = self.currency.parse().map_err(Problem::internal)?;
        let amount = |value| Amount::new(value, currency).map_err(Problem::internal);
        Ok(Prices { per_call: amount(self.price_per_call)?, per_minute: amount(self.price_per_minute)? })
    }
}

/// An offer.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn insert(tx: &mut TenantTx, row: &AgreementRow) -> Result<()> {
    sqlx::query_file!(
        "queries/verbund/insert_agreement.sql",
        row.tenant_id,
        row.id,
        row.taker_id,
        row.title,
        row.hours,
        row.valid_from as _,
        row.valid_until as _,
        &row.customers,
        &row.contracts,
        &row.assets,
        row.automatic,
        row.least_priority,
        row.may_resolve,
        row.wind_up_seconds,
        row.currency,
        row.price_per_call,
        row.price_per_minute,
        row.offered_by,
        row.offer_time as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An agreement of the house, on either side.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn get(tx: &mut TenantTx, id: VerbundAgreementId) -> Result<Option<AgreementRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(AgreementRow, "queries/verbund/get_agreement.sql", tenant, id.uuid());
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// An agreement of the giving house, locked.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lock(tx: &mut TenantTx, id: VerbundAgreementId) -> Result<Option<AgreementRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(AgreementRow, "queries/verbund/lock_agreement.sql", tenant, id.uuid());
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// A page of the house's agreements on either side, the newest first.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list(tx: &mut TenantTx, before: Uuid, most: i64) -> Result<Vec<AgreementRow>> {
    let tenant = tx.tenant().uuid();
    let query =
        sqlx::query_file_as!(AgreementRow, "queries/verbund/list_agreements.sql", tenant, before, most);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// The giving house's agreements that hold; none of them ends before the transaction does.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn in_force(tx: &mut TenantTx) -> Result<Vec<AgreementRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(AgreementRow, "queries/verbund/find_agreements_in_force.sql", tenant);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// The taking house accepts what is locked and only offered.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn accept(
    tx: &mut TenantTx,
    row: &mut AgreementRow,
    person: &str,
    now: Timestamp,
) -> Result<()> {
    let (tenant, id) = (row.tenant_id, row.id);
    sqlx::query_file!("queries/verbund/accept_agreement.sql", tenant, id, person, now.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    "accepted".clone_into(&mut row.state);
    (row.accepted_by, row.accept_time) = (Some(person.to_owned()), bind(Some(now)));
    Ok(())
}

/// One of both ends what is locked and not ended.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn end(
    tx: &mut TenantTx,
    row: &mut AgreementRow,
    house: TenantId,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query_file!(
        "queries/verbund/end_agreement.sql",
        row.tenant_id,
        row.id,
        house.uuid(),
        now.to_sqlx() as _,
        reason
    )
    .execute(tx.conn())
    .await?;
    "ended".clone_into(&mut row.state);
    (row.ended_by, row.end_time, row.end_reason) =
        (Some(house.uuid()), bind(Some(now)), Some(reason.to_owned()));
    Ok(())
}
