use super::*;
use jiff::civil::date;
use kontor_ids::Uuid;
use proptest::prelude::*;
use rust_decimal::dec;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn work(customer: u128, technician: u128, day: Date, minutes: u64) -> Work {
    Work {
        customer: CustomerId::from_uuid(id(customer)),
        contract: Some(ContractId::from_uuid(id(customer))),
        asset: None,
        asset_class: None,
        technician: UserId::from_uuid(id(technician)),
        ticket: TicketId::from_uuid(id(customer * 100 + technician)),
        day,
        seconds: minutes * 60,
        revenue: Decimal::ZERO,
        goodwill: Decimal::ZERO,
        consumed: 0,
        beside: Beside::default(),
    }
}

fn fee(customer: u128, net: Decimal, start: Date, end: Date) -> Fee {
    Fee {
        customer: CustomerId::from_uuid(id(customer)),
        contract: ContractId::from_uuid(id(customer)),
        days: Period { start, end },
        net,
    }
}

#[test]
fn b10_a_flat_fee_is_spread_over_the_work_that_used_it() {
    let day = date(2026, 3, 2);
    let long = Work { consumed: 7200, ..work(1, 1, day, 120) };
    let short = Work { consumed: 3600, ..work(1, 2, day, 60) };
    let other = work(1, 2, day, 60);
    let all =
        cells(&[long, short, other], &[fee(1, dec!(100), day, date(2026, 3, 3))], (&[], Costs::default()))
            .unwrap();
    assert_eq!(all.iter().map(|c| c.sum.fees).collect::<Vec<_>>(), [dec!(66.67), dec!(33.33), dec!(0)]);
    let unused = cells(&[], &[fee(1, dec!(100), day, date(2026, 3, 3))], (&[], Costs::default())).unwrap();
    assert_eq!((unused.len(), unused[0].technician, unused[0].sum.fees), (1, None, dec!(100)));
}

#[test]
fn b10_a_quarterly_fee_falls_into_its_months() {
    let quarter = fee(1, dec!(900), date(2026, 1, 1), date(2026, 4, 1));
    let months = by(&cells(&[], &[quarter], (&[], Costs::default())).unwrap(), |cell| cell.month);
    let fees: Vec<Decimal> = months.values().map(|sum| sum.fees).collect();
    assert_eq!(fees, [dec!(310), dec!(280), dec!(310)]);
}

#[test]
fn b10_the_effective_rate_and_what_an_hour_costs() {
    let day = date(2026, 3, 2);
    let hour = Work { revenue: dec!(90), ..work(1, 1, day, 45) };
    let rate = |technician, from, per_hour| Rate { technician, from, per_hour };
    let own = Some(UserId::from_uuid(id(1)));
    let rates = [
        rate(None, date(2026, 1, 1), dec!(50)),
        rate(own, date(2026, 1, 1), dec!(60)),
        rate(own, date(2026, 4, 1), dec!(80)),
    ];
    let sum = total(&cells(std::slice::from_ref(&hour), &[], (&rates, Costs::default())).unwrap());
    assert_eq!((sum.cost, sum.margin(), sum.per_hour()), (dec!(45.00), dec!(45.00), Some(dec!(120.00))));
    let house = total(
        &cells(
            &[Work { technician: UserId::from_uuid(id(9)), ..hour.clone() }],
            &[],
            (&rates, Costs::default()),
        )
        .unwrap(),
    );
    assert_eq!((house.cost, house.unrated_seconds), (dec!(37.50), 0));
    let early =
        total(&cells(&[Work { day: date(2025, 1, 1), ..hour }], &[], (&rates, Costs::default())).unwrap());
    assert_eq!((early.cost, early.unrated_seconds), (dec!(0), 2700), "an unknown cost is told, not guessed");
    assert_eq!(Sum::default().per_hour(), None);
}

