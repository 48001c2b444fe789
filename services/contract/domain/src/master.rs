//! Master data: customers, contacts, sites, assets and directives as parsed values.
//!
//! A value of these types is valid by construction. Each `parse` takes the texts as they came in and answers
//! with the value or with everything that is wrong, by field.

mod names;
mod reach;
mod records;
mod tax;

#[cfg(test)]
mod tests;

pub use names::{Activity, AssetClass, ContractNumber, CustomerNumber, Language, NameError};
pub use reach::{CountryCode, MailAddress, Phone, ReachError};
pub use records::{
    Address, AddressInput, Asset, AssetInput, Contact, ContactInput, Customer, CustomerInput, Directive,
    DirectiveInput, OrderRight, Site, SiteInput,
};
pub use tax::{LeitwegId, TaxIdError, VatId};
