//! Quotas and their ledger.

use super::book::{ByBook, by_book};
use jiff::Timestamp;
use kontor_billing_domain::ledger::{Posting, Relation, Step, Transfer, TransferKind};
use kontor_ids::{CustomerId, IdSource, QuotaId, TransferId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;

/// A quota's row.
#[derive(Debug, Clone)]
pub(crate) struct QuotaRow {
    pub(crate) id: Uuid,
    pub(crate) display_name: String,
    pub(crate) kind: i32,
    pub(crate) granted: Decimal,
    pub(crate) balance: Decimal,
    pub(crate) event_version: i64,
}

pub(crate) async fn quotas(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<QuotaRow>> {
    let rows = sqlx::query_file!("queries/quota/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let quota = QuotaRow {
            id: row.id,
            display_name: row.display_name,
            kind: row.kind,
            granted: row.granted,
            balance: row.balance,
            event_version: row.event_version,
        };
        Ok((row.book, quota))
    }))
}

pub(crate) async fn quota(tx: &mut TenantTx, quota: QuotaId) -> Result<Option<QuotaRow>> {
    let tenant = tx.tenant().uuid();
    Ok(sqlx::query_file_as!(QuotaRow, "queries/quota/get.sql", tenant, quota.uuid())
        .fetch_optional(tx.conn())
        .await?)
}

const KINDS: [TransferKind; 5] =
    [TransferKind::Grant, TransferKind::Adjust, TransferKind::Move, TransferKind::Draw, TransferKind::Expire];

fn code(kind: TransferKind) -> i32 {
    let at = KINDS.iter().position(|k| *k == kind).unwrap_or_default();
    i32::try_from(at).unwrap_or_default()
}

pub(crate) fn kind(code: i32) -> Result<TransferKind> {
    let kind = usize::try_from(code).ok().and_then(|c| KINDS.get(c).copied());
    kind.ok_or_else(|| Problem::internal(format!("{code} is no kind of transfer")))
}

pub(crate) async fn transfers(tx: &mut TenantTx, customers: &[Uuid]) -> Result<ByBook<Transfer>> {
    let rows = sqlx::query_file!("queries/transfer/of_books.sql", tx.tenant().uuid(), customers);
    let rows = rows.fetch_all(tx.conn()).await?;
    by_book(rows.into_iter().map(|row| {
        let related =
            || row.related_id.map(TransferId::from_uuid).ok_or_else(|| Problem::internal("no related id"));
        let relation = match row.relation {
            0 => Relation::New,
            1 => Relation::Reverses(related()?),
            2 => Relation::Posts(related()?),
            _ => Relation::Voids(related()?),
        };
        let posting = Posting {
            kind: kind(row.kind)?,
            debit: row.debit.parse().map_err(Problem::internal)?,
            credit: row.credit.parse().map_err(Problem::internal)?,
            amount: row.amount.normalize(),
            date: row.date.to_jiff(),
            cause: row.cause.parse().map_err(Problem::internal)?,
            pending: row.pending,
        };
        Ok((row.book, Transfer { id: TransferId::from_uuid(row.id), step: Step { posting, relation } }))
    }))
}

/// Posts steps of customers in their order, with the balances, in one statement.
pub(crate) async fn post(
    tx: &mut TenantTx,
    steps: &[(CustomerId, Step)],
    (ids, now): (&dyn IdSource, Timestamp),
) -> Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let relation = |r: Relation| match r {
        Relation::New => (0, None),
        Relation::Reverses(id) => (1, Some(id.uuid())),
        Relation::Posts(id) => (2, Some(id.uuid())),
        Relation::Voids(id) => (3, Some(id.uuid())),
    };
    let (relations, related): (Vec<i32>, Vec<Option<_>>) =
        steps.iter().map(|(_, s)| relation(s.relation)).unzip();
    let column =
        |f: &dyn Fn(&Posting) -> String| steps.iter().map(|(_, s)| f(&s.posting)).collect::<Vec<_>>();
    sqlx::query_file!(
        "queries/transfer/insert.sql",
        tx.tenant().uuid(),
        &steps.iter().map(|(customer, _)| customer.uuid()).collect::<Vec<_>>(),
        &steps.iter().map(|_| ids.uuid()).collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| s.posting.debit.quota().uuid()).collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| code(s.posting.kind)).collect::<Vec<_>>(),
        &column(&|p| p.debit.to_string()),
        &column(&|p| p.credit.to_string()),
        &steps.iter().map(|(_, s)| s.posting.amount).collect::<Vec<_>>(),
        &steps.iter().map(|(_, s)| jiff_sqlx::Date::from(s.posting.date)).collect::<Vec<_>>() as _,
        &column(&|p| p.cause.to_string()),
        &steps.iter().map(|(_, s)| s.posting.pending).collect::<Vec<_>>(),
        &relations,
        jiff_sqlx::Timestamp::from(now) as _,
        &related as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what quotas were granted and hold, and how many events more were told of each.
pub(crate) async fn set_levels(
    tx: &mut TenantTx,
    quotas: &[Uuid],
    (granted, balances): (&[Decimal], &[Decimal]),
    told: &[i64],
) -> Result<()> {
    if quotas.is_empty() {
        return Ok(());
    }
    sqlx::query_file!("queries/quota/set_level.sql", tx.tenant().uuid(), quotas, granted, balances, told)
        .execute(tx.conn())
        .await?;
    Ok(())
}
