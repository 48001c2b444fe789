//! What coverage is judged by, in one statement (C1).
//!
//! The large part of it, contracts with their terms, directives and price lists, is kept decoded by house and
//! customer. Every change of it raises a revision in its own transaction, and the statement reads the revisions in the
//! same snapshot as the rest: a stale copy is never used.

use super::twins::Twins;
use crate::store::houses::HOUSE_ZONE;
use crate::wire::coverage::Asked;
use crate::wire::terms;
use crate::wire::{policy, refusal, terms as wire_terms, values};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_calendar::{Calendar, CalendarHistory, ServiceTime};
use kontor_contract_domain::facts::{
    AssetFacts, CalendarFacts, ContactFacts, ContractFacts, CustomerFacts, Facts, HouseFacts, PolicyFacts,
    PriceListFacts, VersionFacts,
};
use kontor_contract_domain::master::Directive;
use kontor_contract_domain::terms::{Rounding, Validity};
use kontor_contract_domain::{Question, Violations};
use kontor_ids::{
    AssetId, CalendarId, ContactId, ContractId, ContractVersionId, CustomerId, DirectiveId, PriceListId,
    SiteId, SlaPolicyId, TenantId, Uuid,
};
use kontor_postgres::Db;
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use moka::sync::Cache;
use prost::Message;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Decoded facts at hand.
pub(crate) struct Shelf {
    facts: Cache<(TenantId, CustomerId), Arc<Held>>,
    /// By their versions with their first days: many houses keep the same hours. Each takes about 250 KiB.
    calendars: Cache<Vec<CalendarVersionJson>, Arc<ServiceTime>>,
}

struct Held {
    revision: i64,
    house_revision: i64,
    /// Without contacts, assets and sites.
    facts: Facts,
}

impl Shelf {
    /// An empty shelf.
    pub(crate) fn new() -> Self {
        Self { facts: Cache::new(5_000), calendars: Cache::new(256) }
    }

