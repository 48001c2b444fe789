//! Sites.

use super::records::{Saved, found};
use crate::wire::values::{etag, print_instant};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::master::{Address, Site};
use kontor_ids::{CustomerId, SiteId, Uuid};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use serde_json::{Value, json};

/// A site as it is stored.
#[derive(Debug)]
pub(crate) struct SiteRow {
    pub id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub display_name: String,
    pub street: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub country_code: Option<String>,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
}

impl SiteRow {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        SiteId::from_uuid(self.id).resource_name()
    }

    /// As it is shown.
    pub(crate) fn print(self) -> wire::Site {
        let parts =
            (self.street.clone(), self.postal_code.clone(), self.city.clone(), self.country_code.clone());
        let address = match parts {
            (Some(street), Some(postal_code), Some(city), Some(country_code)) => {
                Some(wire::PostalAddress { street, postal_code, city, country_code })
            }
            _ => None,
        };
        wire::Site {
            name: self.name(),
            customer: CustomerId::from_uuid(self.customer_id).resource_name(),
            display_name: self.display_name,
            address,
            number: self.number,
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
        }
    }
}

/// A site as the statement takes it.
fn written((id, site): &(SiteId, Site)) -> Value {
    let part = |read: fn(&Address) -> &str| site.address.as_ref().map(read);
    json!({
        "id": id.uuid(), "number": site.number.as_ref().map_or("", |number| number.as_str()),
        "customer_id": site.customer.uuid(), "display_name": site.display_name,
        "street": part(|a| &a.street), "postal_code": part(|a| &a.postal_code), "city": part(|a| &a.city),
        "country_code": part(|a| a.country.as_str()),
    })
}

/// Adds sites, or changes those that are there and counts their versions.
///
/// # Errors
/// [`Problem::Exists`] when a number is taken.
pub(crate) async fn save(tx: &mut TenantTx, sites: &[(SiteId, Site)], now: Timestamp) -> Result<Vec<Saved>> {
    let list = Value::Array(sites.iter().map(written).collect());
    let tenant = tx.tenant().uuid();
    let saved = sqlx::query_file_as!(Saved, "queries/site/save.sql", tenant, list, now.to_sqlx() as _)
        .fetch_all(tx.conn())
        .await;
    saved.map_err(|error| match violated(&error) {
        Some("sites_number_unique") => Problem::Exists {
            subject: "a site with this number".to_owned(),
            remedy: "choose another site.number".to_owned(),
        },
        _ => error.into(),
    })
}

/// Locks a site.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn lock(tx: &mut TenantTx, id: SiteId) -> Result<SiteRow> {
    let row = sqlx::query_file_as!(SiteRow, "queries/site/lock.sql", id.uuid());
    let row = found(row.fetch_optional(tx.conn()).await?, &id.resource_name())?;
    Ok(row)
}

/// A site.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: SiteId) -> Result<SiteRow> {
    let row = sqlx::query_file_as!(SiteRow, "queries/site/get.sql", id.uuid());
    found(row.fetch_optional(tx.conn()).await?, &id.resource_name())
}

/// The sites of a customer, from the one after `after` on.
pub(crate) async fn list(
    tx: &mut TenantTx,
    customer: CustomerId,
    after: &str,
    limit: i64,
) -> Result<Vec<SiteRow>> {
    let rows = sqlx::query_file_as!(SiteRow, "queries/site/list.sql", customer.uuid(), after, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
