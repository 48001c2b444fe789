//! The terms that work is rated by, frozen with the entry (domain.md R2 to R6).

use crate::RatingError;
use jiff::civil::Date;
use kontor_ids::QuotaId;
use kontor_money::{Amount, Decimal, MoneyError, round2};
use rust_decimal::dec;

/// A number of whole seconds.
pub type Seconds = u64;

/// One text in both languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Localized {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// What a coverage rule decided (C2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Covered by the flat fee.
    Included,
    /// Drawn from the chain of quotas.
    Quota,
    /// Billed at the contract's price.
    Billable,
    /// Covered by no contract: billed at the house's list.
    NotCovered,
    /// Someone has to decide; never priced.
    Undecided,
}

/// The band of time that a span falls into (C6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Within service hours.
    Service,
    /// A working day outside service hours.
    AfterHours,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday,
}

/// How to round to an increment (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoundingMode {
    /// Every started increment counts.
    Up,
    /// To the nearest increment, half up.
    Nearest,
    /// Not at all.
    None,
}

/// What is rounded together (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoundingScope {
    /// Each entry.
    Entry,
    /// Each ticket, across invoices.
    Ticket,
    /// Each ticket and day.
    TicketDay,
    /// Each customer and day.
    CustomerDay,
    /// Each invoice.
    Invoice,
}

/// How a billable quantity comes about (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rounding {
    /// Granularity in seconds, such as 900; 0 and 1 both mean exact seconds.
    pub increment: u32,
    /// Least billable quantity in seconds, once anything is billable at all.
    pub minimum: u32,
    /// The first seconds of the scope that are free.
    pub free: u32,
    /// How to round.
    pub mode: RoundingMode,
    /// What is rounded together.
    pub scope: RoundingScope,
}

impl Rounding {
    /// Exact seconds, each entry for itself.
    pub const EXACT: Self =
        Self { increment: 1, minimum: 0, free: 0, mode: RoundingMode::None, scope: RoundingScope::Entry };

    /// Every started increment of so many seconds, each entry for itself.
    #[must_use]
    pub const fn every_started(increment: u32) -> Self {
        Self { increment, minimum: 0, free: 0, mode: RoundingMode::Up, scope: RoundingScope::Entry }
    }
}

/// How often a quota is filled, or a fee comes, again (R5, R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recurrence {
    /// Once.
    Once,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year.
    Yearly,
}

impl Recurrence {
    /// Its length in months; `None` for once.
    #[must_use]
    pub const fn months(self) -> Option<i32> {
        match self {
            Self::Once => None,
            Self::Monthly => Some(1),
            Self::Quarterly => Some(3),
            Self::Yearly => Some(12),
        }
    }
}

/// What happens with what is left when a period ends (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarryOver {
    /// It expires.
    None,
    /// The last period's own lot lives one period longer.
    LastPeriod,
    /// All of it is carried on, as far as it does not exceed this cap (in the quota's unit).
    UpTo(Decimal),
    /// Each lot lives so many periods longer.
    Periods(u32),
}

/// What happens with what the lots cannot cover (R6). Of a chain the last quota's rule counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overage {
    /// Billed at the overage rate, or at the contract's price where it has none.
    Bill,
    /// Drawn from the next period: the balance may fall to minus this limit; beyond it is billed.
    NextPeriod {
        /// In the quota's unit, at least zero.
        limit: Decimal,
    },
    /// A new lot is granted and invoiced.
    Replenish {
        /// What one such lot grants, greater than zero.
        amount: Decimal,
        /// What one such lot costs, net.
        price: Amount,
    },
    /// Refused when the time is captured. What was captured nevertheless waits for a decision.
    Refuse,
}

/// What a quota is in law and in the books (R5b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LegalKind {
    /// Bought credit, taxed at purchase: draws cost nothing.
    Credit,
    /// Paid in advance: draws are settled against the advance, only the remainder is invoiced.
    Prepayment,
    /// Committed and billed as drawn: draws are priced.
    Callable,
}

/// When a call is counted (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallTrigger {
    /// When the ticket was opened.
    Opening,
    /// With the first work on it.
    FirstWork,
    /// When it was closed; while it is open, provisionally with the first work.
    Closing,
}

