//! Terms as they are shown and stored.

use super::travel;
use super::values::{print_decimal, print_money, print_seconds, print_validity};
use super::words::{Word, print_list};
use kontor_contract_domain::terms::{
    CoverageRule, Price, RecurringFee, Rounding, RuleEffect, SlaPolicy, SlaTarget, Surcharge, Terms,
};
use kontor_proto::contract::v1 as wire;

pub(crate) fn terms(terms: &Terms) -> wire::Terms {
    wire::Terms {
        valid: Some(print_validity(terms.valid)),
        calendar: terms.calendar.resource_name(),
        sla_policy: terms.sla_policy.map(|id| id.resource_name()).unwrap_or_default(),
        rules: terms.rules.iter().map(rule).collect(),
        prices: terms.prices.iter().map(price).collect(),
        rounding: Some(rounding(terms.rounding)),
        surcharges: terms.surcharges.iter().map(surcharge).collect(),
        quotas: terms.quotas.iter().map(super::quota::print).collect(),
        fees: terms.fees.iter().map(fee).collect(),
        kind: terms.kind.print(),
        travel_zones: terms.travel_zones.iter().map(travel::print_zone).collect(),
        renewal: terms.renewal.as_ref().map(travel::print_renewal),
    }
}

fn rule(rule: &CoverageRule) -> wire::CoverageRule {
    let (decision, excludes) = match rule.effect {
        RuleEffect::Decides(decision) => (decision.print(), false),
        RuleEffect::Excludes => (0, true),
    };
    wire::CoverageRule {
        display_name: rule.display_name.clone(),
        decision,
        assets: rule.assets.iter().map(|id| id.resource_name()).collect(),
        asset_classes: rule.asset_classes.iter().map(ToString::to_string).collect(),
        sites: rule.sites.iter().map(|id| id.resource_name()).collect(),
        activities: rule.activities.iter().map(ToString::to_string).collect(),
        channels: print_list(&rule.channels),
        bands: print_list(&rule.bands),
        priorities: print_list(&rule.priorities),
        contacts: rule.contacts.iter().map(|id| id.resource_name()).collect(),
        excludes,
    }
}

pub(crate) fn price(price: &Price) -> wire::Price {
    wire::Price {
        activity: price.activity.as_ref().map(ToString::to_string).unwrap_or_default(),
        channel: price.channel.map(Word::print).unwrap_or_default(),
        per_hour: Some(print_money(price.per_hour)),
    }
}

/// Seconds that were checked to be at most a day.
fn small(seconds: u32) -> i32 {
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

pub(crate) fn rounding(rounding: Rounding) -> wire::Rounding {
    wire::Rounding {
        increment_seconds: small(rounding.increment_seconds),
        minimum_seconds: small(rounding.minimum_seconds),
        free_seconds: small(rounding.free_seconds),
        mode: rounding.mode.print(),
        scope: rounding.scope.print(),
    }
}

fn surcharge(surcharge: &Surcharge) -> wire::Surcharge {
    wire::Surcharge { band: surcharge.band.print(), percent: Some(print_decimal(surcharge.percent)) }
}

fn fee(fee: &RecurringFee) -> wire::RecurringFee {
    wire::RecurringFee {
        display_name: fee.display_name.clone(),
        amount: Some(print_money(fee.amount)),
        period: fee.period.print(),
        in_advance: fee.in_advance,
        proration: fee.proration.print(),
        quantity: small(fee.quantity),
    }
}

pub(crate) fn policy(policy: &SlaPolicy) -> wire::SlaPolicy {
    wire::SlaPolicy {
        display_name: policy.display_name.clone(),
        targets: policy.targets.iter().map(target).collect(),
        pause_on_vendor: policy.pause_on_vendor,
        ..wire::SlaPolicy::default()
    }
}

fn target(target: &SlaTarget) -> wire::SlaTarget {
    wire::SlaTarget {
        priority: target.priority.print(),
        response: target.response.map(print_seconds),
        update: target.update.map(print_seconds),
        resolution: target.resolution.map(print_seconds),
    }
}
