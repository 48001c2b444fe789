//! The log of a ticket: append-only, gapless, hash-linked (K2).

mod canonical;
#[cfg(test)]
mod tests;

use crate::link::Relation;
use crate::state::{State, words};
use crate::ticket::Priority;
use jiff::Timestamp;
use kontor_ids::{ContactId, DirectiveId, TenantId, TicketId, UserId};

words! {
    /// What an entry is (K2).
    LogKind {
        /// A call of the customer.
        CallIn = "call_in";
        /// A call to the customer.
        CallOut = "call_out";
        /// A mail of the customer.
        MailIn = "mail_in";
        /// A mail to the customer.
        MailOut = "mail_out";
        /// A message through the portal, either way.
        PortalMessage = "portal_message";
        /// A note of the house.
        Note = "note";
        /// A remote session.
        RemoteSession = "remote_session";
        /// A visit.
        Visit = "visit";
        /// The state changed.
        StateChange = "state_change";
        /// The assignment changed.
        Assignment = "assignment";
        /// A directive was acknowledged.
        DirectiveAcknowledgement = "directive_acknowledgement";
        /// An escalation.
        Escalation = "escalation";
        /// A follow-up document.
        FollowUp = "follow_up";
        /// A remark of billing.
        BillingRemark = "billing_remark";
        /// A merge.
        Merge = "merge";
        /// An attachment.
        Attachment = "attachment";
        /// The ticket was opened.
        Opened = "opened";
        /// The priority changed.
        PriorityChange = "priority_change";
        /// A split.
        Split = "split";
        /// A link to another ticket was made or ended.
        Link = "link";
        /// It was handed to another house, or came back (N10).
        Handover = "handover";
    }
}

impl LogKind {
    /// Whether people may write it by hand; the others arise from commands and events.
    #[must_use]
    pub const fn is_manual(self) -> bool {
        use LogKind::{CallIn, CallOut, MailIn, MailOut, Note, PortalMessage, RemoteSession, Visit};
        matches!(self, CallIn | CallOut | MailIn | MailOut | PortalMessage | Note | RemoteSession | Visit)
    }

    /// Whether it tells of a change, which has a command of its own.
    #[must_use]
    pub const fn is_change(self) -> bool {
        use LogKind::StateChange;
        use LogKind::{Assignment, DirectiveAcknowledgement, Link, Merge, Opened, PriorityChange, Split};
        matches!(
            self,
            Opened
                | StateChange
                | Assignment
                | PriorityChange
                | DirectiveAcknowledgement
                | Merge
                | Split
                | Link
        )
    }

    /// Whether it is work on the ticket, which unacknowledged directives forbid (C7).
    #[must_use]
    pub const fn is_work(self) -> bool {
        matches!(self, Self::RemoteSession | Self::Visit)
    }

    /// Whether a closed ticket still takes it.
    #[must_use]
    pub const fn fits_closed(self) -> bool {
        use LogKind::{Attachment, BillingRemark, CallIn, Escalation, Handover, Link, MailIn, Merge, Note};
        use LogKind::{PortalMessage, Split};
        matches!(
            self,
            CallIn
                | MailIn
                | PortalMessage
                | Note
                | Attachment
                | BillingRemark
                | Merge
                | Escalation
                | Split
                | Link
                | Handover
        )
    }

    /// Whether the customer heard from the house with it (S3): a logged call either way, whoever of the two is
    /// named as calling; a mail out, a visit or a message through the portal by a person of the house. What
    /// machines send or log does not count.
    #[must_use]
    pub const fn responds(self, actor: &Actor) -> bool {
        match self {
            Self::CallIn | Self::CallOut => actor.is_of_the_house() || matches!(actor, Actor::Contact(_)),
            Self::MailOut | Self::PortalMessage | Self::Visit => actor.is_of_the_house(),
            _ => false,
        }
    }

    /// Whether it is a reply of the customer, which reopens a resolved ticket (K1).
    #[must_use]
    pub const fn is_reply(self, actor: &Actor) -> bool {
        match self {
            Self::MailIn => true,
            Self::PortalMessage => matches!(actor, Actor::Contact(_)),
            _ => false,
        }
    }

