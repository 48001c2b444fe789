use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::new(1_772_442_000 + second, 0).unwrap()
}

fn customer(n: u128) -> CustomerId {
    CustomerId::from_uuid(Uuid::from_u128(n))
}

fn step(by: u128, second: i64, whose: Option<u128>) -> Step {
    Step { by: Uuid::from_u128(by), at: at(second), customer: whose.map(customer) }
}

#[test]
fn n11_time_between_steps_counts_and_a_long_pause_does_not() {
    let steps = [
        step(1, 0, Some(7)),
        // Another person's steps fill no pause of the first.
        step(2, 10, Some(8)),
        step(1, 40, Some(7)),
        step(1, 340, Some(8)),
        step(1, 641, Some(8)),
        step(1, 651, None),
    ];
    let efforts = efforts(&steps, &[]);
    let seen = |whose: Option<u128>| {
        let effort = &efforts[&whose.map(customer)];
        (effort.clicks, effort.seconds)
    };
    assert_eq!(seen(Some(7)), (2, 40));
    assert_eq!(seen(Some(8)), (3, 300), "five minutes are work, a second more is none");
    assert_eq!(seen(None), (1, 10));
    let sum = total(efforts.values());
    assert_eq!((sum.clicks, sum.seconds, sum.invoices), (6, 350, 0));
    let mut turned = steps;
    turned.reverse();
    assert_eq!(super::efforts(&turned, &[]), efforts, "whatever order they are read in");
}

#[test]
fn n11_waits_are_from_closing_to_issuing() {
    let invoice = |whose, second, done: &[Option<i64>]| Issued {
        customer: customer(whose),
        at: at(second),
        done: done.iter().map(|done| done.map(at)).collect(),
    };
    let issued = [invoice(7, 1_000, &[Some(900), None, Some(0)]), invoice(8, 2_000, &[Some(1_500)])];
    let efforts = efforts(&[], &issued);
    let seven = &efforts[&Some(customer(7))];
    assert_eq!((seven.invoices, seven.tickets, seven.waits.as_slice()), (1, 3, [100, 1_000].as_slice()));
    assert_eq!((seven.median_wait(), seven.longest_wait()), (Some(100), Some(1_000)));
    let sum = total(efforts.values());
    assert_eq!((sum.invoices, sum.tickets, sum.median_wait()), (2, 4, Some(500)));
    assert_eq!((Effort::default().median_wait(), Effort::default().longest_wait()), (None, None));
}
