//! What came in, what it settles, what came back.

use super::{After, Page, Period, count, cut};
use jiff::civil::Date;
use kontor_billing_domain::accounting::z3::Value;
use kontor_ids::Uuid;
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct Share {
    number: String,
    paid: Decimal,
    skonto: Decimal,
}

/// The day and the row after which a page begins.
fn read_on(after: Option<After>) -> Option<(Date, Uuid)> {
    match after {
        Some(After::Payment(day, id)) => day.parse().ok().zip(Some(id)),
        _ => None,
    }
}

/// Payments, or what they settle.
pub(super) async fn payments(
    tx: &mut TenantTx,
    table: &str,
    (from, before): Period,
    (after, size): (Option<After>, i64),
) -> Result<Page> {
    let after = read_on(after);
    let rows = sqlx::query_file!(
        "queries/tax/payments.sql",
        tx.tenant().uuid(),
        jiff_sqlx::Date::from(from) as _,
        jiff_sqlx::Date::from(before) as _,
        after.map(|(day, _)| jiff_sqlx::Date::from(day)) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut found = rows.fetch_all(tx.conn()).await?;
    let more = cut(&mut found, size);
    let last = found.last().map(|row| After::Payment(row.booked_on.to_jiff().to_string(), row.id));
    let mut rows = Vec::new();
    for row in found {
        if table == "shares" {
            let shares: Vec<Share> = serde_json::from_value(row.shares).map_err(Problem::internal)?;
            let told = |s: Share| {
                let sums = [Value::Number(s.paid), Value::Number(s.skonto)];
                [vec![row.id.to_string().into(), s.number.into()], sums.to_vec()].concat()
            };
            rows.extend(shares.into_iter().map(told));
            continue;
        }
        rows.push(vec![
            row.id.to_string().into(),
            Value::Day(Some(row.booked_on.to_jiff())),
            Value::Number(row.amount),
            count(row.source),
            row.payer_name.into(),
            row.payer_iban.into(),
            row.remittance.into(),
            row.entry_reference.into(),
        ]);
    }
    Ok(Page { rows, next: last.filter(|_| more) })
}

/// Direct debits that came back.
pub(super) async fn returns(
    tx: &mut TenantTx,
    (from, before): Period,
    (after, size): (Option<After>, i64),
) -> Result<Page> {
    let after = read_on(after);
    let rows = sqlx::query_file!(
        "queries/tax/returns.sql",
        tx.tenant().uuid(),
        jiff_sqlx::Date::from(from) as _,
        jiff_sqlx::Date::from(before) as _,
        after.map(|(day, _)| jiff_sqlx::Date::from(day)) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut found = rows.fetch_all(tx.conn()).await?;
    let more = cut(&mut found, size);
    let last = found.last().map(|row| After::Payment(row.booked_on.to_jiff().to_string(), row.invoice_id));
    let rows = found.into_iter().map(|row| {
        vec![
            row.entry_reference.into(),
            Value::Day(Some(row.booked_on.to_jiff())),
            Value::Number(row.amount),
            row.number.into(),
            row.payment_id.map(|id| id.to_string()).unwrap_or_default().into(),
            row.reason_code.into(),
        ]
    });
    Ok(Page { rows: rows.collect(), next: last.filter(|_| more) })
}
