//! Two tickets become one (K7, S6).

#[cfg(test)]
mod tests;

use crate::link::Relation;
use crate::log::{EntryBody, LogKind};
use crate::state::State;
use crate::ticket::{Change, Refusal, Stamp, Ticket, text};
use jiff::Timestamp;
use kontor_ids::CustomerId;

/// A ticket as far as merging has to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The ticket.
    pub ticket: Ticket,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub customer: CustomerId,
    /// From when on it is measured (S6).
    pub report_time: Timestamp,
    /// When the customer first heard from the house, if ever (S3).
    pub response_time: Option<Timestamp>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The ticket that ended, with its last entry.
    pub lost: (Ticket, Change),
    /// The ticket that stays.
    pub kept: (Ticket, Change),
    /// From when on the one that stays is measured.
    pub report_time: Timestamp,
    /// When the customer first heard from the house about it, if ever.
    pub response_time: Option<Timestamp>,
}

/// Merges a ticket into another one. It is closed, whatever its state was: directives that wait concern work, and none
/// is done here. Where it was still open the disturbance that stays was reported, and answered, when the first of the two
/// was; what was solved before was another time, and the ticket that stays keeps its own.
///
/// # Errors
/// [`Refusal::Together`] for a ticket with itself, tickets of two customers, one that stays and is closed, and an open one
/// that would end in a resolved one; [`Refusal::Merged`] where either was merged before; [`Refusal::Invalid`] for a
/// reason of more than 2,000 characters.
pub fn merge(lost: Side, kept: Side, reason: &str, stamp: &Stamp) -> Result<Merged, Refusal> {
    let reason = text("reason", reason, 0, 2000)?;
    if lost.ticket.id == kept.ticket.id {
        return Err(Refusal::Together("a ticket is not merged into itself: name another one"));
    }
    lost.ticket.not_merged()?;
    kept.ticket.not_merged()?;
    if lost.customer != kept.customer {
        return Err(Refusal::Together("the tickets are of two customers: link them instead"));
    }
    let was_open = lost.ticket.state.is_open();
    match kept.ticket.state {
        State::Closed => {
            return Err(Refusal::Together(
                "the ticket that would stay is closed: merge it into the other one",
            ));
        }
        State::Resolved if was_open => {
            return Err(Refusal::Together(
                "an open ticket would end as resolved: reopen the other one first",
            ));
        }
        _ => {}
    }
    let report_time = if was_open { kept.report_time.min(lost.report_time) } else { kept.report_time };
    let answered = lost.response_time.filter(|_| was_open);
    let response_time = [kept.response_time, answered].into_iter().flatten().min();
    let body = EntryBody::Absorbed {
        lost: lost.ticket.id,
        report_time: Some(report_time).filter(|at| *at != kept.report_time),
        response_time: answered,
    };
    let say = |words: String| if reason.is_empty() { words } else { format!("{words}: {reason}") };
    let ending = say(format!("zusammengeführt mit {}", kept.number));
    let taking = say(format!("{} ist hierher zusammengeführt", lost.number));
    let link = EntryBody::Link { relation: Relation::MergedInto, other: kept.ticket.id, ended: false };
    let ended = Ticket { state: State::Closed, merged_into: Some(kept.ticket.id), ..lost.ticket };
    Ok(Merged {
        lost: ended.append(stamp, LogKind::Merge, ending, link, stamp.now),
        kept: kept.ticket.append(stamp, LogKind::Merge, taking, body, stamp.now),
        report_time,
        response_time,
    })
}
