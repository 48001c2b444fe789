//! Rating customers anew: what changed is stored, posted and told (R5a, R7, R8). As many statements for a thousand
//! customers as for one.

use super::merge_customer;
use crate::store::book::{Book, today};
use crate::store::{drafts, entries, ledger};
use crate::wire;
use crate::wire::rated::Beside;
use kontor_billing_domain::ledger::{Level, Step, crossings, diff};
use kontor_billing_domain::{Allocation, Draft};
use kontor_ids::{CustomerId, QuotaId, Uuid};
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{EntryRated, QuotaThresholdCrossed};
use kontor_service::Kit;
use kontor_status::Result;
use prost::Message as _;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// As [`rate_all`] for one customer.
pub(crate) async fn rate(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    rate_all(tx, kit, &BTreeSet::from([customer])).await
}

/// Locks customers, rates all that is open and brings entries, ledger, quotas and drafts to what that gives. What was
/// told of entries while they were invoiced is taken up first; it may concern other customers (R8).
pub(crate) async fn rate_all(tx: &mut TenantTx, kit: &Kit, customers: &BTreeSet<CustomerId>) -> Result<()> {
    let customers = merge_customer::current(tx, customers).await?;
    Book::lock_all(tx, &customers).await?;
    let moved = entries::take_up_late(tx, &customers).await?;
    rate_locked(tx, kit, &customers).await?;
    let others: BTreeSet<CustomerId> = moved.difference(&customers).copied().collect();
    if !others.is_empty() {
        Book::lock_all(tx, &others).await?;
        rate_locked(tx, kit, &others).await?;
    }
    Ok(())
}

/// A customer that was merged into another one has nothing of its own any more: its drafts are emptied.
pub(crate) async fn empty(tx: &mut TenantTx, kit: &Kit, customer: CustomerId) -> Result<()> {
    rate_locked(tx, kit, &BTreeSet::from([customer])).await
}

async fn rate_locked(tx: &mut TenantTx, kit: &Kit, customers: &BTreeSet<CustomerId>) -> Result<()> {
    let customers: Vec<CustomerId> = customers.iter().copied().collect();
    let mut changes = Changes::default();
    for book in Book::load_all(tx, &customers, today(kit)).await? {
        changes.add(&book)?;
    }
    changes.store(tx, kit, &customers).await
}

/// What rating changed, of all books together.
#[derive(Default)]
struct Changes {
    steps: Vec<(CustomerId, Step)>,
    rated: Rated,
    levels: Levels,
    drafts: Vec<Draft>,
    due: Vec<Option<jiff_sqlx::Date>>,
}

/// Entries that came to something else than before, with what is told of them.
#[derive(Default)]
struct Rated {
    ids: Vec<Uuid>,
    ratings: Vec<Vec<u8>>,
    waiting: Vec<bool>,
    events: Vec<(Uuid, i64, EntryRated)>,
}

/// Quotas that hold something else than before, with what is told of them (R7).
#[derive(Default)]
struct Levels {
    ids: Vec<Uuid>,
    granted: Vec<Decimal>,
    balances: Vec<Decimal>,
    told: Vec<i64>,
    events: Vec<(Uuid, i64, QuotaThresholdCrossed)>,
}

impl Changes {
    fn add(&mut self, book: &Book) -> Result<()> {
        let allocation = book.allocation()?;
        // What capture holds draws as well, but is neither rated nor billed before its entry stands (R8).
        let held = book.with_holds()?;
        let drawn = held.as_ref().unwrap_or(&allocation);
        let steps = diff(&book.transfers, &drawn.postings);
        self.steps.extend(steps.into_iter().map(|step| (book.customer, step)));
        self.rated.add(book, &allocation)?;
        self.levels.add(book, drawn);
        // As they are shown to the buyer that is known.
        let buyer = book.buyer.clone().unwrap_or_default();
        self.drafts.extend(book.drafts(&allocation, crate::buyer::vat_of(&buyer))?);
        self.due.push(book.due_on()?.map(jiff_sqlx::Date::from));
        Ok(())
    }

    async fn store(self, tx: &mut TenantTx, kit: &Kit, customers: &[CustomerId]) -> Result<()> {
        let Self { steps, rated, levels, drafts, due } = self;
        ledger::post(tx, &steps, (kit.ids(), kit.clock().now())).await?;
        entries::set_rated(tx, &rated.ids, &rated.ratings, &rated.waiting).await?;
        publish_all(tx, &rated.events).await?;
        ledger::set_levels(tx, &levels.ids, (&levels.granted, &levels.balances), &levels.told).await?;
        publish_all(tx, &levels.events).await?;
        drafts::keep(tx, customers, &drafts, (true, kit.ids())).await?;
        let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
        sqlx::query_file!("queries/customer/set_due.sql", tx.tenant().uuid(), &ids, &due as _)
            .execute(tx.conn())
            .await?;
        Ok(())
    }
}

impl Rated {
    fn add(&mut self, book: &Book, allocation: &Allocation) -> Result<()> {
        let stored: BTreeMap<_, _> = book.entries.iter().map(|e| (e.entry.id, e)).collect();
        let extras = book.extras(allocation)?;
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
            self.events.push((rated.entry.uuid(), entry.event_version + 1, event));
            self.ids.push(rated.entry.uuid());
            self.ratings.push(bytes);
            self.waiting.push(rated.waits());
        }
        Ok(())
    }
}

impl Levels {
    fn add(&mut self, book: &Book, allocation: &Allocation) {
        for row in &book.quotas {
            let before = Level { granted: row.granted.normalize(), balance: row.balance.normalize() };
            let quota = QuotaId::from_uuid(row.id);
            let after = allocation.levels.get(&quota).copied().unwrap_or_default();
            if before == after {
                continue;
            }
            let mut version = row.event_version;
            for percent in crossings(before, after, &book.thresholds(quota)) {
                version += 1;
                let (quota, percent) = (quota.resource_name(), i32::from(percent));
                self.events.push((row.id, version, QuotaThresholdCrossed { quota, percent }));
            }
            self.ids.push(row.id);
            self.granted.push(after.granted);
            self.balances.push(after.balance);
            self.told.push(version - row.event_version);
        }
    }
}
