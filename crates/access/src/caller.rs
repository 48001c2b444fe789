//! The verified caller of a request.

use http::HeaderValue;
use kontor_ids::{TenantId, TokenId, UserId};
use kontor_status::{Problem, Result};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A person.
    User(UserId),
    /// A machine with an API token.
    Token(TokenId),
    /// A service of Kontor itself, by its name.
    Service(String),
}

impl Principal {
    /// `users/…`, `tokens/…` or `services/…`.
    #[must_use]
    pub fn resource_name(&self) -> String {
        match self {
            Self::User(id) => id.resource_name(),
            Self::Token(id) => id.resource_name(),
            Self::Service(name) => format!("services/{name}"),
        }
    }

    /// Reads what [`Principal::resource_name`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix("services/") {
            return Some(Self::Service(name.to_owned()));
        }
        let user = UserId::from_resource_name(text).map(Self::User);
        user.or_else(|_| TokenId::from_resource_name(text).map(Self::Token)).ok()
    }

    /// A stable id for records that are kept by principal: that of the person or token, nil for a service.
    #[must_use]
    pub fn uuid(&self) -> kontor_ids::Uuid {
        match self {
            Self::User(id) => id.uuid(),
            Self::Token(id) => id.uuid(),
            Self::Service(_) => kontor_ids::Uuid::nil(),
        }
    }
}

/// A language of texts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// German, the default.
    #[default]
    De,
    /// English.
    En,
}

impl Language {
    /// `de` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// Reads `de` or `en`; German for anything else.
    #[must_use]
    pub fn of(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::De }
    }
}

/// The verified caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Caller(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) tenant: TenantId,
    pub(crate) principal: Principal,
    pub(crate) display_name: String,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) language: Language,
    pub(crate) token: Option<TokenId>,
    pub(crate) header: HeaderValue,
    pub(crate) expire_second: i64,
}

impl Caller {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The caller that the kit verified before the handler ran.
    ///
    /// # Errors
    /// [`Problem::Unauthenticated`] when there is none.
    pub fn of<T>(request: &tonic::Request<T>) -> Result<Self> {
        request.extensions().get::<Self>().cloned().ok_or(Problem::Unauthenticated)
    }

    /// The house.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.0.tenant
    }

    /// Who acts.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.0.principal
    }

    /// The person, where one acts.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self.0.principal {
            Principal::User(id) => Some(id),
            _ => None,
        }
    }

    /// The name shown.
    #[must_use]
    pub fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The language of the caller's texts.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The session or API token that the call is made with; none for services.
    #[must_use]
    pub fn token(&self) -> Option<TokenId> {
        self.0.token
    }

    /// Whether the caller holds a permission. Services hold all that only read.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.0.permissions.contains(permission)
    }

    /// Whether a service of Kontor calls on its own.
    #[must_use]
    pub fn is_service(&self) -> bool {
        matches!(self.0.principal, Principal::Service(_))
    }

    /// The signed context, to be passed on to another service.
    #[must_use]
    pub fn header(&self) -> &HeaderValue {
        &self.0.header
    }

    pub(crate) fn expire_second(&self) -> i64 {
        self.0.expire_second
    }
}
