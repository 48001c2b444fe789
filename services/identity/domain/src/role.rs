//! Roles: named bundles of permissions (reliability.md 4.3).

use crate::permission::{Permission as P, Permissions};
use std::fmt;

/// The text is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose one of the roles of kontor.identity.v1.Role")]
pub struct UnknownRole;

/// A named bundle of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes calls, creates and routes tickets, books time; sees what a call costs, no price lists.
    FirstLevel,
    /// As first level, and resolves.
    SecondLevel,
    /// Works at the customer's site.
    Technician,
    /// Assigns, plans, escalates.
    Dispatcher,
    /// Reviews drafts, issues and cancels invoices.
    Accounting,
    /// Sees margins, keeps contracts and prices.
    Management,
    /// Keeps users, settings and tokens; issues no invoices.
    HouseAdmin,
    /// A machine that may do what its token names.
    Integrator,
    /// Runs the installation; sees no house's content.
    Operator,
}

/// Who works on tickets: the quote at the phone (N1), no price lists, no invoices.
const AT_WORK: &[P] = &[
    P::SelfRead,
    P::SelfWrite,
    P::TenantRead,
    P::UserRead,
    P::CustomerRead,
    P::CoverageRead,
    P::QuoteRead,
    P::TicketRead,
    P::TicketWrite,
    P::TimeRead,
    P::TimeWrite,
];

/// Who assigns and plans: no prices, no invoices.
const DISPATCHER: &[P] = &[
    P::SelfRead,
    P::SelfWrite,
    P::TenantRead,
    P::UserRead,
    P::CustomerRead,
    P::CoverageRead,
    P::TicketRead,
    P::TicketWrite,
    P::TimeRead,
    P::TimeApprove,
    P::EscalationWrite,
];

/// Who makes invoices: no tickets, no people.
const ACCOUNTING: &[P] = &[
    P::SelfRead,
    P::SelfWrite,
    P::TenantRead,
    P::UserRead,
    P::CustomerRead,
    P::CustomerWrite,
    P::ContractRead,
    P::CoverageRead,
    P::QuoteRead,
    P::TicketRead,
    P::VerbundRead,
    P::TimeRead,
    P::BillingRead,
    P::BillingWrite,
    P::BillingIssue,
    P::BillingApprove,
    P::BillingAdmin,
    P::ReportRead,
    P::ReportWrite,
];

/// Who answers for the house: all of it but issuing, people and tokens.
const MANAGEMENT: &[P] = &[
    P::SelfRead,
    P::SelfWrite,
    P::TenantRead,
    P::UserRead,
    P::CustomerRead,
    P::CustomerWrite,
    P::ContractRead,
    P::ContractWrite,
    P::CoverageRead,
    P::QuoteRead,
    P::TicketRead,
    P::TicketWrite,
    P::TicketImport,
    P::VerbundRead,
    P::VerbundWrite,
    P::TimeRead,
    P::TimeWrite,
    P::TimeApprove,
    P::TimeAdmin,
    P::EscalationWrite,
    P::BillingRead,
    P::BillingWrite,
    P::BillingApprove,
    P::ReportRead,
    P::ReportWrite,
];

/// Who keeps people, tokens and the data taken over: no money.
const HOUSE_ADMIN: &[P] = &[
    P::SelfRead,
    P::SelfWrite,
    P::TenantRead,
    P::UserRead,
    P::UserWrite,
    P::TokenWrite,
    P::CustomerRead,
    P::TicketRead,
    P::TicketImport,
    P::EscalationWrite,
];

impl Role {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::FirstLevel,
        Self::SecondLevel,
        Self::Technician,
        Self::Dispatcher,
        Self::Accounting,
        Self::Management,
        Self::HouseAdmin,
        Self::Integrator,
        Self::Operator,
    ];

    /// The table: what each role may do. What is not named is denied.
    #[must_use]
    pub const fn permissions(self) -> &'static [P] {
        match self {
            Self::FirstLevel | Self::SecondLevel | Self::Technician => AT_WORK,
            Self::Dispatcher => DISPATCHER,
            Self::Accounting => ACCOUNTING,
            Self::Management => MANAGEMENT,
            Self::HouseAdmin => HOUSE_ADMIN,
            Self::Integrator => &[P::SelfRead, P::SelfWrite],
            Self::Operator => &[P::SelfRead, P::SelfWrite, P::TenantCreate],
        }
    }

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstLevel => "first_level",
            Self::SecondLevel => "second_level",
            Self::Technician => "technician",
            Self::Dispatcher => "dispatcher",
            Self::Accounting => "accounting",
            Self::Management => "management",
            Self::HouseAdmin => "house_admin",
            Self::Integrator => "integrator",
            Self::Operator => "operator",
        }
    }

    /// Whether a house may give it to its people: the operator's role belongs to the installation.
    #[must_use]
    pub const fn is_of_a_house(self) -> bool {
        !matches!(self, Self::Operator)
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a person with these roles may do: all that any of them may.
pub fn permissions_of(roles: impl IntoIterator<Item = Role>) -> Permissions {
    roles.into_iter().flat_map(|role| role.permissions().iter().copied()).collect()
}

#[cfg(test)]
mod tests;
