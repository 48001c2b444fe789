//! Tickets and their log.
//!
//! ```text
//!            start                 hold                    resolve
//!  new ────────────► in_progress ─────────► waiting_customer ──────► resolved ──close──► closed
//!   │                  ▲    │  ▲            waiting_vendor             ▲   │
//!   │                  │    │  └─ resume ── scheduled                  │   │
//!   │                  │    └──────────────────────────────────────────┘   │
//!   └── hold, resolve ─┴───────────────────── reopen ──────────────────────┘
//! ```
//!
//! The allowed moves are one table: [`State::after`] (K1). Commands consume the [`Ticket`] and answer with the
//! ticket as it then is and the one [`Change`] to store, or with a [`Refusal`].
//!
//! Tickets link, merge and split (K7): [`link()`], [`merge()`] and [`split()`] take two tickets and give one entry for each.
//!
//! Invariants: a ticket's version is the length of its log; each command adds exactly one entry whose sequence
//! is the new version (K2, K3, I10). No command changes or removes an entry.
//!
//! Another house may work on a ticket in given hours (N10): [`verbund`].
//!
//! Decisions taken where the rules are silent: *work* is starting, resuming and resolving, and logging a remote
//! session or a visit; until all directives that demand it are acknowledged, these are refused (C7). Talking to
//! the customer, noting, assigning, holding and reopening are not work. A closed ticket takes notes, incoming
//! messages, attachments, escalations, links and remarks of billing, nothing else.
#![forbid(unsafe_code)]

mod import;
mod link;
mod log;
mod merge;
mod split;
mod state;
mod ticket;
pub mod verbund;

pub use import::{Imported, ImportedChange, import};
pub use link::{Link, Pair, Relation, link, unlink};
pub use log::{Actor, EntryBody, LogEntry, LogKind};
pub use merge::{Merged, Side, merge};
pub use split::{Part, SplitOff, split};
pub use state::{Hold, Move, State, UnknownWord};
pub use ticket::{Change, NewEntry, NewTicket, Priority, Refusal, Stamp, Ticket};
