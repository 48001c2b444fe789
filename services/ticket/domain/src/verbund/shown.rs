//! What the taking house is shown of the giving house's log.

use crate::log::{Actor, LogKind};
use jiff::Timestamp;
use kontor_ids::TenantId;

/// An entry of the giving house's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: LogKind,
    /// What was said or done.
    pub text: String,
    /// Who.
    pub actor: Actor,
    /// When.
    pub event_time: Timestamp,
    /// Whether the customer sees it.
    pub public: bool,
}

/// Whose an entry is, as the taking house is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer's.
    Customer,
    /// The giving house's; who there is not told.
    Giver,
    /// The taking house's own.
    Taker,
}

/// An entry as the taking house is told: an allow-list, to which nothing is added by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownEntry {
    /// What it is.
    pub kind: LogKind,
    /// What was said or done.
    pub text: String,
    /// When.
    pub event_time: Timestamp,
    /// Whose.
    pub side: Side,
}

/// What may be told of an entry to the house that takes the ticket: what was said with the customer and what the
/// customer sees, and what that house wrote itself. Notes of the giving house, escalations, remarks of billing, what
/// was assigned to whom and what another partner noted are not told.
#[must_use]
pub fn shown(entry: Entry, taker: TenantId) -> Option<ShownEntry> {
    use LogKind::{CallIn, CallOut, MailIn, MailOut, Note, PortalMessage, RemoteSession, Visit};
    let side = match &entry.actor {
        Actor::Partner { house, .. } if *house == taker => Side::Taker,
        Actor::Contact(_) => Side::Customer,
        Actor::User(_) | Actor::Service(_) | Actor::Partner { .. } => Side::Giver,
    };
    let passes = match entry.kind {
        CallIn | CallOut | MailIn | MailOut | PortalMessage | RemoteSession | Visit | Note => {
            entry.public || side != Side::Giver
        }
        _ => false,
    };
    passes.then_some(ShownEntry { kind: entry.kind, text: entry.text, event_time: entry.event_time, side })
}
