//! Money.
//!
//! An [`Amount`] is a decimal number of at most two places with its [`Currency`]. This crate holds the only
//! rounding of the whole system ([`round2`], half away from zero, domain.md R3) and the only splitting of a
//! remainder ([`split`]). There is no floating point anywhere.
//!
//! ```
//! use kontor_money::{Amount, Currency, price};
//! use rust_decimal::dec;
//! // 50 minutes at 95.00 for 60: multiply first, then divide (R3).
//! assert_eq!(price(dec!(50), dec!(95), dec!(60))?, dec!(79.17));
//! let amount = Amount::new(dec!(79.17), Currency::EUR)?;
//! assert_eq!(amount.to_string(), "79.17 EUR");
//! # Ok::<(), kontor_money::MoneyError>(())
//! ```
#![forbid(unsafe_code)]

mod amount;
mod currency;
mod rounding;

pub use amount::Amount;
pub use currency::Currency;
pub use rounding::{percent, price, round2, split};
pub use rust_decimal::Decimal;

/// Why an amount cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two amounts of different currencies met.
    #[error("cannot combine {left} with {right}")]
    CurrencyMismatch {
        /// The first currency.
        left: Currency,
        /// The second currency.
        right: Currency,
    },
    /// The result is larger than can be kept exactly (the limit is 10 billion, far above any invoice).
    #[error("the amount exceeds 9,999,999,999.99")]
    TooLarge,
    /// More than two decimal places.
    #[error("an amount has at most two decimal places")]
    TooPrecise,
    /// Not three capital letters.
    #[error("expected a currency code of three capital letters, such as EUR")]
    BadCurrency,
    /// A division by a base of zero, or a split into no or negative weights.
    #[error("the base quantity must be greater than zero")]
    BadBase,
}
