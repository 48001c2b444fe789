//! Which rules can never match, because earlier ones take all they would.

use super::CoverageRule;
use crate::words::{BANDS, Channel, Priority};

/// Says which earlier rules take everything from `rules[index]`, if they do.
///
/// Exact for bands, channels and priorities, of which there are finitely many: each combination has to be taken
/// by one earlier rule. Lists of ids and names are compared as sets.
pub(super) fn shadow(rules: &[CoverageRule], index: usize) -> Option<String> {
    let rule = &rules[index];
    let rivals: Vec<usize> = (0..index).filter(|i| takes_things_of(&rules[*i], rule)).collect();
    let mut takers = Vec::new();
    for band in BANDS.iter().filter(|x| matches(&rule.bands, x)) {
        for channel in Channel::ALL.iter().filter(|x| matches(&rule.channels, x)) {
            for priority in Priority::ALL.iter().filter(|x| matches(&rule.priorities, x)) {
                let taker = rivals.iter().copied().find(|i| {
                    let rival = &rules[*i];
                    matches(&rival.bands, band)
                        && matches(&rival.channels, channel)
                        && matches(&rival.priorities, priority)
                })?;
                if !takers.contains(&taker) {
                    takers.push(taker);
                }
            }
        }
    }
    takers.sort_unstable();
    let names: Vec<String> =
        takers.iter().map(|i| format!("rule {} '{}'", i + 1, rules[*i].display_name)).collect();
    let verb = if takers.iter().any(|i| rules[*i].effect != rule.effect) { "contradicts" } else { "repeats" };
    Some(format!(
        "rule {} '{}' {verb} {} and is never reached: put it first, narrow the other or drop it",
        index + 1,
        rule.display_name,
        names.join(" and ")
    ))
}

/// Whether what `rule` says about things and people is all within what `rival` says about them.
fn takes_things_of(rival: &CoverageRule, rule: &CoverageRule) -> bool {
    within(&rule.assets, &rival.assets)
        && within(&rule.asset_classes, &rival.asset_classes)
        && within(&rule.sites, &rival.sites)
        && within(&rule.activities, &rival.activities)
        && within(&rule.contacts, &rival.contacts)
}

fn within<T: PartialEq>(narrow: &[T], wide: &[T]) -> bool {
    wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(|item| wide.contains(item)))
}

fn matches<T: PartialEq>(list: &[T], item: &T) -> bool {
    list.is_empty() || list.contains(item)
}
