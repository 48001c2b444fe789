//! Master data: customers, contacts, sites, assets and directives as parsed values.
//!
//! A value of these types is valid by construction. Each `parse` takes the texts as they came in and answers
//! with the value or with everything that is wrong, by field.

mod address;
mod contact;
mod customer;
mod invoicing;
mod merge;
mod names;
mod property;
mod reach;

#[cfg(test)]
mod tests;

pub use address::{Address, AddressInput};
pub use contact::{Contact, ContactInput, OrderRight};
pub use customer::{Customer, CustomerInput};
pub use invoicing::{ElectronicAddress, Iban, InvoiceProfile, InvoicingError};
pub use kontor_einvoice::{LeitwegId, TaxIdError, VatId};
pub use merge::{Clash, CustomerPair, merge_assets, merge_contacts, merge_customers};
pub use names::{Activity, AssetClass, ContractNumber, CustomerNumber, Language, NameError, RecordNumber};
pub use property::{
    Asset, AssetInput, Criticality, Directive, DirectiveInput, Site, SiteInput, UnknownCriticality,
};
pub use reach::{CountryCode, MailAddress, Phone, ReachError};
