//! An amount of money.

use crate::{Currency, MoneyError};
use rust_decimal::{Decimal, dec};
use std::fmt;

const LIMIT: Decimal = dec!(9_999_999_999.99);

/// A decimal amount of at most two places, below ten billion either way, with its currency.
///
/// Zero is always `0.00`, never `-0.00` (EN 16931, BR-E-09 and BR-Z-09 refuse it in CII).
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Amount {
    value: Decimal,
    currency: Currency,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Wire {
    value: Decimal,
    currency: Currency,
}

impl TryFrom<Wire> for Amount {
    type Error = MoneyError;
    fn try_from(wire: Wire) -> Result<Self, MoneyError> {
        Self::new(wire.value, wire.currency)
    }
}

impl From<Amount> for Wire {
    fn from(amount: Amount) -> Self {
        Self { value: amount.value, currency: amount.currency }
    }
}

impl Amount {
    /// The amount with this value.
    ///
    /// # Errors
    /// [`MoneyError::TooPrecise`] beyond two places, [`MoneyError::TooLarge`] beyond the limit.
    pub fn new(value: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        if value.abs() > LIMIT {
            return Err(MoneyError::TooLarge);
        }
        let mut value = value.normalize();
        if value.scale() > 2 {
            return Err(MoneyError::TooPrecise);
        }
        value.rescale(2);
        if value.is_zero() {
            value.set_sign_positive(true);
        }
        Ok(Self { value, currency })
    }

    /// Nothing of this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { value: Decimal::from_parts(0, 0, 0, false, 2), currency }
    }

    /// Its value with exactly two places.
    #[must_use]
    pub const fn value(&self) -> Decimal {
        self.value
    }

    /// Its currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether it is 0.00.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.value.is_zero()
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency });
        }
        Self::new(self.value + other.value, self.currency)
    }

    /// The difference.
    ///
    /// # Errors
    /// As [`Amount::plus`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.plus(other.negated())
    }

    /// The exact negative; the negative of zero is zero.
    #[must_use]
    pub fn negated(self) -> Self {
        let value = if self.value.is_zero() { self.value } else { -self.value };
        Self { value, currency: self.currency }
    }

    /// The sum of all, zero of `currency` for none.
    ///
    /// # Errors
    /// As [`Amount::plus`].
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_has_no_sign() {
        let zero = Amount::new(dec!(-0.00), Currency::EUR).unwrap();
        assert_eq!(zero.to_string(), "0.00 EUR");
        assert_eq!(zero.negated().to_string(), "0.00 EUR");
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        assert_eq!(Amount::new(dec!(0.001), Currency::EUR), Err(MoneyError::TooPrecise));
        assert_eq!(Amount::new(dec!(10_000_000_000), Currency::EUR), Err(MoneyError::TooLarge));
        let euro = Amount::zero(Currency::EUR);
        assert!(euro.plus(Amount::zero(Currency::CHF)).is_err());
    }

    proptest! {
        #[test]
        fn adding_and_taking_away_is_nothing(a in -10_000_000i64..10_000_000, b in -10_000_000i64..10_000_000) {
            let a = Amount::new(Decimal::new(a, 2), Currency::EUR).unwrap();
            let b = Amount::new(Decimal::new(b, 2), Currency::EUR).unwrap();
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
            prop_assert_eq!(a.minus(a).unwrap().to_string(), "0.00 EUR");
        }
    }
}
