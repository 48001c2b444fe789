//! Invoices as bookings in DATEV's format: EXTF 700, category 21, version 13 (B9).
//!
//! Windows-1252, `;`, CR LF, decimal comma; texts always in quotation marks. One file holds bookings of one fiscal
//! year, because a booking's date has no year. Amounts are gross and never zero; DATEV takes the tax out by the account.

mod columns;
pub(super) mod text;

pub use text::windows_1252;

use super::super::vat::{Vat, VatCategory};
use jiff::civil::{Date, DateTime};
use kontor_ids::Uuid;
use kontor_money::Decimal;
use text::{Line, short};

/// A chart of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chart {
    /// SKR03, after processes.
    Skr03,
    /// SKR04, after the annual accounts.
    Skr04,
}

impl Chart {
    const fn code(self) -> &'static str {
        match self {
            Self::Skr03 => "03",
            Self::Skr04 => "04",
        }
    }

    /// The chart's own revenue account for services with this VAT.
    #[must_use]
    pub fn revenue(self, vat: Vat, domestic: bool) -> u64 {
        let (skr03, skr04) = match vat.category {
            VatCategory::Standard if vat.percent == Decimal::from(7) => (8300, 4300),
            VatCategory::Standard => (8400, 4400),
            VatCategory::Zero | VatCategory::Exempt => (8195, 4185),
            VatCategory::ReverseCharge if domestic => (8337, 4337),
            VatCategory::ReverseCharge | VatCategory::IntraCommunity => (8336, 4336),
            VatCategory::Export | VatCategory::OutOfScope => (8338, 4338),
        };
        match self {
            Self::Skr03 => skr03,
            Self::Skr04 => skr04,
        }
    }
}

/// What the house and its tax adviser agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The adviser's number, 1001 to 9999999.
    pub adviser: u32,
    /// The client's number, 1 to 99999.
    pub client: u32,
    /// The chart.
    pub chart: Chart,
    /// Digits of general accounts, 4 to 8; a debtor has one more.
    pub account_length: u8,
    /// The month in which the fiscal year begins.
    pub fiscal_month: i8,
    /// Revenue accounts of the house's own, by VAT and whether the buyer is domestic.
    pub accounts: Vec<(Vat, bool, u64)>,
    /// Whether DATEV shall lock the bookings at once.
    pub lock: bool,
}

impl Settings {
    /// The account for revenue with this VAT, filled up to the length of accounts.
    #[must_use]
    pub fn revenue(&self, vat: Vat, domestic: bool) -> u64 {
        let own = self.accounts.iter().find(|(known, home, _)| *known == vat && *home == domestic);
        own.map_or_else(
            || self.chart.revenue(vat, domestic) * 10_u64.pow(u32::from(self.account_length.clamp(4, 8)) - 4),
            |(_, _, account)| *account,
        )
    }

    /// The first debtor: one digit more than a general account.
    #[must_use]
    pub fn first_debtor(&self) -> u64 {
        10_u64.pow(u32::from(self.account_length.clamp(4, 8)))
    }

    /// The last debtor; creditors begin at 7.
    #[must_use]
    pub fn last_debtor(&self) -> u64 {
        self.first_debtor() * 7 - 1
    }

    /// The first day of the fiscal year that a day belongs to.
    #[must_use]
    pub fn fiscal_year(&self, day: Date) -> Date {
        let month = self.fiscal_month.clamp(1, 12);
        let year = if day.month() >= month { day.year() } else { day.year() - 1 };
        Date::new(year, month, 1).unwrap_or(day)
    }
}

/// One booking: the part of an invoice with one VAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Gross; negative for a cancellation.
    pub gross: Decimal,
    /// The debtor.
    pub debtor: u64,
    /// The revenue account.
    pub revenue: u64,
    /// The invoice's date.
    pub date: Date,
    /// The invoice's number.
    pub number: String,
    /// When it is due.
    pub due: Option<Date>,
    /// What it is, for people.
    pub text: String,
    /// The document in DATEV Unternehmen online.
    pub document: Option<Uuid>,
    /// The house's own cost center or empty.
    pub cost_center: String,
    /// The customer's VAT id; only for services in the union.
    pub vat_id: String,
    /// The last day of the service.
    pub service: Option<Date>,
}

