//! Rows of drafts: their names, what their latest assembly showed, and what was shown under an etag.

use crate::wire;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::{Conflict, Draft, DraftKey, Period};
use kontor_ids::{CustomerId, DraftId, IdSource, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1 as proto;
use kontor_status::{Problem, Result};
use prost::Message as _;
use std::collections::BTreeMap;

/// Which draft a name means, and the etag of its latest assembly.
pub(crate) async fn row(tx: &mut TenantTx, draft: DraftId) -> Result<(DraftKey, String)> {
    let row = rows(tx, &[draft]).await?.pop();
    row.ok_or_else(|| Problem::NotFound(draft.resource_name()))
}

/// As [`row`] for several drafts, in their order.
pub(crate) async fn rows(tx: &mut TenantTx, drafts: &[DraftId]) -> Result<Vec<(DraftKey, String)>> {
    let ids: Vec<Uuid> = drafts.iter().map(|draft| draft.uuid()).collect();
    let rows = sqlx::query_file!("queries/draft/get_all.sql", tx.tenant().uuid(), &ids);
    let rows = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let period = Period { start: row.month.to_jiff(), end: row.period_end.to_jiff() };
        let key = DraftKey { customer: CustomerId::from_uuid(row.customer_id), period, split: row.split };
        (DraftId::from_uuid(row.id), (key, row.etag))
    });
    let mut rows: BTreeMap<DraftId, (DraftKey, String)> = rows.collect();
    let row = |draft: &DraftId| rows.remove(draft).ok_or_else(|| Problem::NotFound(draft.resource_name()));
    drafts.iter().map(row).collect()
}

/// The names of a customer's drafts.
pub(crate) async fn names(tx: &mut TenantTx, customer: CustomerId) -> Result<BTreeMap<DraftKey, DraftId>> {
    let rows = sqlx::query_file!("queries/draft/of_customer.sql", tx.tenant().uuid(), customer.uuid());
    let named = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let period = Period { start: row.month.to_jiff(), end: row.period_end.to_jiff() };
        (DraftKey { customer, period, split: row.split }, DraftId::from_uuid(row.id))
    });
    Ok(named.collect())
}

/// Brings the rows of customers to what was assembled; with `all`, drafts of theirs that are not among them hold nothing
/// any more.
pub(crate) async fn keep(
    tx: &mut TenantTx,
    customers: &[CustomerId],
    drafts: &[Draft],
    (all, ids): (bool, &dyn IdSource),
) -> Result<()> {
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let day = |day: Date| jiff_sqlx::Date::from(day);
    let some_day = |day: Option<Date>| day.map(jiff_sqlx::Date::from);
    let pending =
        |d: &Draft| d.conflicts.iter().filter(|c| matches!(c, Conflict::NeedsSecondPerson { .. })).count();
    let first = |d: &Draft| d.lines.iter().map(|l| l.charge.service.start).min();
    let last = |d: &Draft| d.lines.iter().map(|l| l.charge.service.start).max();
    sqlx::query_file!(
        "queries/draft/upsert.sql",
        tx.tenant().uuid(),
        &customers.iter().map(|customer| customer.uuid()).collect::<Vec<_>>(),
        &drafts.iter().map(|_| ids.uuid()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| day(d.key.period.start)).collect::<Vec<_>>() as _,
        &drafts.iter().map(|d| day(d.key.period.end)).collect::<Vec<_>>() as _,
        &drafts.iter().map(|d| d.key.split.clone()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.totals.net.value()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.totals.tax.value()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.totals.gross.value()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.goodwill.value()).collect::<Vec<_>>(),
        &drafts.iter().map(|d| d.uplift_seconds).collect::<Vec<_>>(),
        &drafts.iter().map(|d| count(d.lines.len())).collect::<Vec<_>>(),
        &drafts.iter().map(|d| count(d.waiting.len())).collect::<Vec<_>>(),
        &drafts.iter().map(|d| count(d.conflicts.len())).collect::<Vec<_>>(),
        &drafts.iter().map(|d| count(pending(d))).collect::<Vec<_>>(),
        &drafts.iter().map(|d| wire::draft::etag(&d.canonical())).collect::<Vec<_>>(),
        &drafts.iter().map(|d| some_day(first(d))).collect::<Vec<_>>() as _,
        &drafts.iter().map(|d| some_day(last(d))).collect::<Vec<_>>() as _,
        all,
        &drafts.iter().map(|d| d.key.customer.uuid()).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what is shown under its etag (B3a); explanations are left out, they are many times the rest.
pub(crate) async fn keep_view(
    tx: &mut TenantTx,
    draft: DraftId,
    shown: &proto::Draft,
    at: Timestamp,
) -> Result<()> {
    let line = |l: &proto::DraftLine| proto::DraftLine { explanation: Vec::new(), ..l.clone() };
    let bare = proto::Draft { lines: shown.lines.iter().map(line).collect(), ..shown.clone() };
    let at = jiff_sqlx::Timestamp::from(at);
    let (tenant, bytes) = (tx.tenant().uuid(), bare.encode_to_vec());
    sqlx::query_file!("queries/view/insert.sql", tenant, draft.uuid(), shown.etag, bytes, at as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was shown under an etag.
pub(crate) async fn view(tx: &mut TenantTx, draft: DraftId, etag: &str) -> Result<Option<proto::Draft>> {
    let row = sqlx::query_file_scalar!("queries/view/get.sql", tx.tenant().uuid(), draft.uuid(), etag);
    let bytes = row.fetch_optional(tx.conn()).await?;
    bytes.map(|b| proto::Draft::decode(b.as_slice()).map_err(Problem::internal)).transpose()
}
