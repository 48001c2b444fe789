//! What holds in a house where no contract says otherwise.

use crate::wire::house::NewDefaults;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::Uuid;
use kontor_postgres::{TenantTx, violated};
use kontor_status::{Problem, Result};

/// Days are counted in this zone where no contract's calendar says another.
pub(crate) const HOUSE_ZONE: &str = "Europe/Berlin";

/// Notes that what the coverage of all customers is judged by changes in this transaction. Locks the house.
pub(crate) async fn touch(tx: &mut TenantTx) -> Result<()> {
    sqlx::query_file!("queries/house/touch.sql", tx.tenant().uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// The defaults as they are stored; all is missing where the house decided nothing yet.
#[derive(Debug)]
pub(crate) struct DefaultsRow {
    pub time_zone: Option<String>,
    pub rounding: Option<Vec<u8>>,
    pub calendar_id: Option<Uuid>,
    pub sla_policy_id: Option<Uuid>,
    pub auto_close_days: Option<i16>,
    pub version: Option<i64>,
    pub price_list_id: Option<Uuid>,
}

/// The defaults and the house's price list on a day.
pub(crate) async fn get(tx: &mut TenantTx, day: Date) -> Result<DefaultsRow> {
    let (tenant, day) = (tx.tenant().uuid(), day.to_sqlx());
    let row = sqlx::query_file_as!(DefaultsRow, "queries/house/get_defaults.sql", day as _, tenant);
    Ok(row.fetch_one(tx.conn()).await?)
}

/// Saves the defaults where they are still those of `version`; 0 where there are none yet. Gives how often they were told
/// then, this time included.
///
/// # Errors
/// [`Problem::NotFound`] for a calendar or a policy that is not there, or that the etag is not the current one.
pub(crate) async fn save(tx: &mut TenantTx, defaults: &NewDefaults, version: i64) -> Result<i64> {
    let saved = sqlx::query_file_scalar!(
        "queries/house/save_defaults.sql",
        tx.tenant().uuid(),
        defaults.time_zone,
        defaults.stored_rounding(),
        defaults.level.map(|(calendar, _)| calendar.uuid()),
        defaults.level.map(|(_, policy)| policy.uuid()),
        defaults.auto_close_days,
        version
    );
    let saved = saved.fetch_optional(tx.conn()).await.map_err(|error| {
        let level = defaults.level;
        let missing = match violated(&error) {
            Some("house_defaults_calendar_fk") => level.map(|(id, _)| id.resource_name()),
            Some("house_defaults_sla_policy_fk") => level.map(|(_, id)| id.resource_name()),
            _ => None,
        };
        missing.map_or_else(|| error.into(), Problem::NotFound)
    })?;
    saved.ok_or_else(Problem::etag_mismatch)
}
