//! What makes terms refused.

use super::{Price, QuotaTerms, RuleEffect, SlaPolicy, Terms, reach};
use crate::words::{Band, Decision, OverageRule, Replenishment};
use crate::{Violations, words};
use kontor_money::Amount;
use rust_decimal::{Decimal, dec};

const DAY: u32 = 86_400;
const YEAR: u32 = 366 * DAY;

pub(super) fn terms(terms: &Terms) -> Violations {
    let mut v = Violations::new();
    terms.valid.check("terms.valid", &mut v);
    rules(terms, &mut v);
    v.require(terms.prices.len() <= 100, "terms.prices", "give at most 100 prices");
    prices("terms.prices", &terms.prices, &mut v);
    rounding(terms, &mut v);
    surcharges(terms, &mut v);
    v.require(terms.quotas.len() <= 20, "terms.quotas", "give at most 20 quotas");
    for (i, quota) in terms.quotas.iter().enumerate() {
        let field = format!("terms.quotas[{i}]");
        if let Some(first) = terms.quotas[..i].iter().position(|other| other.id == quota.id) {
            v.add(
                format!("{field}.name"),
                format!("quota {} is given twice, first as quota {}", i + 1, first + 1),
            );
        }
        quota_terms(quota, &field, &mut v);
    }
    fees(terms, &mut v);
    v
}

fn rules(terms: &Terms, v: &mut Violations) {
    v.require((1..=100).contains(&terms.rules.len()), "terms.rules", "give 1 to 100 rules");
    for (i, rule) in terms.rules.iter().enumerate().take(100) {
        let field = format!("terms.rules[{i}]");
        v.text(&format!("{field}.display_name"), &rule.display_name, 1, 100);
        match rule.effect {
            RuleEffect::Decides(Decision::Quota) if terms.quotas.is_empty() => v.add(
                format!("{field}.decision"),
                format!(
                    "rule {} draws from a quota, but the terms grant none: add one to terms.quotas",
                    i + 1
                ),
            ),
            RuleEffect::Decides(Decision::NotCovered | Decision::Undecided) => {
                v.add(format!("{field}.decision"), "choose included, quota or billable, or set excludes");
            }
            _ => {}
        }
        let lists = [rule.assets.len(), rule.asset_classes.len(), rule.sites.len(), rule.activities.len()];
        let fits = lists.iter().all(|n| *n <= 500) && rule.contacts.len() <= 500;
        v.require(fits, field.clone(), "give at most 500 items in a list");
        if fits && let Some(remedy) = reach::shadow(&terms.rules, i) {
            v.add(field, remedy);
        }
    }
}

/// Refuses a price that an earlier one of the same list hides.
pub(super) fn prices(field: &str, prices: &[Price], v: &mut Violations) {
    for (i, price) in prices.iter().enumerate() {
        not_negative(&format!("{field}[{i}].per_hour"), price.per_hour, v);
        let hidden = prices[..i].iter().position(|earlier| {
            (earlier.activity.is_none() || earlier.activity == price.activity)
                && (earlier.channel.is_none() || earlier.channel == price.channel)
        });
        if let Some(first) = hidden {
            let remedy = format!(
                "price {} is never reached: price {} matches all of it; put it first or drop it",
                i + 1,
                first + 1
            );
            v.add(format!("{field}[{i}]"), remedy);
        }
        let same = price.per_hour.currency() == prices[0].per_hour.currency();
        v.require(same, format!("{field}[{i}].per_hour.currency_code"), "use one currency in all prices");
    }
}

fn rounding(terms: &Terms, v: &mut Violations) {
    let rounding = terms.rounding;
    let increment = (1..=DAY).contains(&rounding.increment_seconds);
    v.require(increment, "terms.rounding.increment_seconds", "give 1 to 86400 seconds");
    let minimum = rounding.minimum_seconds <= DAY;
    v.require(minimum, "terms.rounding.minimum_seconds", "give 0 to 86400 seconds");
    v.require(rounding.free_seconds <= DAY, "terms.rounding.free_seconds", "give 0 to 86400 seconds");
}

