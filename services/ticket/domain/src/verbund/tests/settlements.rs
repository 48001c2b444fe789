//! What a month comes to.

use super::*;
use jiff::tz::TimeZone;
use kontor_money::{Amount, Currency, Decimal};
use proptest::prelude::*;

fn euro(cents: i64) -> Amount {
    Amount::new(Decimal::new(cents, 2), Currency::EUR).unwrap()
}

fn prices() -> Prices {
    Prices { per_call: euro(1250), per_minute: euro(95) }
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn done(handover: u128, sequence: u32, start: &str, seconds: u32) -> Done {
    Done {
        handover: HandoverId::from_uuid(Uuid::from_u128(handover)),
        sequence,
        number: format!("T-{handover}"),
        start: at(start),
        seconds,
    }
}

#[test]
fn n10_a_call_counts_once_in_the_month_of_its_first_work() {
    let night = [
        done(1, 3, "2026-03-31T21:50:00Z", 421),
        // After midnight in Munich it is April.
        done(1, 4, "2026-03-31T22:10:00Z", 60),
        done(2, 3, "2026-03-31T22:30:00Z", 1),
    ];
    let settled = |month| settle(&night, Month::new(2026, month).unwrap(), &zone(), &prices()).unwrap();
    let march = settled(3);
    assert_eq!((march.calls, march.seconds, march.minutes), (1, 421, 8));
    assert_eq!(march.amount, euro(1250 + 8 * 95));
    let april = settled(4);
    assert_eq!((april.calls, april.seconds, april.minutes), (1, 61, 2));
    assert_eq!(april.lines.iter().map(|l| l.calls).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(april.amount, euro(95 + 1250 + 95));
    assert!(settled(5).lines.is_empty());
}

fn any_done() -> impl Strategy<Value = Vec<Done>> {
    let piece = (1_u128..5, 0_i64..200_000, 0_u32..8_000);
    prop::collection::vec(piece, 0..20).prop_map(|pieces| {
        let with_sequence = pieces.into_iter().zip(2..);
        let done = |((handover, minute, seconds), sequence): ((u128, i64, u32), u32)| Done {
            start: at("2026-01-01T00:00:00Z") + SignedDuration::from_mins(minute),
            ..done(handover, sequence, "2026-01-01T00:00:00Z", seconds)
        };
        with_sequence.map(done).collect()
    })
}

proptest! {
    /// Every second and every call is settled in exactly one month, whatever the order of the work; and what is printed
    /// below sums up what is printed above.
    #[test]
    fn n10_the_settlements_sum_up_the_logged_work(done in any_done(), turn in 0_usize..20) {
        let months = (1..=6).map(|month| Month::new(2026, month).unwrap()).chain(Month::new(2025, 12));
        let mut turned = done.clone();
        if !turned.is_empty() {
            turned.rotate_left(turn % done.len());
        }
        let (mut seconds, mut calls) = (0, 0);
        for month in months {
            let settled = settle(&done, month, &zone(), &prices()).unwrap();
            prop_assert_eq!(&settled, &settle(&turned, month, &zone(), &prices()).unwrap());
            let sum = Amount::sum(Currency::EUR, settled.lines.iter().map(|l| l.amount)).unwrap();
            prop_assert_eq!(settled.amount, sum);
            for line in &settled.lines {
                prop_assert!(line.minutes * 60 >= line.seconds && line.minutes * 60 < line.seconds + 60);
                let cents = 1250 * i64::from(line.calls) + 95 * i64::try_from(line.minutes).unwrap();
                prop_assert_eq!(line.amount, euro(cents));
            }
            seconds += settled.seconds;
            calls += settled.calls;
        }
        let handovers: std::collections::BTreeSet<_> = done.iter().map(|d| d.handover).collect();
        prop_assert_eq!(seconds, done.iter().map(|d| u64::from(d.seconds)).sum::<u64>());
        prop_assert_eq!(calls, handovers.len() as u64);
    }
}
