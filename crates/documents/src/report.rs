//! The service report: all work of a period, the free part included (B7, N8).

mod csv;
mod pages;
#[cfg(test)]
mod tests;

pub use csv::service_report_csv;
pub use pages::service_report_pdf;

use crate::words::Language;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// How work is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cover {
    /// Billed.
    Billed,
    /// Drawn from a quota.
    Quota,
    /// Covered by a flat fee, or free.
    Included,
    /// Waived.
    Goodwill,
    /// Not decided yet.
    Open,
}

impl Cover {
    /// All, in the order of the sums.
    pub const ALL: [Self; 5] = [Self::Billed, Self::Quota, Self::Included, Self::Goodwill, Self::Open];

    pub(crate) const fn word(self, language: Language) -> &'static str {
        match self {
            Self::Billed => language.say("berechnet", "billed"),
            Self::Quota => language.say("Kontingent", "quota"),
            Self::Included => language.say("enthalten", "included"),
            Self::Goodwill => language.say("Kulanz", "goodwill"),
            Self::Open => language.say("in Klärung", "open"),
        }
    }
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The day.
    pub day: Date,
    /// When it began, in the house's zone; shown where it took time.
    pub start: Time,
    /// How long it took, in seconds; 0 for what is no work, such as a way or a fee.
    pub seconds: u64,
    /// The ticket's number or empty.
    pub ticket: String,
    /// Who worked, as the customer may read it; may be empty.
    pub technician: String,
    /// What was done.
    pub text: String,
    /// The customer's cost center or empty.
    pub cost_center: String,
    /// How it is paid.
    pub cover: Cover,
    /// Net on the invoice.
    pub net: Decimal,
}

/// A service report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReport {
    /// Its number, where it is a document of its own: a usage statement (B5a).
    pub number: Option<String>,
    /// What else is said above the table; may be empty.
    pub note: String,
    /// Who worked.
    pub seller: String,
    /// For whom.
    pub customer: String,
    /// The first and the last day.
    pub period: (Date, Date),
    /// The work, in the order it is shown.
    pub rows: Vec<ReportRow>,
}

impl ServiceReport {
    /// Seconds and net by how they are paid; only what occurs.
    pub(crate) fn by_cover(&self) -> Vec<(Cover, u64, Decimal)> {
        let sum = |cover| {
            let rows = || self.rows.iter().filter(move |row| row.cover == cover);
            (cover, rows().map(|row| row.seconds).sum(), rows().map(|row| row.net).sum())
        };
        Cover::ALL
            .map(sum)
            .into_iter()
            .filter(|(cover, ..)| self.rows.iter().any(|r| r.cover == *cover))
            .collect()
    }

    /// Seconds and net by cost center; only when one is named.
    pub(crate) fn by_cost_center(&self) -> BTreeMap<&str, (u64, Decimal)> {
        let mut sums: BTreeMap<&str, (u64, Decimal)> = BTreeMap::new();
        if self.rows.iter().any(|row| !row.cost_center.is_empty()) {
            for row in &self.rows {
                let sum = sums.entry(row.cost_center.as_str()).or_default();
                sum.0 += row.seconds;
                sum.1 += row.net;
            }
        }
        sums
    }

    pub(crate) fn seconds(&self) -> u64 {
        self.rows.iter().map(|row| row.seconds).sum()
    }

    pub(crate) fn net(&self) -> Decimal {
        self.rows.iter().map(|row| row.net).sum()
    }
}

impl ReportRow {
    /// When it began and how long it took; nothing for what took no time.
    pub(crate) fn times(&self) -> [String; 2] {
        if self.seconds == 0 {
            return [String::new(), String::new()];
        }
        [self.start.strftime("%H:%M").to_string(), clock(self.seconds)]
    }
}

/// `1:30` for 90 minutes; seconds are shown where there are any, so that sums are true.
pub(crate) fn clock(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{hours}:{minutes:02}"),
        _ => format!("{hours}:{minutes:02}:{rest:02}"),
    }
}
