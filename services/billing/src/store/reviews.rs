//! Reviewers' decisions, and what second persons said of them.

use super::book::{ByBook, by_book};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::review::{Action, Discount, Review, Seen};
use kontor_billing_domain::{DraftKey, Period};
use kontor_ids::{CustomerId, DraftId, LineChangeId, UserId, Uuid};
use kontor_money::{Amount, Currency, Decimal};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};

/// A decision with its name.
#[derive(Debug, Clone)]
pub(crate) struct StoredReview {
    pub(crate) id: LineChangeId,
    pub(crate) review: Review,
    /// Whether a second person refused it.
    pub(crate) refused: bool,
}

/// The value of a decision, as its columns hold it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Value {
    pub(crate) action: String,
    pub(crate) amount: Option<Decimal>,
    pub(crate) percent: Option<Decimal>,
    pub(crate) words: Option<String>,
    pub(crate) until: Option<Date>,
    pub(crate) target: Option<(Period, String)>,
}

impl Value {
    pub(crate) fn of(action: &Action) -> Self {
        let named = |action: &str| Self { action: action.to_owned(), ..Self::default() };
        match action {
            Action::Waive { shown: true } => named("waive_shown"),
            Action::Waive { shown: false } => named("waive_hidden"),
            Action::Discount(Discount::Amount(a)) => {
                Self { amount: Some(a.value()), ..named("discount_amount") }
            }
            Action::Discount(Discount::Percent(p)) => Self { percent: Some(*p), ..named("discount_percent") },
            Action::Reprice(price) => Self { amount: Some(price.value()), ..named("reprice") },
            Action::Reword(text) => Self { words: Some(text.clone()), ..named("reword") },
            Action::CostCenter(text) => Self { words: Some(text.clone()), ..named("cost_center") },
            Action::HoldBack { until } => Self { until: Some(*until), ..named("hold_back") },
            Action::MoveTo(key) => Self { target: Some((key.period, key.split.clone())), ..named("move") },
            Action::Restore => named("restore"),
        }
    }

    fn action(self, customer: CustomerId, currency: Currency) -> Result<Action> {
        let lacks = || Problem::internal("a decision without its value");
        let amount = |value: Option<Decimal>| {
            Amount::new(value.ok_or_else(lacks)?, currency).map_err(Problem::internal)
        };
        Ok(match self.action.as_str() {
            "waive_shown" => Action::Waive { shown: true },
            "waive_hidden" => Action::Waive { shown: false },
            "discount_amount" => Action::Discount(Discount::Amount(amount(self.amount)?)),
            "discount_percent" => {
                Action::Discount(Discount::Percent(self.percent.ok_or_else(lacks)?.normalize()))
            }
            "reprice" => Action::Reprice(amount(self.amount)?),
            "reword" => Action::Reword(self.words.ok_or_else(lacks)?),
            "cost_center" => Action::CostCenter(self.words.ok_or_else(lacks)?),
            "hold_back" => Action::HoldBack { until: self.until.ok_or_else(lacks)? },
            "move" => {
                let (period, split) = self.target.ok_or_else(lacks)?;
                Action::MoveTo(DraftKey { customer, period, split })
            }
            _ => Action::Restore,
        })
    }
}

/// The target of a move, where all of it is there.
pub(crate) fn target(
    start: Option<jiff_sqlx::Date>,
    end: Option<jiff_sqlx::Date>,
    split: Option<String>,
) -> Option<(Period, String)> {
    Some((Period { start: start?.to_jiff(), end: end?.to_jiff() }, split?))
}

