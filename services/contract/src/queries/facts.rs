//! What coverage is judged by, in one statement (C1).
//!
//! The large part of it, contracts with their terms, directives and price lists, is kept decoded by house and
//! customer. Every change of it raises a revision in its own transaction, and the statement reads the revisions in the
//! same snapshot as the rest: a stale copy is never used.

use crate::wire::coverage::Asked;
use crate::wire::terms;
use crate::wire::{policy, refusal, terms as wire_terms, values};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kontor_calendar::{Calendar, ServiceTime};
use kontor_contract_domain::Violations;
use kontor_contract_domain::facts::{
    AssetFacts, CalendarFacts, ContactFacts, ContractFacts, CustomerFacts, Facts, HouseFacts, PriceListFacts,
    VersionFacts,
};
use kontor_contract_domain::master::Directive;
use kontor_contract_domain::terms::{Rounding, Validity};
use kontor_ids::{
    AssetId, CalendarId, ContactId, ContractId, ContractVersionId, CustomerId, DirectiveId, PriceListId,
    SiteId, TenantId,
};
use kontor_postgres::Db;
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use moka::sync::Cache;
use prost::Message;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days are counted in this zone where no contract's calendar says another.
const HOUSE_ZONE: &str = "Europe/Berlin";

/// Decoded facts at hand.
pub(crate) struct Shelf {
    facts: Cache<(TenantId, CustomerId), Arc<Held>>,
    /// By their definition: many houses keep the same hours. Each takes about 250 KiB.
    calendars: Cache<String, Arc<ServiceTime>>,
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

    fn calendar(&self, version: &VersionJson) -> Result<CalendarFacts> {
        let time = match self.calendars.get(&version.definition) {
            Some(time) => time,
            None => {
                let calendar: Calendar = version.definition.parse().map_err(Problem::internal)?;
                let time = Arc::new(calendar.compile());
                self.calendars.insert(version.definition.clone(), time.clone());
                time
            }
        };
        Ok(CalendarFacts { id: version.calendar, version: version.calendar_version, time })
    }
}

#[derive(Debug, Deserialize)]
struct Rest {
    directives: Vec<DirectiveJson>,
    price_lists: Vec<PriceListJson>,
    contracts: Vec<ContractJson>,
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
    calendar: CalendarId,
    calendar_version: u32,
    definition: String,
    policy: Option<String>,
}

/// Loads what the question is judged by.
///
/// # Errors
/// [`Problem::NotFound`] for the customer, or for a contact, asset or site that is none of the customer's.
pub(crate) async fn load(db: &Db, tenant: TenantId, shelf: &Shelf, asked: &Asked) -> Result<Facts> {
    let (customer, question) = (asked.customer, &asked.question);
    let key = (tenant, customer);
    let held = shelf.facts.get(&key);
    let row = sqlx::query_file!(
        "queries/facts/load.sql",
        customer.uuid(),
        question.contact.map(ContactId::uuid),
        question.asset.map(AssetId::uuid),
        question.site.map(SiteId::uuid),
        held.as_ref().map_or(0, |held| held.revision),
        held.as_ref().map_or(0, |held| held.house_revision),
        tenant.uuid()
    )
    .fetch_optional(db.single())
    .await?;
    let row = row.ok_or_else(|| Problem::NotFound(customer.resource_name()))?;
    let mut facts = match (row.rest, held) {
        (None, Some(held)) => held.facts.clone(),
        (None, None) => return Err(Problem::internal("a revision is zero")),
        (Some(rest), _) => {
            let customer = CustomerFacts { id: customer, name: row.display_name, suspended: row.suspended };
            let facts = decode(shelf, customer, rest.0)?;
            let (revision, house_revision) = (row.revision, row.house_revision);
            shelf.facts.insert(key, Arc::new(Held { revision, house_revision, facts: facts.clone() }));
            facts
        }
    };
    if let Some(id) = question.contact {
        let missing = || Problem::NotFound(id.resource_name());
        let (name, word) = row.contact_name.zip(row.order_right).ok_or_else(missing)?;
        let order_right = crate::store::customers::read_order_right(&word, row.order_limit)?;
        facts.contacts.insert(id, ContactFacts { name, order_right });
    }
    if let Some(id) = question.asset {
        let missing = || Problem::NotFound(id.resource_name());
        let (name, class) = row.asset_name.zip(row.asset_class).ok_or_else(missing)?;
        let class = class.parse().map_err(Problem::internal)?;
        facts.assets.insert(id, AssetFacts { name, class, site: row.asset_site.map(SiteId::from_uuid) });
    }
    if let Some((id, name)) = row.site_id.zip(row.site_name) {
        facts.sites.insert(SiteId::from_uuid(id), name);
    }
    match question.site.filter(|id| !facts.sites.contains_key(id)) {
        Some(id) => Err(Problem::NotFound(id.resource_name())),
        None => Ok(facts),
    }
}

fn decode(shelf: &Shelf, customer: CustomerFacts, rest: Rest) -> Result<Facts> {
    let id = customer.id;
    let directive = |row: DirectiveJson| -> Result<Directive> {
        let severity = row.severity.parse().map_err(Problem::internal)?;
        Ok(Directive { id: row.id, customer: id, severity, text: row.text })
    };
    Ok(Facts {
        directives: rest.directives.into_iter().map(directive).collect::<Result<_>>()?,
        price_lists: rest.price_lists.into_iter().map(|row| price_list(id, row)).collect::<Result<_>>()?,
        contracts: rest.contracts.into_iter().map(|row| contract(shelf, row)).collect::<Result<_>>()?,
        customer,
        contacts: BTreeMap::new(),
        sites: BTreeMap::new(),
        assets: BTreeMap::new(),
        house: HouseFacts {
            zone: TimeZone::get(HOUSE_ZONE).map_err(Problem::internal)?,
            rounding: Rounding::default(),
        },
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

fn contract(shelf: &Shelf, row: ContractJson) -> Result<ContractFacts> {
    let versions = row.versions.into_iter().map(|row| version(shelf, row)).collect::<Result<_>>()?;
    let ContractJson { id, number, priority, fall_through, suspended, .. } = row;
    Ok(ContractFacts { id, number, priority, fall_through, suspended, versions })
}

fn version(shelf: &Shelf, row: VersionJson) -> Result<VersionFacts> {
    let stored: wire::Terms = message(&row.terms)?;
    let valid = values::print_validity(validity(&row.from, row.until.as_deref())?);
    let mut v = Violations::new();
    let terms = wire_terms::stored(&wire::Terms { valid: Some(valid), ..stored }, &mut v);
    sound(v)?;
    let policy = row.policy.as_deref().map(message::<wire::SlaPolicy>).transpose()?;
    let policy = policy.map(|policy| policy::parse(Some(&policy))).transpose().map_err(Problem::internal)?;
    Ok(VersionFacts {
        id: row.id,
        number: row.number,
        calendar: shelf.calendar(&row)?,
        sla_policy: terms.sla_policy.zip(policy.map(Arc::new)),
        terms: Arc::new(terms),
    })
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
