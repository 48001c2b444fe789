//! When a customer is reminded, and how firmly (B8).

pub mod arrears;
pub mod plan;

use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_money::Decimal;

/// A level of reminding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Days after the due date, or after the level before.
    pub after_days: u16,
    /// The fee of this level.
    pub fee: Decimal,
    /// Days that the customer gets to pay.
    pub respite_days: u16,
    /// Whether it asks for interest.
    pub interest: bool,
}

/// An open item and how far its customer was reminded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it was due.
    pub due: Date,
    /// The last level; 0 for none.
    pub reached: u8,
    /// When that was.
    pub reminded: Option<Date>,
}

impl Standing {
    /// The level that is due on a day: the next one, if its days have passed. None is skipped, none comes twice.
    #[must_use]
    pub fn due_level(&self, levels: &[Level], today: Date) -> Option<u8> {
        let level = levels.get(usize::from(self.reached))?;
        let since = self.reminded.unwrap_or(self.due);
        let from = since.checked_add(i32::from(level.after_days).days()).ok()?;
        (today > self.due && today >= from).then(|| self.reached + 1)
    }
}

/// The level and fee of one letter for several items: the firmest decides, and its fee is asked once.
#[must_use]
pub fn letter(levels: &[Level], items: &[u8]) -> Option<(u8, Decimal)> {
    let firmest = items.iter().copied().max().filter(|level| *level > 0)?;
    Some((firmest, levels.get(usize::from(firmest) - 1)?.fee))
}
