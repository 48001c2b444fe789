//! What opens a ticket, and what joins its log.

use super::Priority;
use crate::log::LogKind;
use jiff::Timestamp;
use kontor_ids::{AssetId, ContactId, CustomerId, DirectiveId, SiteId, TicketId, UserId};
use std::collections::BTreeSet;

/// A ticket to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    /// Its id.
    pub id: TicketId,
    /// Whose.
    pub customer: CustomerId,
    /// Who reported it.
    pub contact: Option<ContactId>,
    /// What it is about.
    pub asset: Option<AssetId>,
    /// Where.
    pub site: Option<SiteId>,
    /// What it is about, in words, 1 to 200 characters.
    pub subject: String,
    /// What was said at first, at most 20,000 characters.
    pub description: String,
    /// How urgent.
    pub priority: Priority,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// The group it is with, at most 100 characters; empty for none.
    pub team: String,
    /// When it was reported (S6).
    pub report_time: Timestamp,
    /// The customer's directives that must be acknowledged before work (C7).
    pub directives: BTreeSet<DirectiveId>,
}

/// An entry that a person or a service writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What it is.
    pub kind: LogKind,
    /// What was said or done, at most 20,000 characters.
    pub text: String,
    /// When it happened; the recording when there is none.
    pub event_time: Option<Timestamp>,
    /// Whether the customer sees it.
    pub public: bool,
    /// Minutes worked, at most 1,440.
    pub worked_minutes: u32,
}
