//! What it costs to bill: clicks and minutes from closed ticket to issued invoice (N11).
//!
//! Nothing is guessed: the time between two steps of a person counts for the second one, and a pause that is too long to
//! be work on it counts for none.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use kontor_ids::{CustomerId, Uuid};
use std::collections::BTreeMap;

/// A pause longer than this is no work on the next step.
pub const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// Something that a person did: opened, decided, issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
    /// For whom; none for what is done for many at once.
    pub customer: Option<CustomerId>,
}

/// An invoice that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// For whom.
    pub customer: CustomerId,
    /// When.
    pub at: Timestamp,
    /// Since when each of its tickets was done; none where it was not.
    pub done: Vec<Option<Timestamp>>,
}

/// What billing cost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effort {
    /// Invoices issued.
    pub invoices: u32,
    /// Tickets whose work is on them.
    pub tickets: u32,
    /// Steps that people took.
    pub clicks: u32,
    /// Seconds that these took.
    pub seconds: u64,
    /// Seconds from closing to issuing of each ticket that was done, the shortest first.
    pub waits: Vec<u64>,
}

impl Effort {
    /// The wait that half of the tickets do not exceed; of an even number the shorter one in the middle.
    #[must_use]
    pub fn median_wait(&self) -> Option<u64> {
        self.waits.get(self.waits.len().checked_sub(1)? / 2).copied()
    }

    /// The longest wait.
    #[must_use]
    pub fn longest_wait(&self) -> Option<u64> {
        self.waits.last().copied()
    }

    fn add(&mut self, other: &Self) {
        self.invoices += other.invoices;
        self.tickets += other.tickets;
        self.clicks += other.clicks;
        self.seconds += other.seconds;
        self.waits.extend(&other.waits);
        self.waits.sort_unstable();
    }
}

/// What billing cost by customer; under none what was done for many at once.
#[must_use]
pub fn efforts(steps: &[Step], issued: &[Issued]) -> BTreeMap<Option<CustomerId>, Effort> {
    let mut steps = steps.to_vec();
    steps.sort_unstable();
    let mut efforts: BTreeMap<Option<CustomerId>, Effort> = BTreeMap::new();
    let mut before: Option<Step> = None;
    for step in steps {
        let pause =
            before.filter(|before| before.by == step.by).map(|before| step.at.duration_since(before.at));
        let worked = pause.filter(|pause| *pause <= LONGEST_PAUSE).map_or(0, |pause| pause.as_secs());
        let effort = efforts.entry(step.customer).or_default();
        effort.clicks += 1;
        effort.seconds += u64::try_from(worked).unwrap_or_default();
        before = Some(step);
    }
    for invoice in issued {
        let waits = invoice.done.iter().flatten().map(|done| invoice.at.duration_since(*done).as_secs());
        let one = Effort {
            invoices: 1,
            tickets: u32::try_from(invoice.done.len()).unwrap_or(u32::MAX),
            waits: waits.map(|seconds| u64::try_from(seconds).unwrap_or_default()).collect(),
            ..Effort::default()
        };
        efforts.entry(Some(invoice.customer)).or_default().add(&one);
    }
    efforts
}

/// The sum.
#[must_use]
pub fn total<'a>(efforts: impl IntoIterator<Item = &'a Effort>) -> Effort {
    efforts.into_iter().fold(Effort::default(), |mut sum, effort| {
        sum.add(effort);
        sum
    })
}
