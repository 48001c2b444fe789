//! One line for each figure: what it is, what it should be, whether it is.

use rust_decimal::Decimal;
use std::fmt;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// At least this part of the baseline.
    Ratio(Decimal),
    /// At most this value.
    Most(Decimal),
    /// Shown, not judged.
    None,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: Decimal,
    pub(super) unit: &'static str,
    pub(super) baseline: Option<Decimal>,
    pub(super) goal: Goal,
}

impl Figure {
    /// A figure without baseline and goal.
    pub(super) fn new(name: impl Into<String>, value: Decimal, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, baseline: None, goal: Goal::None }
    }

    /// The same beside a baseline.
    pub(super) fn beside(self, baseline: Decimal) -> Self {
        Self { baseline: Some(baseline), ..self }
    }

    /// The same with a goal.
    pub(super) fn aiming_at(self, goal: Goal) -> Self {
        Self { goal, ..self }
    }

    /// What part of the baseline it is.
    fn ratio(&self) -> Option<Decimal> {
        self.baseline.and_then(|baseline| self.value.checked_div(baseline))
    }

    /// Whether it falls short of its goal.
    pub(super) fn is_short(&self) -> bool {
        match self.goal {
            Goal::Ratio(least) => self.ratio().is_none_or(|ratio| ratio < least),
            Goal::Most(most) => self.value > most,
            Goal::None => false,
        }
    }

    /// The line above the figures.
    pub(super) fn heading() -> String {
        format!(
            "{:<24} {:>10} {:<5} {:>10} {:>6} {:>8} verdict",
            "figure", "value", "unit", "baseline", "ratio", "goal"
        )
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |number: Option<Decimal>| number.map_or("-".to_owned(), in_figures);
        let ratio = self.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        let (goal, verdict) = match self.goal {
            Goal::Ratio(least) => (format!(">={}", least.normalize()), self.verdict()),
            Goal::Most(most) => (format!("<={}", most.normalize()), self.verdict()),
            Goal::None => ("-".to_owned(), "-"),
        };
        let (value, baseline) = (in_figures(self.value), shown(self.baseline));
        let Self { name, unit, .. } = self;
        write!(f, "{name:<24} {value:>10} {unit:<5} {baseline:>10} {ratio:>6} {goal:>8} {verdict}")
    }
}

impl Figure {
    fn verdict(&self) -> &'static str {
        if self.is_short() { "short" } else { "ok" }
    }
}

/// Whole numbers from a hundred on, else three decimals.
fn in_figures(number: Decimal) -> String {
    let decimals = if number.abs() < Decimal::ONE_HUNDRED { 3 } else { 0 };
    format!("{:.*}", decimals, number.round_dp(decimals as u32))
}

/// The middle one of an odd number of values.
pub(super) fn median(mut values: Vec<Decimal>) -> Decimal {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_ratio_below_its_goal_is_short() {
        let figure = Figure::new("create/1", decimal("54"), "/s").beside(decimal("100"));
        assert!(figure.clone().aiming_at(Goal::Ratio(decimal("0.55"))).is_short());
        assert!(!figure.clone().aiming_at(Goal::Ratio(decimal("0.54"))).is_short());
        assert!(!figure.aiming_at(Goal::None).is_short());
        let without = Figure::new("create/1", decimal("54"), "/s").aiming_at(Goal::Ratio(decimal("0.1")));
        assert!(without.is_short(), "what has no baseline proves nothing");
        let idle = Figure::new("x", decimal("5"), "/s").beside(Decimal::ZERO);
        assert!(idle.aiming_at(Goal::Ratio(decimal("0.1"))).is_short(), "nor has a baseline of nothing");
    }

    #[test]
    fn a_line_tells_value_baseline_ratio_goal_and_verdict() {
        let figure = Figure::new("read/16", decimal("1234.5"), "/s").beside(decimal("2469"));
        let line = figure.aiming_at(Goal::Ratio(decimal("0.24"))).to_string();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words, ["read/16", "1234", "/s", "2469", "0.50", ">=0.24", "ok"]);
        let line = Figure::new("p99", decimal("7.25"), "ms").aiming_at(Goal::Most(decimal("5"))).to_string();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words, ["p99", "7.250", "ms", "-", "-", "<=5", "short"]);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![decimal("3"), decimal("1"), decimal("2")]), decimal("2"));
        assert_eq!(median(vec![]), Decimal::ZERO);
    }
}
