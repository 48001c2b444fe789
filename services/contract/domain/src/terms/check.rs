//! What makes terms refused.

use super::{Price, RuleEffect, SlaPolicy, Terms, check_quota, kind, reach, renewal, travel};
use crate::words::{Band, Decision, Replenishment};
use crate::{Violations, words};
use kontor_money::{Amount, Currency};
use rust_decimal::{Decimal, dec};

const DAY: u32 = 86_400;
const YEAR: u32 = 366 * DAY;

pub(super) fn terms(terms: &Terms) -> Violations {
    let mut v = Violations::new();
    terms.valid.check("terms.valid", &mut v);
    rules(terms, &mut v);
    v.require(terms.prices.len() <= 100, "terms.prices", "give at most 100 prices");
    prices("terms.prices", &terms.prices, &mut v);
    terms.rounding.check("terms.rounding", &mut v);
    surcharges(terms, &mut v);
    check_quota::quotas(terms, &mut v);
    fees(terms, &mut v);
    kind::check(terms, &mut v);
    travel::check(&terms.travel_zones, &mut v);
    if let Some(renewal) = &terms.renewal {
        renewal::check(renewal, &terms.valid, &mut v);
    }
    in_euros(terms, &mut v);
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
        in_euro(&format!("{field}[{i}].per_hour"), price.per_hour, v);
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
    }
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

pub(super) fn once_per_band(
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

fn fees(terms: &Terms, v: &mut Violations) {
    v.require(terms.fees.len() <= 50, "terms.fees", "give at most 50 fees");
    for (i, fee) in terms.fees.iter().enumerate() {
        v.text(&format!("terms.fees[{i}].display_name"), &fee.display_name, 1, 200);
        not_negative(&format!("terms.fees[{i}].amount"), fee.amount, v);
        let periodic = fee.period != Replenishment::Once;
        v.require(periodic, format!("terms.fees[{i}].period"), "choose monthly, quarterly or yearly");
        let quantity = (1..=100_000).contains(&fee.quantity);
        v.require(quantity, format!("terms.fees[{i}].quantity"), "give 1 to 100000");
        // A fee is known by its name across versions: two of one name could not be told apart (R9).
        let same = |other: &&super::RecurringFee| other.display_name == fee.display_name;
        if let Some(first) = terms.fees[..i].iter().position(|other| same(&other)) {
            let (first, second, name) = (first + 1, i + 1, &fee.display_name);
            v.add(
                format!("terms.fees[{i}].display_name"),
                format!("fee {first} and fee {second} are both called '{name}': give each its own name"),
            );
        }
    }
}

pub(super) fn not_negative(field: &str, amount: Amount, v: &mut Violations) {
    v.require(amount.value() >= Decimal::ZERO, field, "give an amount that is not negative");
}

fn in_euro(field: &str, amount: Amount, v: &mut Violations) {
    let euro = amount.currency() == Currency::EUR;
    v.require(euro, format!("{field}.currency_code"), "give EUR: invoices are issued in no other currency");
}

/// All that is agreed is in euros: billing counts in no other currency, and would only tell when work was done.
fn in_euros(terms: &Terms, v: &mut Violations) {
    let fees = terms.fees.iter().enumerate().map(|(i, fee)| (format!("terms.fees[{i}].amount"), fee.amount));
    let quotas = terms.quotas.iter().enumerate().flat_map(|(i, quota)| {
        let at = move |name: &str| format!("terms.quotas[{i}].{name}");
        let replenish = match quota.overage {
            super::Overage::Replenish { price, .. } => Some(price),
            _ => None,
        };
        [
            ("overage_per_hour", quota.overage_per_hour),
            ("lot_price", quota.lot_price),
            ("replenish.price", replenish),
        ]
        .into_iter()
        .filter_map(move |(name, amount)| amount.map(|amount| (at(name), amount)))
    });
    let zones = terms.travel_zones.iter().enumerate().flat_map(|(i, zone)| {
        [("flat", zone.flat), ("per_hour", zone.per_hour), ("per_km", zone.per_km)].into_iter().filter_map(
            move |(name, amount)| amount.map(|amount| (format!("terms.travel_zones[{i}].{name}"), amount)),
        )
    });
    for (field, amount) in fees.chain(quotas).chain(zones) {
        in_euro(&field, amount, v);
    }
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
