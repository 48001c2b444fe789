//! Where a ticket stands, and the one table of moves (K1).

use std::fmt;

/// The text is none of the words that the type knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose one of {0}")]
pub struct UnknownWord(pub &'static str);

macro_rules! words {
    ($(
        $(#[$doc:meta])*
        $name:ident { $( $(#[$variant_doc:meta])* $variant:ident = $word:literal; )* }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$variant_doc])* $variant, )* }

        impl $name {
            /// All there are, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its stable word, as stored and hashed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;
            fn from_str(text: &str) -> Result<Self, $crate::UnknownWord> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::UnknownWord(concat!($($word, " "),*))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}
pub(crate) use words;

words! {
    /// Where a ticket stands (K1).
    State {
        /// Nobody has begun.
        New = "new";
        /// Someone works on it.
        InProgress = "in_progress";
        /// The customer has to act.
        WaitingCustomer = "waiting_customer";
        /// A vendor has to act.
        WaitingVendor = "waiting_vendor";
        /// Work is planned for later.
        Scheduled = "scheduled";
        /// Solved; a reply reopens it.
        Resolved = "resolved";
        /// Done for good.
        Closed = "closed";
    }

    /// What a ticket can wait for.
    Hold {
        /// The customer has to act.
        Customer = "waiting_customer";
        /// A vendor has to act.
        Vendor = "waiting_vendor";
        /// Work is planned for later.
        Scheduled = "scheduled";
    }
}

/// A move between states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Begin work.
    Start,
    /// Wait.
    Hold(Hold),
    /// Go on after waiting.
    Resume,
    /// Solve it.
    Resolve,
    /// Open a resolved ticket again.
    Reopen,
    /// Close a resolved ticket for good.
    Close,
}

impl Move {
    /// Every move there is.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::Hold(Hold::Customer),
        Self::Hold(Hold::Vendor),
        Self::Hold(Hold::Scheduled),
        Self::Resume,
        Self::Resolve,
        Self::Reopen,
        Self::Close,
    ];

    /// Whether it is work on the ticket, which unacknowledged directives forbid (C7).
    #[must_use]
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Start | Self::Resume | Self::Resolve)
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::Hold(_) => "hold",
            Self::Resume => "resume",
            Self::Resolve => "resolve",
            Self::Reopen => "reopen",
            Self::Close => "close",
        })
    }
}

impl State {
    /// The state after a move; nothing where the move is not allowed. This is the table (K1).
    #[must_use]
    pub const fn after(self, step: Move) -> Option<Self> {
        use State::{Closed, InProgress, New, Resolved, Scheduled, WaitingCustomer, WaitingVendor};
        match (step, self) {
            (Move::Start, New) => Some(InProgress),
            (Move::Hold(hold), New | InProgress | WaitingCustomer | WaitingVendor | Scheduled) => {
                let to = hold.state();
                // Holding for what it waits for already would be a change that changes nothing.
                if to as u8 == self as u8 { None } else { Some(to) }
            }
            (Move::Resume, WaitingCustomer | WaitingVendor | Scheduled) => Some(InProgress),
            (Move::Resolve, New | InProgress | WaitingCustomer | WaitingVendor | Scheduled) => Some(Resolved),
            (Move::Reopen, Resolved) => Some(InProgress),
            (Move::Close, Resolved) => Some(Closed),
            _ => None,
        }
    }

    /// The moves that are allowed from here.
    pub fn allowed(self) -> impl Iterator<Item = Move> {
        Move::ALL.into_iter().filter(move |step| self.after(*step).is_some())
    }

    /// Whether it still has to be solved.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed)
    }
}

impl Hold {
    /// The state in which it waits.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Customer => State::WaitingCustomer,
            Self::Vendor => State::WaitingVendor,
            Self::Scheduled => State::Scheduled,
        }
    }
}

impl TryFrom<State> for Hold {
    type Error = UnknownWord;
    fn try_from(state: State) -> Result<Self, UnknownWord> {
        state.as_str().parse()
    }
}
