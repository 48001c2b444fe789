//! C1 to C9 on one small customer: two contracts, one server, one contact.

mod properties;
mod rules;
mod spans;

use super::*;
use crate::facts::{
    AssetFacts, CalendarFacts, ContactFacts, ContractFacts, CustomerFacts, HouseFacts, PolicyFacts,
    PriceListFacts, VersionFacts,
};
use crate::terms::{CoverageRule, Price, RuleEffect, SlaPolicy, SlaTarget, Terms, Validity};
use crate::words::ContractKind;
use jiff::{civil::date, tz::TimeZone};
use kontor_calendar::{Calendar, ServiceTime};
use kontor_ids::{CustomerId, PriceListId, SequentialIds};
use kontor_money::{Amount, Currency};
use rust_decimal::dec;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static IDS: LazyLock<SequentialIds> = LazyLock::new(|| SequentialIds::new(21));
static CALENDAR: LazyLock<CalendarFacts> = LazyLock::new(|| CalendarFacts {
    id: CalendarId::new(&*IDS),
    version: 3,
    time: Arc::new(service_time()),
});

fn service_time() -> ServiceTime {
    "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off".parse::<Calendar>().unwrap().compile()
}

/// A local time in Berlin, such as `2026-03-04T10:00`. 4 March 2026 is a Wednesday.
fn at(local: &str) -> Timestamp {
    let time: jiff::civil::DateTime = local.parse().unwrap();
    time.to_zoned(TimeZone::get("Europe/Berlin").unwrap()).unwrap().timestamp()
}

fn euro(value: Decimal) -> Amount {
    Amount::new(value, Currency::EUR).unwrap()
}

fn rule(name: &str, decision: Decision) -> CoverageRule {
    CoverageRule::any(name, RuleEffect::Decides(decision))
}

fn excludes(name: &str) -> CoverageRule {
    CoverageRule::any(name, RuleEffect::Excludes)
}

fn per_hour(value: Decimal) -> Price {
    Price { activity: None, channel: None, per_hour: euro(value) }
}

fn terms(rules: Vec<CoverageRule>) -> Terms {
    Terms {
        valid: Validity { start: date(2026, 1, 1), end: None },
        calendar: CALENDAR.id,
        sla_policy: None,
        rules,
        prices: Vec::new(),
        rounding: Rounding::default(),
        surcharges: Vec::new(),
        quotas: Vec::new(),
        fees: Vec::new(),
        kind: ContractKind::Individual,
        travel_zones: Vec::new(),
        renewal: None,
    }
}

fn version(number: u32, terms: Terms) -> VersionFacts {
    let hour = 3600;
    let target = SlaTarget {
        priority: Priority::Normal,
        response: Some(2 * hour),
        update: None,
        resolution: Some(9 * hour),
    };
    let policy = SlaPolicy { display_name: "Gold".into(), targets: vec![target], pause_on_vendor: false };
    VersionFacts {
        id: ContractVersionId::new(&*IDS),
        number,
        sla_policy: terms.sla_policy.map(|id| PolicyFacts { id, version: 2, policy: Arc::new(policy) }),
        terms: Arc::new(terms.check().unwrap()),
        calendar: CALENDAR.clone(),
    }
}

fn contract(number: &str, terms: Terms) -> ContractFacts {
    ContractFacts {
        id: ContractId::new(&*IDS),
        number: number.into(),
        priority: 50,
        fall_through: None,
        suspended: false,
        versions: vec![version(1, terms)],
    }
}

fn list(own: Option<CustomerId>, start: jiff::civil::Date, price: Decimal) -> PriceListFacts {
    PriceListFacts {
        id: PriceListId::new(&*IDS),
        customer: own,
        valid: Validity { start, end: None },
        prices: vec![per_hour(price)],
    }
}

#[derive(Debug)]
struct World {
    facts: Facts,
    asset: AssetId,
    site: SiteId,
    contact: ContactId,
}

/// A customer with server SRV-02 in Augsburg, Eva who may order, and a house list of 120.00.
fn world(contracts: Vec<ContractFacts>) -> World {
    let (asset, site, contact) = (AssetId::new(&*IDS), SiteId::new(&*IDS), ContactId::new(&*IDS));
    let server = AssetFacts { name: "SRV-02".into(), class: "server".parse().unwrap(), site: Some(site) };
    let eva = ContactFacts { name: "Eva".into(), order_right: OrderRight::Unlimited };
    let facts = Facts {
        customer: CustomerFacts { id: CustomerId::new(&*IDS), name: "Muster GmbH".into(), suspended: false },
        contacts: BTreeMap::from([(contact, eva)]),
        sites: BTreeMap::from([(site, "Augsburg".into())]),
        assets: BTreeMap::from([(asset, server)]),
        directives: Vec::new(),
        contracts,
        price_lists: vec![list(None, date(2020, 1, 1), dec!(120))],
        house: HouseFacts {
            zone: TimeZone::get("Europe/Berlin").unwrap(),
            rounding: Rounding::default(),
            level: None,
        },
    };
    World { facts, asset, site, contact }
}

impl World {
    fn question(&self, local: &str) -> Question {
        Question {
            contact: Some(self.contact),
            asset: Some(self.asset),
            site: None,
            activity: Activity::support(),
            channel: Channel::Remote,
            priority: Priority::Normal,
            at: at(local),
        }
    }

    fn ask(&self, local: &str) -> Verdict {
        resolve(&self.facts, &self.question(local))
    }
}

fn by(verdict: &Verdict) -> Option<(&str, u32)> {
    verdict.decided_by.as_ref().map(|by| (by.contract_number.as_str(), by.rule))
}

fn said(verdict: &Verdict, words: &str) -> bool {
    verdict.explanation.iter().any(|step| step.en.contains(words))
}

fn outcome(verdict: &Verdict, key: &str) -> Outcome {
    verdict.predicates.iter().find(|predicate| predicate.key == key).unwrap().outcome
}

const WEDNESDAY: &str = "2026-03-04T10:00";
