//! Quotas as they came in and as they are shown.

use super::terms::{QuotaNames, each, quota_name};
use super::values::{self, print_decimal, print_money};
use super::words::{self, Word as _};
use kontor_contract_domain::terms::{
    BandFactor, CarryOver, DEFAULT_THRESHOLDS, Overage, QuotaTerms, QuotaUnit,
};
use kontor_contract_domain::{CallTrigger, LegalKind, OverageRule, QuotaKind, Replenishment, Violations};
use kontor_money::{Amount, Currency};
use kontor_proto::contract::v1 as wire;
use rust_decimal::Decimal;

/// Reads a quota. What could not be read is noted; a placeholder keeps the numbers of the others.
pub(crate) fn parse(
    quota: &wire::QuotaTerms,
    field: &str,
    names: QuotaNames<'_>,
    v: &mut Violations,
) -> QuotaTerms {
    let at = |name: &str| format!("{field}.{name}");
    let id = quota_name(&quota.name, &at("name"), names, v);
    let amount = values::decimal(&at("amount"), quota.amount.as_ref(), v);
    let money = |name: &str, money: &Option<kontor_proto::types::v1::Money>, v: &mut Violations| {
        money.as_ref().and_then(|money| values::money(&at(name), Some(money), v))
    };
    QuotaTerms {
        id: id.unwrap_or_else(|| names.placeholder()),
        display_name: quota.display_name.trim().to_owned(),
        unit: unit(quota, field, v),
        amount: amount.unwrap_or(Decimal::ONE),
        replenishment: words::or_default(&at("replenishment"), quota.replenishment, Replenishment::Once, v),
        carry_over: carry_over(quota.carry_over.as_ref(), &at("carry_over"), v),
        overage: overage(quota, field, v),
        overage_per_hour: money("overage_per_hour", &quota.overage_per_hour, v),
        band_factors: each(&quota.band_factors, &at("band_factors"), v, |factor, field, v| {
            let band = words::required(&format!("{field}.band"), factor.band, v);
            let factor = values::decimal(&format!("{field}.factor"), factor.factor.as_ref(), v);
            Some(BandFactor { band: band?, factor: factor? })
        }),
        legal: words::or_default(&at("legal_kind"), quota.legal_kind, LegalKind::Credit, v),
        thresholds: thresholds(&quota.thresholds),
        lot_price: money("lot_price", &quota.lot_price, v),
    }
}

fn unit(quota: &wire::QuotaTerms, field: &str, v: &mut Violations) -> QuotaUnit {
    let at = |name: &str| format!("{field}.{name}");
    let kind = words::required::<QuotaKind>(&at("kind"), quota.kind, v);
    let trigger = words::or_default(&at("call_trigger"), quota.call_trigger, CallTrigger::FirstWork, v);
    let reopening_days = values::count(&at("reopening_days"), quota.reopening_days, v);
    // What is no call has neither; where the kind could not be read nothing can be said of them.
    if matches!(kind, Some(QuotaKind::Time | QuotaKind::Value)) {
        for (name, given) in [("call_trigger", quota.call_trigger), ("reopening_days", quota.reopening_days)]
        {
            v.require(given == 0, at(name), "leave it unset, or set kind to calls");
        }
    }
    match kind {
        Some(QuotaKind::Time) => QuotaUnit::Time,
        Some(QuotaKind::Value) => QuotaUnit::Value,
        Some(QuotaKind::Calls) | None => QuotaUnit::Calls { trigger, reopening_days },
    }
}

fn carry_over(carry: Option<&wire::CarryOver>, field: &str, v: &mut Violations) -> CarryOver {
    let Some(carry) = carry else { return CarryOver::None };
    let at = |name: &str| format!("{field}.{name}");
    let rule = match wire::CarryOverRule::try_from(carry.rule) {
        Ok(rule) => rule,
        Err(_) => {
            v.add(at("rule"), "choose none, last period, up to or periods");
            return CarryOver::None;
        }
    };
    let (caps, counts) = (rule == wire::CarryOverRule::UpTo, rule == wire::CarryOverRule::Periods);
    v.require(caps || carry.cap.is_none(), at("cap"), "leave it unset, or set rule to up to");
    v.require(counts || carry.periods == 0, at("periods"), "leave it unset, or set rule to periods");
    match rule {
        wire::CarryOverRule::Unspecified | wire::CarryOverRule::None => CarryOver::None,
        wire::CarryOverRule::LastPeriod => CarryOver::LastPeriod,
        wire::CarryOverRule::UpTo => {
            CarryOver::UpTo(values::decimal(&at("cap"), carry.cap.as_ref(), v).unwrap_or(Decimal::ONE))
        }
        wire::CarryOverRule::Periods => CarryOver::Periods(values::count(&at("periods"), carry.periods, v)),
    }
}

