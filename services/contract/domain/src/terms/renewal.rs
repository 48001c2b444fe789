//! By when someone has to decide whether a contract goes on.

use super::Validity;
use crate::Violations;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// What was agreed about the end of the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The first day after the first term; nothing for the end of validity.
    pub term_end: Option<Date>,
    /// The time of notice in months, at most 60.
    pub notice_months: u32,
    /// Further days of notice, at most 366.
    pub notice_days: u32,
    /// By how many months it renews itself when nobody gives notice, at most 120; zero when it ends.
    pub renewal_months: u32,
    /// So many days before the last day of notice someone is reminded, 1 to 366.
    pub remind_days: u32,
}

/// One date on which someone has to have decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// The last day on which notice can be given.
    pub notice_day: Date,
    /// The first day after the term that ends unless it is renewed.
    pub term_end: Date,
    /// From this day on someone is reminded.
    pub remind_day: Date,
}

impl Renewal {
    /// The first decision whose last day is `from` or later, for terms that hold as `valid` says. Nothing when the
    /// terms end before, or when the contract ended without renewing itself.
    ///
    /// Each renewal is counted from the first term's end, so that an end on the 31st does not creep to the 28th.
    #[must_use]
    pub fn decision(&self, valid: &Validity, from: Date) -> Option<Decision> {
        let first = self.term_end.or(valid.end)?;
        let step = i64::from(self.renewal_months);
        for n in 0..i64::from(u16::MAX) {
            let term_end = first.checked_add((n * step).months()).ok()?;
            // Where a later version takes over or the contract ends, nobody decides any more.
            if valid.end.is_some_and(|end| term_end > end) {
                return None;
            }
            let notice_day = self.notice_day(term_end)?;
            if notice_day >= from {
                let remind_day =
                    notice_day.checked_sub(i64::from(self.remind_days).days()).unwrap_or(Date::MIN);
                return Some(Decision { notice_day, term_end, remind_day });
            }
            if step == 0 {
                return None;
            }
        }
        None
    }

    /// Notice has to be there before the time of notice begins: three months before 1 January is 30 September.
    fn notice_day(&self, term_end: Date) -> Option<Date> {
        let back = i64::from(self.notice_months).months();
        let begin = term_end.checked_sub(back).ok()?.checked_sub(i64::from(self.notice_days).days()).ok()?;
        begin.yesterday().ok()
    }
}

/// Refuses what cannot be.
pub(super) fn check(renewal: &Renewal, valid: &Validity, v: &mut Violations) {
    let at = |name: &str| format!("terms.renewal.{name}");
    v.require(renewal.notice_months <= 60, at("notice_months"), "give 0 to 60 months");
    v.require(renewal.notice_days <= 366, at("notice_days"), "give 0 to 366 days");
    v.require(renewal.renewal_months <= 120, at("renewal_months"), "give 0 to 120 months");
    v.require((1..=366).contains(&renewal.remind_days), at("remind_days"), "give 1 to 366 days");
    match (renewal.term_end, valid.end) {
        (None, None) => v.add(at("term_end"), "give the end of the term: terms.valid is open-ended"),
        (Some(term), Some(end)) if term > end => {
            v.add(at("term_end"), format!("give a day up to {end}, when terms.valid ends, or move that end"));
        }
        (Some(term), _) if term <= valid.start => {
            v.add(at("term_end"), format!("give a day after {}, when terms.valid begins", valid.start));
        }
        _ => {}
    }
    if renewal.renewal_months > 0
        && valid.end.is_some()
        && renewal.term_end.is_none_or(|t| Some(t) == valid.end)
    {
        let end = valid.end.map(|end| end.to_string()).unwrap_or_default();
        v.add(
            at("renewal_months"),
            format!("give 0, or leave terms.valid.end open: terms that end on {end} for good cannot renew themselves"),
        );
    }
}
