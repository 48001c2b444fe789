//! Numbers of documents (B4, I7): prefix, year and a counter without gaps. Who counts is the database's business.

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The prefix does not fit.
    #[error("number_prefix must be at most 10 of A-Z, a-z, 0-9 and -, shorten or correct it")]
    BadPrefix,
    /// The year or the counter is out of range.
    #[error("a number needs a year from 2000 to 9999 and a counter from 1")]
    OutOfRange,
    /// A text is no number of this series.
    #[error("expected a number such as RE-2026-000042")]
    NotANumber,
}

/// Whether a prefix may begin numbers: at most 10 of `A-Za-z0-9-`, so that numbers stay usable as DATEV Belegfeld 1.
///
/// # Errors
/// When it may not.
pub fn check_prefix(prefix: &str) -> Result<(), NumberError> {
    let fits = prefix.len() <= 10 && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(()) } else { Err(NumberError::BadPrefix) }
}

/// `{prefix}{year}-{counter}`, the counter with at least six digits: `RE-2026-000042`. At most 35 characters.
///
/// # Errors
/// When prefix, year or counter do not fit.
pub fn format(prefix: &str, year: i16, counter: u64) -> Result<String, NumberError> {
    check_prefix(prefix)?;
    if !(2000..=9999).contains(&year) || counter == 0 {
        return Err(NumberError::OutOfRange);
    }
    Ok(format!("{prefix}{year}-{counter:06}"))
}

/// Reads a number of the series with this prefix: its year and counter.
///
/// # Errors
/// When it is none; every number has exactly one spelling.
pub fn parse(prefix: &str, number: &str) -> Result<(i16, u64), NumberError> {
    let parsed = || {
        let (year, counter) = number.strip_prefix(prefix)?.split_once('-')?;
        Some((year.parse().ok()?, counter.parse().ok()?))
    };
    let (year, counter) = parsed().ok_or(NumberError::NotANumber)?;
    match format(prefix, year, counter) {
        Ok(text) if text == number => Ok((year, counter)),
        _ => Err(NumberError::NotANumber),
    }
}

/// The counter after the last one of a series: it begins anew with 1 each year and never leaves one out (I7).
#[must_use]
pub const fn next(last: Option<(i16, u64)>, year: i16) -> u64 {
    match last {
        Some((y, counter)) if y == year => counter + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b4_numbers_have_one_spelling() {
        assert_eq!(format("RE-", 2026, 42), Ok("RE-2026-000042".into()));
        assert_eq!(format("", 2026, 1_234_567), Ok("2026-1234567".into()));
        assert_eq!(parse("RE-", "RE-2026-000042"), Ok((2026, 42)));
        for wrong in ["RE-2026-42", "2026-000042", "RE-2026-000000", "RE-2026-", "RE-+2026-000001"] {
            assert_eq!(parse("RE-", wrong), Err(NumberError::NotANumber), "{wrong}");
        }
        assert_eq!(format("RE_", 2026, 1), Err(NumberError::BadPrefix));
        assert_eq!(format("ABCDEFGHIJK", 2026, 1), Err(NumberError::BadPrefix));
        assert_eq!(format("RE-", 2026, 0), Err(NumberError::OutOfRange));
        assert!(format("ABCDEFGHIJ", 9999, u64::MAX).unwrap().len() <= 36);
    }

    #[test]
    fn i7_counters_are_dense_and_begin_anew_each_year() {
        assert_eq!(next(None, 2026), 1);
        assert_eq!(next(Some((2026, 41)), 2026), 42);
        assert_eq!(next(Some((2026, 41)), 2027), 1);
    }
}