/// What a quota is counted in (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotaUnit {
    /// Billable seconds times the factor of their band.
    Time,
    /// The net price of the work.
    Value,
    /// One for each ticket.
    Calls {
        /// When it is counted.
        trigger: CallTrigger,
        /// Reopening within so many days after closing does not count again.
        reopening_days: u32,
    },
}

/// A quota as the contract words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaTerms {
    /// Which.
    pub quota: QuotaId,
    /// What people call it.
    pub name: String,
    /// What it is counted in.
    pub unit: QuotaUnit,
    /// What one lot grants: seconds, money or calls.
    pub amount: Decimal,
    /// How often it is filled again.
    pub replenishment: Recurrence,
    /// What happens with the rest of a period.
    pub carry_over: CarryOver,
    /// What happens with what it cannot cover.
    pub overage: Overage,
    /// Net price for 60 minutes of overage; the contract's price where it is absent.
    pub overage_per_hour: Option<Amount>,
    /// How fast it is drawn in a band; absent bands draw 1.
    pub band_factors: Vec<(Band, Decimal)>,
    /// What it is in law.
    pub legal: LegalKind,
}

impl QuotaTerms {
    /// A time quota with everything at its default: filled once, overage billed, bought credit.
    #[must_use]
    pub fn time(quota: QuotaId, name: &str, seconds: Seconds) -> Self {
        Self {
            quota,
            name: name.to_owned(),
            unit: QuotaUnit::Time,
            amount: Decimal::from(seconds),
            replenishment: Recurrence::Once,
            carry_over: CarryOver::None,
            overage: Overage::Bill,
            overage_per_hour: None,
            band_factors: Vec::new(),
            legal: LegalKind::Credit,
        }
    }

    /// The factor of a band (R4).
    ///
    /// # Errors
    /// When it is not greater than zero.
    pub fn factor(&self, band: Band) -> Result<Decimal, RatingError> {
        let factor = self.band_factors.iter().find(|(b, _)| *b == band).map_or(Decimal::ONE, |(_, f)| *f);
        if factor > Decimal::ZERO { Ok(factor) } else { Err(RatingError::BadFactor { quota: self.quota }) }
    }
}

/// Everything that rating needs to know about a span, frozen with the entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingTerms {
    /// Net price for 60 minutes; absent when none is valid on that day.
    pub per_hour: Option<Amount>,
    /// Where the price came from.
    pub price_source: Localized,
    /// How the billable quantity comes about.
    pub rounding: Rounding,
    /// Percentages on top that match this span; the highest wins (R3).
    pub surcharges: Vec<Decimal>,
    /// The chain of quotas, in the order they are drawn from.
    pub quotas: Vec<QuotaTerms>,
}

impl RatingTerms {
    /// The surcharge that counts: the highest, or zero. They never compound (R3).
    #[must_use]
    pub fn surcharge(&self) -> Decimal {
        self.surcharges.iter().copied().fold(Decimal::ZERO, Decimal::max)
    }

    /// A price for 60 minutes with the surcharge on it, to the cent, so that what is printed multiplies out (R3).
    ///
    /// # Errors
    /// When it exceeds what money can hold.
    pub fn with_surcharge(&self, per_hour: Amount) -> Result<Amount, MoneyError> {
        let factor = (dec!(100) + self.surcharge()) / dec!(100);
        let raised = per_hour.value().checked_mul(factor).ok_or(MoneyError::TooLarge)?;
        Amount::new(round2(raised), per_hour.currency())
    }
}

/// Days from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The first day that no longer belongs to it.
    pub end: Date,
}

impl Period {
    /// All days: the period of drafts that wait for no day (B2).
    pub const ALWAYS: Self = Self { start: Date::constant(1, 1, 1), end: Date::constant(9999, 12, 31) };

    /// The calendar month that a day lies in.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        let start = day.first_of_month();
        Self { start, end: crate::lots::add_months(start, 1) }
    }

    /// How many days it has; zero when it ends before it starts.
    #[must_use]
    pub fn days(self) -> i64 {
        let days = (self.end - self.start).get_days();
        i64::from(days.max(0))
    }
}
