//! What is rated: entries of work, cut into spans by the contract service.

use crate::rating::Draw;
use crate::terms::{Band, Decision, Overage, Period, QuotaUnit, RatingTerms, RoundingScope, Seconds};
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_ids::{ContractId, ContractVersionId, CustomerId, TicketId, TimeEntryId, UserId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What decided about a span (C1): the versions that its charges keep (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coverage {
    /// The decision.
    pub decision: Decision,
    /// The contract, where one decided.
    pub contract: Option<ContractId>,
    /// Its version.
    pub version: Option<ContractVersionId>,
    /// The rule's number, 1, 2, 3 ...; 0 when none decided.
    pub rule: u32,
}

/// One part of an entry: one band, one decision, one set of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub start: Timestamp,
    /// Its length, never rounded in place.
    pub seconds: Seconds,
    /// Its band.
    pub band: Band,
    /// What decided it.
    pub coverage: Coverage,
    /// For an undecided span: the contracts that could cover it.
    pub candidates: Vec<ContractId>,
    /// The terms; absent only when undecided.
    pub terms: Option<Arc<RatingTerms>>,
}

/// Whether an entry exists or is only announced (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It was saved: its draws are posted.
    Saved,
    /// Capture holds quota for it: its draws are pending.
    Held,
}

/// The draft that an entry's lines go to (B2): customer, period and whatever the profile splits by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey {
    /// Who is billed.
    pub customer: CustomerId,
    /// For which days.
    pub period: Period,
    /// What the profile splits by, such as a cost center; empty for no split.
    pub split: String,
}

/// An entry of work to rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id: the last key of the fold's order (R5a).
    pub id: TimeEntryId,
    /// Its version; of several versions of one id the highest counts.
    pub version: u32,
    /// Saved, or only held.
    pub standing: Standing,
    /// The ticket.
    pub ticket: TicketId,
    /// The customer.
    pub customer: CustomerId,
    /// Who worked.
    pub technician: UserId,
    /// The day it counts for: its start in the zone of its terms. First key of the fold's order.
    pub service_date: Date,
    /// When the work began. Second key of the fold's order.
    pub start: Timestamp,
    /// Its parts in time order, without holes.
    pub spans: Vec<Span>,
    /// The draft it goes to; it matters to rating only where the scope of rounding is the invoice.
    pub draft: DraftKey,
}

impl Entry {
    /// The key of the fold: allocation depends on nothing else (R5a).
    #[must_use]
    pub const fn order(&self) -> (Date, Timestamp, TimeEntryId) {
        (self.service_date, self.start, self.id)
    }

    /// Worked seconds.
    #[must_use]
    pub fn worked(&self) -> Seconds {
        self.spans.iter().map(|span| span.seconds).sum()
    }

    /// Someone decided that what quotas refuse of this entry is billed as overage (R6).
    pub fn bill_refused(&mut self) {
        for terms in self.spans.iter_mut().filter_map(|span| span.terms.as_mut()) {
            if terms.quotas.iter().any(|quota| quota.overage == Overage::Refuse) {
                for quota in &mut Arc::make_mut(terms).quotas {
                    if quota.overage == Overage::Refuse {
                        quota.overage = Overage::Bill;
                    }
                }
            }
        }
    }

    /// Whether it may draw from a quota that refuses to be overdrawn: capture holds what it draws (R8).
    #[must_use]
    pub fn needs_hold(&self) -> bool {
        let drawing = self.spans.iter().filter(|span| span.coverage.decision == Decision::Quota);
        let mut quotas = drawing.filter_map(|span| span.terms.as_ref()).flat_map(|terms| &terms.quotas);
        !self.is_undecided() && quotas.any(|quota| quota.overage == Overage::Refuse)
    }

    /// Whether it may draw from a quota that counts calls: then the life of its ticket matters (R4).
    #[must_use]
    pub fn counts_calls(&self) -> bool {
        let terms = self.spans.iter().filter_map(|span| span.terms.as_ref());
        terms.flat_map(|terms| &terms.quotas).any(|quota| matches!(quota.unit, QuotaUnit::Calls { .. }))
    }

    /// Whether it matters to rating which ticket it is for: for its calls (R4), or because a ticket is rounded together (R2).
    #[must_use]
    pub fn minds_its_ticket(&self) -> bool {
        let terms = || self.spans.iter().filter_map(|span| span.terms.as_ref());
        let together = |scope| matches!(scope, RoundingScope::Ticket | RoundingScope::TicketDay);
        self.counts_calls() || terms().any(|terms| together(terms.rounding.scope))
    }

    /// Whether a span waits for a decision: the whole entry then waits (C2).
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.spans.iter().any(|s| s.coverage.decision == Decision::Undecided || s.terms.is_none())
    }
}

/// An entry that is on an issued invoice: its quantities and draws stay (R5a). An entry is frozen as a whole as soon as
/// one of its portions is invoiced; its other portions stay charges as they were rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The entry as it was invoiced.
    pub entry: Entry,
    /// Billable seconds of each span.
    pub billed: Vec<Seconds>,
    /// What it drew.
    pub draws: Vec<Draw>,
}

impl Frozen {
    /// Freezes an entry as it was rated.
    #[must_use]
    pub fn new(entry: Entry, rated: &crate::rating::RatedEntry) -> Self {
        let mut billed = vec![0; entry.spans.len()];
        for portion in &rated.portions {
            if let Some(span) = billed.get_mut(portion.span) {
                *span += portion.seconds;
            }
        }
        let draws = rated.portions.iter().flat_map(|p| p.draws.iter().copied()).collect();
        Self { entry, billed, draws }
    }
}

/// When a ticket was opened, closed and reopened: what calls are counted by (R4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketHistory {
    /// The day it was opened.
    pub opened: Date,
    /// Each closing with the reopening that followed, in order.
    pub closings: Vec<Closing>,
}

/// A ticket was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The day.
    pub closed: Date,
    /// The day it was opened again, where it was.
    pub reopened: Option<Date>,
}

impl TicketHistory {
    /// The history of a ticket that was opened on this day, and no more.
    #[must_use]
    pub const fn opened(day: Date) -> Self {
        Self { opened: day, closings: Vec::new() }
    }

    /// The one life of a ticket and of those that were merged into it: it goes on while one of them is open. Each step
    /// tells which ticket was opened or reopened (`false`), or is done (`true`), in the order of time. Nothing without steps.
    #[must_use]
    pub fn of_steps(steps: impl IntoIterator<Item = (TicketId, bool, Date)>) -> Option<Self> {
        let mut open = BTreeSet::new();
        let mut life: Option<Self> = None;
        for (ticket, done, day) in steps {
            if done {
                open.remove(&ticket);
            } else {
                open.insert(ticket);
            }
            life.get_or_insert_with(|| Self::opened(day)).moved(open.is_empty(), day);
        }
        life
    }

    /// Tells the next change: its work is done, or goes on again. What says nothing new changes nothing.
    pub fn moved(&mut self, done: bool, day: Date) {
        let closed = self.closings.last().is_some_and(|closing| closing.reopened.is_none());
        match self.closings.last_mut() {
            Some(closing) if closed && !done => closing.reopened = Some(day),
            _ if done && !closed => self.closings.push(Closing { closed: day, reopened: None }),
            _ => {}
        }
    }
}
