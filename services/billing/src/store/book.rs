//! All that rating a customer rests on, loaded at once.

mod extras;
mod fees;
mod load;
mod lots;
mod sheet;
mod tickets;
mod what_if;

use super::entries::StoredEntry;
use super::ledger::QuotaRow;
use super::reviews::StoredReview;
use crate::wire::terms::Version;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_billing_domain::ledger::Transfer;
use kontor_billing_domain::{Allocation, Entry, Ground, InvoicedFee, LineKey, allocate};
use kontor_ids::{CustomerId, TicketId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::BillingProfile;
use kontor_proto::contract::v1::Customer;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
pub(crate) use load::{ByBook, by_book};
use std::collections::{BTreeMap, BTreeSet};

/// Today in the zone of the house.
pub(crate) fn today(kit: &Kit) -> Date {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    zone.to_datetime(kit.clock().now()).date()
}

/// A customer's book: entries, contracts, ledger, decisions.
pub(crate) struct Book {
    pub(crate) customer: CustomerId,
    pub(crate) entries: Vec<StoredEntry>,
    pub(crate) quotas: Vec<QuotaRow>,
    pub(crate) transfers: Vec<Transfer>,
    versions: Vec<Version>,
    holds: Vec<Entry>,
    /// What matters of the tickets that were worked on (R2, R4).
    tickets: tickets::Tickets,
    pub(crate) reviews: Vec<StoredReview>,
    /// How the customer wants to be billed, as it was set.
    pub(crate) wishes: BillingProfile,
    /// Who buys, as it was last told.
    pub(crate) buyer: Option<Customer>,
    order_numbers: BTreeMap<TicketId, String>,
    goodwill_limit: Option<Amount>,
    /// The lines that stand on invoices.
    claimed: BTreeSet<String>,
    /// What invoices hold of fees: what it came to is unset for what was issued before that was kept.
    invoiced_fees: Vec<(LineKey, Option<InvoicedFee>)>,
    today: Date,
}

impl Book {
    /// Whoever changes what rating rests on locks the customer first.
    pub(crate) async fn lock(tx: &mut TenantTx, customer: CustomerId) -> Result<()> {
        Self::lock_all(tx, &BTreeSet::from([customer])).await
    }

    /// As [`Book::lock`] for several.
    pub(crate) async fn lock_all(tx: &mut TenantTx, customers: &BTreeSet<CustomerId>) -> Result<()> {
        let ids: Vec<Uuid> = customers.iter().map(|customer| customer.uuid()).collect();
        let tenant = tx.tenant().uuid();
        sqlx::query_file!("queries/customer/lock.sql", tenant, &ids).execute(tx.conn()).await?;
        Ok(())
    }

    pub(crate) fn open_entries(&self) -> Vec<Entry> {
        self.entries.iter().filter(|e| e.frozen.is_none() && !e.withdrawn).map(|e| e.entry.clone()).collect()
    }

    /// What the customer's entries are rated on.
    pub(crate) fn ground(&self) -> Result<Ground> {
        let last = self.entries.iter().map(|e| e.entry.service_date).max();
        let horizon = last.map_or(self.today, |d| d.max(self.today));
        let mut lots = self.lots(horizon)?;
        lots.extend(self.kept_lots()?.into_iter().map(|kept| kept.lot));
        Ok(Ground {
            lots,
            frozen: self.entries.iter().filter_map(|e| e.frozen.clone()).collect(),
            tickets: self.tickets.lives.clone(),
            merged: self.tickets.merged.clone(),
            ..Ground::empty(Currency::EUR, self.today)
        })
    }

    /// The open entries, and what capture holds beside them (R8).
    pub(crate) fn open_and_held(&self) -> Vec<Entry> {
        self.open_entries().into_iter().chain(self.holds.iter().cloned()).collect()
    }

    /// Rates everything that is open (R1 to R6).
    pub(crate) fn allocation(&self) -> Result<Allocation> {
        let mut made = allocate(&self.open_entries(), &self.ground()?).map_err(Problem::internal)?;
        // Lots that are paid for when they begin stand beside those that came about by themselves (R9).
        made.auto_lots.extend(self.paid_lots()?);
        Ok(made)
    }

    /// As [`Book::allocation`], with what is held drawn as well: what the ledger keeps. Nothing where nothing is held.
    pub(crate) fn with_holds(&self) -> Result<Option<Allocation>> {
        if self.holds.is_empty() {
            return Ok(None);
        }
        allocate(&self.open_and_held(), &self.ground()?).map(Some).map_err(Problem::internal)
    }

    /// The first day after today on which the calendar changes something though nobody works: a lot begins or expires,
    /// a fee falls due. Looks a good year ahead; who has nothing until then is looked at again then.
    pub(crate) fn due_on(&self) -> Result<Option<Date>> {
        if self.versions.is_empty() {
            return Ok(None);
        }
        let horizon = self.today.checked_add(400.days()).unwrap_or(Date::MAX);
        let lots = self.lots(horizon)?;
        let lots = lots.iter().flat_map(|lot| [Some(lot.from), lot.expires]).flatten();
        let fees = self.fees(horizon)?.into_iter().map(|(due, _)| due);
        Ok(lots.chain(fees).chain([horizon]).filter(|day| *day > self.today).min())
    }
}
