//! How people and places are reached.

/// Why a text is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    /// Not E.164.
    #[error("give the number in international form such as +4989123456: plus, country code, 7 to 15 digits")]
    NotAPhone,
    /// The country has no such number.
    #[error("check the digits: no number of that country begins so or has that length")]
    NotInThePlan,
    /// Not a mail address.
    #[error("give a mail address such as it@example.com, at most 254 characters")]
    NotAMailAddress,
    /// Not a country.
    #[error("give the two capital letters of ISO 3166-1, such as DE")]
    NotACountry,
}

/// A phone number in E.164, such as `+4989123456`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Its text, a plus and digits only.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Phone {
    /// Reads a number as people and telephone systems write it: national ones are German, `00` begins an
    /// international one (K5). Nothing for what is no number anywhere.
    #[must_use]
    pub fn heard(text: &str) -> Option<Self> {
        let text = text.trim();
        let written = text.starts_with(['+', '0', '(']) && !text.contains(char::is_alphabetic);
        if !written {
            return None;
        }
        let number = phonenumber::parse(Some(phonenumber::country::Id::DE), Self::bare(text)).ok()?;
        Some(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
            .filter(|phone| phone.0.len() <= 16)
    }

    /// Without what people put between digits.
    fn bare(text: &str) -> String {
        text.replace("(0)", "")
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '/' | '.' | '(' | ')' | '\u{a0}'))
            .collect()
    }
}

impl std::str::FromStr for Phone {
    type Err = ReachError;
    /// Only what the numbering plan of its country knows; a bracketed zero is dropped, since it is not part of the
    /// number.
    fn from_str(text: &str) -> Result<Self, ReachError> {
        let text = Self::bare(text);
        let digits = text.strip_prefix('+').ok_or(ReachError::NotAPhone)?;
        // The plans say how long a number is, E.164 says how long any may be.
        if digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ReachError::NotAPhone);
        }
        let number = phonenumber::parse(None, &text).map_err(|_| ReachError::NotAPhone)?;
        if !number.is_valid() {
            return Err(ReachError::NotInThePlan);
        }
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }
}

/// A mail address; its domain is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(String);

impl MailAddress {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for MailAddress {
    type Err = ReachError;
    fn from_str(text: &str) -> Result<Self, ReachError> {
        let (local, domain) = text.rsplit_once('@').ok_or(ReachError::NotAMailAddress)?;
        let local_fits = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let domain_fits = domain.contains('.')
            && domain.split('.').all(|label| {
                (1..=63).contains(&label.len())
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if text.len() > 254 || !local_fits || !domain_fits {
            return Err(ReachError::NotAMailAddress);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

/// A country by ISO 3166-1 alpha-2; Germany by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER \
    ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM \
    IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF \
    MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK \
    PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD \
    TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW";

impl CountryCode {
    /// Germany.
    pub const DE: Self = Self(*b"DE");

    /// Its two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country code is made of capital letters")
    }
}

impl Default for CountryCode {
    fn default() -> Self {
        Self::DE
    }
}

impl std::str::FromStr for CountryCode {
    type Err = ReachError;
    fn from_str(text: &str) -> Result<Self, ReachError> {
        let code: [u8; 2] = text.as_bytes().try_into().map_err(|_| ReachError::NotACountry)?;
        if COUNTRIES.split_ascii_whitespace().any(|known| known == text) {
            Ok(Self(code))
        } else {
            Err(ReachError::NotACountry)
        }
    }
}
