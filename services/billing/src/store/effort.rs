//! What it costs to bill, as rows (N11).

use jiff::Timestamp;
use kontor_billing_domain::effort::{Issued, Step};
use kontor_ids::{CustomerId, DraftId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use std::collections::BTreeMap;

/// That somebody opened a draft.
pub(crate) async fn opened(tx: &mut TenantTx, draft: DraftId, (by, at): (Uuid, Timestamp)) -> Result<()> {
    let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/effort/open.sql", tenant, draft.uuid(), by, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What people did from an instant until before another.
pub(crate) async fn steps(tx: &mut TenantTx, (start, end): (Timestamp, Timestamp)) -> Result<Vec<Step>> {
    let at = jiff_sqlx::Timestamp::from;
    let rows =
        sqlx::query_file!("queries/effort/steps.sql", tx.tenant().uuid(), at(start) as _, at(end) as _);
    let rows = rows.fetch_all(tx.conn()).await?;
    let step = |by, at: jiff_sqlx::Timestamp, customer: Option<Uuid>| Step {
        by,
        at: at.to_jiff(),
        customer: customer.map(CustomerId::from_uuid),
    };
    Ok(rows.into_iter().map(|row| step(row.by_id, row.at, row.customer_id)).collect())
}

/// What was issued from an instant until before another.
pub(crate) async fn issued(tx: &mut TenantTx, (start, end): (Timestamp, Timestamp)) -> Result<Vec<Issued>> {
    let at = jiff_sqlx::Timestamp::from;
    let rows =
        sqlx::query_file!("queries/effort/issued.sql", tx.tenant().uuid(), at(start) as _, at(end) as _);
    let mut issued: BTreeMap<Uuid, Issued> = BTreeMap::new();
    for row in rows.fetch_all(tx.conn()).await? {
        let invoice = issued.entry(row.id).or_insert_with(|| Issued {
            customer: CustomerId::from_uuid(row.customer_id),
            at: row.issued_at.to_jiff(),
            done: Vec::new(),
        });
        if row.ticket_id.is_some() {
            invoice.done.push(row.done_at.map(|at| at.to_jiff()));
        }
    }
    Ok(issued.into_values().collect())
}
