//! Accounts, lots and causes as text, e.g. for a column or a log: one spelling each, read back exactly.

use super::{Account, Cause};
use crate::lots::{LotKey, LotOrigin};
use std::fmt;
use std::str::FromStr;

/// A text is no account, lot or cause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct CodeError {
    /// What was expected, with an example.
    pub expected: &'static str,
}

impl fmt::Display for LotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            LotOrigin::Period(day) => write!(f, "{}/period/{day}", self.quota),
            LotOrigin::Bought(id) => write!(f, "{}/bought/{id}", self.quota),
            LotOrigin::Auto(n) => write!(f, "{}/auto/{n}", self.quota),
        }
    }
}

const LOT: CodeError =
    CodeError { expected: "a lot such as 01890a5d-ac96-774b-bcce-b302099a8057/period/2026-01-01" };

impl FromStr for LotKey {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (quota, rest) = text.split_once('/').ok_or(LOT)?;
        let origin = match rest.split_once('/').ok_or(LOT)? {
            ("period", day) => LotOrigin::Period(day.parse().map_err(|_| LOT)?),
            ("bought", id) => LotOrigin::Bought(id.parse().map_err(|_| LOT)?),
            ("auto", n) => LotOrigin::Auto(n.parse().map_err(|_| LOT)?),
            _ => return Err(LOT),
        };
        let key = Self { quota: quota.parse().map_err(|_| LOT)?, origin };
        if key.to_string() == text { Ok(key) } else { Err(LOT) }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued(q) => write!(f, "issued/{q}"),
            Self::Lot(key) => write!(f, "lot/{key}"),
            Self::Overdraft(q) => write!(f, "overdraft/{q}"),
            Self::Used(q) => write!(f, "used/{q}"),
            Self::Expired(q) => write!(f, "expired/{q}"),
            Self::Adjusted(q) => write!(f, "adjusted/{q}"),
        }
    }
}

const ACCOUNT: CodeError =
    CodeError { expected: "an account such as used/01890a5d-ac96-774b-bcce-b302099a8057" };

impl FromStr for Account {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let (name, rest) = text.split_once('/').ok_or(ACCOUNT)?;
        let quota = || rest.parse().map_err(|_| ACCOUNT);
        match name {
            "issued" => quota().map(Self::Issued),
            "lot" => rest.parse().map(Self::Lot),
            "overdraft" => quota().map(Self::Overdraft),
            "used" => quota().map(Self::Used),
            "expired" => quota().map(Self::Expired),
            "adjusted" => quota().map(Self::Adjusted),
            _ => Err(ACCOUNT),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lot(key) => write!(f, "lot/{key}"),
            Self::Entry(id) => write!(f, "entry/{id}"),
            Self::Expiry(key, day) => write!(f, "expiry/{day}/{key}"),
            Self::Adjustment(id) => write!(f, "adjustment/{id}"),
        }
    }
}

const CAUSE: CodeError = CodeError { expected: "a cause such as entry/01890a5d-ac96-774b-bcce-b302099a8057" };

impl FromStr for Cause {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        match text.split_once('/').ok_or(CAUSE)? {
            ("lot", key) => key.parse().map(Self::Lot),
            ("entry", id) => id.parse().map(Self::Entry).map_err(|_| CAUSE),
            ("adjustment", id) => id.parse().map(Self::Adjustment).map_err(|_| CAUSE),
            ("expiry", rest) => {
                let (day, key) = rest.split_once('/').ok_or(CAUSE)?;
                Ok(Self::Expiry(key.parse()?, day.parse().map_err(|_| CAUSE)?))
            }
            _ => Err(CAUSE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kontor_ids::{IdSource, LotId, QuotaId, SequentialIds, TimeEntryId};

    #[test]
    fn r7_accounts_and_causes_read_back() {
        let ids = SequentialIds::new(1);
        let quota = QuotaId::new(&ids);
        let keys =
            [LotOrigin::Period(date(2026, 2, 28)), LotOrigin::Bought(LotId::new(&ids)), LotOrigin::Auto(7)]
                .map(|origin| LotKey { quota, origin });
        for key in keys {
            assert_eq!(key.to_string().parse(), Ok(key));
            for account in [
                Account::Issued(quota),
                Account::Lot(key),
                Account::Overdraft(quota),
                Account::Used(quota),
                Account::Expired(quota),
                Account::Adjusted(quota),
            ] {
                assert_eq!(account.to_string().parse(), Ok(account));
            }
            for cause in [
                Cause::Lot(key),
                Cause::Entry(TimeEntryId::new(&ids)),
                Cause::Expiry(key, date(2026, 4, 1)),
                Cause::Adjustment(ids.uuid()),
            ] {
                assert_eq!(cause.to_string().parse(), Ok(cause));
            }
        }
        for wrong in ["", "lot", "lot/x", "used/", "entry/1", "expiry/2026-01-01", "auto/1"] {
            assert!(wrong.parse::<Account>().is_err() && wrong.parse::<Cause>().is_err(), "{wrong}");
        }
        assert!(format!("{quota}/auto/007").parse::<LotKey>().is_err());
    }
}
