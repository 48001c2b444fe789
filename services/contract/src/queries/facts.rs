//! What coverage is judged by, in one statement (C1).
//!
//! The large part of it, contracts with their terms, directives and price lists, is kept decoded by house and
//! customer. Every change of it raises a revision in its own transaction, and the statement reads the revisions in the
//! same snapshot as the rest: a stale copy is never used.

mod rest;

pub(crate) use rest::history;

use crate::wire::coverage::Asked;
use kontor_calendar::ServiceTime;
use kontor_contract_domain::Question;
use kontor_contract_domain::facts::{AssetFacts, CalendarFacts, ContactFacts, CustomerFacts, Facts};
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, TenantId, Uuid};
use kontor_postgres::Db;
use kontor_status::{Problem, Result};
use moka::sync::Cache;
use rest::{CalendarJson, CalendarVersionJson, Rest, decode};
use rust_decimal::Decimal;
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

/// Loads what a question is judged by.
///
/// # Errors
/// As [`load_all`].
pub(crate) async fn load(db: &Db, tenant: TenantId, shelf: &Shelf, asked: &Asked) -> Result<Facts> {
    if let Some(held) = shelf.facts.get(&(tenant, asked.customer))
        && let Some(facts) = with_names(db, tenant, &held, asked).await?
    {
        return Ok(facts);
    }
    let mut facts = load_all(db, tenant, shelf, std::slice::from_ref(asked)).await?;
    facts.remove(&asked.customer).ok_or_else(|| Problem::NotFound(asked.customer.resource_name()))
}

/// What is at hand with those whom the question names, unless it is no longer current, or something that it names was merged
/// or is absent.
async fn with_names(db: &Db, tenant: TenantId, held: &Held, asked: &Asked) -> Result<Option<Facts>> {
    let question = &asked.question;
    let row = sqlx::query_file!(
        "queries/facts/name.sql",
        tenant.uuid(),
        asked.customer.uuid(),
        question.contact.map(ContactId::uuid),
        question.asset.map(AssetId::uuid),
        question.site.map(SiteId::uuid)
    );
    let Some(row) = row.fetch_optional(db.single()).await? else { return Ok(None) };
    if (row.revision, row.house_revision) != (held.revision, held.house_revision) {
        return Ok(None);
    }
    let mut facts = held.facts.clone();
    let named = Named {
        n: 0,
        contact: row.contact_name.zip(row.order_right).map(|(name, word)| (name, word, row.order_limit)),
        asset: row.asset_name.zip(row.asset_class).map(|(name, class)| (name, class, row.asset_site)),
        site: row.site_id.zip(row.site_name),
    };
    named.add(question, &mut facts)?;
    Ok(Some(facts))
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
