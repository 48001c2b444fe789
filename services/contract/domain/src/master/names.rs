//! Numbers and short names that the house gives.

/// Why a text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Length or characters are wrong.
    #[error("give 1 to {max} of {alphabet}")]
    Malformed {
        /// The most characters.
        max: usize,
        /// What it may be made of.
        alphabet: &'static str,
    },
    /// Neither `de` nor `en`.
    #[error("choose de or en")]
    UnknownLanguage,
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $max:literal, $alphabet:literal, $allowed:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The most characters it has.
            pub const MAX: usize = $max;

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                let allowed: fn(u8) -> bool = $allowed;
                if text.is_empty() || text.len() > $max || !text.bytes().all(allowed) {
                    return Err(NameError::Malformed { max: $max, alphabet: $alphabet });
                }
                Ok(Self(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// The house's number for a customer, such as `10017`.
    CustomerNumber, 20, "A-Z a-z 0-9 -", |b| b.is_ascii_alphanumeric() || b == b'-';
    /// The house's number for a contract, such as `W-1017`.
    ContractNumber, 40, "A-Z a-z 0-9 -", |b| b.is_ascii_alphanumeric() || b == b'-';
    /// The house's number for a contact, a site or an asset, such as `A-0815`.
    RecordNumber, 40, "A-Z a-z 0-9 . _ -", |b| b.is_ascii_alphanumeric() || b".-_".contains(&b);
    /// The class of an asset, such as `server`.
    AssetClass, 40, "a-z 0-9 _", |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    /// The kind of work, such as `support`.
    Activity, 40, "a-z 0-9 _", |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
}

impl Activity {
    /// `support`, the default.
    #[must_use]
    pub fn support() -> Self {
        Self("support".to_owned())
    }
}

/// The language of a customer's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// German, the default.
    #[default]
    German,
    /// English.
    English,
}

impl Language {
    /// `de` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }
}

impl std::str::FromStr for Language {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        match text {
            "de" => Ok(Self::German),
            "en" => Ok(Self::English),
            _ => Err(NameError::UnknownLanguage),
        }
    }
}
