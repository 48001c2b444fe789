//! The tickets that a customer's work is counted by: which were merged, and their lives (R2, R4).

use super::{Book, ByBook};
use crate::store::entries::StoredEntry;
use crate::store::tickets;
use crate::wire::entry::zone_of_days;
use jiff::tz::TimeZone;
use kontor_billing_domain::{Entry, TicketHistory};
use kontor_ids::{CustomerId, TicketId};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of tickets where it matters to the work on them.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    /// The lives of those whose calls are counted (R4), under the one that stays.
    pub(super) lives: BTreeMap<TicketId, TicketHistory>,
    /// Those that were merged, each with the one that stays.
    pub(super) merged: BTreeMap<TicketId, TicketId>,
}

/// What matters to the work of some customers. The zone of a life is that of the first work on it.
pub(super) async fn known(
    tx: &mut TenantTx,
    customers: &[CustomerId],
    entries: &ByBook<StoredEntry>,
    holds: &ByBook<(Entry, TimeZone)>,
) -> Result<BTreeMap<CustomerId, Tickets>> {
    let work_of = |customer: &CustomerId| -> Vec<(&Entry, &TimeZone)> {
        let stored = entries.get(customer).into_iter().flatten().map(|stored| (&stored.entry, &stored.zone));
        let held = holds.get(customer).into_iter().flatten().map(|(held, zone)| (held, zone));
        stored.chain(held).filter(|(entry, _)| entry.minds_its_ticket()).collect()
    };
    let work: BTreeMap<CustomerId, Vec<_>> = customers.iter().map(|id| (*id, work_of(id))).collect();
    let worked = work.values().flatten().map(|(entry, _)| entry.ticket);
    let merged = tickets::merged(tx, worked).await?;
    let counted = |work: &Vec<(&Entry, &TimeZone)>| {
        zones(work.iter().copied().filter(|(entry, _)| entry.counts_calls()).collect(), &merged)
    };
    let zones = work.iter().map(|(customer, work)| (*customer, counted(work))).collect();
    let mut lives = tickets::lives_by_book(tx, &zones, &merged).await?;
    let known = work.into_iter().map(|(customer, work)| {
        let lives = lives.remove(&customer).unwrap_or_default();
        let stay: BTreeSet<TicketId> = work.iter().map(|(entry, _)| stays(&merged, entry.ticket)).collect();
        let merged = merged.iter().filter(|(_, into)| stay.contains(into));
        (customer, Tickets { lives, merged: merged.map(|(ticket, into)| (*ticket, *into)).collect() })
    });
    Ok(known.collect())
}

/// The ticket that work on one counts for.
fn stays(merged: &BTreeMap<TicketId, TicketId>, ticket: TicketId) -> TicketId {
    merged.get(&ticket).copied().unwrap_or(ticket)
}

fn zones(
    mut work: Vec<(&Entry, &TimeZone)>,
    merged: &BTreeMap<TicketId, TicketId>,
) -> BTreeMap<TicketId, TimeZone> {
    work.sort_by_key(|(entry, _)| entry.order());
    let mut zones = BTreeMap::new();
    for (entry, zone) in work {
        zones.entry(stays(merged, entry.ticket)).or_insert_with(|| zone.clone());
    }
    zones
}

impl Book {
    /// Learns what work that does not stand yet is counted by.
    pub(crate) async fn learn(
        &mut self,
        tx: &mut TenantTx,
        work: &Entry,
        cut: &ResolveTermsResponse,
    ) -> Result<()> {
        if !work.minds_its_ticket() {
            return Ok(());
        }
        let known = &mut self.tickets;
        known.merged.extend(tickets::merged(tx, [work.ticket].into_iter()).await?);
        let stays = stays(&known.merged, work.ticket);
        if work.counts_calls() && !known.lives.contains_key(&stays) {
            let zones = BTreeMap::from([(stays, zone_of_days(cut))]);
            known.lives.extend(tickets::lives(tx, &zones, &known.merged).await?);
        }
        Ok(())
    }

    /// Learns of all tickets that were worked on: a draft may count calls where nothing counts them now (N6).
    pub(crate) async fn learn_all(&mut self, tx: &mut TenantTx) -> Result<()> {
        let merged = tickets::merged(tx, self.entries.iter().map(|stored| stored.entry.ticket)).await?;
        let work = self.entries.iter().map(|stored| (&stored.entry, &stored.zone));
        let lives = tickets::lives(tx, &zones(work.collect(), &merged), &merged).await?;
        self.tickets = Tickets { lives, merged };
        Ok(())
    }
}
