//! Customers and what belongs to them.

use crate::wire::values::{etag, print_instant, print_money};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_contract_domain::master::{Address, Asset, Contact, Customer, Directive, OrderRight, Site};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, UserId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_postgres::{TenantTx, violated};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;

/// A customer as it is stored.
#[derive(Debug)]
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
        }
    }
}

fn number_taken(error: sqlx::Error, customer: &Customer) -> Problem {
    match violated(&error) {
        Some("customers_number_unique") => Problem::Exists {
            subject: format!("a customer with number {}", customer.number),
            remedy: "choose another customer.number".to_owned(),
        },
        _ => error.into(),
    }
}

/// Adds a customer.
///
/// # Errors
/// [`Problem::Exists`] when its number is taken.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: CustomerId,
    customer: &Customer,
    now: Timestamp,
) -> Result<()> {
    let address = &customer.address;
    let inserted = sqlx::query_file!(
        "queries/customer/insert.sql",
        tx.tenant().uuid(),
        id.uuid(),
        customer.number.as_str(),
        customer.display_name,
        address.street,
        address.postal_code,
        address.city,
        address.country.as_str(),
        customer.vat_id.as_ref().map_or("", |id| id.as_str()),
        customer.leitweg_id.as_ref().map_or("", |id| id.as_str()),
        customer.buyer_reference,
        customer.invoice_email.as_str(),
        i16::from(customer.payment_days),
        customer.suspended,
        customer.account_agent.map(UserId::uuid),
        customer.account_deputy.map(UserId::uuid),
        customer.language.code(),
        customer.note,
        now.to_sqlx() as _
    );
    inserted.execute(tx.conn()).await.map_err(|e| number_taken(e, customer))?;
    Ok(())
}

/// Changes a customer and counts its version.
///
/// # Errors
/// [`Problem::Exists`] when its number is taken.
pub(crate) async fn update(tx: &mut TenantTx, id: CustomerId, customer: &Customer) -> Result<()> {
    let address = &customer.address;
    let updated = sqlx::query_file!(
        "queries/customer/update.sql",
        id.uuid(),
        customer.number.as_str(),
        customer.display_name,
        address.street,
        address.postal_code,
        address.city,
        address.country.as_str(),
        customer.vat_id.as_ref().map_or("", |id| id.as_str()),
        customer.leitweg_id.as_ref().map_or("", |id| id.as_str()),
        customer.buyer_reference,
        customer.invoice_email.as_str(),
        i16::from(customer.payment_days),
        customer.suspended,
        customer.account_agent.map(UserId::uuid),
        customer.account_deputy.map(UserId::uuid),
        customer.language.code(),
        customer.note
    );
    updated.execute(tx.conn()).await.map_err(|e| number_taken(e, customer))?;
    Ok(())
}

/// Locks a customer; its version.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn lock(tx: &mut TenantTx, id: CustomerId) -> Result<i64> {
    let row = sqlx::query_file!("queries/customer/lock.sql", id.uuid()).fetch_optional(tx.conn()).await?;
    row.map(|row| row.version).ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Writes who made the customer's present version.
