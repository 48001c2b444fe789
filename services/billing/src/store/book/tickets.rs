//! The lives of the tickets that a customer's calls are counted by (R4).

use super::Book;
use crate::store::entries::StoredEntry;
use crate::store::tickets;
use crate::wire::entry::zone_of_days;
use jiff::tz::TimeZone;
use kontor_billing_domain::{Entry, TicketHistory};
use kontor_ids::TicketId;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::ResolveTermsResponse;
use kontor_status::Result;
use std::collections::BTreeMap;

/// The lives that matter: of tickets whose work may draw from a quota of calls. The zone is that of the first work.
pub(super) async fn lives(
    tx: &mut TenantTx,
    entries: &[StoredEntry],
    holds: &[(Entry, TimeZone)],
) -> Result<BTreeMap<TicketId, TicketHistory>> {
    let stored = entries.iter().map(|stored| (&stored.entry, &stored.zone));
    let held = holds.iter().map(|(held, zone)| (held, zone));
    let counted = stored.chain(held).filter(|(entry, _)| entry.counts_calls());
    tickets::lives(tx, &zones(counted.collect())).await
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
