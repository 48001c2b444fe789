//! How tickets relate to each other (K7).

#[cfg(test)]
mod tests;

use crate::log::{EntryBody, LogKind};
use crate::state::words;
use crate::ticket::{Change, Refusal, Stamp, Ticket};
use kontor_ids::TicketId;

words! {
    /// How a ticket relates to another one, read from the first.
    Relation {
        /// It is part of the other.
        ChildOf = "child_of";
        /// The other is part of it.
        ParentOf = "parent_of";
        /// It tells of the same thing as the other.
        DuplicateOf = "duplicate_of";
        /// The other tells of the same thing.
        DuplicatedBy = "duplicated_by";
        /// The other is its cause.
        CausedBy = "caused_by";
        /// It is the cause of the other.
        Causes = "causes";
        /// It was merged into the other.
        MergedInto = "merged_into";
        /// The other was merged into it.
        Absorbed = "absorbed";
        /// It was split off the other.
        SplitFrom = "split_from";
        /// The other was split off it.
        SplitInto = "split_into";
    }
}

impl Relation {
    /// The same, read from the other ticket.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::ChildOf => Self::ParentOf,
            Self::ParentOf => Self::ChildOf,
            Self::DuplicateOf => Self::DuplicatedBy,
            Self::DuplicatedBy => Self::DuplicateOf,
            Self::CausedBy => Self::Causes,
            Self::Causes => Self::CausedBy,
            Self::MergedInto => Self::Absorbed,
            Self::Absorbed => Self::MergedInto,
            Self::SplitFrom => Self::SplitInto,
            Self::SplitInto => Self::SplitFrom,
        }
    }

    /// Whether it points from the later, lesser ticket to the other. Each link is kept once, as it is read that way.
    #[must_use]
    pub const fn points(self) -> bool {
        use Relation::{CausedBy, ChildOf, DuplicateOf, MergedInto, SplitFrom};
        matches!(self, ChildOf | DuplicateOf | CausedBy | MergedInto | SplitFrom)
    }

    /// Whether people make and end it; the others arise from merging and splitting, which are final.
    #[must_use]
    pub const fn is_manual(self) -> bool {
        !matches!(self, Self::MergedInto | Self::Absorbed | Self::SplitFrom | Self::SplitInto)
    }
}

/// A link as it is kept: read from the ticket that points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link {
    /// The ticket that points.
    pub ticket: TicketId,
    /// How; [`Relation::points`] holds.
    pub relation: Relation,
    /// The ticket that is pointed at.
    pub other: TicketId,
}

impl Link {
    /// The link that a ticket has to another one, whichever of the two it is read from.
    #[must_use]
    pub const fn of(ticket: TicketId, relation: Relation, other: TicketId) -> Self {
        if relation.points() {
            Self { ticket, relation, other }
        } else {
            Self { ticket: other, relation: relation.inverse(), other: ticket }
        }
    }
}

/// Two tickets, the first as it was asked about.
pub type Pair<T> = (T, T);

/// Links two tickets. `above` are the tickets that the future parent is part of, by whatever way; it counts for parts only.
///
/// # Errors
/// [`Refusal::Together`] for a ticket with itself, a link that arises otherwise, a second parent and a ring;
/// [`Refusal::Unchanged`] where they are linked so already; [`Refusal::Merged`] for what was merged.
pub fn link(
    (ticket, other): Pair<Ticket>,
    relation: Relation,
    known: &[Link],
    above: &[TicketId],
    stamp: &Stamp,
) -> Result<Pair<(Ticket, Change)>, Refusal> {
    let link = Link::of(ticket.id, relation, other.id);
    if ticket.id == other.id {
        return Err(Refusal::Together("a ticket is not linked to itself: name another one"));
    }
    if !relation.is_manual() {
        return Err(Refusal::Together("this arises from merging and splitting: use merge or split"));
    }
    if known.contains(&link) {
        return Err(Refusal::Unchanged { field: "relation" });
    }
    if link.relation == Relation::ChildOf {
        if known.iter().any(|k| k.relation == Relation::ChildOf && k.ticket == link.ticket) {
            return Err(Refusal::Together("the ticket has a parent: end that link first"));
        }
        if above.contains(&link.ticket) {
            return Err(Refusal::Together(
                "the ticket would be part of itself: name a parent that is no part of it",
            ));
        }
    }
    tell((ticket, other), relation, false, stamp)
}

/// Ends a link.
///
/// # Errors
/// [`Refusal::Together`] where there is none, and for what merging and splitting made; [`Refusal::Merged`] for what was
/// merged.
pub fn unlink(
    (ticket, other): Pair<Ticket>,
    relation: Relation,
    known: &[Link],
    stamp: &Stamp,
) -> Result<Pair<(Ticket, Change)>, Refusal> {
    if !relation.is_manual() {
        return Err(Refusal::Together("merging and splitting are final: correct it by a link or a split"));
    }
    if !known.contains(&Link::of(ticket.id, relation, other.id)) {
        return Err(Refusal::Together("the tickets are not linked so: list the links"));
    }
    tell((ticket, other), relation, true, stamp)
}

/// Both logs tell of it, each from its side (K3).
fn tell(
    (ticket, other): Pair<Ticket>,
    relation: Relation,
    ended: bool,
    stamp: &Stamp,
) -> Result<Pair<(Ticket, Change)>, Refusal> {
    ticket.not_merged()?;
    other.not_merged()?;
    let (one, two) = (ticket.id, other.id);
    let say = |ticket: Ticket, relation, other| {
        let body = EntryBody::Link { relation, other, ended };
        ticket.append(stamp, LogKind::Link, String::new(), body, stamp.now)
    };
    Ok((say(ticket, relation, two), say(other, relation.inverse(), one)))
}
