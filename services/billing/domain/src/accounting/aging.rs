//! How old open items are (B8).

use jiff::civil::Date;
use kontor_money::Decimal;

/// How long an item is overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// Not due yet, or due today.
    NotDue,
    /// Overdue since 1 to 30 days.
    To30,
    /// Since 31 to 60 days.
    To60,
    /// Since 61 to 90 days.
    To90,
    /// Since more than 90 days.
    Over90,
}

impl Age {
    /// All, youngest first.
    pub const ALL: [Self; 5] = [Self::NotDue, Self::To30, Self::To60, Self::To90, Self::Over90];

    /// The age on a day of what was due on another.
    #[must_use]
    pub fn of(due: Date, today: Date) -> Self {
        match overdue_days(due, today) {
            ..=0 => Self::NotDue,
            1..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            _ => Self::Over90,
        }
    }
}

/// Days since it was due; zero and below while it is not overdue.
#[must_use]
pub fn overdue_days(due: Date, today: Date) -> i32 {
    due.until(today).map_or(0, |span| span.get_days())
}

/// The sums of open amounts by age; they add up to all that is open.
#[must_use]
pub fn by_age(items: &[(Date, Decimal)], today: Date) -> [Decimal; 5] {
    Age::ALL
        .map(|age| items.iter().filter(|(due, _)| Age::of(*due, today) == age).map(|(_, open)| *open).sum())
}
