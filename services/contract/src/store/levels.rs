//! Calendars, SLA policies and price lists.

use crate::store::contracts::overlap;
use crate::wire::policy::NewCalendar;
use crate::wire::price::{self, NewPriceList};
use crate::wire::values::{etag, print_date, print_validity};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::terms::Validity;
use kontor_ids::{CalendarId, CustomerId, PriceListId, SlaPolicyId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// One version of a calendar.
#[derive(Debug)]
pub(crate) struct CalendarRow {
    pub display_name: String,
    pub version: i32,
    pub valid_from: Option<jiff_sqlx::Date>,
    pub definition: String,
    pub newest: i32,
}

impl CalendarRow {
    /// As it is shown.
    pub(crate) fn print(self, id: CalendarId) -> wire::Calendar {
        wire::Calendar {
            name: id.resource_name(),
            display_name: self.display_name,
            definition: self.definition,
            version: self.version,
            valid_from: self.valid_from.map(|day| print_date(day.to_jiff())),
            etag: etag(self.newest.into()),
        }
    }
}

impl CalendarRow {
    /// As a stretch of the calendar's history.
    pub(crate) fn stretch(self) -> wire::CalendarStretch {
        wire::CalendarStretch {
            version: self.version,
            valid_from: self.valid_from.map(|day| print_date(day.to_jiff())),
            definition: self.definition,
        }
    }
}

/// Adds a calendar with its first version.
pub(crate) async fn insert_calendar(
    tx: &mut TenantTx,
    id: CalendarId,
    calendar: &NewCalendar,
    now: Timestamp,
) -> Result<()> {
    sqlx::query_file!(
        "queries/calendar/insert.sql",
        tx.tenant().uuid(),
        id.uuid(),
        calendar.display_name,
        calendar.definition,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds a version to a calendar.
pub(crate) async fn insert_calendar_version(
    tx: &mut TenantTx,
    id: CalendarId,
    (version, from, definition): (i32, Date, &str),
    now: Timestamp,
) -> Result<()> {
    sqlx::query_file!(
        "queries/calendar/insert_version.sql",
        tx.tenant().uuid(),
        id.uuid(),
        version,
        from.to_sqlx() as _,
        definition,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A version of a calendar; the newest for 0.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get_calendar(tx: &mut TenantTx, id: CalendarId, version: i32) -> Result<CalendarRow> {
    let row = sqlx::query_file_as!(CalendarRow, "queries/calendar/get.sql", id.uuid(), version);
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// The versions of a calendar below one, the newest first.
pub(crate) async fn calendar_versions(
    tx: &mut TenantTx,
    id: CalendarId,
    below: i32,
    limit: i64,
) -> Result<Vec<CalendarRow>> {
    let rows = sqlx::query_file_as!(CalendarRow, "queries/calendar/versions.sql", id.uuid(), below, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Calendars by name behind the one given.
pub(crate) async fn list_calendars(
    tx: &mut TenantTx,
    (name, id): (&str, Uuid),
    limit: i64,
) -> Result<Vec<(Uuid, CalendarRow)>> {
    let rows = sqlx::query_file!("queries/calendar/list.sql", name, id, limit);
    let rows = rows.fetch_all(tx.conn()).await?;
    let read = rows.into_iter().map(|row| {
        let (version, valid_from, newest) = (row.version, row.valid_from, row.version);
        let (display_name, definition) = (row.display_name, row.definition);
        (row.id, CalendarRow { display_name, version, valid_from, definition, newest })
    });
    Ok(read.collect())
}

/// One version of a policy.
#[derive(Debug)]
pub(crate) struct PolicyRow {
    pub version: i32,
    pub policy: Vec<u8>,
    pub newest: i32,
}

impl PolicyRow {
    /// As it is shown.
    pub(crate) fn print(&self, id: SlaPolicyId) -> Result<wire::SlaPolicy> {
        let stored = wire::SlaPolicy::decode(self.policy.as_slice()).map_err(Problem::internal)?;
        let (name, etag) = (id.resource_name(), etag(self.newest.into()));
        Ok(wire::SlaPolicy { name, version: self.version, etag, ..stored })
    }
}

/// Adds an SLA policy.
pub(crate) async fn insert_policy(
    tx: &mut TenantTx,
    id: SlaPolicyId,
    policy: &wire::SlaPolicy,
    now: Timestamp,
) -> Result<()> {
    let (tenant, bytes) = (tx.tenant().uuid(), policy.encode_to_vec());
    sqlx::query_file!("queries/sla_policy/insert.sql", tenant, id.uuid(), bytes, now.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Adds a version to an SLA policy. Of two at once one fails, and its caller repeats it.
pub(crate) async fn insert_policy_version(
    tx: &mut TenantTx,
    id: SlaPolicyId,
    (version, policy): (i32, &wire::SlaPolicy),
    now: Timestamp,
) -> Result<()> {
    let added = sqlx::query_file!(
        "queries/sla_policy/insert_version.sql",
        tx.tenant().uuid(),
        id.uuid(),
        version,
        policy.encode_to_vec(),
        now.to_sqlx() as _
    );
    added.execute(tx.conn()).await.map(drop).map_err(|error| {
        match kontor_postgres::violated(&error) == Some("sla_policy_versions_pk") {
            true => Problem::etag_mismatch(),
            false => error.into(),
        }
    })
}

/// A version of an SLA policy; the newest for 0.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get_policy(tx: &mut TenantTx, id: SlaPolicyId, version: i32) -> Result<PolicyRow> {
    let row = sqlx::query_file_as!(PolicyRow, "queries/sla_policy/get.sql", id.uuid(), version);
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Policies behind the one given, the oldest first.
pub(crate) async fn list_policies(
    tx: &mut TenantTx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, PolicyRow)>> {
    let rows = sqlx::query_file!("queries/sla_policy/list.sql", after, limit).fetch_all(tx.conn()).await?;
    let read = rows
        .into_iter()
        .map(|row| (row.id, PolicyRow { version: row.version, policy: row.policy, newest: row.version }));
    Ok(read.collect())
}

/// A price list as it is stored.
#[derive(Debug)]
pub(crate) struct PriceListRow {
    pub id: Uuid,
    pub customer_id: Option<Uuid>,
    pub valid_from: jiff_sqlx::Date,
    pub valid_until: Option<jiff_sqlx::Date>,
    pub prices: Vec<u8>,
}

impl PriceListRow {
    /// As it is shown.
    pub(crate) fn print(&self) -> Result<wire::PriceList> {
        let stored = wire::PriceList::decode(self.prices.as_slice()).map_err(Problem::internal)?;
        let end = self.valid_until.map(|day| day.to_jiff());
        let customer = self.customer_id.map(|id| CustomerId::from_uuid(id).resource_name());
        Ok(wire::PriceList {
            name: PriceListId::from_uuid(self.id).resource_name(),
            customer: customer.unwrap_or_default(),
            valid: Some(print_validity(Validity { start: self.valid_from.to_jiff(), end })),
            ..stored
        })
    }
}

/// A price list.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get_price_list(tx: &mut TenantTx, id: PriceListId) -> Result<PriceListRow> {
    let row = sqlx::query_file_as!(PriceListRow, "queries/price_list/get.sql", id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// The lists of a customer or of the house that begin after a day.
pub(crate) async fn list_price_lists(
    tx: &mut TenantTx,
    customer: Option<CustomerId>,
    after: Option<Date>,
    limit: i64,
) -> Result<Vec<PriceListRow>> {
    let owner = customer.map_or(tx.tenant().uuid(), CustomerId::uuid);
    let after = after.map(|day| day.to_sqlx());
    let rows = sqlx::query_file_as!(PriceListRow, "queries/price_list/list.sql", owner, after as _, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Adds a price list, ends an open-ended one before it, and notes whose coverage it changes.
///
/// # Errors
/// [`Problem::NotFound`] without the customer, `RANGES_OVERLAP` when another list of the owner has some of its days.
pub(crate) async fn insert_price_list(
    tx: &mut TenantTx,
    id: PriceListId,
    list: &NewPriceList,
    now: Timestamp,
) -> Result<()> {
    match list.customer {
        Some(customer) => super::customers::touch(tx, customer).await?,
        None => super::houses::touch(tx).await?,
    }
    let (owner, start) =
        (list.customer.map_or(tx.tenant().uuid(), CustomerId::uuid), list.valid.start.to_sqlx());
    sqlx::query_file!("queries/price_list/close.sql", owner, start as _).execute(tx.conn()).await?;
    let inserted = sqlx::query_file!(
        "queries/price_list/insert.sql",
        tx.tenant().uuid(),
        id.uuid(),
        list.customer.map(CustomerId::uuid),
        list.valid.start.to_sqlx() as _,
        list.valid.end.map(|day| day.to_sqlx()) as _,
        price::print(&list.prices).encode_to_vec(),
        now.to_sqlx() as _
    );
    let owner = list.customer.map_or_else(|| "priceLists".to_owned(), |id| id.resource_name());
    let inserted = inserted.execute(tx.conn()).await;
    inserted.map(drop).map_err(|e| overlap(e, "price_lists_no_overlap", owner))
}
