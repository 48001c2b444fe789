//! Another ticket was merged into one: both told of the same disturbance (K7, S6).

use crate::facts::{ClockKind, Fact, FactKind};
use crate::ticket_clocks::{Happening, TicketClocks};
use jiff::Timestamp;

/// What is known of a ticket that was merged into another one.
#[derive(Debug, Clone, Copy)]
pub struct Absorbed<'a> {
    /// From when on the one that stays is measured, where that changed: the other was reported before it, and still open.
    pub report_time: Option<Timestamp>,
    /// When the customer first heard from the house on the other, where it was still open.
    pub response_time: Option<Timestamp>,
    /// The other's clocks, where it has any.
    pub lost: Option<&'a TicketClocks>,
}

impl TicketClocks {
    /// Takes over what is known from a ticket that was merged into this one, and gives the facts that are new.
    ///
    /// The disturbance was reported when the first of the two was: response and resolution count from then on, with the
    /// pauses that the other ticket had until this one was reported. Whatever the customer heard on the other, they heard.
    pub fn absorb(&mut self, absorbed: &Absorbed<'_>, actor: &str) -> Vec<(ClockKind, Fact)> {
        let mut new = Vec::new();
        if let Some(report) = absorbed.report_time {
            for kind in [ClockKind::Response, ClockKind::Resolution] {
                for fact in self.before_report(kind, report, absorbed.lost, actor) {
                    self.add(kind, fact.at, fact.kind.clone(), &fact.actor);
                    new.push((kind, fact));
                }
            }
        }
        let heard = Happening::Logged { responds: true };
        for (at, by) in responses(absorbed, actor) {
            new.extend(self.take(at, &heard, &by));
        }
        new
    }

    /// The facts that begin a clock earlier: nothing where it began by then, or never did.
    fn before_report(
        &self,
        kind: ClockKind,
        report: Timestamp,
        lost: Option<&Self>,
        actor: &str,
    ) -> Vec<Fact> {
        let started = |fact: &Fact| match fact.kind {
            FactKind::Started(target) => Some((fact.at, target)),
            _ => None,
        };
        let starts = self.facts(kind).iter().filter_map(started);
        let Some((start, target)) = starts.min_by_key(|(at, _)| *at).filter(|(at, _)| report < *at) else {
            return Vec::new();
        };
        let fact = |at, kind| Fact { at, kind, actor: actor.to_owned() };
        let mut facts = vec![fact(report, FactKind::Started(target))];
        let theirs = lost.map_or(&[][..], |lost| lost.facts(kind));
        // That the response was met comes with what the customer heard.
        let counts = |kind_of: &FactKind| match kind_of {
            FactKind::Paused(_) | FactKind::Resumed => true,
            FactKind::Met | FactKind::Reopened => kind == ClockKind::Resolution,
            _ => false,
        };
        facts.extend(theirs.iter().filter(|f| f.at >= report && f.at < start && counts(&f.kind)).cloned());
        facts.sort_by_key(|fact| fact.at);
        // From its own report on the ticket that stays was worked on, whatever the other one waited for; unless it waited or
        // was done from that very instant on.
        let stands = |own: &Fact| own.at == start && matches!(own.kind, FactKind::Paused(_) | FactKind::Met);
        match facts.last().map(|fact| &fact.kind) {
            _ if self.facts(kind).iter().any(stands) => {}
            Some(FactKind::Paused(_)) => facts.push(fact(start, FactKind::Resumed)),
            Some(FactKind::Met) => facts.push(fact(start, FactKind::Reopened)),
            _ => {}
        }
        facts
    }
}

/// When the customer heard from the house on the other ticket, and from whom: each time restarted its update clock.
fn responses(absorbed: &Absorbed<'_>, actor: &str) -> Vec<(Timestamp, String)> {
    let Some(first) = absorbed.response_time else { return Vec::new() };
    let heard = |fact: &&Fact| matches!(fact.kind, FactKind::Started(_) | FactKind::Restarted);
    let facts = absorbed.lost.map_or(&[][..], |lost| lost.facts(ClockKind::Update));
    let mut all: Vec<(Timestamp, String)> =
        facts.iter().filter(heard).map(|fact| (fact.at, fact.actor.clone())).collect();
    if all.is_empty() {
        all.push((first, actor.to_owned()));
    }
    all.sort_by_key(|(at, _)| *at);
    all
}
