//! Contracts and their versions.

use crate::wire::values::{etag, print_date, print_instant, print_validity};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::terms::{Terms, Validity};
use kontor_ids::{
    AssetId, ContactId, ContractId, ContractTemplateId, ContractVersionId, CustomerId, SiteId, SlaPolicyId,
    Uuid,
};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Reason, Result};
use prost::Message as _;

/// A contract as it is stored.
#[derive(Debug)]
pub(crate) struct ContractRow {
    pub id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub display_name: String,
    pub priority: i16,
    pub fall_through: Option<Uuid>,
    pub suspended: bool,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
    pub template_id: Option<Uuid>,
    pub template_version: Option<i32>,
    pub end_day: Option<jiff_sqlx::Date>,
    pub end_reason: String,
}

impl ContractRow {
    /// Its id.
    pub(crate) const fn contract(&self) -> ContractId {
        ContractId::from_uuid(self.id)
    }

    /// Its customer.
    pub(crate) const fn customer(&self) -> CustomerId {
        CustomerId::from_uuid(self.customer_id)
    }

    /// As it is shown.
    pub(crate) fn print(self, versions: Vec<wire::ContractVersion>) -> wire::Contract {
        let fall_through = self.fall_through.map(ContractId::from_uuid);
        let template = self.template_id.map(|id| ContractTemplateId::from_uuid(id).resource_name());
        wire::Contract {
            name: self.contract().resource_name(),
            customer: self.customer().resource_name(),
            number: self.number,
            display_name: self.display_name,
            priority: self.priority.into(),
            fall_through: fall_through.map(|id| id.resource_name()).unwrap_or_default(),
            versions,
            suspended: self.suspended,
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
            template: template.unwrap_or_default(),
            template_version: self.template_version.unwrap_or_default(),
            end: self.end_day.map(|day| print_date(day.to_jiff())),
            end_reason: self.end_reason,
        }
    }
}

/// A version as it is stored.
#[derive(Debug)]
pub(crate) struct VersionRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub number: i32,
    pub valid_from: jiff_sqlx::Date,
    pub valid_until: Option<jiff_sqlx::Date>,
    pub terms: Vec<u8>,
}

impl VersionRow {
    /// When it holds.
    pub(crate) fn validity(&self) -> Validity {
        Validity { start: self.valid_from.to_jiff(), end: self.valid_until.map(|day| day.to_jiff()) }
    }

    /// As it is shown.
    pub(crate) fn print(&self) -> Result<wire::ContractVersion> {
        Ok(wire::ContractVersion {
            name: ContractVersionId::from_uuid(self.id).resource_name(),
            number: self.number,
            terms: Some(read_terms(&self.terms, self.validity())?),
        })
    }
}

/// Stored terms with their validity.
pub(crate) fn read_terms(bytes: &[u8], valid: Validity) -> Result<wire::Terms> {
    let terms = wire::Terms::decode(bytes).map_err(Problem::internal)?;
    Ok(wire::Terms { valid: Some(print_validity(valid)), ..terms })
}

/// A new contract.
#[derive(Debug)]
pub(crate) struct NewContract {
    /// Its number.
    pub number: String,
    /// Its customer.
    pub customer: CustomerId,
    /// What people call it.
    pub display_name: String,
    /// Which wins among equally specific ones (C5).
    pub priority: u8,
    /// What gets what it excludes (C5).
    pub fall_through: Option<ContractId>,
    /// Which version of which template it is made from.
    pub template: Option<(ContractTemplateId, i32)>,
}

/// Adds a contract to a customer that is there.
///
/// # Errors
/// [`Problem::Exists`] when its number is taken, [`Problem::Invalid`] when the fall-through is none of the customer's.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: ContractId,
    contract: &NewContract,
    now: Timestamp,
) -> Result<()> {
    let inserted = sqlx::query_file!(
        "queries/contract/insert.sql",
        tx.tenant().uuid(),
        id.uuid(),
        contract.number,
        contract.customer.uuid(),
        contract.display_name,
        i16::from(contract.priority),
        contract.fall_through.map(ContractId::uuid),
        now.to_sqlx() as _,
        contract.template.map(|(id, _)| id.uuid()),
        contract.template.map(|(_, version)| version)
    );
    inserted.execute(tx.conn()).await.map(drop).map_err(|error| match violated(&error) {
        Some("contracts_number_unique") => Problem::Exists {
            subject: format!("a contract with number {}", contract.number),
            remedy: "choose another contract.number".to_owned(),
        },
        Some("contracts_fall_through_fk") => {
            Problem::field("contract.fall_through", "choose a contract of the same customer")
        }
        _ => error.into(),
    })
}

/// A new version.
#[derive(Debug)]
pub(crate) struct NewVersion<'a> {
    /// Its id.
    pub id: ContractVersionId,
    /// Its number.
    pub number: i32,
    /// Its terms.
    pub terms: &'a Terms,
    /// The terms as they are shown.
    pub shown: &'a wire::Terms,
}

pub(crate) fn overlap(error: sqlx::Error, constraint: &str, subject: String) -> Problem {
    if violated(&error) == Some(constraint) {
        return ranges_overlap(subject, "choose days that no other range of the same owner has");
    }
    error.into()
}

