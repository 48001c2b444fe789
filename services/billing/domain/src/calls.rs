//! Counting calls: one per ticket, however many entries follow (R4).

use crate::entry::{Frozen, TicketHistory};
use crate::fold::Ground;
use crate::rating::Draw;
use crate::terms::{CallTrigger, QuotaUnit};
use jiff::civil::Date;
use kontor_ids::{QuotaId, TicketId};
use std::collections::BTreeSet;

/// One counted call of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Episode {
    /// 0 for the first, counted on with each reopening that counts again.
    pub number: u32,
    /// The day the call is counted on.
    pub counted: Date,
}

/// The call that work on `day` belongs to. Without a history the whole ticket is one call, counted with the work.
#[must_use]
pub fn episode(
    history: Option<&TicketHistory>,
    trigger: CallTrigger,
    reopening_days: u32,
    day: Date,
) -> Episode {
    let Some(history) = history else {
        return Episode { number: 0, counted: day };
    };
    let (mut number, mut opened, mut closed) = (0, history.opened, None);
    for closing in &history.closings {
        closed = Some(closing.closed);
        let Some(reopened) = closing.reopened else { break };
        let waited = i64::from((reopened - closing.closed).get_days());
        if waited <= i64::from(reopening_days) {
            closed = None;
        } else if day >= reopened {
            (number, opened, closed) = (number + 1, reopened, None);
        } else {
            break;
        }
    }
    let counted = match trigger {
        CallTrigger::Opening => opened,
        CallTrigger::FirstWork => day,
        CallTrigger::Closing => closed.unwrap_or(day),
    };
    Episode { number, counted }
}

/// The call that an invoiced draw counted. Tickets that were merged since (`joined` are those that stay) have one life:
/// the draw counts the call of that life which its work belongs to.
pub(crate) fn frozen_call(
    frozen: &Frozen,
    draw: &Draw,
    ground: &Ground,
    joined: &BTreeSet<TicketId>,
) -> Option<(QuotaId, TicketId, u32)> {
    let (ticket, drawn) = draw.call?;
    let (quota, ticket) = (draw.from.quota(), ground.ticket(ticket));
    if !joined.contains(&ticket) {
        return Some((quota, ticket, drawn.number));
    }
    let terms = frozen.entry.spans.iter().filter_map(|span| span.terms.as_ref());
    let unit =
        terms.flat_map(|terms| &terms.quotas).find(|terms| terms.quota == quota).map(|terms| terms.unit);
    let number = match (unit, ground.tickets.get(&ticket)) {
        (Some(QuotaUnit::Calls { trigger, reopening_days }), life @ Some(_)) => {
            episode(life, trigger, reopening_days, frozen.entry.service_date).number
        }
        _ => drawn.number,
    };
    Some((quota, ticket, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_merged_tickets_live_while_one_of_them_is_open() {
        let ticket = |n: u128| TicketId::from_uuid(kontor_ids::Uuid::from_u128(n));
        let tell = |steps: &[(u128, bool, i8)]| {
            TicketHistory::of_steps(
                steps.iter().map(|(n, done, day)| (ticket(*n), *done, date(2026, 1, *day))),
            )
        };
        let closing = |closed, reopened: Option<i8>| Closing {
            closed: date(2026, 1, closed),
            reopened: reopened.map(|day| date(2026, 1, day)),
        };
        // The second was opened while the first was open, and resolved after it.
        let life = tell(&[(1, false, 2), (2, false, 4), (1, true, 5), (2, true, 8)]).unwrap();
        assert_eq!((life.opened, life.closings), (date(2026, 1, 2), vec![closing(8, None)]));
        // The second was opened when the first had been resolved: the life goes on.
        let life = tell(&[(1, false, 2), (1, true, 5), (2, false, 9), (1, true, 10)]).unwrap();
        assert_eq!((life.opened, life.closings), (date(2026, 1, 2), vec![closing(5, Some(9))]));
        assert_eq!(tell(&[]), None);
    }

    #[test]
    fn r4_a_life_is_told_by_what_changes_it() {
        let mut life = TicketHistory::opened(date(2026, 1, 2));
        // A reopening of what is open and a closing of what is closed say nothing new.
        for (done, day) in [(false, 3), (true, 5), (true, 6), (false, 9), (false, 10), (true, 12)] {
            life.moved(done, date(2026, 1, day));
        }
        let closing = |closed, reopened: Option<i8>| Closing {
            closed: date(2026, 1, closed),
            reopened: reopened.map(|day| date(2026, 1, day)),
        };
        assert_eq!(life.closings, [closing(5, Some(9)), closing(12, None)]);
        assert_eq!(life.opened, date(2026, 1, 2));
    }
    use crate::entry::Closing;
    use jiff::civil::date;

    #[test]
    fn r4_reopening_within_the_window_does_not_count_again() {
        let history = TicketHistory {
            opened: date(2026, 1, 2),
            closings: vec![
                Closing { closed: date(2026, 1, 5), reopened: Some(date(2026, 1, 9)) },
                Closing { closed: date(2026, 1, 12), reopened: Some(date(2026, 3, 1)) },
                Closing { closed: date(2026, 3, 3), reopened: None },
            ],
        };
        let ask = |trigger, day| episode(Some(&history), trigger, 7, day);
        use CallTrigger::{Closing as AtClosing, FirstWork, Opening};
        let at = |number, counted| Episode { number, counted };
        assert_eq!(ask(Opening, date(2026, 1, 10)), at(0, date(2026, 1, 2)));
        assert_eq!(ask(FirstWork, date(2026, 1, 10)), at(0, date(2026, 1, 10)));
        assert_eq!(ask(AtClosing, date(2026, 1, 3)), at(0, date(2026, 1, 12)));
        assert_eq!(ask(Opening, date(2026, 3, 2)), at(1, date(2026, 3, 1)));
        assert_eq!(ask(AtClosing, date(2026, 3, 2)), at(1, date(2026, 3, 3)));
        assert_eq!(episode(None, AtClosing, 7, date(2026, 5, 1)), at(0, date(2026, 5, 1)));
    }
}
