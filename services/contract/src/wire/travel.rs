//! What trips cost and when terms end, as it came in and as it is shown.

use super::values::{self, print_money};
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::{Renewal, TravelZone};
use kontor_ids::SiteId;
use kontor_proto::contract::v1 as wire;

/// So many days before the last day of notice someone is reminded where the terms say nothing.
const REMIND_DAYS: u32 = 30;

pub(crate) fn parse_zone(zone: &wire::TravelZone, field: &str, v: &mut Violations) -> TravelZone {
    let at = |name: &str| format!("{field}.{name}");
    let km = values::count(&at("up_to_km"), zone.up_to_km, v);
    let money = |name: &str, money: &Option<kontor_proto::types::v1::Money>, v: &mut Violations| {
        money.as_ref().and_then(|money| values::money(&at(name), Some(money), v))
    };
    TravelZone {
        display_name: zone.display_name.trim().to_owned(),
        sites: values::names(&at("sites"), &zone.sites, SiteId::from_resource_name, v),
        up_to_km: (km > 0).then_some(km),
        flat: money("flat", &zone.flat, v),
        per_hour: money("per_hour", &zone.per_hour, v),
        per_km: money("per_km", &zone.per_km, v),
    }
}

pub(crate) fn print_zone(zone: &TravelZone) -> wire::TravelZone {
    wire::TravelZone {
        display_name: zone.display_name.clone(),
        sites: zone.sites.iter().map(|id| id.resource_name()).collect(),
        up_to_km: zone.up_to_km.and_then(|km| i32::try_from(km).ok()).unwrap_or_default(),
        flat: zone.flat.map(print_money),
        per_hour: zone.per_hour.map(print_money),
        per_km: zone.per_km.map(print_money),
    }
}

pub(crate) fn parse_renewal(renewal: &wire::Renewal, field: &str, v: &mut Violations) -> Renewal {
    let at = |name: &str| format!("{field}.{name}");
    let remind_days = values::count(&at("remind_days"), renewal.remind_days, v);
    Renewal {
        term_end: renewal.term_end.as_ref().and_then(|day| values::date(&at("term_end"), day, v)),
        notice_months: values::count(&at("notice_months"), renewal.notice_months, v),
        notice_days: values::count(&at("notice_days"), renewal.notice_days, v),
        renewal_months: values::count(&at("renewal_months"), renewal.renewal_months, v),
        remind_days: if remind_days == 0 { REMIND_DAYS } else { remind_days },
    }
}

pub(crate) fn print_renewal(renewal: &Renewal) -> wire::Renewal {
    let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    wire::Renewal {
        term_end: renewal.term_end.map(values::print_date),
        notice_months: number(renewal.notice_months),
        notice_days: number(renewal.notice_days),
        renewal_months: number(renewal.renewal_months),
        remind_days: number(renewal.remind_days),
    }
}
