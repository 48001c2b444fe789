//! The lives of the tickets that a customer's calls are counted by (R4).

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
use std::collections::BTreeMap;

/// The lives that matter: of tickets whose work may draw from a quota of calls. The zone is that of the first work.
pub(super) async fn lives(
    tx: &mut TenantTx,
    customers: &[CustomerId],
    entries: &ByBook<StoredEntry>,
    holds: &ByBook<(Entry, TimeZone)>,
) -> Result<BTreeMap<CustomerId, BTreeMap<TicketId, TicketHistory>>> {
    let zones_of = |customer: &CustomerId| {
        let stored = entries.get(customer).into_iter().flatten().map(|stored| (&stored.entry, &stored.zone));
        let held = holds.get(customer).into_iter().flatten().map(|(held, zone)| (held, zone));
        zones(stored.chain(held).filter(|(entry, _)| entry.counts_calls()).collect())
    };
    let zones = customers.iter().map(|customer| (*customer, zones_of(customer))).collect();
    tickets::lives_by_book(tx, &zones).await
}

fn zones(mut work: Vec<(&Entry, &TimeZone)>) -> BTreeMap<TicketId, TimeZone> {
    work.sort_by_key(|(entry, _)| entry.order());
    let mut zones = BTreeMap::new();
    for (entry, zone) in work {
        zones.entry(entry.ticket).or_insert_with(|| zone.clone());
    }
    zones
}

impl Book {
    /// Learns what calls of the work's ticket are counted by, for work that does not stand yet.
    pub(crate) async fn learn(
        &mut self,
        tx: &mut TenantTx,
        work: &Entry,
        cut: &ResolveTermsResponse,
    ) -> Result<()> {
        if work.counts_calls() && !self.tickets.contains_key(&work.ticket) {
            let zones = BTreeMap::from([(work.ticket, zone_of_days(cut))]);
            self.tickets.extend(tickets::lives(tx, &zones).await?);
        }
        Ok(())
    }

    /// Learns the lives of all tickets that were worked on: a draft may count calls where nothing counts them now (N6).
    pub(crate) async fn learn_all(&mut self, tx: &mut TenantTx) -> Result<()> {
        let work = self.entries.iter().map(|stored| (&stored.entry, &stored.zone));
        self.tickets = tickets::lives(tx, &zones(work.collect())).await?;
        Ok(())
    }
}