fn overage(quota: &wire::QuotaTerms, field: &str, v: &mut Violations) -> Overage {
    let at = |name: &str| format!("{field}.{name}");
    let rule = words::or_default(&at("overage_rule"), quota.overage_rule, OverageRule::Bill, v);
    let (borrows, buys) = (rule == OverageRule::NextPeriod, rule == OverageRule::Replenish);
    let unset = quota.overdraft_limit.is_none();
    v.require(borrows || unset, at("overdraft_limit"), "leave it unset, or set overage_rule to next period");
    let unset = quota.replenish.is_none();
    v.require(buys || unset, at("replenish"), "leave it unset, or set overage_rule to replenish");
    match rule {
        OverageRule::Bill => Overage::Bill,
        OverageRule::Refuse => Overage::Refuse,
        OverageRule::NextPeriod => {
            let limit = values::decimal(&at("overdraft_limit"), quota.overdraft_limit.as_ref(), v);
            Overage::NextPeriod(limit.unwrap_or(Decimal::ONE))
        }
        OverageRule::Replenish => {
            let lot = quota.replenish.clone().unwrap_or_default();
            let amount = values::decimal(&at("replenish.amount"), lot.amount.as_ref(), v);
            let price = values::money(&at("replenish.price"), lot.price.as_ref(), v);
            Overage::Replenish {
                amount: amount.unwrap_or(Decimal::ONE),
                price: price.unwrap_or(Amount::zero(Currency::EUR)),
            }
        }
    }
}

/// What is no percentage becomes zero, which the domain refuses.
fn thresholds(given: &[i32]) -> Vec<u8> {
    if given.is_empty() {
        return DEFAULT_THRESHOLDS.to_vec();
    }
    given.iter().take(11).map(|percent| u8::try_from(*percent).unwrap_or_default()).collect()
}

pub(crate) fn print(quota: &QuotaTerms) -> wire::QuotaTerms {
    let calls = match quota.unit {
        QuotaUnit::Calls { trigger, reopening_days } => Some((trigger, reopening_days)),
        QuotaUnit::Time | QuotaUnit::Value => None,
    };
    let (overdraft_limit, replenish) = match &quota.overage {
        Overage::NextPeriod(limit) => (Some(print_decimal(*limit)), None),
        Overage::Replenish { amount, price } => {
            let lot = wire::ReplenishingLot {
                amount: Some(print_decimal(*amount)),
                price: Some(print_money(*price)),
            };
            (None, Some(lot))
        }
        Overage::Bill | Overage::Refuse => (None, None),
    };
    wire::QuotaTerms {
        name: quota.id.resource_name(),
        display_name: quota.display_name.clone(),
        kind: quota.unit.kind().print(),
        amount: Some(print_decimal(quota.amount)),
        replenishment: quota.replenishment.print(),
        overage_rule: quota.overage.rule().print(),
        overage_per_hour: quota.overage_per_hour.map(print_money),
        band_factors: quota.band_factors.iter().map(print_factor).collect(),
        carry_over: Some(print_carry_over(quota.carry_over)),
        legal_kind: quota.legal.print(),
        call_trigger: calls.map(|(trigger, _)| trigger.print()).unwrap_or_default(),
        reopening_days: calls.and_then(|(_, days)| i32::try_from(days).ok()).unwrap_or_default(),
        overdraft_limit,
        replenish,
        thresholds: quota.thresholds.iter().copied().map(i32::from).collect(),
        lot_price: quota.lot_price.map(print_money),
    }
}

fn print_factor(factor: &BandFactor) -> wire::BandFactor {
    wire::BandFactor { band: factor.band.print(), factor: Some(print_decimal(factor.factor)) }
}

fn print_carry_over(carry: CarryOver) -> wire::CarryOver {
    let (rule, cap, periods) = match carry {
        CarryOver::None => (wire::CarryOverRule::None, None, 0),
        CarryOver::LastPeriod => (wire::CarryOverRule::LastPeriod, None, 0),
        CarryOver::UpTo(cap) => (wire::CarryOverRule::UpTo, Some(print_decimal(cap)), 0),
        CarryOver::Periods(n) => (wire::CarryOverRule::Periods, None, i32::try_from(n).unwrap_or(i32::MAX)),
    };
    wire::CarryOver { rule: rule.into(), cap, periods }
}
