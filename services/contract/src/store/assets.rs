//! Assets.

use super::records::{Saved, found, refuse_merged};
use crate::wire::values::{etag, print_date, print_instant};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::master::Asset;
use kontor_ids::{AssetId, CustomerId, SiteId, Uuid};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use serde_json::{Value, json};

/// A asset as it is stored.
#[derive(Debug)]
pub(crate) struct AssetRow {
    pub id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub display_name: String,
    pub asset_class: String,
    pub site_id: Option<Uuid>,
    pub serial_number: String,
    pub host_name: String,
    pub criticality: String,
    pub warranty_until: Option<jiff_sqlx::Date>,
    pub maintenance_contract: String,
    pub maintenance_until: Option<jiff_sqlx::Date>,
    pub merged_into: Option<Uuid>,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
}

impl AssetRow {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        AssetId::from_uuid(self.id).resource_name()
    }

    /// As it is shown.
    pub(crate) fn print(self) -> wire::Asset {
        wire::Asset {
            name: self.name(),
            customer: CustomerId::from_uuid(self.customer_id).resource_name(),
            display_name: self.display_name,
            asset_class: self.asset_class,
            site: self.site_id.map(|id| SiteId::from_uuid(id).resource_name()).unwrap_or_default(),
            serial_number: self.serial_number,
            host_name: self.host_name,
            number: self.number,
            criticality: match self.criticality.as_str() {
                "critical" => wire::Criticality::Critical as i32,
                "high" => wire::Criticality::High as i32,
                "normal" => wire::Criticality::Normal as i32,
                "low" => wire::Criticality::Low as i32,
                _ => wire::Criticality::Unspecified as i32,
            },
            warranty_until: self.warranty_until.map(|day| print_date(day.to_jiff())),
            maintenance_contract: self.maintenance_contract,
            maintenance_until: self.maintenance_until.map(|day| print_date(day.to_jiff())),
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
        }
    }
}

/// An asset as the statement takes it.
fn written((id, asset): &(AssetId, Asset)) -> Value {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    json!({
        "id": id.uuid(), "number": asset.number.as_ref().map_or("", |number| number.as_str()),
        "customer_id": asset.customer.uuid(), "display_name": asset.display_name,
        "asset_class": asset.class.as_str(), "site_id": asset.site.map(SiteId::uuid),
        "serial_number": asset.serial_number, "host_name": asset.host_name,
        "criticality": asset.criticality.map_or("", |word| word.as_str()),
        "warranty_until": day(asset.warranty_until), "maintenance_contract": asset.maintenance_contract,
        "maintenance_until": day(asset.maintenance_until),
    })
}

/// Adds assets, or changes those that are there and counts their versions.
///
/// # Errors
/// [`Problem::Exists`] when a number is taken or the customer has one of this name, [`Problem::Invalid`] when the site is
/// none of the customer's.
pub(crate) async fn save(
    tx: &mut TenantTx,
    assets: &[(AssetId, Asset)],
    now: Timestamp,
) -> Result<Vec<Saved>> {
    let list = Value::Array(assets.iter().map(written).collect());
    let tenant = tx.tenant().uuid();
    let saved = sqlx::query_file_as!(Saved, "queries/asset/save.sql", tenant, list, now.to_sqlx() as _)
        .fetch_all(tx.conn())
        .await;
    saved.map_err(|error| match violated(&error) {
        Some("assets_number_unique") => Problem::Exists {
            subject: "an asset with this number".to_owned(),
            remedy: "choose another asset.number".to_owned(),
        },
        Some("assets_name_unique") => Problem::Exists {
            subject: match assets {
                [(_, one)] => format!("an asset {} of this customer", one.display_name),
                _ => "an asset of one of these names".to_owned(),
            },
            remedy: "choose another asset.display_name".to_owned(),
        },
        Some("assets_site_fk") => Problem::field("asset.site", "choose a site of the same customer"),
        _ => error.into(),
    })
}

/// Locks a asset.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Refused`] for one that was merged.
pub(crate) async fn lock(tx: &mut TenantTx, id: AssetId) -> Result<AssetRow> {
    let row = sqlx::query_file_as!(AssetRow, "queries/asset/lock.sql", id.uuid());
    let row = found(row.fetch_optional(tx.conn()).await?, &id.resource_name())?;
    refuse_merged(&id.resource_name(), row.merged_into.map(|into| AssetId::from_uuid(into).resource_name()))?;
    Ok(row)
}

/// A asset; of a merged one, the one that stays.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: AssetId) -> Result<AssetRow> {
    let row = sqlx::query_file_as!(AssetRow, "queries/asset/get.sql", id.uuid());
    found(row.fetch_optional(tx.conn()).await?, &id.resource_name())
}

/// The assets of a customer, from the one after `after` on.
pub(crate) async fn list(
    tx: &mut TenantTx,
    customer: CustomerId,
    after: &str,
    limit: i64,
) -> Result<Vec<AssetRow>> {
    let rows = sqlx::query_file_as!(AssetRow, "queries/asset/list.sql", customer.uuid(), after, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