/// The day it is now in the zone of a calendar.
///
/// # Errors
/// When the zone is not known here.
pub(crate) fn today(time_zone: &str, now: Timestamp) -> Result<Date> {
    let zone = jiff::tz::TimeZone::get(time_zone).map_err(Problem::internal)?;
    Ok(zone.to_datetime(now).date())
}

/// Two ranges share days (C3).
pub(crate) fn ranges_overlap(subject: String, remedy: impl Into<String>) -> Problem {
    Problem::refused(Reason::RangesOverlap, subject, remedy)
}

/// Adds a version.
///
/// # Errors
/// [`Reason::RangesOverlap`] when another version has some of its days.
pub(crate) async fn insert_version(
    tx: &mut TenantTx,
    contract: ContractId,
    version: &NewVersion<'_>,
    now: Timestamp,
) -> Result<()> {
    let NewVersion { terms, .. } = version;
    let stored = wire::Terms { valid: None, ..version.shown.clone() };
    let inserted = sqlx::query_file!(
        "queries/contract/insert_version.sql",
        tx.tenant().uuid(),
        version.id.uuid(),
        contract.uuid(),
        version.number,
        terms.valid.start.to_sqlx() as _,
        terms.valid.end.map(|day| day.to_sqlx()) as _,
        terms.calendar.uuid(),
        terms.sla_policy.map(SlaPolicyId::uuid),
        stored.encode_to_vec(),
        now.to_sqlx() as _
    );
    let inserted = inserted.execute(tx.conn()).await;
    inserted.map(drop).map_err(|e| overlap(e, "contract_versions_no_overlap", contract.resource_name()))
}

/// Ends an open-ended version.
pub(crate) async fn close_version(tx: &mut TenantTx, id: Uuid, end: Date) -> Result<()> {
    sqlx::query_file!("queries/contract/close_version.sql", id, end.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Locks a contract.
///
/// # Errors
/// [`Problem::NotFound`], or that the etag is not the current one.
pub(crate) async fn lock(tx: &mut TenantTx, id: ContractId, expected: &str) -> Result<ContractRow> {
    let row = lock_any(tx, id).await?;
    if etag(row.version) == expected { Ok(row) } else { Err(Problem::etag_mismatch()) }
}

/// Locks a contract, whatever its etag.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn lock_any(tx: &mut TenantTx, id: ContractId) -> Result<ContractRow> {
    let row = sqlx::query_file_as!(ContractRow, "queries/contract/lock.sql", id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Sets the version and whether it is suspended.
pub(crate) async fn set_version(tx: &mut TenantTx, row: &ContractRow) -> Result<()> {
    sqlx::query_file!("queries/contract/set_version.sql", row.id, row.version, row.suspended)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps since when it holds no more and why, or that it goes on.
pub(crate) async fn set_end(tx: &mut TenantTx, row: &ContractRow) -> Result<()> {
    sqlx::query_file!("queries/contract/set_end.sql", row.id, row.end_day as _, row.end_reason)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A contract.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: ContractId) -> Result<ContractRow> {
    let row = sqlx::query_file_as!(ContractRow, "queries/contract/get.sql", id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Contracts by number, from the one after `after` on.
pub(crate) async fn list(
    tx: &mut TenantTx,
    after: &str,
    customer: Option<CustomerId>,
    limit: i64,
) -> Result<Vec<ContractRow>> {
    let customer = customer.map(CustomerId::uuid);
    let rows = sqlx::query_file_as!(ContractRow, "queries/contract/list.sql", after, customer, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The versions of contracts by validity.
pub(crate) async fn versions(tx: &mut TenantTx, contracts: &[Uuid]) -> Result<Vec<VersionRow>> {
    let rows = sqlx::query_file_as!(VersionRow, "queries/contract/versions.sql", contracts);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// What terms refer to, and what of it is not there.
#[derive(Debug)]
pub(crate) struct References {
    /// The newest definition of the calendar.
    pub definition: Option<String>,
    /// Whether the policy is there.
    pub policy_known: bool,
    /// Assets that are none of the customer's.
    pub strange_assets: Vec<Uuid>,
    /// Sites that are none of the customer's.
    pub strange_sites: Vec<Uuid>,
    /// Contacts that are none of the customer's.
    pub strange_contacts: Vec<Uuid>,
}

/// Looks up what terms refer to.
pub(crate) async fn references(tx: &mut TenantTx, customer: CustomerId, terms: &Terms) -> Result<References> {
    let assets: Vec<Uuid> = terms.rules.iter().flat_map(|r| &r.assets).copied().map(AssetId::uuid).collect();
    let sites: Vec<Uuid> = terms.rules.iter().flat_map(|r| &r.sites).copied().map(SiteId::uuid).collect();
    let contacts: Vec<Uuid> =
        terms.rules.iter().flat_map(|r| &r.contacts).copied().map(ContactId::uuid).collect();
    let row = sqlx::query_file_as!(
        References,
        "queries/contract/references.sql",
        customer.uuid(),
        terms.calendar.uuid(),
        terms.sla_policy.map(SlaPolicyId::uuid),
        &assets,
        &sites,
        &contacts
    );
    Ok(row.fetch_one(tx.conn()).await?)
}
