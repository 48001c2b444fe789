//! The large part of what coverage is judged by, as the statement gives it, and what it means.

use super::Shelf;
use crate::queries::twins::Twins;
use crate::store::houses::HOUSE_ZONE;
use crate::wire::{policy, refusal, terms, values};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_calendar::{Calendar, CalendarHistory};
use kontor_contract_domain::Violations;
use kontor_contract_domain::facts::{
    ContractFacts, CustomerFacts, Facts, HouseFacts, PolicyFacts, PriceListFacts, VersionFacts,
};
use kontor_contract_domain::master::Directive;
use kontor_contract_domain::terms::{Rounding, Validity};
use kontor_ids::{
    CalendarId, ContractId, ContractVersionId, CustomerId, DirectiveId, PriceListId, SlaPolicyId, Uuid,
};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use prost::Message;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
pub(super) struct Rest {
    directives: Vec<DirectiveJson>,
    price_lists: Vec<PriceListJson>,
    contracts: Vec<ContractJson>,
    /// What was merged, with what it was merged into.
    merged: Vec<(Uuid, Uuid)>,
    house: Option<HouseJson>,
}

#[derive(Debug, Deserialize)]
struct HouseJson {
    zone: String,
    rounding: String,
    calendar: Option<CalendarJson>,
    policy: Option<PolicyJson>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CalendarJson {
    pub(super) id: CalendarId,
    pub(super) versions: Vec<CalendarVersionJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
pub(super) struct CalendarVersionJson {
    pub(super) version: u32,
    pub(super) from: Option<String>,
    pub(super) definition: String,
}

#[derive(Debug, Deserialize)]
struct PolicyJson {
    id: SlaPolicyId,
    version: u32,
    policy: String,
}

#[derive(Debug, Deserialize)]
struct DirectiveJson {
    id: DirectiveId,
    severity: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct PriceListJson {
    id: PriceListId,
    own: bool,
    from: String,
    until: Option<String>,
    prices: String,
}

#[derive(Debug, Deserialize)]
struct ContractJson {
    id: ContractId,
    number: String,
    priority: u8,
    fall_through: Option<ContractId>,
    suspended: bool,
    versions: Vec<VersionJson>,
}

#[derive(Debug, Deserialize)]
struct VersionJson {
    id: ContractVersionId,
    number: u32,
    from: String,
    until: Option<String>,
    terms: String,
    calendar: CalendarJson,
    policy: Option<PolicyJson>,
}

/// A calendar through its versions: the first day and the text of each, in the order they were written.
pub(crate) fn history<'a>(
    stretches: impl Iterator<Item = (Option<&'a str>, &'a str)>,
) -> Result<CalendarHistory> {
    let mut history: Option<CalendarHistory> = None;
    for (from, definition) in stretches {
        let calendar: Calendar = definition.parse().map_err(Problem::internal)?;
        history = Some(match (history, from) {
            (Some(history), Some(from)) => {
                let from: Date = from.parse().map_err(Problem::internal)?;
                history.then(from, calendar).map_err(Problem::internal)?
            }
            (_, _) => CalendarHistory::new(calendar),
        });
    }
    history.ok_or_else(|| Problem::internal("a calendar without versions"))
}

pub(super) fn decode(shelf: &Shelf, customer: CustomerFacts, rest: Rest) -> Result<Facts> {
    let id = customer.id;
    let twins = Twins::new(&rest.merged);
    let directive = |row: DirectiveJson| -> Result<Directive> {
        let severity = row.severity.parse().map_err(Problem::internal)?;
        Ok(Directive { id: row.id, customer: id, severity, text: row.text, withdrawn: false })
    };
    Ok(Facts {
        directives: rest.directives.into_iter().map(directive).collect::<Result<_>>()?,
        price_lists: rest.price_lists.into_iter().map(|row| price_list(id, row)).collect::<Result<_>>()?,
        contracts: rest
            .contracts
            .into_iter()
            .map(|row| contract(shelf, &twins, row))
            .collect::<Result<_>>()?,
        customer,
        contacts: BTreeMap::new(),
        sites: BTreeMap::new(),
        assets: BTreeMap::new(),
        house: house(shelf, rest.house)?,
    })
}

fn price_list(customer: CustomerId, row: PriceListJson) -> Result<PriceListFacts> {
    let stored: wire::PriceList = message(&row.prices)?;
    let mut v = Violations::new();
    let prices = terms::prices("price_list.prices", &stored.prices, &mut v);
    sound(v)?;
    let valid = validity(&row.from, row.until.as_deref())?;
    Ok(PriceListFacts { id: row.id, customer: row.own.then_some(customer), valid, prices })
}

fn contract(shelf: &Shelf, twins: &Twins, row: ContractJson) -> Result<ContractFacts> {
    let versions = row.versions.into_iter().map(|row| version(shelf, twins, row)).collect::<Result<_>>()?;
    let ContractJson { id, number, priority, fall_through, suspended, .. } = row;
    Ok(ContractFacts { id, number, priority, fall_through, suspended, versions })
}

fn version(shelf: &Shelf, twins: &Twins, row: VersionJson) -> Result<VersionFacts> {
    let mut stored: wire::Terms = message(&row.terms)?;
    twins.complete_all(&mut stored);
    let valid = values::print_validity(validity(&row.from, row.until.as_deref())?);
    let mut v = Violations::new();
    let terms = terms::stored(&wire::Terms { valid: Some(valid), ..stored }, &mut v);
    sound(v)?;
    Ok(VersionFacts {
        id: row.id,
        number: row.number,
        calendar: shelf.calendar(&row.calendar)?,
        sla_policy: row.policy.map(policy).transpose()?,
        terms: Arc::new(terms),
    })
}

fn policy(row: PolicyJson) -> Result<PolicyFacts> {
    let stored: wire::SlaPolicy = message(&row.policy)?;
    let policy = policy::parse(Some(&stored)).map_err(Problem::internal)?;
    Ok(PolicyFacts { id: row.id, version: row.version, policy: Arc::new(policy) })
}

/// What the house decided, else what this service does.
fn house(shelf: &Shelf, row: Option<HouseJson>) -> Result<HouseFacts> {
    let zone = |name: &str| TimeZone::get(name).map_err(Problem::internal);
    let Some(row) = row else {
        return Ok(HouseFacts { zone: zone(HOUSE_ZONE)?, rounding: Rounding::default(), level: None });
    };
    let mut v = Violations::new();
    let rounding = terms::rounding("rounding", &message(&row.rounding)?, &mut v);
    sound(v)?;
    let calendar = row.calendar.map(|row| shelf.calendar(&row)).transpose()?;
    let level = calendar.zip(row.policy.map(policy).transpose()?);
    Ok(HouseFacts { zone: zone(&row.zone)?, rounding, level })
}

/// A stored message.
fn message<M: Message + Default>(text: &str) -> Result<M> {
    let bytes = hex::decode(text).map_err(Problem::internal)?;
    M::decode(bytes.as_slice()).map_err(Problem::internal)
}

fn validity(from: &str, until: Option<&str>) -> Result<Validity> {
    let day = |text: &str| text.parse::<Date>().map_err(Problem::internal);
    Ok(Validity { start: day(from)?, end: until.map(day).transpose()? })
}

/// What was stored was checked before: anything wrong with it is a fault of ours.
fn sound(v: Violations) -> Result<()> {
    if v.is_empty() { Ok(()) } else { Err(Problem::internal(refusal(v))) }
}
