//! Terms as they came in.

use super::{quota, travel, values, words};
use kontor_contract_domain::master::Activity;
use kontor_contract_domain::terms::{
    CheckedTerms, CoverageRule, Price, RecurringFee, Rounding, RuleEffect, Surcharge, Terms,
};
use kontor_contract_domain::{
    ContractKind, Decision, Proration, Replenishment, RoundingMode, RoundingScope, Violations,
};
use kontor_ids::{AssetId, CalendarId, ContactId, IdSource, QuotaId, SiteId, SlaPolicyId};
use kontor_money::{Amount, Currency};
use kontor_proto::contract::v1 as wire;

/// Which names of quotas terms may carry.
#[derive(Clone, Copy)]
pub(crate) enum QuotaNames<'a> {
    /// None: all are new and get a name from this source.
    New(&'a dyn IdSource),
    /// None for new ones, which get one from this source, or those that the contract has already.
    NewOr(&'a dyn IdSource, &'a [QuotaId]),
    /// None for new ones, or any: whether the contract has them is judged elsewhere.
    Any(&'a dyn IdSource),
    /// All: they were stored with them.
    Stored,
}

impl QuotaNames<'_> {
    pub(crate) fn placeholder(self) -> QuotaId {
        match self {
            Self::New(ids) | Self::NewOr(ids, _) | Self::Any(ids) => QuotaId::new(ids),
            Self::Stored => QuotaId::from_uuid(values::NOTHING),
        }
    }
}

/// Reads and checks terms; nothing with everything that is wrong noted.
pub(crate) fn parse(
    terms: Option<&wire::Terms>,
    names: QuotaNames<'_>,
    v: &mut Violations,
) -> Option<CheckedTerms> {
    let Some(terms) = terms else {
        v.add("terms", "give the terms");
        return None;
    };
    let read = read(terms, names, v);
    super::keep_but(v, read.check(), &["terms.prices", "terms.surcharges", "terms.quotas"])
}

/// Reads terms that were accepted when they were written. They are not judged anew: an end that a later version set, or
/// a rule that came later, takes nothing back (C3).
pub(crate) fn stored(terms: &wire::Terms, v: &mut Violations) -> CheckedTerms {
    CheckedTerms::stored(read(terms, QuotaNames::Stored, v))
}

fn read(terms: &wire::Terms, names: QuotaNames<'_>, v: &mut Violations) -> Terms {
    let policy =
        values::optional_name("terms.sla_policy", &terms.sla_policy, SlaPolicyId::from_resource_name, v);
    Terms {
        valid: values::validity("terms.valid", terms.valid.as_ref(), v),
        calendar: values::name(
            "terms.calendar",
            &terms.calendar,
            CalendarId::from_resource_name,
            CalendarId::from_uuid,
            v,
        ),
        sla_policy: policy,
        rules: each(&terms.rules, "terms.rules", v, rule),
        prices: prices("terms.prices", &terms.prices, v),
        rounding: terms
            .rounding
            .as_ref()
            .map_or_else(Rounding::default, |r| rounding("terms.rounding", r, v)),
        surcharges: each(&terms.surcharges, "terms.surcharges", v, |surcharge, field, v| {
            let band = words::required(&format!("{field}.band"), surcharge.band, v);
            let percent = values::decimal(&format!("{field}.percent"), surcharge.percent.as_ref(), v);
            Some(Surcharge { band: band?, percent: percent? })
        }),
        quotas: each(&terms.quotas, "terms.quotas", v, |q, field, v| Some(quota::parse(q, field, names, v))),
        fees: each(&terms.fees, "terms.fees", v, fee),
        kind: words::or_default("terms.kind", terms.kind, ContractKind::Individual, v),
        travel_zones: each(&terms.travel_zones, "terms.travel_zones", v, |zone, field, v| {
            Some(travel::parse_zone(zone, field, v))
        }),
        renewal: terms.renewal.as_ref().map(|r| travel::parse_renewal(r, "terms.renewal", v)),
    }
}

/// Reads items; what could not be read is left out, with what is wrong noted. One more than the limit of any list
/// is enough to see that it is too long.
pub(crate) fn each<W, T>(
    items: &[W],
    field: &str,
    v: &mut Violations,
    read: impl Fn(&W, &str, &mut Violations) -> Option<T>,
) -> Vec<T> {
    let items = items.iter().take(101).enumerate();
    items.filter_map(|(i, item)| read(item, &format!("{field}[{i}]"), v)).collect()
}

