//! Numbers with check digits.

/// Whether `text` is a Leitweg-ID: 2 to 12 digits, optionally `-` and 1 to 30 of `A-Z 0-9`, then `-` and two check
/// digits by ISO 7064 MOD 97-10 over the text without hyphens.
///
/// ```
/// assert!(kontor_einvoice::leitweg_is_valid("04011000-1234512345-06"));
/// assert!(!kontor_einvoice::leitweg_is_valid("04011000-1234512345-07"));
/// ```
#[must_use]
pub fn leitweg_is_valid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (coarse, fine, check) = match parts.as_slice() {
        [coarse, check] => (*coarse, None, *check),
        [coarse, fine, check] => (*coarse, Some(*fine), *check),
        _ => return false,
    };
    let digits = |part: &str, len: std::ops::RangeInclusive<usize>| {
        len.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let fine_good = fine.is_none_or(|fine| {
        (1..=30).contains(&fine.len()) && fine.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    });
    digits(coarse, 2..=12) && fine_good && digits(check, 2..=2) && remainder_97(text) == 1
}

/// The remainder of ISO 7064 MOD 97-10: letters count 10 to 35, hyphens not at all.
pub(crate) fn remainder_97(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let places = if digit < 10 { 10 } else { 100 };
        (rest * places + digit) % 97
    })
}

/// Whether `text` is an IBAN with the right length for its country and right check digits; spaces are ignored.
///
/// ```
/// assert!(kontor_einvoice::iban_is_valid("DE75 5121 0800 1245 1261 99"));
/// assert!(!kontor_einvoice::iban_is_valid("DE75512108001245126198"));
/// ```
#[must_use]
pub fn iban_is_valid(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    compact.parse::<iban::Iban>().is_ok()
}

/// Whether `text` has the form of a BIC: 8 or 11 of `A-Z 0-9`, the first six letters.
///
/// ```
/// assert!(kontor_einvoice::bic_is_valid("BYLADEM1001"));
/// assert!(!kontor_einvoice::bic_is_valid("BYLADEM100"));
/// ```
#[must_use]
pub fn bic_is_valid(text: &str) -> bool {
    [8, 11].contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().take(6).all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn b7_shapes_that_are_no_leitweg_id() {
        for text in
            ["", "04011000", "4-06", "04011000-a-06", "04011000-1-2-06", "04011000--06", "04011000-06x"]
        {
            assert!(!leitweg_is_valid(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn b7_one_wrong_digit_breaks_a_leitweg_id(coarse in "[0-9]{2,12}", fine in "[A-Z0-9]{1,30}", at in 0usize..12, by in 1u8..10) {
            let rest = remainder_97(&format!("{coarse}{fine}00"));
            let good = format!("{coarse}-{fine}-{:02}", 98 - rest);
            prop_assert!(leitweg_is_valid(&good));
            let mut bad: Vec<u8> = good.into_bytes();
            let at = at % coarse.len();
            bad[at] = b'0' + (bad[at] - b'0' + by) % 10;
            prop_assert!(!leitweg_is_valid(std::str::from_utf8(&bad).unwrap()));
        }
    }
}
