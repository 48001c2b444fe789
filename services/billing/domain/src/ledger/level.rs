//! Thresholds (R7).

use kontor_money::Decimal;
use rust_decimal::dec;

/// How far a quota is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Level {
    /// What was granted in lots that are still valid.
    pub granted: Decimal,
    /// What is left of it; below zero where it is overdrawn.
    pub balance: Decimal,
}

impl Level {
    /// Whether at least this percentage is drawn. Of nothing granted nothing is.
    #[must_use]
    pub fn has_reached(&self, percent: u8) -> bool {
        self.granted > Decimal::ZERO
            && (self.granted - self.balance) * dec!(100) >= self.granted * Decimal::from(percent)
    }
}

/// The thresholds crossed upwards between two levels, lowest first; each once per crossing (R7).
///
/// Compare the levels before and after a whole re-rating, never its single transfers: a reversal and a new posting of
/// the same draw cross nothing.
#[must_use]
pub fn crossings(before: Level, after: Level, thresholds: &[u8]) -> Vec<u8> {
    let mut crossed: Vec<u8> =
        thresholds.iter().copied().filter(|t| !before.has_reached(*t) && after.has_reached(*t)).collect();
    crossed.sort_unstable();
    crossed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r7_thresholds_fire_once_per_crossing() {
        let at = |balance| Level { granted: dec!(100), balance };
        let marks = [100, 80];
        assert_eq!(crossings(at(dec!(100)), at(dec!(20.01)), &marks), [] as [u8; 0]);
        assert_eq!(crossings(at(dec!(20.01)), at(dec!(20)), &marks), [80]);
        assert_eq!(crossings(at(dec!(20)), at(dec!(10)), &marks), [] as [u8; 0]);
        assert_eq!(crossings(at(dec!(30)), at(dec!(-1)), &marks), [80, 100]);
        assert_eq!(crossings(at(dec!(0)), at(dec!(50)), &marks), [] as [u8; 0]);
        assert_eq!(crossings(at(dec!(50)), at(dec!(0)), &marks), [80, 100], "a second crossing counts again");
        assert_eq!(crossings(Level::default(), Level::default(), &marks), [] as [u8; 0]);
    }
}
