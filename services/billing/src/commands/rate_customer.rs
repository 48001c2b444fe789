//! Rating a customer anew: what changed is stored, posted and told (R5a, R7, R8).

use super::merge_customer;
use crate::store::book::{Book, today};
use crate::store::{drafts, entries, ledger};
use crate::wire;
use crate::wire::rated::Beside;
use kontor_billing_domain::Allocation;
use kontor_billing_domain::ledger::{Level, crossings, diff};
use kontor_ids::{CustomerId, QuotaId};
use kontor_outbox::{publish, publish_all};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{EntryRated, QuotaThresholdCrossed};
use kontor_service::Kit;
use kontor_status::Result;
use prost::Message as _;
use std::collections::BTreeMap;

/// Locks the customer, rates all that is open and brings entries, ledger, quotas and drafts to what that gives. What
/// was told of entries while they were invoiced is taken up first; it may concern other customers (R8).
pub(crate) async fn rate(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    let customer = merge_customer::current(tx, customer).await?;
    Book::lock(tx, customer).await?;
    let moved = entries::take_up_late(tx, customer).await?;
    rate_locked(tx, kit, customer).await?;
    for other in moved.into_iter().filter(|other| *other != customer) {
        Book::lock(tx, other).await?;
        rate_locked(tx, kit, other).await?;
    }
    Ok(())
}

/// A customer that was merged into another one has nothing of its own any more: its drafts are emptied.
pub(crate) async fn empty(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    rate_locked(tx, kit, customer).await
}

async fn rate_locked(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    let book = Book::load(tx, customer, today(kit)).await?;
    let allocation = book.allocation()?;
    // What capture holds draws as well, but is neither rated nor billed before its entry stands (R8).
    let held = book.with_holds()?;
    let drawn = held.as_ref().unwrap_or(&allocation);
    let steps = diff(&book.transfers, &drawn.postings);
    ledger::post(tx, customer, &steps, (kit.ids(), kit.clock().now())).await?;
    tell_entries(tx, &book, &allocation).await?;
    tell_quotas(tx, &book, drawn).await?;
    keep_drafts(tx, kit, &book, &allocation).await?;
    let due = book.due_on()?.map(jiff_sqlx::Date::from);
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/customer/set_due.sql", tenant, customer.uuid(), due as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn tell_entries(tx: &mut TenantTx, book: &Book, allocation: &Allocation) -> Result<()> {
    let stored: BTreeMap<_, _> = book.entries.iter().map(|e| (e.entry.id, e)).collect();
    let extras = book.extras(allocation)?;
    let (mut ids, mut ratings, mut waiting, mut events) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for rated in &allocation.rated {
        let beside = Beside::of(&extras, rated.entry);
        let bytes = wire::rated::rated(rated, beside).encode_to_vec();
        let Some(entry) = stored.get(&rated.entry).filter(|e| e.rated.as_ref() != Some(&bytes)) else {
            continue;
        };
        let event = EntryRated {
            entry: rated.entry.resource_name(),
            entry_version: entry.saved.version,
            undecided: rated.waits(),
            ticket: entry.saved.ticket.clone(),
        };
        events.push((rated.entry.uuid(), entry.event_version + 1, event));
        ids.push(rated.entry.uuid());
        ratings.push(bytes);
        waiting.push(rated.waits());
    }
    entries::set_rated(tx, &ids, &ratings, &waiting).await?;
    publish_all(tx, &events).await
}

async fn tell_quotas(tx: &mut TenantTx, book: &Book, allocation: &Allocation) -> Result<()> {
    for row in &book.quotas {
        let before = Level { granted: row.granted.normalize(), balance: row.balance.normalize() };
        let quota = QuotaId::from_uuid(row.id);
        let after = allocation.levels.get(&quota).copied().unwrap_or_default();
        if before == after {
            continue;
        }
        let crossed = crossings(before, after, &book.thresholds(quota));
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

/// One row for each draft that holds anything, as it is shown to the buyer that is known.
async fn keep_drafts(tx: &mut TenantTx, kit: &Kit, book: &Book, allocation: &Allocation) -> Result<()> {
    let buyer = book.buyer.clone().unwrap_or_default();
    let drafts = book.drafts(allocation, crate::buyer::vat_of(&buyer))?;
    drafts::keep(tx, book.customer, &drafts, (true, kit.ids())).await
}