pub(crate) async fn record(tx: &mut TenantTx, id: CustomerId, caller: &Caller, now: Timestamp) -> Result<()> {
    sqlx::query_file!(
        "queries/customer/record_history.sql",
        id.uuid(),
        caller.principal().resource_name(),
        caller.display_name(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that what the customer's coverage is judged by changes, and locks the customer.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn touch(tx: &mut TenantTx, id: CustomerId) -> Result<()> {
    let touched = sqlx::query_file!("queries/customer/touch.sql", id.uuid()).execute(tx.conn()).await?;
    if touched.rows_affected() == 1 { Ok(()) } else { Err(Problem::NotFound(id.resource_name())) }
}

/// A customer.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: CustomerId) -> Result<CustomerRow> {
    let row = sqlx::query_file_as!(CustomerRow, "queries/customer/get.sql", id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
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

/// Adds a contact to a customer that is there.
pub(crate) async fn insert_contact(
    tx: &mut TenantTx,
    id: ContactId,
    contact: &Contact,
    now: Timestamp,
) -> Result<()> {
    let phones: Vec<String> = contact.phones.iter().map(|phone| phone.as_str().to_owned()).collect();
    let emails: Vec<String> = contact.emails.iter().map(|email| email.as_str().to_owned()).collect();
    let (right, limit) = order_right(contact.order_right);
    sqlx::query_file!(
        "queries/customer/insert_contact.sql",
        tx.tenant().uuid(),
        id.uuid(),
        contact.customer.uuid(),
        contact.display_name,
        &phones,
        &emails,
        right,
        limit,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a site to a customer that is there.
pub(crate) async fn insert_site(tx: &mut TenantTx, id: SiteId, site: &Site, now: Timestamp) -> Result<()> {
    let part = |read: fn(&Address) -> &str| site.address.as_ref().map(read);
    sqlx::query_file!(
        "queries/customer/insert_site.sql",
        tx.tenant().uuid(),
        id.uuid(),
        site.customer.uuid(),
        site.display_name,
        part(|address| &address.street),
        part(|address| &address.postal_code),
        part(|address| &address.city),
        part(|address| address.country.as_str()),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds an asset to a customer that is there.
///
/// # Errors
/// [`Problem::Exists`] when the customer has one of this name, [`Problem::Invalid`] when the site is none of its.
pub(crate) async fn insert_asset(
    tx: &mut TenantTx,
    id: AssetId,
    asset: &Asset,
    now: Timestamp,
) -> Result<()> {
    let inserted = sqlx::query_file!(
        "queries/customer/insert_asset.sql",
        tx.tenant().uuid(),
        id.uuid(),
        asset.customer.uuid(),
        asset.display_name,
        asset.class.as_str(),
        asset.site.map(SiteId::uuid),
        asset.serial_number,
        asset.host_name,
        now.to_sqlx() as _
    );
    let inserted = inserted.execute(tx.conn()).await;
    inserted.map(drop).map_err(|error| match violated(&error) {
        Some("assets_name_unique") => Problem::Exists {
            subject: format!("an asset {} of this customer", asset.display_name),
            remedy: "choose another asset.display_name".to_owned(),
        },
        Some("assets_site_fk") => Problem::field("asset.site", "choose a site of the same customer"),
        _ => error.into(),
    })
}

/// Adds a directive to a customer that is there.
pub(crate) async fn insert_directive(tx: &mut TenantTx, directive: &Directive, now: Timestamp) -> Result<()> {
    sqlx::query_file!(
        "queries/customer/insert_directive.sql",
        tx.tenant().uuid(),
        directive.id.uuid(),
        directive.customer.uuid(),
        directive.severity.as_str(),
        directive.text,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A contact as it is shown.
pub(crate) fn print_contact(id: ContactId, contact: &Contact) -> wire::Contact {
    let (order_right, order_limit) = print_order_right(contact.order_right);
    wire::Contact {
        name: id.resource_name(),
        customer: contact.customer.resource_name(),
        display_name: contact.display_name.clone(),
        phones: contact.phones.iter().map(|phone| phone.as_str().to_owned()).collect(),
        emails: contact.emails.iter().map(|email| email.as_str().to_owned()).collect(),
        order_right,
        order_limit,
    }
}

/// A site as it is shown.
pub(crate) fn print_site(id: SiteId, site: &Site) -> wire::Site {
    wire::Site {
        name: id.resource_name(),
        customer: site.customer.resource_name(),
        display_name: site.display_name.clone(),
        address: site.address.as_ref().map(|address| wire::PostalAddress {
            street: address.street.clone(),
            postal_code: address.postal_code.clone(),
            city: address.city.clone(),
            country_code: address.country.as_str().to_owned(),
        }),
    }
}

/// An asset as it is shown.
pub(crate) fn print_asset(id: AssetId, asset: &Asset) -> wire::Asset {
    wire::Asset {
        name: id.resource_name(),
        customer: asset.customer.resource_name(),
        display_name: asset.display_name.clone(),
        asset_class: asset.class.to_string(),
        site: asset.site.map(|id| id.resource_name()).unwrap_or_default(),
        serial_number: asset.serial_number.clone(),
        host_name: asset.host_name.clone(),
    }
}
