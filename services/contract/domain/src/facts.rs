//! Everything loaded for one customer: what [`crate::resolve()`] judges by.

use crate::master::{AssetClass, Directive, OrderRight};
use crate::terms::{CheckedTerms, Price, Rounding, SlaPolicy, Validity};
use jiff::tz::TimeZone;
use kontor_calendar::ServiceTime;
use kontor_ids::{
    AssetId, CalendarId, ContactId, ContractId, ContractVersionId, CustomerId, PriceListId, SiteId,
    SlaPolicyId,
};
use std::{collections::BTreeMap, sync::Arc};

/// A calendar in use.
#[derive(Debug, Clone)]
pub struct CalendarFacts {
    /// Which.
    pub id: CalendarId,
    /// Its newest version, 1, 2, 3 ...
    pub version: u32,
    /// Its service time through all versions (S1); days of validity are counted in its zone.
    pub time: Arc<ServiceTime>,
}

/// A version of an SLA policy in use.
#[derive(Debug, Clone)]
pub struct PolicyFacts {
    /// Which.
    pub id: SlaPolicyId,
    /// Its version, 1, 2, 3 ...
    pub version: u32,
    /// What it says.
    pub policy: Arc<SlaPolicy>,
}

impl CalendarFacts {
    /// The zone in which days are counted.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        self.time.zone()
    }
}

/// A version of a contract with what its terms refer to.
#[derive(Debug, Clone)]
pub struct VersionFacts {
    /// Which.
    pub id: ContractVersionId,
    /// 1, 2, 3 ...
    pub number: u32,
    /// The terms.
    pub terms: Arc<CheckedTerms>,
    /// The calendar that the terms name.
    pub calendar: CalendarFacts,
    /// The SLA policy that the terms name.
    pub sla_policy: Option<PolicyFacts>,
}

/// A contract.
#[derive(Debug, Clone)]
pub struct ContractFacts {
    /// Which.
    pub id: ContractId,
    /// The house's number for it.
    pub number: String,
    /// Which wins among equally specific ones: the higher, 0 to 100 (C5).
    pub priority: u8,
    /// The contract that gets what this one excludes (C5).
    pub fall_through: Option<ContractId>,
    /// Whether it is suspended (C9).
    pub suspended: bool,
    /// Its versions.
    pub versions: Vec<VersionFacts>,
}

/// The customer.
#[derive(Debug, Clone)]
pub struct CustomerFacts {
    /// Which.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Whether its account is on hold (C9).
    pub suspended: bool,
}

/// An asset of the customer.
#[derive(Debug, Clone)]
pub struct AssetFacts {
    /// What people call it.
    pub name: String,
    /// Its class.
    pub class: AssetClass,
    /// Where it stands.
    pub site: Option<SiteId>,
}

/// A contact of the customer.
#[derive(Debug, Clone)]
pub struct ContactFacts {
    /// The person's name.
    pub name: String,
    /// What the person may order (C8).
    pub order_right: OrderRight,
}

/// A price list of the customer or of the house.
#[derive(Debug, Clone)]
pub struct PriceListFacts {
    /// Which.
    pub id: PriceListId,
    /// Whose; nothing for the house's.
    pub customer: Option<CustomerId>,
    /// When it holds; lists of one owner never overlap.
    pub valid: Validity,
    /// The prices; the first that matches wins.
    pub prices: Vec<Price>,
}

/// What holds where no contract does.
#[derive(Debug, Clone)]
pub struct HouseFacts {
    /// The zone in which days are counted.
    pub zone: TimeZone,
    /// How billable quantities come about.
    pub rounding: Rounding,
    /// What is promised for work that no contract lends its SLA to; nothing for no promise.
    pub level: Option<(CalendarFacts, PolicyFacts)>,
}

/// Everything loaded for one customer.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The customer.
    pub customer: CustomerFacts,
    /// Its contacts, at least the one asked about.
    pub contacts: BTreeMap<ContactId, ContactFacts>,
    /// The names of its sites, at least of the one asked about.
    pub sites: BTreeMap<SiteId, String>,
    /// Its assets, at least the one asked about.
    pub assets: BTreeMap<AssetId, AssetFacts>,
    /// How it wants to be treated (C7).
    pub directives: Vec<Directive>,
    /// Its contracts with all versions.
    pub contracts: Vec<ContractFacts>,
    /// Its own price lists and the house's.
    pub price_lists: Vec<PriceListFacts>,
    /// What holds where no contract does.
    pub house: HouseFacts,
}
