//! Scopes of rounding: which spans are rounded together, and what each gets (R2).

use crate::entry::{DraftKey, Entry};
use crate::explanation::Step;
use crate::fold::Ground;
use crate::rounding::{Settled, billable, distribute};
use crate::terms::{Rounding, RoundingScope, Seconds};
use jiff::civil::Date;
use kontor_ids::{ContractId, CustomerId, TicketId, TimeEntryId};
use std::collections::BTreeMap;

/// An entry with the billable seconds of each of its spans.
#[derive(Debug)]
pub(crate) struct Planned<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) billable: Vec<Seconds>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope<'a> {
    Entry(TimeEntryId),
    Ticket(TicketId),
    TicketDay(TicketId, Date),
    CustomerDay(CustomerId, Date),
    Invoice(&'a DraftKey),
}

/// What is rounded together: one scope of one contract with the same terms of rounding.
type Key<'a> = (Scope<'a>, Option<ContractId>, Rounding);

fn key<'a>(entry: &'a Entry, span: usize, ground: &Ground) -> Option<Key<'a>> {
    let span = entry.spans.get(span)?;
    let rounding = span.terms.as_ref()?.rounding;
    let scope = match rounding.scope {
        RoundingScope::Entry => Scope::Entry(entry.id),
        RoundingScope::Ticket => Scope::Ticket(ground.ticket(entry.ticket)),
        RoundingScope::TicketDay => Scope::TicketDay(ground.ticket(entry.ticket), entry.service_date),
        RoundingScope::CustomerDay => Scope::CustomerDay(entry.customer, entry.service_date),
        RoundingScope::Invoice => Scope::Invoice(&entry.draft),
    };
    Some((scope, span.coverage.contract, rounding))
}

/// Gives each span its billable seconds. Entries must be in the fold's order. Undecided entries stay as worked.
pub(crate) fn plan<'a>(entries: &[&'a Entry], ground: &Ground) -> Vec<Planned<'a>> {
    let settled = settled(ground);
    let mut members: BTreeMap<Key<'a>, Vec<(usize, usize)>> = BTreeMap::new();
    let mut planned: Vec<Planned<'a>> = Vec::with_capacity(entries.len());
    for (i, entry) in entries.iter().copied().enumerate() {
        let worked = entry.spans.iter().map(|s| s.seconds).collect();
        let steps = vec![Step::Worked { seconds: entry.worked() }];
        planned.push(Planned { entry, billable: worked, steps });
        if entry.is_undecided() {
            continue;
        }
        for span in 0..entry.spans.len() {
            if let Some(key) = key(entry, span, ground) {
                members.entry(key).or_default().push((i, span));
            }
        }
    }
    for (key, members) in members {
        let before = settled.get(&key).copied().unwrap_or_default();
        apply(key.2, before, &members, &mut planned);
    }
    planned
}

/// What earlier invoices took from each scope. An invoice is a scope of its own, so nothing of it is settled before.
fn settled(ground: &Ground) -> BTreeMap<Key<'_>, Settled> {
    let mut settled: BTreeMap<Key<'_>, Settled> = BTreeMap::new();
    for frozen in &ground.frozen {
        for (i, (span, billed)) in frozen.entry.spans.iter().zip(&frozen.billed).enumerate() {
            let key = key(&frozen.entry, i, ground);
            if let Some(key) = key.filter(|k| !matches!(k.0, Scope::Invoice(_))) {
                let sums = settled.entry(key).or_default();
                sums.worked += span.seconds;
                sums.billed += *billed;
            }
        }
    }
    settled
}

fn apply(rounding: Rounding, settled: Settled, members: &[(usize, usize)], planned: &mut [Planned<'_>]) {
    let worked: Vec<Seconds> = members.iter().map(|(i, span)| planned[*i].billable[*span]).collect();
    let parts = distribute(rounding, settled, &worked);
    let total = settled.worked + worked.iter().sum::<Seconds>();
    let exact = rounding.free == 0 && billable(rounding, total) == total && parts == worked;
    let mut here: BTreeMap<usize, Seconds> = BTreeMap::new();
    for ((i, span), part) in members.iter().zip(parts) {
        planned[*i].billable[*span] = part;
        *here.entry(*i).or_default() += part;
    }
    if exact {
        return;
    }
    for (i, here) in here {
        planned[i].steps.push(Step::Rounded {
            scope: rounding.scope,
            mode: rounding.mode,
            increment: rounding.increment,
            minimum: rounding.minimum,
            free: rounding.free,
            worked: total,
            billable: billable(rounding, total),
            here,
        });
    }
}
