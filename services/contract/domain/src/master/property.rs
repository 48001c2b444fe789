//! Sites, assets and directives: what a customer has.

use super::{Address, AddressInput, AssetClass, RecordNumber};
use crate::Violations;
use crate::words::Severity;
use jiff::civil::Date;
use kontor_ids::{CustomerId, DirectiveId, SiteId};

/// A site as it came in.
#[derive(Debug, Clone)]
pub struct SiteInput {
    /// Whose.
    pub customer: CustomerId,
    /// Its name.
    pub display_name: String,
    /// Where it is.
    pub address: Option<AddressInput>,
    /// The house's number for it; empty for one made from its id.
    pub number: String,
}

/// A place where assets stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Whose.
    pub customer: CustomerId,
    /// Its name, 1 to 200 characters.
    pub display_name: String,
    /// Where it is.
    pub address: Option<Address>,
    /// The house's number for it; nothing for one made from its id.
    pub number: Option<RecordNumber>,
}

impl Site {
    /// Reads a site.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `site`.
    pub fn parse(input: &SiteInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let site = Self {
            customer: input.customer,
            display_name: v.text("site.display_name", &input.display_name, 1, 200),
            address: input.address.as_ref().map(|address| Address::parse(address, "site.address", &mut v)),
            number: v.optional("site.number", &input.number),
        };
        v.finish(site)
    }
}

/// An asset as it came in.
#[derive(Debug, Clone)]
pub struct AssetInput {
    /// Whose.
    pub customer: CustomerId,
    /// What people call it.
    pub display_name: String,
    /// Its class.
    pub asset_class: String,
    /// Where it stands.
    pub site: Option<SiteId>,
    /// Its serial number.
    pub serial_number: String,
    /// Its host name.
    pub host_name: String,
    /// The house's number for it; empty for one made from its id.
    pub number: String,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// The last day of its warranty.
    pub warranty_until: Option<Date>,
    /// The maker's or supplier's maintenance contract for it.
    pub maintenance_contract: String,
    /// The last day of that maintenance.
    pub maintenance_until: Option<Date>,
}

/// A device, licence or other configuration item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Whose.
    pub customer: CustomerId,
    /// What people call it, 1 to 100 characters.
    pub display_name: String,
    /// Its class.
    pub class: AssetClass,
    /// Where it stands.
    pub site: Option<SiteId>,
    /// Its serial number, at most 100 characters; empty for none.
    pub serial_number: String,
    /// Its host name, at most 253 characters; empty for none.
    pub host_name: String,
    /// The house's number for it; nothing for one made from its id.
    pub number: Option<RecordNumber>,
    /// How much depends on it.
    pub criticality: Option<Criticality>,
    /// The last day of its warranty.
    pub warranty_until: Option<Date>,
    /// The maker's or supplier's maintenance contract for it, at most 100 characters; empty for none.
    pub maintenance_contract: String,
    /// The last day of that maintenance.
    pub maintenance_until: Option<Date>,
}

impl Asset {
    /// Reads an asset.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `asset`.
    pub fn parse(input: &AssetInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let display_name = v.text("asset.display_name", &input.display_name, 1, 100);
        let serial_number = v.text("asset.serial_number", &input.serial_number, 0, 100);
        let host_name = v.text("asset.host_name", &input.host_name, 0, 253);
        let number = v.optional("asset.number", &input.number);
        let maintenance_contract = v.text("asset.maintenance_contract", &input.maintenance_contract, 0, 100);
        let Some(class) = v.take("asset.asset_class", input.asset_class.parse()) else {
            return Err(v);
        };
        v.finish(Self {
            customer: input.customer,
            display_name,
            class,
            site: input.site,
            serial_number,
            host_name,
            number,
            criticality: input.criticality,
            warranty_until: input.warranty_until,
            maintenance_contract,
            maintenance_until: input.maintenance_until,
        })
    }
}

/// A directive as it came in.
#[derive(Debug, Clone)]
pub struct DirectiveInput {
    /// Whose.
    pub customer: CustomerId,
    /// How urgently it speaks; nothing when the request said nothing.
    pub severity: Option<Severity>,
    /// What to do.
    pub text: String,
    /// Whether it no longer holds.
    pub withdrawn: bool,
}

/// A rule how to treat a customer (C7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Which.
    pub id: DirectiveId,
    /// Whose.
    pub customer: CustomerId,
    /// How urgently it speaks.
    pub severity: Severity,
    /// What to do, 1 to 2000 characters.
    pub text: String,
    /// Whether it no longer holds: kept, but no part of any verdict.
    pub withdrawn: bool,
}

impl Directive {
    /// Reads a directive that gets this id.
    ///
    /// # Errors
    /// Everything that is wrong, by field below `directive`.
    pub fn parse(id: DirectiveId, input: &DirectiveInput) -> Result<Self, Violations> {
        let mut v = Violations::new();
        let text = v.text("directive.text", &input.text, 1, 2000);
        let Some(severity) = input.severity else {
            v.add("directive.severity", "choose info, caution or acknowledge");
            return Err(v);
        };
        v.finish(Self { id, customer: input.customer, severity, text, withdrawn: input.withdrawn })
    }
}

/// How much depends on an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criticality {
    /// The customer stands still without it.
    Critical,
    /// Many are hindered.
    High,
    /// Few are hindered.
    Normal,
    /// It can wait.
    Low,
}

impl Criticality {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

/// Not a word for a criticality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose critical, high, normal or low")]
pub struct UnknownCriticality;

impl std::str::FromStr for Criticality {
    type Err = UnknownCriticality;
    fn from_str(text: &str) -> Result<Self, UnknownCriticality> {
        let all = [Self::Critical, Self::High, Self::Normal, Self::Low];
        all.into_iter().find(|word| word.as_str() == text).ok_or(UnknownCriticality)
    }
}
