//! Lines that hold several of a draft's (B2): all work of a ticket, or of an activity, at one price.
//!
//! What is printed multiplies out (R3) and sums to what the draft shows (B3a): where the rounded sum differs from the
//! sum of what was rounded, the lines stay apart.

use super::document::{DocumentLine, printed};
use super::{DraftLine, Facts};
use crate::charge::LineKey;
use crate::profile::Detail;
use crate::quantity::Quantity;
use crate::terms::Period;
use crate::vat::Vat;
use kontor_money::{Amount, Decimal};
use std::collections::BTreeMap;

/// The longest text of a line that holds several.
const LONGEST: usize = 300;

/// What lines have in common that stand as one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alike<'a> {
    of: &'a str,
    price: Decimal,
    vat: Vat,
    cost_center: &'a str,
    order_number: &'a str,
}

/// The lines as they stand on paper, in the order of their first; positions are still open.
pub(super) fn lines<'a>(visible: impl Iterator<Item = &'a DraftLine>, detail: Detail) -> Vec<DocumentLine> {
    let mut printed_lines: Vec<(usize, DocumentLine)> = Vec::new();
    let mut groups: BTreeMap<Alike<'a>, Vec<(usize, &'a DraftLine)>> = BTreeMap::new();
    for (at, line) in visible.enumerate() {
        match alike(line, detail) {
            Some(group) => groups.entry(group).or_default().push((at, line)),
            None => printed_lines.push((at, printed(line))),
        }
    }
    for group in groups.into_values() {
        match merged(&group, detail) {
            Some(line) => printed_lines.push((group[0].0, line)),
            None => printed_lines.extend(group.iter().map(|(at, line)| (*at, printed(line)))),
        }
    }
    printed_lines.sort_by_key(|(at, _)| *at);
    printed_lines.into_iter().map(|(_, line)| line).collect()
}

/// Only work without goodwill stands as one: an allowance has its own reason (B5a).
fn alike(line: &DraftLine, detail: Detail) -> Option<Alike<'_>> {
    let facts: &Facts = &line.facts;
    let of = match detail {
        Detail::Entry => return None,
        Detail::Ticket => &facts.ticket_number,
        Detail::Activity => &facts.activity,
    };
    let work = matches!(line.key, LineKey::Work { .. });
    (work && line.allowance.is_none() && !of.is_empty()).then_some(Alike {
        of,
        price: line.price.value(),
        vat: facts.vat,
        cost_center: &facts.cost_center,
        order_number: &facts.order_number,
    })
}

fn merged(group: &[(usize, &DraftLine)], detail: Detail) -> Option<DocumentLine> {
    let (_, first) = group.first()?;
    if group.len() == 1 {
        return Some(printed(first));
    }
    let lines = || group.iter().map(|(_, line)| *line);
    let quantity = Quantity::of_seconds(lines().map(|l| l.charge.seconds).sum());
    let net = quantity.net(first.price).ok()?;
    let sum = Amount::sum(net.currency(), lines().map(|l| l.net)).ok()?;
    let text = match detail {
        Detail::Activity => first.facts.activity.clone(),
        Detail::Entry | Detail::Ticket => texts(lines().map(|l| l.facts.text.as_str())),
    };
    (sum == net).then(|| DocumentLine {
        text,
        ticket_number: if detail == Detail::Ticket {
            first.facts.ticket_number.clone()
        } else {
            String::new()
        },
        service: Period {
            start: lines().map(|l| l.charge.service.start).min().unwrap_or(first.charge.service.start),
            end: lines().map(|l| l.charge.service.end).max().unwrap_or(first.charge.service.end),
        },
        quantity,
        net,
        keys: lines().map(|l| l.key.clone()).collect(),
        ..printed(first)
    })
}

/// The different texts, as many as fit.
fn texts<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut told: Vec<&str> = Vec::new();
    for text in all.filter(|t| !t.is_empty()) {
        if !told.contains(&text) {
            told.push(text);
        }
    }
    let mut joined = String::new();
    for (n, text) in told.iter().enumerate() {
        if n > 0 && joined.chars().count() + text.chars().count() + 2 > LONGEST {
            joined.push_str(" …");
            break;
        }
        if n > 0 {
            joined.push_str("; ");
        }
        joined.push_str(text);
    }
    joined
}
