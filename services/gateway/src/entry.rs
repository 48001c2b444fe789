//! What every call passes: who calls, may they, how often.

use crate::known::{Digest, Known, Tokens};
use crate::limits::{GatewaySettings, Rates, TOKEN_BYTES};
use crate::web::address;
use http::{Extensions, HeaderMap, HeaderValue};
use kontor_access::{Principal, Signer};
use kontor_ids::{TenantId, Uuid};
use kontor_proto::access::v1::RequestContext;
use kontor_proto::descriptor::{self, Method};
use kontor_proto::identity::v1::AuthenticateRequest;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_service::{Environment, Kit, Peer};
use kontor_status::{Problem, Reason, Result};
use ring::digest::{SHA256, digest};
use std::sync::Arc;
use std::time::Duration;

/// How long identity may take to answer while the gateway is asked whether it is ready.
const READY: Duration = Duration::from_secs(2);

/// The way in.
pub(crate) struct Entrance {
    identity: Peer,
    signer: Signer,
    environment: Environment,
    tokens: Tokens,
    rates: Rates,
}

/// A call that may pass.
pub(crate) struct Admitted {
    pub(crate) method: &'static Method,
    /// The signed context; none for a call that anyone may make.
    pub(crate) context: Option<HeaderValue>,
}

impl Entrance {
    pub(crate) fn new(kit: &Kit, identity: Peer, settings: GatewaySettings) -> Self {
        Self {
            identity,
            signer: kit.signer().clone(),
            environment: kit.environment().clone(),
            tokens: Tokens::new(),
            rates: Rates::new(settings),
        }
    }

    pub(crate) const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(crate) const fn rates(&self) -> &Rates {
        &self.rates
    }

    /// Lets a call of an RPC in, or says why not. What services ask each other does not exist here.
    /// Calls without the permission count as well.
    pub(crate) async fn admit(
        &self,
        path: &str,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<Admitted> {
        let unknown = || Problem::UnknownMethod(path.to_owned());
        let method = descriptor::method(path).filter(|m| !m.access.internal).ok_or_else(unknown)?;
        if method.access.anonymous {
            return Ok(Admitted { method, context: None });
        }
        let known = self.known(headers, extensions).await?;
        self.rates.call(known.tenant, known.principal)?;
        if !known.permissions.contains(&method.access.permission) {
            return Err(Problem::Denied(method.access.permission.clone()));
        }
        Ok(Admitted { method, context: Some(known.context.clone()) })
    }

    /// After a call: what changes people and tokens may have ended some, and the next call has to know.
    pub(crate) fn passed(&self, method: &Method) {
        let access = &method.access;
        if method.service == "identity" && !access.read_only && !access.anonymous {
            self.tokens.forget_all();
        }
    }

    /// Whether identity answers, so that anyone could come in.
    pub(crate) async fn is_ready(&self) -> bool {
        let asked = tokio::time::timeout(READY, self.ask("nobody's")).await;
        matches!(asked, Ok(Err(problem)) if problem.reason() == Reason::Unauthenticated)
    }

    async fn known(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<Arc<Known>> {
        let token = bearer(headers).ok_or(Problem::Unauthenticated)?;
        let mut key = Digest::default();
        key.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        if let Some(known) = self.tokens.get(&key, self.environment.clock.now()) {
            return Ok(known);
        }
        if self.tokens.is_nobodys(&key) {
            return Err(Problem::Unauthenticated);
        }
        let address = address(extensions, headers, self.rates.proxies());
        self.rates.may_guess(address)?;
        // Whatever ends while identity is asked is newer than its answer.
        let ends = self.tokens.ends();
        let asked = self.ask(token).await;
        if asked.as_ref().is_err_and(|problem| problem.reason() == Reason::Unauthenticated) {
            self.tokens.put_nobodys(key);
            self.rates.guessed(address);
        }
        let known = Arc::new(asked?);
        self.tokens.put(key, known.clone(), ends);
        Ok(known)
    }

    async fn ask(&self, token: &str) -> Result<Known> {
        let request = AuthenticateRequest { token: token.to_owned() };
        let nobody = TenantId::from_uuid(Uuid::nil());
        let mut identity = IdentityServiceClient::new(self.identity.on_own_behalf(nobody));
        let found = identity.authenticate(request).await.map_err(Problem::from)?.into_inner();
        let now = self.environment.clock.now();
        let bad = |e: kontor_ids::IdError| Problem::internal(e);
        let tenant = TenantId::from_resource_name(&found.tenant).map_err(bad)?;
        let principal =
            Principal::parse(&found.name).ok_or_else(|| Problem::internal("a principal without a name"))?;
        let expire_second = found.expire_time.as_ref().map_or(i64::MAX, |t| t.seconds);
        let context = RequestContext {
            tenant_id: tenant.to_string(),
            principal: found.name,
            display_name: found.display_name,
            permissions: found.permissions.clone(),
            language_code: found.language_code,
            token: found.token,
            ..RequestContext::default()
        };
        Ok(Known {
            tenant,
            principal: principal.uuid(),
            permissions: found.permissions.into_iter().collect(),
            context: self.signer.sign(context, now),
            sign_second: now.as_second(),
            expire_second,
        })
    }
}

/// The bearer token of a request.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && (1..=TOKEN_BYTES).contains(&token.len())).then_some(token)
}
