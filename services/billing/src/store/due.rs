//! For whom the calendar changes something.

use jiff::civil::Date;
use kontor_ids::{CustomerId, TenantId};
use kontor_postgres::Db;
use kontor_status::Result;

/// The customers of all houses for whom something falls due up to this day.
pub(crate) async fn customers(db: &Db, today: Date, most: i64) -> Result<Vec<(TenantId, CustomerId)>> {
    let rows = sqlx::query_file!("queries/customer/due.sql", jiff_sqlx::Date::from(today) as _, most);
    let rows = rows.fetch_all(db.feed()).await?;
    Ok(rows
        .into_iter()
        .map(|row| (TenantId::from_uuid(row.tenant_id), CustomerId::from_uuid(row.id)))
        .collect())
}
