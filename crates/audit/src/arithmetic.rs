//! The auditor's own arithmetic, not shared with the code it judges.

use rust_decimal::{Decimal, RoundingStrategy};

/// To two places, half away from zero.
pub(crate) fn cents(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// `part` percent of `whole`, in cents.
pub(crate) fn share(whole: Decimal, part: Decimal) -> Option<Decimal> {
    whole.checked_mul(part)?.checked_div(Decimal::ONE_HUNDRED).map(cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a2_half_a_cent_goes_away_from_zero() {
        assert_eq!(cents(Decimal::new(1_005, 3)), Decimal::new(101, 2));
        assert_eq!(cents(Decimal::new(-1_005, 3)), Decimal::new(-101, 2));
        assert_eq!(share(Decimal::new(50, 2), Decimal::new(19, 0)), Some(Decimal::new(10, 2)));
    }
}
