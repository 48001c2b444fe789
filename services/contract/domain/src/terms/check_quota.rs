//! What makes the terms of a quota refused.

use super::check::{not_negative, once_per_band};
use super::{CarryOver, Overage, QuotaTerms, QuotaUnit, Terms};
use crate::Violations;
use crate::words::{LegalKind, QuotaKind, Replenishment};
use rust_decimal::{Decimal, dec};

pub(super) fn quotas(terms: &Terms, v: &mut Violations) {
    v.require(terms.quotas.len() <= 20, "terms.quotas", "give at most 20 quotas");
    for (i, quota) in terms.quotas.iter().enumerate() {
        let field = format!("terms.quotas[{i}]");
        if let Some(first) = terms.quotas[..i].iter().position(|other| other.id == quota.id) {
            v.add(
                format!("{field}.name"),
                format!("quota {} is given twice, first as quota {}", i + 1, first + 1),
            );
        }
        one(quota, &field, v);
        never_drawn(terms, i, &field, v);
    }
}

fn one(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    v.text(&format!("{field}.display_name"), &quota.display_name, 1, 100);
    lot(quota, &format!("{field}.amount"), quota.amount, v);
    if let QuotaUnit::Calls { reopening_days, .. } = quota.unit {
        v.require(reopening_days <= 366, format!("{field}.reopening_days"), "give 0 to 366 days");
    }
    carry_over(quota, field, v);
    overage(quota, field, v);
    legal(quota, field, v);
    thresholds(quota, field, v);
    for (i, factor) in quota.band_factors.iter().enumerate() {
        let factor_field = format!("{field}.band_factors[{i}]");
        let range = factor.factor > Decimal::ZERO && factor.factor <= dec!(10);
        v.require(range, format!("{factor_field}.factor"), "give more than 0 and at most 10");
        let earlier = quota.band_factors[..i].iter().map(|f| f.band);
        once_per_band(earlier, factor.band, &format!("{factor_field}.band"), "factor", v);
    }
    if quota.unit.kind() != QuotaKind::Time && !quota.band_factors.is_empty() {
        let remedy =
            format!("drop them: a quota counted in {} is drawn alike in every band", quota.unit.kind());
        v.add(format!("{field}.band_factors"), remedy);
    }
}

/// A number in the quota's unit: positive, and whole where the unit is.
fn lot(quota: &QuotaTerms, field: &str, number: Decimal, v: &mut Violations) {
    let range = number > Decimal::ZERO && number <= dec!(1_000_000_000);
    v.require(range, field, "give more than 0 and at most 1000000000");
    let whole = match quota.unit.kind() {
        QuotaKind::Value => number.normalize().scale() <= 2,
        QuotaKind::Time | QuotaKind::Calls => number.fract().is_zero(),
    };
    v.require(whole, field, "give whole seconds, whole calls or an amount in cents");
}

/// R5: only what is filled again has a next period.
fn carry_over(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    let field = format!("{field}.carry_over");
    match quota.carry_over {
        CarryOver::None => return,
        CarryOver::LastPeriod => {}
        CarryOver::UpTo(cap) => lot(quota, &format!("{field}.cap"), cap, v),
        CarryOver::Periods(n) => {
            v.require((1..=120).contains(&n), format!("{field}.periods"), "give 1 to 120 periods");
        }
    }
    let again = quota.replenishment != Replenishment::Once;
    v.require(again, field, "drop it or set replenishment: a quota that is filled once has no next period");
}

/// R6.
fn overage(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    let at = |name: &str| format!("{field}.{name}");
    if let Some(price) = quota.overage_per_hour {
        not_negative(&at("overage_per_hour"), price, v);
        let remedy = match quota.overage {
            Overage::Refuse => "drop it or set overage_rule to bill: refused overage has no price",
            _ => "drop it or set overage_rule to bill: overage that is replenished has the price of the lot",
        };
        v.require(quota.overage.bills(), at("overage_per_hour"), remedy);
    }
    match &quota.overage {
        Overage::Bill | Overage::Refuse => {}
        Overage::NextPeriod(limit) => {
            lot(quota, &at("overdraft_limit"), *limit, v);
            let again = quota.replenishment != Replenishment::Once;
            let remedy =
                "set replenishment, or another overage_rule: a quota that is filled once has no next period";
            v.require(again, at("overage_rule"), remedy);
        }
        Overage::Replenish { amount, price } => {
            lot(quota, &at("replenish.amount"), *amount, v);
            not_negative(&at("replenish.price"), *price, v);
        }
    }
}

/// R5b: what is billed as it is drawn is not paid for before.
fn legal(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    if let Some(price) = quota.lot_price {
        not_negative(&format!("{field}.lot_price"), price, v);
        let paid_before = quota.legal != LegalKind::Callable;
        let remedy = "drop it, or set legal_kind to credit: a callable quota is billed as it is drawn";
        v.require(paid_before, format!("{field}.lot_price"), remedy);
    }
    if quota.legal == LegalKind::Callable && matches!(quota.overage, Overage::Replenish { .. }) {
        v.add(
            format!("{field}.overage_rule"),
            "choose bill, next_period or refuse, or set legal_kind to credit: no lot of a callable quota is sold",
        );
    }
}

/// R7: each share once, in their order.
fn thresholds(quota: &QuotaTerms, field: &str, v: &mut Violations) {
    let field = format!("{field}.thresholds");
    let range = quota.thresholds.iter().all(|percent| (1..=100).contains(percent));
    let rising = quota.thresholds.windows(2).all(|pair| pair[0] < pair[1]);
    v.require(range && rising, field.clone(), "give rising numbers from 1 to 100 percent");
    v.require(quota.thresholds.len() <= 10, field, "give at most 10 thresholds");
}

/// R5, R6: a chain goes on only behind a quota that ends. One that borrows or buys never does, and a call is either
/// counted or not: what follows would never be drawn.
fn never_drawn(terms: &Terms, index: usize, field: &str, v: &mut Violations) {
    let endless = |quota: &&QuotaTerms| matches!(quota.overage, Overage::Replenish { .. });
    if let Some(first) = terms.quotas[..index].iter().position(|quota| endless(&quota)) {
        let (second, earlier) = (index + 1, &terms.quotas[first]);
        v.add(
            field,
            format!(
                "quota {second} '{}' is never drawn: quota {} '{}' replenishes itself; put it last",
                terms.quotas[index].display_name,
                first + 1,
                earlier.display_name
            ),
        );
    }
}
