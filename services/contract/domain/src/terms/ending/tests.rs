//! When a contract may end.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn from(start: Date) -> Validity {
    Validity { start, end: None }
}

/// Three months of notice before the end of each year, renewed by a year.
fn yearly() -> Renewal {
    Renewal {
        term_end: Some(date(2027, 1, 1)),
        notice_months: 3,
        notice_days: 0,
        renewal_months: 12,
        remind_days: 30,
    }
}

fn fields(refused: Result<usize, Violations>) -> Vec<String> {
    refused.unwrap_err().iter().map(|violation| violation.remedy.clone()).collect()
}

#[test]
fn a_contract_ends_with_a_term_for_which_notice_can_still_be_given() {
    let versions = [(from(date(2026, 1, 1)), Some(yearly()))];
    let ends = |end, today| end_contract(&versions, end, false, today);
    assert_eq!(ends(date(2027, 1, 1), date(2026, 9, 30)), Ok(0));
    assert_eq!(ends(date(2029, 1, 1), date(2026, 9, 30)), Ok(0), "a later term");
    let late = fields(ends(date(2027, 1, 1), date(2026, 10, 1)));
    assert!(late[0].starts_with("give 2028-01-01"), "{late:?}");
    let between = fields(ends(date(2027, 6, 1), date(2026, 9, 30)));
    assert!(between[0].starts_with("give 2027-01-01"), "{between:?}");
    assert_eq!(end_contract(&versions, date(2027, 6, 1), true, date(2026, 12, 1)), Ok(0), "both agreed");
}

#[test]
fn without_terms_of_notice_an_open_end_comes_any_day_and_a_fixed_one_is_kept() {
    let open = [(from(date(2026, 1, 1)), None)];
    assert_eq!(end_contract(&open, date(2026, 3, 3), false, date(2026, 3, 2)), Ok(0));
    let fixed = [(Validity { start: date(2026, 1, 1), end: Some(date(2028, 1, 1)) }, None)];
    assert!(end_contract(&fixed, date(2027, 1, 1), false, date(2026, 3, 2)).is_err());
    assert_eq!(end_contract(&fixed, date(2027, 1, 1), true, date(2026, 3, 2)), Ok(0));
    assert!(end_contract(&fixed, date(2028, 1, 1), true, date(2026, 3, 2)).is_err(), "it ends then anyway");
}

#[test]
fn what_was_done_is_judged_as_it_was_and_the_newest_version_is_not_undone() {
    let versions = [
        (Validity { start: date(2026, 1, 1), end: Some(date(2026, 7, 1)) }, None),
        (from(date(2026, 7, 1)), None),
    ];
    assert!(end_contract(&versions, date(2026, 3, 2), true, date(2026, 3, 2)).is_err());
    assert!(end_contract(&versions, date(2026, 5, 1), true, date(2026, 3, 2)).is_err());
    assert_eq!(end_contract(&versions, date(2026, 7, 2), true, date(2026, 3, 2)), Ok(1));
    assert!(end_contract(&[], date(2026, 7, 2), true, date(2026, 3, 2)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Without an agreement the end is an end of term whose last day of notice has not passed, and each such is allowed.
    #[test]
    fn notice_is_what_renewal_says(days in 1..2000_i32, ahead in 1..3000_i32, notice in 0..24_u32, renew in 0..30_u32) {
        let valid = from(date(2020, 1, 1));
        let renewal = Renewal { term_end: Some(date(2022, 1, 1)), notice_months: notice, renewal_months: renew, ..yearly() };
        let today = date(2020, 1, 1) + jiff::Span::new().days(days);
        let end = today + jiff::Span::new().days(ahead);
        let mut allowed = Vec::new();
        let mut day = today;
        while let Some(decision) = renewal.decision(&valid, day) {
            if decision.term_end > end || allowed.len() > 400 { break; }
            allowed.push(decision.term_end);
            day = decision.notice_day.tomorrow().unwrap();
        }
        let verdict = end_contract(&[(valid, Some(renewal))], end, false, today);
        prop_assert_eq!(verdict.is_ok(), allowed.contains(&end));
        for term_end in allowed.into_iter().filter(|term| *term > today) {
            prop_assert_eq!(end_contract(&[(valid, Some(renewal))], term_end, false, today), Ok(0));
        }
    }
}