/// Why no file can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DatevError {
    /// Bookings of two fiscal years.
    #[error(
        "the period {0} to {1} crosses the beginning of a fiscal year: export each fiscal year on its own"
    )]
    FiscalYears(Date, Date),
}

/// The file, as bytes; the same input gives the same bytes.
///
/// # Errors
/// [`DatevError`] for a period of more than one fiscal year.
pub fn bookings(
    settings: &Settings,
    (from, to): (Date, Date),
    made: DateTime,
    name: &str,
    bookings: &[Booking],
) -> Result<Vec<u8>, DatevError> {
    if settings.fiscal_year(from) != settings.fiscal_year(to) {
        return Err(DatevError::FiscalYears(from, to));
    }
    let mut lines = vec![header(settings, Category::Bookings, Some((from, to)), made, name)];
    lines.push(columns::BOOKING.join(";"));
    lines.extend(bookings.iter().filter(|b| !b.gross.is_zero()).map(|b| booking(settings, b)));
    Ok(text::file(&lines))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Bookings,
    Debtors,
}

pub(super) fn header(
    settings: &Settings,
    category: Category,
    period: Option<(Date, Date)>,
    made: DateTime,
    name: &str,
) -> String {
    let (number, title, version) = match category {
        Category::Bookings => (21, "Buchungsstapel", 13),
        Category::Debtors => (16, "Debitoren/Kreditoren", 5),
    };
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    let year = period.map_or(made.date(), |(from, _)| from);
    let mut line = Line::default();
    line.text("EXTF").number(700).number(number).text(title).number(version);
    line.raw(format!("{}{:03}", made.strftime("%Y%m%d%H%M%S"), made.millisecond()));
    line.empty().text("RE").text("").text("");
    line.number(settings.adviser).number(settings.client);
    line.raw(day(settings.fiscal_year(year))).number(settings.account_length);
    match period {
        Some((from, to)) => line.raw(day(from)).raw(day(to)),
        None => line.empty().empty(),
    };
    line.text(&short(&text::plain(name), 30)).text("");
    if category == Category::Bookings {
        line.number(1).number(0).number(u8::from(settings.lock)).text("EUR");
    } else {
        line.empty().empty().empty().text("");
    }
    line.empty().text("").empty().empty().text(settings.chart.code()).empty().empty().text("").text("");
    line.finish()
}

fn booking(settings: &Settings, b: &Booking) -> String {
    let mut line = Line::default();
    // 1 to 14
    line.raw(euros(b.gross)).text(if b.gross.is_sign_negative() { "H" } else { "S" });
    line.text("EUR").empty().empty().text("").number(b.debtor).number(b.revenue).text("");
    line.raw(b.date.strftime("%d%m").to_string()).text(&b.number).text("").empty();
    line.text(&short(&b.text, 60));
    // 15 to 20
    line.empty().text("").empty().empty().empty();
    line.text(&b.document.map(|id| format!("BEDI \"{id}\"")).unwrap_or_default());
    // 21 to 36: further particulars of the document
    blank(&mut line, 16);
    // 37 to 47
    line.text(&short(&text::plain(&b.cost_center), 36)).text("").empty().text(&b.vat_id).empty().text("");
    line.empty().empty().empty().empty().empty();
    // 48 to 87: further information
    blank(&mut line, 40);
    // 88 to 113
    line.empty().empty().empty().text("").empty().empty().empty().text("").text("").empty().text("");
    line.empty().empty().empty().text("").text("").empty().text("").empty().text("").empty().text("");
    line.text("").empty().text("").empty();
    // 114 to 125
    line.number(u8::from(settings.lock));
    let day = |date: Option<Date>| date.map(|d| d.strftime("%d%m%Y").to_string()).unwrap_or_default();
    line.raw(day(b.service)).raw(day(b.service)).raw(day(b.due)).text("0").empty().text("");
    line.text("").empty().text("").empty().empty();
    line.finish()
}

fn blank(line: &mut Line, texts: usize) {
    for _ in 0..texts {
        line.text("");
    }
}

/// An amount without sign, two places, decimal comma.
fn euros(amount: Decimal) -> String {
    let mut amount = amount.abs();
    amount.rescale(2);
    amount.to_string().replace('.', ",")
}
