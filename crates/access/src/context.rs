//! Signing and verifying request contexts.

use crate::caller::{Caller, Inner, Language, Principal};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::HeaderValue;
use jiff::Timestamp;
use kontor_ids::{TenantId, TokenId};
use kontor_proto::access::v1::RequestContext;
use prost::Message as _;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The header that carries the signed context between services. The gateway drops it from what comes in.
pub const CONTEXT_HEADER: &str = "kontor-context";

/// How long a context holds.
const LIFETIME_SECONDS: i64 = 60;

/// Why a key or a context is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContextError {
    /// A key cannot be read.
    #[error("expected the base64 text of an ed25519 key, as `kontor keys` prints it")]
    BadKey,
    /// A keyring entry has not the form `name=key`.
    #[error("expected entries such as gateway=<base64 public key>, separated by commas")]
    BadKeyring,
    /// The context is malformed, forged, expired, or says what its issuer may not say.
    #[error("the request context does not hold")]
    Refused,
    /// There is no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
}

/// Who may sign: its name and key.
pub struct Issuer {
    name: String,
    key: Ed25519KeyPair,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issuer({})", self.name)
    }
}

impl Issuer {
    /// A fresh private key as base64 text.
    ///
    /// # Errors
    /// [`ContextError::NoRandomness`].
    pub fn generate() -> Result<String, ContextError> {
        let document =
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| ContextError::NoRandomness)?;
        Ok(STANDARD.encode(document.as_ref()))
    }

    /// The issuer with this name and the private key that [`Issuer::generate`] made.
    ///
    /// # Errors
    /// [`ContextError::BadKey`].
    pub fn new(name: impl Into<String>, private_key: &str) -> Result<Self, ContextError> {
        let bytes = STANDARD.decode(private_key.trim()).map_err(|_| ContextError::BadKey)?;
        let key = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| ContextError::BadKey)?;
        Ok(Self { name: name.into(), key })
    }

    /// Its entry in a keyring: `name=key`.
    #[must_use]
    pub fn public_entry(&self) -> String {
        format!("{}={}", self.name, STANDARD.encode(self.key.public_key().as_ref()))
    }
}

/// The public keys of all issuers.
#[derive(Debug, Clone, Default)]
pub struct Keyring(BTreeMap<String, Vec<u8>>);

impl std::str::FromStr for Keyring {
    type Err = ContextError;
    fn from_str(text: &str) -> Result<Self, ContextError> {
        let entries = text.split([',', '\n']).map(str::trim).filter(|e| !e.is_empty());
        let entry = |e: &str| {
            let (name, key) = e.split_once('=').ok_or(ContextError::BadKeyring)?;
            let key = STANDARD.decode(key).map_err(|_| ContextError::BadKeyring)?;
            if key.len() == 32 { Ok((name.to_owned(), key)) } else { Err(ContextError::BadKeyring) }
        };
        Ok(Self(entries.map(entry).collect::<Result<_, _>>()?))
    }
}

/// Signs contexts.
#[derive(Debug, Clone)]
pub struct Signer(Arc<Issuer>);

impl Signer {
    /// Signs as this issuer.
    #[must_use]
    pub fn new(issuer: Issuer) -> Self {
        Self(Arc::new(issuer))
    }

    /// A context for a person or machine. Only the gateway's are believed.
    #[must_use]
    pub fn sign(&self, mut context: RequestContext, now: Timestamp) -> HeaderValue {
        let stamp = |second| Some(prost_types::Timestamp { seconds: second, nanos: 0 });
        context.issuer.clone_from(&self.0.name);
        context.issue_time = stamp(now.as_second());
        context.expire_time = stamp(now.as_second() + LIFETIME_SECONDS);
        let bytes = context.encode_to_vec();
        let signature = self.0.key.sign(&bytes);
        let text =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(signature.as_ref()));
        HeaderValue::try_from(text).expect("base64 is a valid header")
    }

    /// A context of this service for itself in a house.
    #[must_use]
    pub fn sign_as_service(&self, tenant: TenantId, now: Timestamp) -> HeaderValue {
        let principal = Principal::Service(self.0.name.clone()).resource_name();
        let context =
            RequestContext { tenant_id: tenant.to_string(), principal, ..RequestContext::default() };
        self.sign(context, now)
    }
}

/// Verifies contexts. What was verified once is remembered until it expires.
#[derive(Debug, Clone)]
pub struct Verifier {
    keyring: Keyring,
    known: moka::sync::Cache<HeaderValue, Caller>,
}

