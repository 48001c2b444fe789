//! From worked to billable seconds (R2).
//!
//! The first seconds of a scope may be free; what remains is lifted to the minimum and then rounded to the increment.
//! A scope that is free altogether stays at zero: the minimum applies once anything is billable.

use crate::terms::{Rounding, RoundingMode, Seconds};

/// The billable quantity of one scope with so many worked seconds (R2).
#[must_use]
pub fn billable(rounding: Rounding, worked: Seconds) -> Seconds {
    let charged = worked.saturating_sub(Seconds::from(rounding.free));
    if charged == 0 {
        return 0;
    }
    let lifted = charged.max(Seconds::from(rounding.minimum));
    let increment = Seconds::from(rounding.increment.max(1));
    match rounding.mode {
        RoundingMode::Up => lifted.div_ceil(increment) * increment,
        RoundingMode::Nearest => (2 * lifted + increment) / (2 * increment) * increment,
        RoundingMode::None => lifted,
    }
}

/// What earlier invoices already took from a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    /// Worked seconds on them.
    pub worked: Seconds,
    /// Billable seconds on them.
    pub billed: Seconds,
}

/// Distributes a scope's billable quantity over its open members, in fold order.
///
/// Free seconds come off the front, and so does what earlier invoices already paid by rounding up; the surplus of
/// rounding goes to the last member, and rounding down takes from the last (R2).
#[must_use]
pub fn distribute(rounding: Rounding, settled: Settled, worked: &[Seconds]) -> Vec<Seconds> {
    let open: Seconds = worked.iter().sum();
    let target = billable(rounding, settled.worked + open).saturating_sub(settled.billed);
    let free = Seconds::from(rounding.free);
    let free_open = open.min(free.saturating_sub(settled.worked));
    let paid = settled.billed.saturating_sub(settled.worked.saturating_sub(free));
    let mut parts = worked.to_vec();
    take(parts.iter_mut(), free_open);
    let charged = open - free_open;
    if target >= charged {
        if let Some(last) = parts.last_mut() {
            *last += target - charged;
        }
    } else {
        let missing = charged - target;
        let from_front = missing.min(paid);
        take(parts.iter_mut(), from_front);
        take(parts.iter_mut().rev(), missing - from_front);
    }
    parts
}

fn take<'a>(parts: impl Iterator<Item = &'a mut Seconds>, mut amount: Seconds) {
    for part in parts {
        let cut = amount.min(*part);
        *part -= cut;
        amount -= cut;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::RoundingScope;
    use proptest::prelude::*;

    fn terms(increment: u32, minimum: u32, free: u32, mode: RoundingMode) -> Rounding {
        Rounding { increment, minimum, free, mode, scope: RoundingScope::Entry }
    }

    #[test]
    fn r2_seven_minutes_are_a_started_quarter() {
        assert_eq!(billable(Rounding::every_started(900), 7 * 60), 15 * 60);
        assert_eq!(billable(Rounding::every_started(900), 1), 15 * 60);
        assert_eq!(billable(Rounding::every_started(900), 900), 900);
        assert_eq!(billable(Rounding::every_started(900), 901), 1800);
        assert_eq!(billable(Rounding::every_started(900), 0), 0);
    }

    #[test]
    fn r2_all_modes_minimum_and_free() {
        use RoundingMode::{Nearest, None, Up};
        for (rounding, worked, expected) in [
            (terms(900, 0, 0, Nearest), 449, 0),
            (terms(900, 0, 0, Nearest), 450, 900),
            (terms(900, 0, 0, Nearest), 1349, 900),
            (terms(900, 0, 0, None), 421, 421),
            (terms(0, 0, 0, Up), 421, 421),
            (terms(900, 1200, 0, Up), 60, 1800),
            (terms(900, 1200, 0, None), 60, 1200),
            (terms(900, 0, 300, Up), 300, 0),
            (terms(900, 1800, 300, Up), 300, 0),
            (terms(900, 0, 300, Up), 1200, 900),
            (terms(900, 0, 300, Up), 1201, 1800),
            (terms(60, 0, 0, Up), 61, 120),
            (terms(300, 0, 0, Up), 61, 300),
            (terms(360, 0, 0, Up), 361, 720),
            (terms(3600, 0, 0, Up), 1, 3600),
        ] {
            assert_eq!(billable(rounding, worked), expected, "{rounding:?} {worked}");
        }
    }

    #[test]
    fn r2_surplus_goes_to_the_last_and_free_seconds_come_off_the_front() {
        let quarter = Rounding::every_started(900);
        assert_eq!(distribute(quarter, Settled::default(), &[420, 300, 600]), [420, 300, 1080]);
        let free = terms(900, 0, 300, RoundingMode::Up);
        assert_eq!(distribute(free, Settled::default(), &[200, 400]), [0, 900]);
        let nearest = terms(900, 0, 0, RoundingMode::Nearest);
        assert_eq!(distribute(nearest, Settled::default(), &[900, 300]), [900, 0]);
    }

    #[test]
    fn r2_what_an_earlier_invoice_paid_by_rounding_is_not_paid_twice() {
        let quarter = Rounding::every_started(900);
        let settled = Settled { worked: 420, billed: 900 };
        assert_eq!(distribute(quarter, settled, &[300]), [0]);
        assert_eq!(distribute(quarter, settled, &[600]), [900]);
        assert_eq!(distribute(quarter, settled, &[500, 100]), [500, 400]);
    }

    proptest! {
        #[test]
        fn r2_parts_sum_to_the_billable_quantity(
            worked in prop::collection::vec(0u64..20_000, 1..8),
            increment in prop::sample::select(vec![1u32, 60, 300, 360, 600, 900, 1800, 3600]),
            minimum in 0u32..4000, free in 0u32..2000, mode in 0..3, cut in 0usize..8,
        ) {
            let mode = [RoundingMode::Up, RoundingMode::Nearest, RoundingMode::None][mode as usize];
            let rounding = terms(increment, minimum, free, mode);
            let all: u64 = worked.iter().sum();
            let parts = distribute(rounding, Settled::default(), &worked);
            prop_assert_eq!(parts.iter().sum::<u64>(), billable(rounding, all));
            // Invoicing the first members and rating the rest later costs the same in sum, unless what was
            // already invoiced exceeds it.
            let cut = cut.min(worked.len());
            let first: u64 = worked[..cut].iter().sum();
            let billed: u64 = distribute(rounding, Settled::default(), &worked[..cut]).iter().sum();
            let rest: u64 = distribute(rounding, Settled { worked: first, billed }, &worked[cut..]).iter().sum();
            if cut < worked.len() {
                prop_assert_eq!(billed + rest, billed.max(billable(rounding, all)));
            }
        }
    }
}