    /// The states in which a ticket takes such an entry.
    pub fn fits(self) -> impl Iterator<Item = State> {
        let states = State::ALL.iter().copied();
        states.filter(move |state| *state != State::Closed || self.fits_closed())
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person of the house.
    User(UserId),
    /// A person at the customer.
    Contact(ContactId),
    /// A machine: a service by its name, such as `escalation`, or `tokens/{token}`; imported actors in the other
    /// system's words.
    Service(String),
    /// Someone of the house that the ticket was handed to, who acts for this one (N10).
    Partner {
        /// Which house.
        house: TenantId,
        /// Who there; nobody where it was a machine.
        user: Option<UserId>,
    },
}

impl std::fmt::Display for Actor {
    /// As on the wire: `users/{user}`, `contacts/{contact}`, the service's name or `tenants/{tenant}/users/{user}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::User(id) => f.write_str(&id.resource_name()),
            Self::Contact(id) => f.write_str(&id.resource_name()),
            Self::Service(name) => f.write_str(name),
            Self::Partner { house, user: Some(user) } => {
                write!(f, "{}/{}", house.resource_name(), user.resource_name())
            }
            Self::Partner { house, user: None } => f.write_str(&house.resource_name()),
        }
    }
}

impl Actor {
    /// Reads what [`Actor`] prints; what is no resource name is a service's name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        UserId::from_resource_name(text)
            .map(Self::User)
            .or_else(|_| ContactId::from_resource_name(text).map(Self::Contact))
            .ok()
            .or_else(|| Self::partner(text))
            .unwrap_or_else(|| Self::Service(text.to_owned()))
    }

    fn partner(text: &str) -> Option<Self> {
        let (house, user) = match text.split_once("/users/") {
            Some((house, user)) => (house, Some(user.parse().ok()?)),
            None => (text, None),
        };
        Some(Self::Partner { house: TenantId::from_resource_name(house).ok()?, user })
    }

    /// Whether a person speaks for the house: one of its own, or one of the house that it handed the ticket to.
    #[must_use]
    pub const fn is_of_the_house(&self) -> bool {
        matches!(self, Self::User(_) | Self::Partner { user: Some(_), .. })
    }
}

/// What an entry says beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryBody {
    /// Nothing more.
    Plain,
    /// A move.
    State {
        /// From.
        from: State,
        /// To.
        to: State,
        /// The appointment, when it waits for one.
        until: Option<Timestamp>,
    },
    /// A new priority.
    Priority {
        /// From.
        from: Priority,
        /// To.
        to: Priority,
    },
    /// A new assignment.
    Assignment {
        /// Who works on it then.
        assignee: Option<UserId>,
        /// The group it is with then; empty for none.
        team: String,
    },
    /// An acknowledged directive.
    Directive(DirectiveId),
    /// A link to another ticket (K7).
    Link {
        /// How the ticket relates to the other.
        relation: Relation,
        /// The other.
        other: TicketId,
        /// Whether the link ended.
        ended: bool,
    },
    /// Another ticket was merged into this one (K7).
    Absorbed {
        /// The ticket that ended.
        lost: TicketId,
        /// From when on this one is measured now, where that changed (S6).
        report_time: Option<Timestamp>,
        /// When the customer first heard from the house on the other one, where it was open (S3).
        response_time: Option<Timestamp>,
    },
    /// What another ticket's log says first, told again by a split (K7).
    TakenOver {
        /// The other ticket.
        from: TicketId,
        /// The entry's sequence there.
        sequence: u32,
    },
}

/// One entry of a ticket's log. It is never changed; corrections are new entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Whose.
    pub ticket: TicketId,
    /// 1, 2, 3 ... without holes.
    pub sequence: u32,
    /// What it is.
    pub kind: LogKind,
    /// What was said or done, at most 20,000 characters.
    pub text: String,
    /// Who.
    pub actor: Actor,
    /// When it happened.
    pub event_time: Timestamp,
    /// When it was recorded.
    pub record_time: Timestamp,
    /// What it says beside its text.
    pub body: EntryBody,
    /// Whether the customer sees it.
    pub public: bool,
    /// Whether the customer heard from the house with it (S3).
    pub responds: bool,
    /// Minutes worked that were told with it; 0 for none.
    pub worked_minutes: u32,
}
