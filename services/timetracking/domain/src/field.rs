//! The fields of an entry and what may be wrong with them.

use std::fmt;

/// A field of an entry, named as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the fields of the entry")]
pub enum Field {
    Activity,
    StartTime,
    Duration,
    Text,
    InternalText,
    GoodwillReason,
    CostCenter,
    Reason,
    TravelZone,
    TravelVisit,
    TravelDuration,
    TravelKilometers,
    Materials,
    /// One field of the material at this place.
    Material(usize, MaterialField),
}

/// A field of a material, named as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the fields of the material")]
pub enum MaterialField {
    Article,
    Text,
    Quantity,
    Unit,
    UnitPrice,
}

impl MaterialField {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Text => "text",
            Self::Quantity => "quantity",
            Self::Unit => "unit",
            Self::UnitPrice => "unit_price",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Activity => "activity",
            Self::StartTime => "start_time",
            Self::Duration => "duration",
            Self::Text => "text",
            Self::InternalText => "internal_text",
            Self::GoodwillReason => "goodwill_reason",
            Self::CostCenter => "cost_center",
            Self::Reason => "reason",
            Self::TravelZone => "travel.zone",
            Self::TravelVisit => "travel.visit",
            Self::TravelDuration => "travel.duration",
            Self::TravelKilometers => "travel.kilometers",
            Self::Materials => "materials",
            Self::Material(place, field) => return write!(f, "materials[{place}].{}", field.as_str()),
        })
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {remedy}")]
pub struct Problem {
    /// The field.
    pub field: Field,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    pub(crate) fn new(field: Field, remedy: impl Into<String>) -> Self {
        Self { field, remedy: remedy.into() }
    }
}

pub(crate) fn checked(field: Field, text: &str, min: usize, max: usize) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if !(min..=max).contains(&length) {
        return Err(Problem { field, remedy: format!("give {min} to {max} characters, not {length}") });
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Problem { field, remedy: "remove the control characters".to_owned() });
    }
    Ok(text.to_owned())
}

/// 1 to `most` of `a-z0-9_`, as activities and zones are named.
pub(crate) fn is_word(text: &str, most: usize) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=most).contains(&text.len()) && text.bytes().all(allowed)
}
