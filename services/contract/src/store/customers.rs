//! Customers.

use super::records::{Saved, found, refuse_merged};
use crate::wire::values::{etag, print_instant};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::master::Customer;
use kontor_ids::{CustomerId, UserId, Uuid};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(crate) use super::contacts::read_order_right;

/// A customer as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct CustomerRow {
    pub id: Uuid,
    pub number: String,
    pub display_name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country_code: String,
    pub vat_id: String,
    pub leitweg_id: String,
    pub buyer_reference: String,
    pub invoice_email: String,
    pub payment_days: i16,
    pub suspended: bool,
    pub account_agent: Option<Uuid>,
    pub account_deputy: Option<Uuid>,
    pub language_code: String,
    pub note: String,
    pub electronic_scheme: String,
    pub electronic_id: String,
    pub invoice_profile: String,
    pub iban: String,
    pub merged_into: Option<Uuid>,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
}

impl CustomerRow {
    /// As it is shown.
    pub(crate) fn print(self) -> wire::Customer {
        let user = |id: Option<Uuid>| id.map(|id| UserId::from_uuid(id).resource_name()).unwrap_or_default();
        wire::Customer {
            name: CustomerId::from_uuid(self.id).resource_name(),
            number: self.number,
            display_name: self.display_name,
            address: Some(wire::PostalAddress {
                street: self.street,
                postal_code: self.postal_code,
                city: self.city,
                country_code: self.country_code,
            }),
            vat_id: self.vat_id,
            leitweg_id: self.leitweg_id,
            buyer_reference: self.buyer_reference,
            invoice_email: self.invoice_email,
            payment_days: self.payment_days.into(),
            suspended: self.suspended,
            account_agent: user(self.account_agent),
            account_deputy: user(self.account_deputy),
            language_code: self.language_code,
            note: self.note,
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
            electronic_address: (!self.electronic_scheme.is_empty()).then_some(wire::ElectronicAddress {
                scheme: self.electronic_scheme,
                id: self.electronic_id,
            }),
            invoice_profile: match self.invoice_profile.as_str() {
                "xrechnung" => wire::InvoiceProfile::Xrechnung as i32,
                "zugferd" => wire::InvoiceProfile::Zugferd as i32,
                _ => wire::InvoiceProfile::Unspecified as i32,
            },
            iban: self.iban,
        }
    }
}

/// A customer as the statement takes it.
fn written((id, customer): &(CustomerId, Customer)) -> Value {
    let address = &customer.address;
    let electronic = customer.electronic_address.as_ref();
    json!({
        "id": id.uuid(), "number": customer.number.as_str(), "display_name": customer.display_name,
        "street": address.street, "postal_code": address.postal_code, "city": address.city,
        "country_code": address.country.as_str(),
        "vat_id": customer.vat_id.as_ref().map_or("", |id| id.as_str()),
        "leitweg_id": customer.leitweg_id.as_ref().map_or("", |id| id.as_str()),
        "buyer_reference": customer.buyer_reference, "invoice_email": customer.invoice_email.as_str(),
        "payment_days": customer.payment_days, "suspended": customer.suspended,
        "account_agent": customer.account_agent.map(UserId::uuid),
        "account_deputy": customer.account_deputy.map(UserId::uuid),
        "language_code": customer.language.code(), "note": customer.note,
        "electronic_scheme": electronic.map_or("", |a| a.scheme()),
        "electronic_id": electronic.map_or("", |a| a.id()),
        "invoice_profile": customer.invoice_profile.as_str(),
        "iban": customer.iban.as_ref().map_or("", |iban| iban.as_str()),
    })
}

/// Adds customers, or changes those that are there and counts their versions.
///
/// # Errors
/// [`Problem::Exists`] when a number is taken.
pub(crate) async fn save(
    tx: &mut TenantTx,
    customers: &[(CustomerId, Customer)],
    now: Timestamp,
) -> Result<Vec<Saved>> {
    let list = Value::Array(customers.iter().map(written).collect());
    let tenant = tx.tenant().uuid();
    let saved = sqlx::query_file_as!(Saved, "queries/customer/save.sql", tenant, list, now.to_sqlx() as _)
        .fetch_all(tx.conn())
        .await;
    saved.map_err(|error| match violated(&error) {
        Some("customers_number_unique") => Problem::Exists {
            subject: match customers {
                [(_, one)] => format!("a customer with number {}", one.number),
                _ => "a customer with one of these numbers".to_owned(),
            },
            remedy: "choose another customer.number".to_owned(),
        },
        _ => error.into(),
    })
}

/// Locks a customer that was not merged.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Refused`] for one that was merged.
pub(crate) async fn lock(tx: &mut TenantTx, id: CustomerId) -> Result<CustomerRow> {
    let row = sqlx::query_file_as!(CustomerRow, "queries/customer/lock.sql", id.uuid());
    let row = found(row.fetch_optional(tx.conn()).await?, &id.resource_name())?;
    refuse_merged(
        &id.resource_name(),
        row.merged_into.map(|into| CustomerId::from_uuid(into).resource_name()),
    )?;
    Ok(row)
}

/// Notes that what the customer's coverage is judged by changes, and locks the customer.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Refused`] for one that was merged.
pub(crate) async fn touch(tx: &mut TenantTx, id: CustomerId) -> Result<()> {
    let touched = sqlx::query_file!("queries/customer/touch.sql", id.uuid()).execute(tx.conn()).await?;
    if touched.rows_affected() == 1 {
        return Ok(());
    }
    let into = sqlx::query_file_scalar!("queries/customer/merged_into.sql", id.uuid());
    let into = into.fetch_optional(tx.conn()).await?;
    refuse_merged(&id.resource_name(), into.map(|into| CustomerId::from_uuid(into).resource_name()))?;
    Err(Problem::NotFound(id.resource_name()))
}

/// A customer; of a merged one, the one that stays.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: CustomerId) -> Result<CustomerRow> {
    let row = sqlx::query_file_as!(CustomerRow, "queries/customer/get.sql", id.uuid());
    found(row.fetch_optional(tx.conn()).await?, &id.resource_name())
}

/// Customers in the order of their ids; of merged ones, those that stay.
///
/// # Errors
/// [`Problem::NotFound`] with all that are not there.
pub(crate) async fn get_all(tx: &mut TenantTx, ids: &[CustomerId]) -> Result<Vec<CustomerRow>> {
    let asked: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let staying = sqlx::query_file!("queries/customer/staying.sql", &asked).fetch_all(tx.conn()).await?;
    let staying: HashMap<Uuid, Uuid> = staying.into_iter().map(|row| (row.id, row.stays)).collect();
    let wanted: Vec<Uuid> = staying.values().copied().collect();
    let rows = sqlx::query_file_as!(CustomerRow, "queries/customer/get_all.sql", &wanted);
    let rows: HashMap<Uuid, CustomerRow> =
        rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id, row)).collect();
    let found = |id: &Uuid| rows.get(staying.get(id)?).cloned();
    let absent = ids.iter().filter(|id| found(&id.uuid()).is_none()).map(|id| id.resource_name());
    let absent: Vec<String> = absent.collect();
    if !absent.is_empty() {
        return Err(Problem::NotFound(absent.join(", ")));
    }
    Ok(asked.iter().filter_map(found).collect())
}

/// Customers by number, from the one after `after` on, whose number or name contains `query`.
pub(crate) async fn list(
    tx: &mut TenantTx,
    after: &str,
    query: &str,
    limit: i64,
) -> Result<Vec<CustomerRow>> {
    let rows = sqlx::query_file_as!(CustomerRow, "queries/customer/list.sql", after, query, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