fn surcharges(terms: &Terms, v: &mut Violations) {
    for (i, surcharge) in terms.surcharges.iter().enumerate() {
        let field = format!("terms.surcharges[{i}]");
        let range = (Decimal::ZERO..=dec!(500)).contains(&surcharge.percent);
        v.require(range, format!("{field}.percent"), "give 0 to 500 percent");
        let earlier = terms.surcharges[..i].iter().map(|s| s.band);
        once_per_band(earlier, surcharge.band, &format!("{field}.band"), "surcharge", v);
    }
}

fn once_per_band(
    earlier: impl Iterator<Item = Band>,
    band: Band,
    field: &str,
    noun: &str,
    v: &mut Violations,
) {
    let earlier: Vec<Band> = earlier.collect();
    if let Some(first) = earlier.iter().position(|other| *other == band) {
        let name = words::band_text(band).en;
        let (first, second) = (first + 1, earlier.len() + 1);
        v.add(field, format!("{noun} {first} and {noun} {second} are both for {name}: keep one"));
    }
}

fn quota_terms(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    v.text(&format!("{field}.display_name"), &quota.display_name, 1, 100);
    let range = quota.amount > Decimal::ZERO && quota.amount <= dec!(1_000_000_000);
    v.require(range, format!("{field}.amount"), "give more than 0 and at most 1000000000");
    let whole = match quota.kind {
        words::QuotaKind::Value => quota.amount.normalize().scale() <= 2,
        words::QuotaKind::Time | words::QuotaKind::Calls => quota.amount.fract().is_zero(),
    };
    v.require(whole, format!("{field}.amount"), "give whole seconds, whole calls or an amount in cents");
    if let Some(price) = quota.overage_per_hour {
        let overage_field = format!("{field}.overage_per_hour");
        not_negative(&overage_field, price, v);
        let billed = quota.overage_rule == OverageRule::Bill;
        v.require(billed, overage_field, "drop it or set overage_rule to bill: refused overage has no price");
    }
    for (i, factor) in quota.band_factors.iter().enumerate() {
        let factor_field = format!("{field}.band_factors[{i}]");
        let range = factor.factor > Decimal::ZERO && factor.factor <= dec!(10);
        v.require(range, format!("{factor_field}.factor"), "give more than 0 and at most 10");
        let earlier = quota.band_factors[..i].iter().map(|f| f.band);
        once_per_band(earlier, factor.band, &format!("{factor_field}.band"), "factor", v);
    }
}

fn fees(terms: &Terms, v: &mut Violations) {
    v.require(terms.fees.len() <= 50, "terms.fees", "give at most 50 fees");
    for (i, fee) in terms.fees.iter().enumerate() {
        v.text(&format!("terms.fees[{i}].display_name"), &fee.display_name, 1, 200);
        not_negative(&format!("terms.fees[{i}].amount"), fee.amount, v);
        let periodic = fee.period != Replenishment::Once;
        v.require(periodic, format!("terms.fees[{i}].period"), "choose monthly, quarterly or yearly");
    }
}

fn not_negative(field: &str, amount: Amount, v: &mut Violations) {
    v.require(amount.value() >= Decimal::ZERO, field, "give an amount that is not negative");
}

pub(super) fn policy(policy: &SlaPolicy) -> Violations {
    let mut v = Violations::new();
    v.text("policy.display_name", &policy.display_name, 1, 200);
    v.require(!policy.targets.is_empty(), "policy.targets", "give a target for at least one priority");
    for (i, target) in policy.targets.iter().enumerate() {
        let field = format!("policy.targets[{i}]");
        if let Some(first) = policy.targets[..i].iter().position(|other| other.priority == target.priority) {
            let (first, second, priority) = (first + 1, i + 1, target.priority);
            v.add(
                format!("{field}.priority"),
                format!("target {first} and target {second} are both for {priority}: keep one"),
            );
        }
        let times =
            [("response", target.response), ("update", target.update), ("resolution", target.resolution)];
        let any = times.iter().any(|(_, time)| time.is_some());
        v.require(any, field.clone(), "give response, update or resolution");
        for (name, time) in times {
            let fits = time.is_none_or(|seconds| (1..=YEAR).contains(&seconds));
            v.require(fits, format!("{field}.{name}"), "give 1 second to 366 days of service time");
        }
        if let (Some(response), Some(resolution)) = (target.response, target.resolution) {
            let order = response <= resolution;
            v.require(order, format!("{field}.response"), "give at most the time of resolution");
        }
    }
    v
}