impl Verifier {
    /// Believes the issuers in the keyring.
    #[must_use]
    pub fn new(keyring: Keyring) -> Self {
        let lifetime = std::time::Duration::from_secs(LIFETIME_SECONDS.unsigned_abs());
        let known = moka::sync::Cache::builder().max_capacity(10_000).time_to_live(lifetime).build();
        Self { keyring, known }
    }

    /// The caller that a context names.
    ///
    /// # Errors
    /// [`ContextError::Refused`] for whatever is not exactly right.
    pub fn verify(&self, header: &HeaderValue, now: Timestamp) -> Result<Caller, ContextError> {
        let caller = match self.known.get(header) {
            Some(caller) => caller,
            None => {
                let caller = self.read(header).ok_or(ContextError::Refused)?;
                self.known.insert(header.clone(), caller.clone());
                caller
            }
        };
        if caller.expire_second() > now.as_second() { Ok(caller) } else { Err(ContextError::Refused) }
    }

    fn read(&self, header: &HeaderValue) -> Option<Caller> {
        let (bytes, signature) = header.to_str().ok()?.split_once('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let context = RequestContext::decode(bytes.as_slice()).ok()?;
        let key = self.keyring.0.get(&context.issuer)?;
        UnparsedPublicKey::new(&ED25519, key).verify(&bytes, &signature).ok()?;
        let principal = Principal::parse(&context.principal)?;
        // The gateway speaks for people and machines, a service for itself alone.
        let permissions = match &principal {
            Principal::Service(name) if *name == context.issuer => BTreeSet::new(),
            Principal::User(_) | Principal::Token(_) if context.issuer == "gateway" => {
                context.permissions.into_iter().collect()
            }
            _ => return None,
        };
        Some(Caller::new(Inner {
            tenant: context.tenant_id.parse().ok()?,
            principal,
            display_name: context.display_name,
            permissions,
            language: Language::of(&context.language_code),
            token: TokenId::from_resource_name(&context.token).ok(),
            header: header.clone(),
            expire_second: context.expire_time?.seconds,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_ids::{SequentialIds, UserId};

    fn issuer(name: &str) -> Issuer {
        Issuer::new(name, &Issuer::generate().unwrap()).unwrap()
    }

    fn person() -> RequestContext {
        let ids = SequentialIds::new(1);
        RequestContext {
            tenant_id: TenantId::new(&ids).to_string(),
            principal: UserId::new(&ids).resource_name(),
            permissions: vec!["ticket.read".into()],
            ..RequestContext::default()
        }
    }

    fn now() -> Timestamp {
        "2026-03-27T16:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_context_holds_for_a_minute() {
        let gateway = issuer("gateway");
        let verifier = Verifier::new(gateway.public_entry().parse().unwrap());
        let header = Signer::new(gateway).sign(person(), now());
        assert!(verifier.verify(&header, now()).unwrap().may("ticket.read"));
        let later = now() + jiff::SignedDuration::from_secs(60);
        assert_eq!(verifier.verify(&header, later).unwrap_err(), ContextError::Refused);
    }

    #[test]
    fn a_service_cannot_invent_a_person() {
        let billing = issuer("billing");
        let verifier = Verifier::new(billing.public_entry().parse().unwrap());
        let signer = Signer::new(billing);
        assert!(verifier.verify(&signer.sign(person(), now()), now()).is_err());
        let tenant = TenantId::new(&SequentialIds::new(2));
        assert!(verifier.verify(&signer.sign_as_service(tenant, now()), now()).unwrap().is_service());
        let other = RequestContext { principal: "services/ticket".into(), ..person() };
        assert!(verifier.verify(&signer.sign(other, now()), now()).is_err());
    }

    #[test]
    fn a_forged_or_broken_context_is_refused() {
        let gateway = issuer("gateway");
        let verifier = Verifier::new(gateway.public_entry().parse().unwrap());
        let header = Signer::new(issuer("gateway")).sign(person(), now());
        assert!(verifier.verify(&header, now()).is_err());
        let good = Signer::new(gateway).sign(person(), now());
        let text = good.to_str().unwrap();
        for broken in [&text[1..], &text[..text.len() - 2], "", ".", "x.y"] {
            assert!(verifier.verify(&HeaderValue::from_str(broken).unwrap(), now()).is_err());
        }
    }
}
