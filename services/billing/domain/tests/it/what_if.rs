//! Tallies of a period (N6).

use crate::house::{day, entry, eur, ground, lot, quota_id, span, terms};
use jiff::civil::date;
use kontor_billing_domain::what_if::{Sides, Tally, spread, tally};
use kontor_billing_domain::*;
use kontor_ids::{ContractId, SequentialIds};
use kontor_money::Currency;
use rust_decimal::dec;

#[test]
fn n6_months_sum_to_what_rating_gives() {
    let mut with_quota = terms("120.00", Rounding::every_started(900));
    with_quota.quotas = vec![QuotaTerms::time(quota_id(1), "Support", 3_600)];
    let entries = [
        entry(1, "2026-01-05", vec![span(Decision::Quota, 3_000, &with_quota)]),
        entry(2, "2026-01-31", vec![span(Decision::Quota, 3_000, &with_quota)]),
        entry(3, "2026-02-01", vec![span(Decision::Included, 900, &with_quota)]),
        entry(4, "2026-02-02", vec![span(Decision::Billable, 61, &with_quota)]),
        entry(5, "2026-02-03", vec![span(Decision::Undecided, 900, &with_quota)]),
        entry(6, "2026-03-01", vec![span(Decision::Billable, 900, &with_quota)]),
    ];
    let ground = ground("2026-03-31", vec![lot(1, "2026-01-01", None, dec!(3600))]);
    let allocation = allocate(&entries, &ground).unwrap();
    let extras = Extras::default();
    let sides =
        Sides { allocation: &allocation, extras: &extras, fees: &[], lots: &[], currency: Currency::EUR };
    let period = Period { start: day("2026-01-01"), end: day("2026-03-01") };
    let months = tally(sides, period).unwrap();
    let [january, february] = [date(2026, 1, 1), date(2026, 2, 1)].map(|month| months[&month].clone());
    assert_eq!((january.entries, january.drawn, january.billed), (2, 3_600, 3_600));
    assert_eq!((february.included, february.billed, february.waiting), (900, 900, 1));
    assert_eq!(months.len(), 2, "March is not in the period");
    let sum = january.plus(&february).unwrap();
    let inside = allocation.rated.iter().filter(|r| r.service_date < period.end && !r.waits());
    let want = kontor_money::Amount::sum(Currency::EUR, inside.clone().map(|r| r.net)).unwrap();
    assert_eq!((sum.work, sum.net().unwrap()), (want, want));
    assert_eq!(sum.worked, inside.map(|r| r.worked).sum::<u64>());
    assert_eq!(Tally::zero(Currency::EUR).plus(&sum).unwrap(), sum);
}

#[test]
fn n6_fees_weigh_by_day_and_what_is_paid_once_where_it_begins() {
    let key = |name: &str| FeeKey { contract: ContractId::new(&SequentialIds::new(1)), name: name.into() };
    let fee = |name, every, from, until, by_day| FeeStretch {
        key: key(name),
        amount: eur("365.00"),
        every,
        in_advance: true,
        count: 1,
        by_day,
        from: day(from),
        until,
    };
    use kontor_billing_domain::terms::Recurrence::{Once, Yearly};
    let stretches = [
        fee("a year, in full however begun", Yearly, "2020-01-01", None, false),
        fee("set up long ago", Once, "2024-01-01", None, true),
        fee("set up within", Once, "2026-03-01", None, true),
        fee("over", Yearly, "2020-01-01", Some(day("2025-07-01")), true),
    ];
    // From July to June: half of 2025, half of 2026.
    let period = Period { start: day("2025-07-01"), end: day("2026-07-01") };
    let weighing = spread(&stretches, period);
    assert!(weighing.iter().all(|s| period.start <= s.from && s.until <= Some(period.end) && s.by_day));
    let charged = fees(&weighing, day("2027-12-31")).unwrap();
    let sum = |name: &str| {
        let of = charged.iter().filter(|c| c.key == key(name)).map(|c| c.net);
        kontor_money::Amount::sum(Currency::EUR, of).unwrap()
    };
    assert_eq!(sum("a year, in full however begun"), eur("365.00"));
    assert_eq!(sum("set up within"), eur("365.00"));
    assert_eq!(charged.iter().filter(|c| c.key == key("set up long ago") || c.key == key("over")).count(), 0);
}