pub(crate) async fn of_books(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<StoredReview>> {
    let rows = sqlx::query_file!("queries/review/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let currency: Currency = row.currency.parse().map_err(Problem::internal)?;
        let amount = |value| Amount::new(value, currency).map_err(Problem::internal);
        let value = Value {
            action: row.action,
            amount: row.amount,
            percent: row.percent,
            words: row.words,
            until: row.until.map(|d| d.to_jiff()),
            target: target(row.target_start, row.target_end, row.target_split),
        };
        let agreed = row.agreed;
        let review = Review {
            line: row.line_key.parse().map_err(Problem::internal)?,
            action: value.action(CustomerId::from_uuid(row.book), currency)?,
            by: UserId::from_uuid(row.by_id),
            at: row.at.to_jiff(),
            reason: row.reason,
            approved_by: row.second_by.filter(|_| agreed == Some(true)).map(UserId::from_uuid),
            seen: Seen {
                quantity: row.seen_quantity.normalize(),
                price: amount(row.seen_price)?,
                list_net: amount(row.seen_list_net)?,
            },
        };
        let id = LineChangeId::from_uuid(row.id);
        Ok((row.book, StoredReview { id, review, refused: agreed == Some(false) }))
    }))
}

/// A decision to keep: its name, the decision and the line's text as it was.
pub(crate) struct NewReview {
    pub(crate) id: LineChangeId,
    pub(crate) review: Review,
    pub(crate) line_text: String,
}

/// Keeps decisions that one person took at once, with what was seen of each line.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    (customer, draft): (CustomerId, DraftId),
    reviews: &[NewReview],
) -> Result<()> {
    let Some(first) = reviews.first().map(|new| &new.review) else { return Ok(()) };
    let currency = first.seen.price.currency();
    let values: Vec<Value> = reviews.iter().map(|new| Value::of(&new.review.action)).collect();
    let texts = |f: &dyn Fn(&NewReview) -> String| reviews.iter().map(f).collect::<Vec<_>>();
    let numbers =
        |f: &dyn Fn(&Seen) -> Decimal| reviews.iter().map(|n| f(&n.review.seen)).collect::<Vec<_>>();
    let days = |f: &dyn Fn(&Value) -> Option<Date>| {
        values.iter().map(|v| f(v).map(jiff_sqlx::Date::from)).collect::<Vec<_>>()
    };
    let split = |v: &Value| v.target.as_ref().map(|(_, split)| split.clone());
    sqlx::query_file!(
        "queries/review/insert.sql",
        tx.tenant().uuid(),
        customer.uuid(),
        first.by.uuid(),
        jiff_sqlx::Timestamp::from(first.at) as _,
        currency.code(),
        draft.uuid(),
        &reviews.iter().map(|new| new.id.uuid()).collect::<Vec<_>>(),
        &texts(&|new| new.review.line.to_string()),
        &values.iter().map(|v| v.action.clone()).collect::<Vec<_>>(),
        &texts(&|new| new.review.reason.clone()),
        &numbers(&|seen| seen.quantity),
        &numbers(&|seen| seen.price.value()),
        &numbers(&|seen| seen.list_net.value()),
        &texts(&|new| new.line_text.clone()),
        &values.iter().map(|v| v.amount).collect::<Vec<_>>() as _,
        &values.iter().map(|v| v.percent).collect::<Vec<_>>() as _,
        &values.iter().map(|v| v.words.clone()).collect::<Vec<_>>() as _,
        &days(&|v| v.until) as _,
        &days(&|v| v.target.as_ref().map(|(p, _)| p.start)) as _,
        &days(&|v| v.target.as_ref().map(|(p, _)| p.end)) as _,
        &values.iter().map(split).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what a second person said.
pub(crate) async fn insert_verdict(
    tx: &mut TenantTx,
    change: LineChangeId,
    (agreed, reason): (bool, &str),
    (by, at): (Uuid, Timestamp),
) -> Result<()> {
    let at = jiff_sqlx::Timestamp::from(at);
    let tenant = tx.tenant().uuid();
    sqlx::query_file!(
        "queries/review/insert_verdict.sql",
        tenant,
        change.uuid(),
        agreed,
        reason,
        by,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
