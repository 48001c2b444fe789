//! Contacts.

use super::records::{Saved, found, refuse_merged};
use crate::wire::values::{etag, print_instant, print_money};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::master::{Contact, OrderRight};
use kontor_ids::{ContactId, CustomerId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A contact as it is stored.
#[derive(Debug)]
pub(crate) struct ContactRow {
    pub id: Uuid,
    pub number: String,
    pub customer_id: Uuid,
    pub display_name: String,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub order_right: String,
    pub order_limit: Option<Decimal>,
    pub merged_into: Option<Uuid>,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
}

impl ContactRow {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        ContactId::from_uuid(self.id).resource_name()
    }

    /// As it is shown.
    ///
    /// # Errors
    /// [`Problem::Internal`] for an order right that nobody wrote.
    pub(crate) fn print(self) -> Result<wire::Contact> {
        let (order_right, order_limit) =
            print_order_right(read_order_right(&self.order_right, self.order_limit)?);
        Ok(wire::Contact {
            name: self.name(),
            customer: CustomerId::from_uuid(self.customer_id).resource_name(),
            display_name: self.display_name,
            phones: self.phones,
            emails: self.emails,
            order_right,
            order_limit,
            number: self.number,
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
        })
    }
}

/// A contact as the statement takes it.
fn written((id, contact): &(ContactId, Contact)) -> Value {
    let (right, limit) = order_right(contact.order_right);
    json!({
        "id": id.uuid(), "number": contact.number.as_ref().map_or("", |number| number.as_str()),
        "customer_id": contact.customer.uuid(), "display_name": contact.display_name,
        "phones": contact.phones.iter().map(|phone| phone.as_str()).collect::<Vec<_>>(),
        "emails": contact.emails.iter().map(|email| email.as_str()).collect::<Vec<_>>(),
        "order_right": right, "order_limit": limit.map(|limit| limit.to_string()),
    })
}

/// How an order right is stored.
fn order_right(right: OrderRight) -> (&'static str, Option<Decimal>) {
    match right {
        OrderRight::Unlimited => ("unlimited", None),
        OrderRight::Limited(limit) => ("limited", Some(limit.value())),
        OrderRight::None => ("none", None),
    }
}

/// Reads a stored order right; limits are in EUR.
pub(crate) fn read_order_right(word: &str, limit: Option<Decimal>) -> Result<OrderRight> {
    match (word, limit) {
        ("unlimited", _) => Ok(OrderRight::Unlimited),
        ("none", _) => Ok(OrderRight::None),
        ("limited", Some(limit)) => {
            Amount::new(limit, Currency::EUR).map(OrderRight::Limited).map_err(Problem::internal)
        }
        _ => Err(Problem::internal(format!("unknown order right {word}"))),
    }
}

/// An order right as it is shown.
pub(crate) fn print_order_right(right: OrderRight) -> (i32, Option<kontor_proto::types::v1::Money>) {
    match right {
        OrderRight::Unlimited => (wire::OrderRight::Unlimited as i32, None),
        OrderRight::None => (wire::OrderRight::None as i32, None),
        OrderRight::Limited(limit) => (wire::OrderRight::Limited as i32, Some(print_money(limit))),
    }
}

/// Adds contacts, or changes those that are there and counts their versions.
///
/// # Errors
/// [`Problem::Exists`] when a number is taken.
pub(crate) async fn save(
    tx: &mut TenantTx,
    contacts: &[(ContactId, Contact)],
    now: Timestamp,
) -> Result<Vec<Saved>> {
    let list = Value::Array(contacts.iter().map(written).collect());
    let tenant = tx.tenant().uuid();
    let saved = sqlx::query_file_as!(Saved, "queries/contact/save.sql", tenant, list, now.to_sqlx() as _)
        .fetch_all(tx.conn())
        .await;
    saved.map_err(|error| match violated(&error) {
        Some("contacts_number_unique") => Problem::Exists {
            subject: "a contact with this number".to_owned(),
            remedy: "choose another contact.number".to_owned(),
        },
        _ => error.into(),
    })
}

/// Locks a contact.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Refused`] for one that was merged.
pub(crate) async fn lock(tx: &mut TenantTx, id: ContactId) -> Result<ContactRow> {
    let row = sqlx::query_file_as!(ContactRow, "queries/contact/lock.sql", id.uuid());
    let row = found(row.fetch_optional(tx.conn()).await?, &id.resource_name())?;
    refuse_merged(
        &id.resource_name(),
        row.merged_into.map(|into| ContactId::from_uuid(into).resource_name()),
    )?;
    Ok(row)
}

/// A contact; of a merged one, the one that stays.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: ContactId) -> Result<ContactRow> {
    let row = sqlx::query_file_as!(ContactRow, "queries/contact/get.sql", id.uuid());
    found(row.fetch_optional(tx.conn()).await?, &id.resource_name())
}

/// The contacts of a customer, from the one after `after` on.
pub(crate) async fn list(
    tx: &mut TenantTx,
    customer: CustomerId,
    after: &str,
    limit: i64,
) -> Result<Vec<ContactRow>> {
    let rows = sqlx::query_file_as!(ContactRow, "queries/contact/list.sql", customer.uuid(), after, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
