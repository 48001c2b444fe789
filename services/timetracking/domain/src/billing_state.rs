//! Where an entry stands on its way to the invoice.

use crate::entry::UnknownWord;

/// Where an entry stands on its way to the invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillingState {
    /// Not rated yet.
    Pending,
    /// Rated.
    Rated,
    /// Rated, and someone has to decide.
    Undecided,
    /// Invoiced: locked (T5).
    Invoiced,
}

/// What billing said about a version of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillingEvent {
    /// It was rated.
    Rated,
    /// Someone has to decide.
    Undecided,
    /// It was invoiced.
    Invoiced,
    /// Its invoice was cancelled and gave it back (B5).
    Released,
}

impl BillingState {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Rated, Self::Undecided, Self::Invoiced];

    /// The state after what billing said. An event about another version than the newest says nothing about
    /// it; what was invoiced stays so until its invoice is cancelled, in whatever order events come.
    #[must_use]
    pub const fn after(self, event: BillingEvent) -> Self {
        match (self, event) {
            (_, BillingEvent::Invoiced) => Self::Invoiced,
            (Self::Invoiced, BillingEvent::Released) => Self::Rated,
            (Self::Invoiced, _) => Self::Invoiced,
            (_, BillingEvent::Rated) => Self::Rated,
            (_, BillingEvent::Undecided) => Self::Undecided,
            (state, BillingEvent::Released) => state,
        }
    }

    /// Whether the entry can still be corrected (T5).
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Invoiced)
    }

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Rated => "rated",
            Self::Undecided => "undecided",
            Self::Invoiced => "invoiced",
        }
    }
}

impl std::str::FromStr for BillingState {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or(UnknownWord("pending rated undecided invoiced"))
    }
}
