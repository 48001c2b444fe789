//! The only rounding and the only splitting of a remainder.

use crate::MoneyError;
use rust_decimal::{Decimal, RoundingStrategy, dec};

/// Rounds to two places, half away from zero, symmetric for negatives (R3; einvoice.md 4.6).
#[must_use]
pub fn round2(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded
}

/// `round2(quantity x price / base)`: what is printed multiplies out (R3, BT-131).
///
/// Multiplies before it divides, since a price per minute has no exact decimal form.
///
/// # Errors
/// [`MoneyError::BadBase`] unless `base > 0`, [`MoneyError::TooLarge`] on overflow.
pub fn price(quantity: Decimal, price: Decimal, base: Decimal) -> Result<Decimal, MoneyError> {
    if base <= Decimal::ZERO {
        return Err(MoneyError::BadBase);
    }
    let product = quantity.checked_mul(price).ok_or(MoneyError::TooLarge)?;
    product.checked_div(base).map(round2).ok_or(MoneyError::TooLarge)
}

/// `round2(value x percent / 100)` (BT-136, BT-117).
///
/// # Errors
/// [`MoneyError::TooLarge`] on overflow.
pub fn percent(value: Decimal, percent: Decimal) -> Result<Decimal, MoneyError> {
    price(value, percent, dec!(100))
}

/// Splits `total` (two places) over `weights` by the largest remainder: the parts sum to the total exactly, and
/// equal weights differ by a cent at most. Ties go to the earlier part.
///
/// # Errors
/// [`MoneyError::BadBase`] for no weights, a negative weight or a sum of zero; [`MoneyError::TooPrecise`] when
/// the total has more than two places.
pub fn split(total: Decimal, weights: &[Decimal]) -> Result<Vec<Decimal>, MoneyError> {
    let sum: Decimal = weights.iter().sum();
    if sum <= Decimal::ZERO || weights.iter().any(Decimal::is_sign_negative) {
        return Err(MoneyError::BadBase);
    }
    if round2(total) != total {
        return Err(MoneyError::TooPrecise);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut rests = Vec::with_capacity(weights.len());
    for (i, weight) in weights.iter().enumerate() {
        let exact = total.checked_mul(*weight).ok_or(MoneyError::TooLarge)? / sum;
        let mut cut = exact.trunc_with_scale(2);
        cut.rescale(2);
        rests.push(((exact - cut).abs(), i));
        parts.push(cut);
    }
    let cent = if total.is_sign_negative() { dec!(-0.01) } else { dec!(0.01) };
    let mut missing = total - parts.iter().sum::<Decimal>();
    rests.sort_by(|(a, i), (b, j)| b.cmp(a).then(i.cmp(j)));
    for (_, i) in rests.into_iter().cycle() {
        if missing.is_zero() {
            break;
        }
        parts[i] += cent;
        missing -= cent;
    }
    Ok(parts.into_iter().map(round2).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r3_half_goes_away_from_zero() {
        for (value, rounded) in [
            (dec!(0.005), dec!(0.01)),
            (dec!(-0.005), dec!(-0.01)),
            (dec!(1.004), dec!(1)),
            (dec!(-0.004), dec!(0)),
        ] {
            assert_eq!(round2(value), rounded);
        }
        assert_eq!(round2(dec!(-0.004)).to_string(), "0.00");
    }

    #[test]
    fn r3_multiplies_before_it_divides() {
        // 105.30 / 60 = 1.755 exactly; 205 x 1.755 = 359.775, a tie that a rounded minute price would lose.
        assert_eq!(price(dec!(205), dec!(105.30), dec!(60)), Ok(dec!(359.78)));
    }

    #[test]
    fn a_hundred_in_three() {
        let third = Decimal::ONE;
        assert_eq!(split(dec!(100), &[third; 3]), Ok(vec![dec!(33.34), dec!(33.33), dec!(33.33)]));
        assert_eq!(split(dec!(-0.01), &[third; 2]), Ok(vec![dec!(-0.01), dec!(0.00)]));
        assert!(split(dec!(1), &[]).is_err());
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_total(total in -1_000_000i64..1_000_000, weights in prop::collection::vec(0u32..1000, 1..20)) {
            let weights: Vec<Decimal> = weights.into_iter().map(Decimal::from).collect();
            prop_assume!(weights.iter().any(|w| !w.is_zero()));
            let total = Decimal::new(total, 2);
            let parts = split(total, &weights).unwrap();
            prop_assert_eq!(parts.iter().sum::<Decimal>(), total);
        }

        #[test]
        fn rounding_is_symmetric(value in -1_000_000_000i64..1_000_000_000) {
            let value = Decimal::new(value, 5);
            prop_assert_eq!(round2(-value), round2(Decimal::ZERO - round2(value)));
        }
    }
}
