//! R10: a quote is the rating, not stored.

use crate::house::*;
use kontor_billing_domain::*;
use rust_decimal::dec;

#[test]
fn r10_the_quote_is_the_rating_and_prices_the_next_increment() {
    let quota = QuotaTerms::time(quota_id(1), "Support", 3600);
    let terms = RatingTerms { quotas: vec![quota], ..terms("90.00", Rounding::every_started(900)) };
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let open = [entry(1, "2026-01-05", vec![span(Decision::Quota, 1800, &terms)])];
    let new = entry(2, "2026-01-06", vec![span(Decision::Quota, 1000, &terms)]);
    let asked = quote(&new, &open, &ground).unwrap();
    let all = allocate(&[open[0].clone(), new.clone()], &ground).unwrap();
    assert_eq!(Some(&asked.rated), all.entry(new.id));
    assert_eq!((asked.rated.billable, asked.rated.net, asked.adds), (1800, eur("0"), eur("0")));
    // The quota is empty now: the next quarter is overage at the contract's price.
    assert_eq!(asked.next_increment, eur("22.50"));
    assert_eq!(asked.levels[&quota_id(1)].balance, dec!(0));
}

#[test]
fn r10_a_quote_counts_what_it_displaces() {
    let quota = QuotaTerms::time(quota_id(1), "Support", 3600);
    let terms = RatingTerms { quotas: vec![quota], ..terms("90.00", Rounding::EXACT) };
    let ground = ground("2026-01-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let open = [entry(1, "2026-01-20", vec![span(Decision::Quota, 3600, &terms)])];
    let early = entry(2, "2026-01-06", vec![span(Decision::Quota, 3600, &terms)]);
    let asked = quote(&early, &open, &ground).unwrap();
    assert_eq!((asked.rated.net, asked.adds), (eur("0"), eur("90.00")));
}

#[test]
fn r10_below_the_minimum_the_next_increment_is_the_first_that_costs() {
    let rounding = Rounding { minimum: 1800, ..Rounding::every_started(900) };
    let new = entry(1, "2026-01-05", vec![span(Decision::Billable, 60, &terms("100.00", rounding))]);
    let asked = quote(&new, &[], &ground("2026-01-31", Vec::new())).unwrap();
    assert_eq!((asked.rated.net, asked.next_increment), (eur("50.00"), eur("25.00")));
}