    fn calendar(&self, row: &CalendarJson) -> Result<CalendarFacts> {
        let newest = row.versions.last().ok_or_else(|| Problem::internal("a calendar without versions"))?;
        let time = match self.calendars.get(&row.versions) {
            Some(time) => time,
            None => {
                let stretches = row.versions.iter().map(|v| (v.from.as_deref(), v.definition.as_str()));
                let time = Arc::new(history(stretches)?.compile());
                self.calendars.insert(row.versions.clone(), time.clone());
                time
            }
        };
        Ok(CalendarFacts { id: row.id, version: newest.version, time })
    }
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

#[derive(Debug, Deserialize)]
struct Rest {
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
struct CalendarJson {
    id: CalendarId,
    versions: Vec<CalendarVersionJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
struct CalendarVersionJson {
    version: u32,
    from: Option<String>,
    definition: String,
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

/// Loads what a question is judged by.
///
/// # Errors
/// As [`load_all`].
pub(crate) async fn load(db: &Db, tenant: TenantId, shelf: &Shelf, asked: &Asked) -> Result<Facts> {
    let mut facts = load_all(db, tenant, shelf, std::slice::from_ref(asked)).await?;
    facts.remove(&asked.customer).ok_or_else(|| Problem::NotFound(asked.customer.resource_name()))
}

/// Loads what many questions are judged by, in one statement: by customer, with the contacts, assets and sites that its
/// questions name.
///
/// # Errors
/// [`Problem::NotFound`] for a customer, or for a contact, asset or site that is none of its customer's.
pub(crate) async fn load_all(
    db: &Db,
    tenant: TenantId,
    shelf: &Shelf,
    asked: &[Asked],
) -> Result<BTreeMap<CustomerId, Facts>> {
    let held: Vec<_> = asked.iter().map(|asked| shelf.facts.get(&(tenant, asked.customer))).collect();
    let (mut seen, mut first) = (BTreeSet::new(), Vec::new());
    asked.iter().for_each(|asked| first.push(seen.insert(asked.customer)));
    let ids = |id: fn(&Asked) -> Option<Uuid>| asked.iter().map(id).collect::<Vec<_>>();
    let customers: Vec<Uuid> = asked.iter().map(|asked| asked.customer.uuid()).collect();
    let revision = |of: fn(&Held) -> i64| {
        held.iter().map(|held| held.as_ref().map_or(0, |held| of(held))).collect::<Vec<_>>()
    };
    let whose =
        held.iter().map(|held| held.as_ref().map_or(Uuid::nil(), |held| held.facts.customer.id.uuid()));
    let whose: Vec<Uuid> = whose.collect();
    let rows = sqlx::query_file!(
        "queries/facts/load.sql",
        &customers,
        &ids(|asked| asked.question.contact.map(ContactId::uuid)) as _,
        &ids(|asked| asked.question.asset.map(AssetId::uuid)) as _,
        &ids(|asked| asked.question.site.map(SiteId::uuid)) as _,
        &revision(|held| held.revision),
        &revision(|held| held.house_revision),
        &first,
        tenant.uuid(),
        &whose
    )
    .fetch_all(db.single())
    .await?;
    let mut all: BTreeMap<CustomerId, Facts> = BTreeMap::new();
    let mut answered = BTreeSet::new();
    let mut people = Vec::new();
    for row in rows {
        let n = usize::try_from(row.n).ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < asked.len());
        let n = n.ok_or_else(|| Problem::internal("a row without a question"))?;
        let customer = asked[n].customer;
        answered.insert(n);
        if first[n] {
            let facts = match (row.rest, &held[n]) {
                (None, Some(held)) => held.facts.clone(),
                (None, None) => return Err(Problem::internal("a revision is zero")),
                (Some(rest), _) => {
                    let name = row.display_name;
                    let id = CustomerId::from_uuid(row.id);
                    let customer = CustomerFacts { id, name, suspended: row.suspended };
                    let facts = decode(shelf, customer, rest.0)?;
                    let (revision, house_revision) = (row.revision, row.house_revision);
                    let held = Held { revision, house_revision, facts: facts.clone() };
                    shelf.facts.insert((tenant, asked[n].customer), Arc::new(held));
                    facts
                }
            };
            all.insert(customer, facts);
        }
        people.push(Named {
            n,
            contact: row.contact_name.zip(row.order_right).map(|(name, word)| (name, word, row.order_limit)),
            asset: row.asset_name.zip(row.asset_class).map(|(name, class)| (name, class, row.asset_site)),
            site: row.site_id.zip(row.site_name),
        });
    }
    if let Some(missing) = (0..asked.len()).find(|n| !answered.contains(n)) {
        return Err(Problem::NotFound(asked[missing].customer.resource_name()));
    }
    for named in people {
        let asked = &asked[named.n];
        if let Some(facts) = all.get_mut(&asked.customer) {
            named.add(&asked.question, facts)?;
        }
    }
    Ok(all)
}

/// Whom and what a question names, as it was found.
struct Named {
    n: usize,
    contact: Option<(String, String, Option<Decimal>)>,
    asset: Option<(String, String, Option<Uuid>)>,
    site: Option<(Uuid, String)>,
}

impl Named {
    /// Adds what was found; what is missing is none of the customer's.
    fn add(self, question: &Question, facts: &mut Facts) -> Result<()> {
        if let Some(id) = question.contact {
            let (name, word, limit) = self.contact.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
            let order_right = crate::store::customers::read_order_right(&word, limit)?;
            facts.contacts.insert(id, ContactFacts { name, order_right });
        }
        if let Some(id) = question.asset {
            let (name, class, site) = self.asset.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
            let class = class.parse().map_err(Problem::internal)?;
            facts.assets.insert(id, AssetFacts { name, class, site: site.map(SiteId::from_uuid) });
        }
        if let Some((id, name)) = self.site {
            facts.sites.insert(SiteId::from_uuid(id), name);
        }
        match question.site.filter(|id| !facts.sites.contains_key(id)) {
            Some(id) => Err(Problem::NotFound(id.resource_name())),
            None => Ok(()),
        }
    }
}

fn decode(shelf: &Shelf, customer: CustomerFacts, rest: Rest) -> Result<Facts> {
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
    let terms = wire_terms::stored(&wire::Terms { valid: Some(valid), ..stored }, &mut v);
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
