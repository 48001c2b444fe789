//! What reviewers decide on lines (B3). Decisions are applied after rating (R8b) and never overwritten by it: where a
//! line changed since, the decision still holds and the conflict is shown.

use crate::charge::{Charge, LineKey};
use crate::entry::DraftKey;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_ids::UserId;
use kontor_money::{Amount, Decimal};

/// A discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// So much, at most the line's net.
    Amount(Amount),
    /// So many percent, 0 to 100.
    Percent(Decimal),
}

/// What is done to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// 100 % goodwill.
    Waive {
        /// Whether the line stands on the invoice at full price with its allowance (B5a), or not at all.
        shown: bool,
    },
    /// A part is given.
    Discount(Discount),
    /// Another net price for the quantity's base.
    Reprice(Amount),
    /// Another text.
    Reword(String),
    /// It stays out of drafts whose period begins before this day.
    HoldBack {
        /// The day.
        until: Date,
    },
    /// It goes to another draft.
    MoveTo(DraftKey),
    /// The work is for another of the customer's cost centers; with the whole entry, as places are.
    CostCenter(String),
    /// Earlier decisions on the line no longer count.
    Restore,
}

/// What the reviewer saw of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The quantity.
    pub quantity: Decimal,
    /// The price for the quantity's base.
    pub price: Amount,
    /// The list value.
    pub list_net: Amount,
}

impl Seen {
    /// What can be seen of a charge.
    #[must_use]
    pub const fn of(charge: &Charge) -> Self {
        Self { quantity: charge.quantity.value, price: charge.price, list_net: charge.list_net }
    }
}

/// A reviewer's decision: who, when, why (B3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The line.
    pub line: LineKey,
    /// What is done to it.
    pub action: Action,
    /// Who decided.
    pub by: UserId,
    /// When; of two decisions of one sort on a line the later counts.
    pub at: Timestamp,
    /// Why; for goodwill it stands on the invoice.
    pub reason: String,
    /// The second person, where one agreed.
    pub approved_by: Option<UserId>,
    /// What was seen.
    pub seen: Seen,
}

impl Review {
    /// Whether a second person could agree to it and none has: goodwill and prices.
    #[must_use]
    pub fn needs_second_person(&self) -> bool {
        let gives = matches!(self.action, Action::Waive { .. } | Action::Discount(_) | Action::Reprice(_));
        gives && self.approved_by.is_none_or(|second| second == self.by)
    }
}

/// Of a line's decisions those that count for what stands on it: the latest of each sort, places left out.
#[must_use]
pub fn counting<'a>(reviews: impl Iterator<Item = &'a Review>) -> Vec<&'a Review> {
    let mut sorted: Vec<_> = reviews.collect();
    sorted.sort_by_key(|r| r.at);
    let verdict = Verdict::of(sorted.into_iter());
    [verdict.goodwill, verdict.price, verdict.text].into_iter().flatten().collect()
}

/// Why a decision cannot stand as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// The line no longer exists.
    Gone {
        /// The line.
        line: LineKey,
    },
    /// The line changed since the decision.
    Changed {
        /// The line.
        line: LineKey,
        /// As the reviewer saw it.
        seen: Seen,
        /// As it is.
        now: Seen,
    },
    /// The discount exceeds what the line costs; it was cut to it.
    Exceeds {
        /// The line.
        line: LineKey,
    },
    /// The goodwill is above the limit and needs a second person.
    NeedsSecondPerson {
        /// The line.
        line: LineKey,
        /// What is given.
        goodwill: Amount,
    },
    /// The line's cost center is none of the customer's.
    UnknownCostCenter {
        /// The line.
        line: LineKey,
    },
}

impl Conflict {
    /// The line that it is about.
    #[must_use]
    pub const fn line(&self) -> &LineKey {
        match self {
            Self::Gone { line }
            | Self::Changed { line, .. }
            | Self::Exceeds { line }
            | Self::NeedsSecondPerson { line, .. }
            | Self::UnknownCostCenter { line } => line,
        }
    }
}

/// The decisions that count for one line: the latest of each sort.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Verdict<'a> {
    pub(crate) goodwill: Option<&'a Review>,
    pub(crate) price: Option<&'a Review>,
    pub(crate) text: Option<&'a Review>,
    pub(crate) place: Option<&'a Review>,
}

impl<'a> Verdict<'a> {
    /// From a line's reviews in order of time.
    pub(crate) fn of(reviews: impl Iterator<Item = &'a Review>) -> Self {
        let mut verdict = Self::default();
        for review in reviews {
            match review.action {
                Action::Waive { .. } | Action::Discount(_) => verdict.goodwill = Some(review),
                Action::Reprice(_) => verdict.price = Some(review),
                Action::Reword(_) => verdict.text = Some(review),
                Action::HoldBack { .. } | Action::MoveTo(_) => verdict.place = Some(review),
                // Decided before drafts are assembled: see [`crate::draft::Sheet`].
                Action::CostCenter(_) => {}
                Action::Restore => verdict = Self::default(),
            }
        }
        verdict
    }

    /// Those that count, each once.
    pub(crate) fn all(self) -> impl Iterator<Item = &'a Review> {
        [self.goodwill, self.price, self.text, self.place].into_iter().flatten()
    }
}
