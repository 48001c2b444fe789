//! What a caller may do, in the words of the protos.

use std::collections::BTreeSet;
use std::fmt;

/// The text is no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no permission {0}: choose among those of GetSelf")]
pub struct UnknownPermission(pub String);

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// A permission.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// All there are; houses may bundle them, never add to them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its word, as in the protos.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }

        impl std::str::FromStr for Permission {
            type Err = UnknownPermission;
            fn from_str(text: &str) -> Result<Self, UnknownPermission> {
                match text { $($word => Ok(Self::$name),)* _ => Err(UnknownPermission(text.to_owned())) }
            }
        }
    };
}

permissions! {
    /// Read who one is.
    SelfRead = "self.read";
    /// End one's own session.
    SelfWrite = "self.write";
    /// Found a house.
    TenantCreate = "tenant.create";
    /// Read one's own house.
    TenantRead = "tenant.read";
    /// Read people.
    UserRead = "user.read";
    /// Add and disable people.
    UserWrite = "user.write";
    /// Make and end API tokens.
    TokenWrite = "token.write";
    /// Turn bearer tokens into principals; for the gateway.
    IdentityAuthenticate = "identity.authenticate";
    /// Read customers and what belongs to them.
    CustomerRead = "customer.read";
    /// Keep customers and what belongs to them.
    CustomerWrite = "customer.write";
    /// Read contracts with their prices.
    ContractRead = "contract.read";
    /// Keep contracts, calendars, policies and price lists.
    ContractWrite = "contract.write";
    /// See what is covered; no prices.
    CoverageRead = "coverage.read";
    /// See what work would cost.
    QuoteRead = "quote.read";
    /// Read tickets.
    TicketRead = "ticket.read";
    /// Work on tickets.
    TicketWrite = "ticket.write";
    /// Take over tickets of another system.
    TicketImport = "ticket.import";
    /// Read agreements with other houses and what is settled by them.
    VerbundRead = "verbund.read";
    /// Offer, accept and end agreements with other houses.
    VerbundWrite = "verbund.write";
    /// Read time entries.
    TimeRead = "time.read";
    /// Capture time.
    TimeWrite = "time.write";
    /// Approve the work of others.
    TimeApprove = "time.approve";
    /// Keep the house's rules of capture.
    TimeAdmin = "time.admin";
    /// Keep escalation policies and on-call plans.
    EscalationWrite = "escalation.write";
    /// Read drafts, invoices and ledgers.
    BillingRead = "billing.read";
    /// Review drafts.
    BillingWrite = "billing.write";
    /// Issue and cancel invoices.
    BillingIssue = "billing.issue";
    /// Agree to goodwill above the house's limit, as the second person.
    BillingApprove = "billing.approve";
    /// Keep the seller's profile.
    BillingAdmin = "billing.admin";
    /// Read margins and other reports.
    ReportRead = "report.read";
    /// Keep internal rates and budgets.
    ReportWrite = "report.write";
    /// Read event feeds; for services.
    EventRead = "event.read";
}

impl Permission {
    /// Whether only services hold it: no role and no API token may.
    #[must_use]
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::IdentityAuthenticate | Self::EventRead)
    }

    /// Whether it shows money: prices, margins, invoices.
    #[must_use]
    pub const fn shows_money(self) -> bool {
        use Permission::{
            BillingAdmin, BillingApprove, BillingIssue, BillingRead, BillingWrite, ContractRead,
            ContractWrite, QuoteRead, ReportRead, ReportWrite, VerbundRead, VerbundWrite,
        };
        matches!(
            self,
            ContractRead
                | ContractWrite
                | QuoteRead
                | BillingRead
                | BillingWrite
                | BillingIssue
                | BillingApprove
                | BillingAdmin
                | ReportRead
                | ReportWrite
                | VerbundRead
                | VerbundWrite
        )
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an API token cannot carry what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// A token without permissions is of no use.
    #[error("name at least one permission")]
    Empty,
    /// There is no such permission.
    #[error(transparent)]
    Unknown(#[from] UnknownPermission),
    /// The caller does not hold it, or nobody's token may.
    #[error("drop {0}: a token carries only permissions that its maker holds")]
    NotHeld(Permission),
    /// A token that makes tokens or people would outlive its revocation.
    #[error("drop {0}: tokens administer neither people nor tokens")]
    Administers(Permission),
}

/// A set of permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    /// Whether it holds one.
    #[must_use]
    pub fn hold(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Whether it holds the one with this word; an unknown word is never held.
    #[must_use]
    pub fn hold_word(&self, word: &str) -> bool {
        word.parse().is_ok_and(|permission| self.hold(permission))
    }

    /// Whether prices may be shown: every answer to a caller for whom this is false leaves money out.
    #[must_use]
    pub fn see_prices(&self) -> bool {
        self.hold(Permission::QuoteRead)
    }

    /// Whether all of them are held by another set too.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// In order of [`Permission::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }

    /// The permissions of a new API token: some of its maker's own, none that administers people or tokens,
    /// and always `self.read`, so that a token can tell what it is.
    ///
    /// # Errors
    /// The first word that cannot be carried.
    pub fn of_token<'a>(words: impl IntoIterator<Item = &'a str>, maker: &Self) -> Result<Self, ScopeError> {
        let mut held = BTreeSet::new();
        for word in words {
            let permission: Permission = word.parse()?;
            if permission.is_internal() || !maker.hold(permission) {
                return Err(ScopeError::NotHeld(permission));
            }
            if matches!(permission, Permission::UserWrite | Permission::TokenWrite | Permission::TenantCreate)
            {
                return Err(ScopeError::Administers(permission));
            }
            held.insert(permission);
        }
        if held.is_empty() {
            return Err(ScopeError::Empty);
        }
        held.insert(Permission::SelfRead);
        Ok(Self(held))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
