//! Reviewers' decisions.

use jiff::Timestamp;
use kontor_billing_domain::review::{Action, Review, Seen};
use kontor_ids::{CustomerId, IdSource, UserId};
use kontor_money::{Amount, Currency};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};

pub(crate) async fn of_customer(tx: &mut TenantTx, customer: CustomerId) -> Result<Vec<Review>> {
    let rows = sqlx::query_file!("queries/review/of_customer.sql", tx.tenant().uuid(), customer.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut reviews = Vec::with_capacity(rows.len());
    for row in rows {
        let currency: Currency = row.currency.parse().map_err(Problem::internal)?;
        let amount = |value| Amount::new(value, currency).map_err(Problem::internal);
        reviews.push(Review {
            line: row.line_key.parse().map_err(Problem::internal)?,
            action: match row.action.as_str() {
                "waive_shown" => Action::Waive { shown: true },
                "waive_hidden" => Action::Waive { shown: false },
                _ => Action::Restore,
            },
            by: UserId::from_uuid(row.by_id),
            at: row.at.to_jiff(),
            reason: row.reason,
            approved_by: None,
            seen: Seen {
                quantity: row.seen_quantity.normalize(),
                price: amount(row.seen_price)?,
                list_net: amount(row.seen_list_net)?,
            },
        });
    }
    Ok(reviews)
}

/// Keeps a decision to waive a line with what was seen of it.
pub(crate) async fn waive(
    tx: &mut TenantTx,
    customer: CustomerId,
    review: &Review,
    (ids, now): (&dyn IdSource, Timestamp),
) -> Result<()> {
    let action = match review.action {
        Action::Waive { shown: true } => "waive_shown",
        Action::Waive { shown: false } => "waive_hidden",
        _ => "restore",
    };
    let currency = review.seen.price.currency();
    sqlx::query_file!(
        "queries/review/insert.sql",
        tx.tenant().uuid(),
        ids.uuid(),
        customer.uuid(),
        review.line.to_string(),
        action,
        review.reason,
        review.by.uuid(),
        jiff_sqlx::Timestamp::from(now) as _,
        review.seen.quantity,
        review.seen.price.value(),
        review.seen.list_net.value(),
        currency.code(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
