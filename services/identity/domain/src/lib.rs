//! Who is who, and who may do what.
//!
//! Permissions are exactly the words that the protos demand of their callers ([`Permission`]); roles are named
//! bundles of them ([`Role::permissions`], reliability.md 4.3). Passwords, slugs and addresses are parsed values;
//! bearer tokens have the form `kontor_<id>_<secret>` ([`BearerToken`]). No hash is computed here.
//!
//! Decisions taken where the rules are silent:
//! - `quote.read` shows what work costs the customer. Whoever takes calls or works holds it: the verdict at the phone
//!   names the price of the next increment (domain.md, section 2 and N1). Dispatchers do not; price lists, drafts and
//!   invoices stay with accounting and management.
//! - `billing.admin` (seller profile, series) belongs to accounting: the house's administrator touches no money.
//! - `event.read` and `identity.authenticate` are for services: no role of people holds them, and no API token
//!   can carry them.
#![forbid(unsafe_code)]

mod address;
mod password;
mod permission;
mod role;
mod token;

pub use address::{AddressError, Email, Slug};
pub use password::{Password, PasswordError};
pub use permission::{Permission, Permissions, ScopeError, UnknownPermission};
pub use role::{Role, UnknownRole, permissions_of};
pub use token::{BearerToken, Secret, TokenError};
