//! Direct debits that came back.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::accounting::matching::OpenItem;
use kontor_ids::{CustomerId, InvoiceId, PaymentId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// An invoice that was collected.
pub(crate) struct Collected {
    /// The invoice as an item that nothing is open of.
    pub(crate) item: OpenItem,
    /// How much was collected.
    pub(crate) amount: Decimal,
    /// Which payment settled that much of it, and what that came to with a discount.
    pub(crate) share: Option<(PaymentId, Decimal)>,
    /// The bank's entry by which it came back before.
    pub(crate) returned_by: Option<String>,
    pub(crate) cancelled: bool,
}

/// A return that is to be kept.
pub(crate) struct NewReturn {
    pub(crate) invoice: InvoiceId,
    pub(crate) payment: Option<PaymentId>,
    pub(crate) entry_reference: String,
    pub(crate) booked: Date,
    pub(crate) amount: Decimal,
    pub(crate) reason_code: String,
}

/// What was collected by these numbers.
pub(crate) async fn collected(tx: &mut TenantTx, numbers: &[String]) -> Result<Vec<Collected>> {
    let rows = sqlx::query_file!("queries/debit_return/collected.sql", tx.tenant().uuid(), numbers);
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| Collected {
        item: OpenItem {
            invoice: InvoiceId::from_uuid(row.id),
            number: row.number,
            customer: CustomerId::from_uuid(row.customer_id),
            issued: row.issue_date.to_jiff(),
            gross: row.gross,
            open: Decimal::ZERO,
            skonto: Vec::new(),
        },
        amount: row.amount,
        share: row.payment_id.map(PaymentId::from_uuid).zip(row.settled),
        returned_by: row.returned_by,
        cancelled: row.cancelled,
    });
    Ok(rows.collect())
}

/// What is settled twice is found only when [`insert`] has told what came back in between.
pub(crate) async fn judge_later(tx: &mut TenantTx) -> Result<()> {
    sqlx::query_file!("queries/debit_return/judge_later.sql").execute(tx.conn()).await?;
    Ok(())
}

/// Keeps returns, however many there are, and judges what is settled with them.
pub(crate) async fn insert(tx: &mut TenantTx, new: &[NewReturn], (by, at): (Uuid, Timestamp)) -> Result<()> {
    let rows = new.iter().map(|new| {
        json!({
            "invoice_id": new.invoice, "payment_id": new.payment, "entry_reference": new.entry_reference,
            "booked_on": new.booked.to_string(), "amount": new.amount.to_string(), "reason_code": new.reason_code,
        })
    });
    let (tenant, rows, at) =
        (tx.tenant().uuid(), Value::Array(rows.collect()), jiff_sqlx::Timestamp::from(at));
    sqlx::query_file!("queries/debit_return/insert.sql", tenant, by, at as _, rows)
        .execute(tx.conn())
        .await?;
    sqlx::query_file!("queries/debit_return/judge_now.sql").execute(tx.conn()).await?;
    Ok(())
}