#[test]
fn b10_a_quota_burns_down_and_is_foretold() {
    let burn = |day, change| Burn { day, change };
    let today = date(2026, 3, 31);
    let seen = forecast(
        &[
            burn(date(2026, 1, 1), dec!(36000)),
            burn(date(2026, 2, 10), dec!(-9000)),
            burn(date(2026, 3, 10), dec!(-9000)),
        ],
        today,
    );
    assert_eq!(
        seen.months.iter().map(|(_, left)| *left).collect::<Vec<_>>(),
        [dec!(36000), dec!(27000), dec!(18000)]
    );
    assert_eq!((seen.balance, seen.drawn, seen.days), (dec!(18000), dec!(18000), 90));
    assert_eq!(seen.exhausted, Some(date(2026, 6, 29)));
    let idle = forecast(&[burn(today, dec!(7200))], today);
    assert_eq!((idle.exhausted, idle.days), (None, 1));
    assert_eq!(forecast(&[], today).exhausted, Some(today));
    let slow = forecast(&[burn(date(2026, 1, 1), dec!(1000000)), burn(today, dec!(-1))], today);
    assert_eq!(slow.exhausted, None, "more than ten years");
}

prop_compose! {
    fn any_work()(
        customer in 1_u128..4, technician in 1_u128..4, day in 0_i32..90, minutes in 1_u64..600,
        cents in 0_i64..100_000, consumed in prop_oneof![Just(0_u64), 1..36_000_u64],
    ) -> Work {
        let day = date(2026, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(day)));
        let asset_class = ["server", "printer"].get(minutes as usize % 3).map(|class| (*class).to_owned());
        Work { revenue: Decimal::new(cents, 2), consumed, asset_class, ..work(customer, technician, day, minutes) }
    }
}

prop_compose! {
    fn any_fee()(customer in 1_u128..4, start in 0_i32..60, days in 1_i32..100, cents in 1_i64..1_000_000) -> Fee {
        let start = date(2026, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(start)));
        fee(customer, Decimal::new(cents, 2), start, start.saturating_add(jiff::ToSpan::days(i64::from(days))))
    }
}

proptest! {
    #[test]
    fn b10_every_table_sums_to_the_same_total_to_the_cent(
        work in proptest::collection::vec(any_work(), 0..30), fees in proptest::collection::vec(any_fee(), 0..6),
    ) {
        let rates = [Rate { technician: None, from: date(2026, 1, 1), per_hour: dec!(57.30) }];
        let cells = cells(&work, &fees, (&rates, Costs::default())).unwrap();
        let all = total(&cells);
        prop_assert_eq!(all.work, work.iter().map(|w| w.revenue).sum::<Decimal>());
        prop_assert_eq!(all.fees, fees.iter().map(|f| f.net).sum::<Decimal>());
        prop_assert_eq!(all.seconds, work.iter().map(|w| w.seconds).sum::<u64>());
        let sum = |sums: Vec<Sum>| sums.iter().fold(Sum::default(), |mut a, b| { a.add(b); a });
        prop_assert_eq!(sum(by(&cells, |c| c.customer).into_values().collect()), all);
        prop_assert_eq!(sum(by(&cells, |c| c.month).into_values().collect()), all);
        prop_assert_eq!(sum(by(&cells, |c| c.technician).into_values().collect()), all);
        prop_assert_eq!(sum(by(&cells, |c| (c.contract, c.ticket)).into_values().collect()), all);
        prop_assert_eq!(sum(by(&cells, |c| c.asset_class.clone()).into_values().collect()), all);
    }
}

#[test]
fn b10_the_way_kilometres_and_materials_cost_something() {
    let day = date(2026, 3, 2);
    let beside = Beside { way: 1_800, kilometres: 41, materials: dec!(49.90) };
    let visit = Work { revenue: dec!(200), beside, ..work(1, 1, day, 60) };
    let rates = [Rate { technician: None, from: day, per_hour: dec!(60) }];
    let costs = Costs { per_kilometre: dec!(0.42), material_percent: dec!(70) };
    let all = total(&cells(std::slice::from_ref(&visit), &[], (&rates, costs)).unwrap());
    // Half an hour on the way 30.00, kilometres 17.22, materials 34.93; the hour itself 60.00.
    assert_eq!((all.beside, all.cost, all.margin()), (dec!(82.15), dec!(142.15), dec!(57.85)));
    assert_eq!((all.seconds, all.unrated_seconds), (3_600, 0), "the way is no working time");
    let unsaid = total(&cells(&[visit], &[], (&rates, Costs::default())).unwrap());
    assert_eq!(unsaid.beside, dec!(30), "what nobody said costs nothing, the way is paid by the hour");
}
