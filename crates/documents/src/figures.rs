//! Numbers and dates as people write them.

use crate::words::Language;
use jiff::civil::Date;
use kontor_money::Amount;
use rust_decimal::Decimal;

/// A decimal with the separators of the language and at least `places` places; a true minus sign.
pub(crate) fn decimal(value: Decimal, places: u32, language: Language) -> String {
    let mut value = value.normalize();
    if value.scale() < places {
        value.rescale(places);
    }
    let digits = value.abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let (thousands, point) = match language {
        Language::German => ('.', ','),
        Language::English => (',', '.'),
    };
    let mut text = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        text.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// An amount without its currency.
pub(crate) fn money(amount: Amount, language: Language) -> String {
    decimal(amount.value(), 2, language)
}

/// A date: `05.01.2027`, or `5 Jan 2027`.
pub(crate) fn day(date: Date, language: Language) -> String {
    match language {
        Language::German => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
        Language::English => date.strftime("%-d %b %Y").to_string(),
    }
}

/// An IBAN in groups of four.
pub(crate) fn iban(text: &str) -> String {
    let mut grouped = String::new();
    for (i, c) in text.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn b7_numbers_read_as_in_the_language() {
        let de = |value, places| decimal(value, places, Language::German);
        assert_eq!(de(dec!(1234567.8), 2), "1.234.567,80");
        assert_eq!(de(dec!(-0.5), 2), "\u{2212}0,50");
        assert_eq!(de(dec!(-0.00), 2), "0,00");
        assert_eq!(de(dec!(2.750), 0), "2,75");
        assert_eq!(decimal(dec!(-123456), 2, Language::English), "\u{2212}123,456.00");
        assert_eq!(iban("DE75512108001245126199"), "DE75 5121 0800 1245 1261 99");
    }
}