fn rule(rule: &wire::CoverageRule, field: &str, v: &mut Violations) -> Option<CoverageRule> {
    let at = |name: &str| format!("{field}.{name}");
    let decision = at("decision");
    let effect = if rule.excludes {
        v.require(rule.decision == 0, decision, "leave it unset in a rule that excludes");
        Some(RuleEffect::Excludes)
    } else {
        words::required::<Decision>(&decision, rule.decision, v).map(RuleEffect::Decides)
    };
    Some(CoverageRule {
        display_name: rule.display_name.trim().to_owned(),
        assets: values::names(&at("assets"), &rule.assets, AssetId::from_resource_name, v),
        asset_classes: values::texts(&at("asset_classes"), &rule.asset_classes, v),
        sites: values::names(&at("sites"), &rule.sites, SiteId::from_resource_name, v),
        activities: values::texts(&at("activities"), &rule.activities, v),
        channels: words::list(&at("channels"), &rule.channels, v),
        bands: words::list(&at("bands"), &rule.bands, v),
        priorities: words::list(&at("priorities"), &rule.priorities, v),
        contacts: values::names(&at("contacts"), &rule.contacts, ContactId::from_resource_name, v),
        // Included clashes with nothing, so that an unread decision causes no second complaint.
        effect: effect.unwrap_or(RuleEffect::Decides(Decision::Included)),
    })
}

/// Reads prices below a field.
pub(crate) fn prices(field: &str, prices: &[wire::Price], v: &mut Violations) -> Vec<Price> {
    each(prices, field, v, |price, field, v| {
        let activity: Option<Activity> = v.optional(&format!("{field}.activity"), &price.activity);
        let channel = words::optional(&format!("{field}.channel"), price.channel, v);
        let per_hour = values::money(&format!("{field}.per_hour"), price.per_hour.as_ref(), v);
        Some(Price { activity, channel, per_hour: per_hour? })
    })
}

/// Reads how quantities are rounded, below a field.
pub(crate) fn rounding(field: &str, rounding: &wire::Rounding, v: &mut Violations) -> Rounding {
    let at = |name: &str| format!("{field}.{name}");
    Rounding {
        increment_seconds: values::count(&at("increment_seconds"), rounding.increment_seconds, v),
        minimum_seconds: values::count(&at("minimum_seconds"), rounding.minimum_seconds, v),
        free_seconds: values::count(&at("free_seconds"), rounding.free_seconds, v),
        mode: words::or_default(&at("mode"), rounding.mode, RoundingMode::Up, v),
        scope: words::or_default(&at("scope"), rounding.scope, RoundingScope::Entry, v),
    }
}

pub(crate) fn quota_name(
    name: &str,
    field: &str,
    names: QuotaNames<'_>,
    v: &mut Violations,
) -> Option<QuotaId> {
    let id = values::optional_name(field, name, QuotaId::from_resource_name, v);
    match (names, id) {
        (QuotaNames::New(ids) | QuotaNames::NewOr(ids, _) | QuotaNames::Any(ids), None) => {
            Some(QuotaId::new(ids))
        }
        (QuotaNames::NewOr(_, known), Some(id)) if known.contains(&id) => Some(id),
        (QuotaNames::NewOr(..), Some(_)) => {
            v.add(field, "leave it empty for a new quota, or name one of this contract to go on with it");
            None
        }
        (QuotaNames::New(_), Some(_)) => {
            v.add(field, "leave it empty: the service names new quotas");
            None
        }
        (QuotaNames::Stored | QuotaNames::Any(_), id) => id,
    }
}

fn fee(fee: &wire::RecurringFee, field: &str, v: &mut Violations) -> Option<RecurringFee> {
    let amount = values::money(&format!("{field}.amount"), fee.amount.as_ref(), v);
    let period = words::required::<Replenishment>(&format!("{field}.period"), fee.period, v);
    let quantity = values::count(&format!("{field}.quantity"), fee.quantity, v);
    let proration = words::or_default(&format!("{field}.proration"), fee.proration, Proration::ByDay, v);
    Some(RecurringFee {
        display_name: fee.display_name.trim().to_owned(),
        amount: amount.unwrap_or(Amount::zero(Currency::EUR)),
        period: period.unwrap_or(Replenishment::Monthly),
        in_advance: fee.in_advance,
        proration,
        quantity: quantity.max(1),
    })
}
