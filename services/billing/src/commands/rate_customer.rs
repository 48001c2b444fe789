//! Rating a customer anew: what changed is stored, posted and told (R5a, R7, R8).

use crate::store::book::{Book, today};
use crate::store::{entries, ledger};
use crate::wire;
use kontor_billing_domain::ledger::{Level, crossings, diff};
use kontor_billing_domain::{Allocation, Period};
use kontor_ids::{CustomerId, DraftId, QuotaId};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{EntryRated, QuotaThresholdCrossed};
use kontor_service::Kit;
use kontor_status::Result;
use prost::Message as _;
use std::collections::BTreeMap;

/// Thresholds that are told, in percent drawn (R7).
const THRESHOLDS: [u8; 2] = [80, 100];

/// Locks the customer, rates all that is open and brings entries, ledger, quotas and drafts to what that gives.
pub(crate) async fn rate(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    Book::lock(tx, customer).await?;
    let book = Book::load(tx, customer, today(kit)).await?;
    let allocation = book.allocation()?;
    let steps = diff(&book.transfers, &allocation.postings);
    ledger::post(tx, customer, &steps, (kit.ids(), kit.clock().now())).await?;
    tell_entries(tx, &book, &allocation).await?;
    tell_quotas(tx, &book, &allocation).await?;
    keep_drafts(tx, kit, &book, &allocation).await
}

async fn tell_entries(tx: &mut TenantTx, book: &Book, allocation: &Allocation) -> Result<()> {
    let stored: BTreeMap<_, _> = book.entries.iter().map(|e| (e.entry.id, e)).collect();
    for rated in &allocation.rated {
        let bytes = wire::rated::rated(rated).encode_to_vec();
        let Some(entry) = stored.get(&rated.entry).filter(|e| e.rated.as_ref() != Some(&bytes)) else {
            continue;
        };
        entries::set_rated(tx, rated.entry, &bytes, rated.waits()).await?;
        let event = EntryRated {
            entry: rated.entry.resource_name(),
            entry_version: entry.saved.version,
            undecided: rated.waits(),
            ticket: entry.saved.ticket.clone(),
        };
        publish(tx, rated.entry.uuid(), entry.event_version + 1, &event).await?;
    }
    Ok(())
}

async fn tell_quotas(tx: &mut TenantTx, book: &Book, allocation: &Allocation) -> Result<()> {
    for row in &book.quotas {
        let before = Level { granted: row.granted.normalize(), balance: row.balance.normalize() };
        let quota = QuotaId::from_uuid(row.id);
        let after = allocation.levels.get(&quota).copied().unwrap_or_default();
        if before == after {
            continue;
        }
        let crossed = crossings(before, after, &THRESHOLDS);
        let mut version = row.event_version;
        for percent in &crossed {
            version += 1;
            let event = QuotaThresholdCrossed { quota: quota.resource_name(), percent: i32::from(*percent) };
            publish(tx, row.id, version, &event).await?;
        }
        let told = version - row.event_version;
        let tenant = tx.tenant().uuid();
        sqlx::query_file!("queries/quota/set_level.sql", tenant, row.id, after.granted, after.balance, told)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// One row for each month with anything open; months that have nothing any more show nothing.
async fn keep_drafts(tx: &mut TenantTx, kit: &Kit, book: &Book, allocation: &Allocation) -> Result<()> {
    let tenant = tx.tenant().uuid();
    let known = sqlx::query_file_scalar!("queries/draft/months.sql", tenant, book.customer.uuid());
    let known = known.fetch_all(tx.conn()).await?.into_iter().map(|month| month.to_jiff());
    let mut months = book.months(allocation)?;
    months.extend(known);
    for month in months {
        // Net does not depend on the buyer's VAT.
        let draft = book.draft(allocation, month, |_| crate::buyer::NO_VAT)?;
        let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        sqlx::query_file!(
            "queries/draft/upsert.sql",
            tenant,
            DraftId::new(kit.ids()).uuid(),
            book.customer.uuid(),
            jiff_sqlx::Date::from(Period::month_of(month).start) as _,
            draft.totals.net.value(),
            count(draft.lines.len()),
            count(draft.waiting.len()),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
