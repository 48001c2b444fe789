//! When a contract may end.

#[cfg(test)]
mod tests;

use super::{Renewal, Validity};
use crate::Violations;
use jiff::civil::Date;

/// Most ends of term that are looked at.
const MOST_TERMS: usize = 400;

/// Places the end of a contract: which of its versions, by its place in the slice, ends on that day instead. Both know
/// better than the terms of notice when they `agreed`.
///
/// # Errors
/// [`Violations`] for a day that is not after today, that the contract does not reach, on which a version already begins, and
/// for one that is no end of term for which notice can still be given.
pub fn end_contract(
    versions: &[(Validity, Option<Renewal>)],
    end: Date,
    agreed: bool,
    today: Date,
) -> Result<usize, Violations> {
    let mut v = Violations::new();
    v.require(end > today, "end", format!("give a day after {today}: what was done is judged as it was"));
    let last = versions.iter().enumerate().max_by_key(|(_, (valid, _))| valid.start);
    let Some((place, (valid, renewal))) = last else {
        v.add("end", "give the contract a version first");
        return Err(v);
    };
    v.require(
        end > valid.start,
        "end",
        format!("give a day after {}, when the newest version begins", valid.start),
    );
    if let Some(known) = valid.end.filter(|known| end >= *known) {
        v.add("end", format!("give a day before {known}, when the contract ends anyway"));
    }
    if v.is_empty() && !agreed {
        check_notice(valid, renewal.as_ref(), end, today, &mut v);
    }
    v.finish(place)
}

fn check_notice(valid: &Validity, renewal: Option<&Renewal>, end: Date, today: Date, v: &mut Violations) {
    let agree = "or set agreed where both agreed to another day";
    let Some(renewal) = renewal else {
        // Nothing was agreed about notice: open-ended terms end when one says so, those with an end hold until then.
        if let Some(known) = valid.end {
            v.add("end", format!("wait for {known}, when the terms end, {agree}"));
        }
        return;
    };
    let mut from = today;
    let mut first = None;
    for _ in 0..MOST_TERMS {
        let Some(decision) = renewal.decision(valid, from) else { break };
        first = first.or(Some(decision));
        if decision.term_end >= end {
            if decision.term_end == end {
                return;
            }
            break;
        }
        let Ok(next) = decision.notice_day.tomorrow() else { break };
        from = next;
    }
    match first {
        Some(decision) => {
            v.add("end", format!("give {}, or an end of a later term, {agree}", decision.term_end))
        }
        None => {
            v.add("end", format!("no notice can be given any more: wait for the end of the terms, {agree}"))
        }
    }
}
