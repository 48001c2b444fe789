//! A gateway before real services, and three callers.

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use kontor_clock::{Clock as _, SystemClock};
use kontor_gateway::{Gateway, GatewaySettings};
use kontor_ids::{IdSource as _, RandomIds};
use kontor_postgres::Db;
use kontor_service::GrpcService;
use kontor_testkit::TestHouse;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonic::Status;
use tonic::body::Body;
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "Werkbank am Kanal 7";

/// The services behind the door.
const NAMES: &[&str] = &["identity", "contract", "ticket", "timetracking", "escalation", "billing"];

/// The door with everything behind it.
pub(crate) struct Gate {
    pub(crate) house: TestHouse,
    door: GrpcService,
    pub(crate) operator: Caller,
    /// Holds every role of a house.
    pub(crate) all: Caller,
    /// First level.
    pub(crate) first: Caller,
}

/// A token and what it may do.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) permissions: BTreeSet<String>,
}

/// An answer over REST.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The reason in `google.rpc.ErrorInfo`.
    pub(crate) fn reason(&self) -> String {
        let json = self.json();
        let info = json["details"].as_array().and_then(|d| d.iter().find(|d| d.get("reason").is_some()));
        info.and_then(|i| i["reason"].as_str()).unwrap_or_else(|| panic!("no reason in {self:?}")).to_owned()
    }

    /// The fields that are wrong.
    pub(crate) fn fields(&self) -> Vec<String> {
        let json = self.json();
        let details = json["details"].as_array().cloned().unwrap_or_default();
        let rows = details.iter().filter_map(|d| d["fieldViolations"].as_array()).flatten();
        rows.map(|v| v["field"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// A fresh request id.
pub(crate) fn id() -> String {
    RandomIds.uuid().to_string()
}

/// A message as gRPC frames it.
pub(crate) fn frame(message: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(5 + message.len());
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(message.len()).unwrap());
    bytes.put_slice(message);
    bytes.freeze()
}

impl Gate {
    /// Opens the door to all services, with the limits of a private installation.
    pub(crate) async fn open() -> Self {
        let mut gate = Self::launch(GatewaySettings::private(), true).await;
        gate.people().await;
        gate
    }

    /// Opens the door with identity alone behind it.
    pub(crate) async fn narrow(settings: GatewaySettings) -> Self {
        let mut gate = Self::launch(settings, false).await;
        gate.people().await;
        gate
    }

    async fn launch(settings: GatewaySettings, all: bool) -> Self {
        let mut house = TestHouse::open(NAMES).await;
        house.clock().set(SystemClock.now());
        house.launch::<kontor_identity::Identity>(()).await;
        if all {
            house.launch::<kontor_contract::Contract>(()).await;
            house.launch::<kontor_ticket::Ticket>(()).await;
            house.launch::<kontor_timetracking::Timetracking>(()).await;
            house.launch::<kontor_escalation::Escalation>(()).await;
            house.launch::<kontor_billing::Billing>(()).await;
        }
        house.launch::<Gateway>(settings).await;
        let door = house.fleet().door("gateway").unwrap();
        let nobody = Caller::default();
        Self { house, door, operator: nobody.clone(), all: nobody.clone(), first: nobody }
    }

    async fn people(&mut self) {
        let db = Db::new(&self.house.database().options("identity")).unwrap();
        let operator = kontor_identity::bootstrap(&db).await.unwrap().unwrap();
        db.close().await;
        let roles =
            ["ROLE_HOUSE_ADMIN", "ROLE_MANAGEMENT", "ROLE_ACCOUNTING", "ROLE_DISPATCHER", "ROLE_FIRST_LEVEL"];
        let founding = json!({
            "tenant": {"displayName": "Nord IT", "slug": "nord"},
            "admin": {"displayName": "Anna", "email": "anna@nord.example", "roles": roles},
            "adminPassword": PASSWORD, "requestId": id(),
        });
        self.expect(&operator, "POST", "/v1/tenants", &founding).await;
        let anna = self.sign_in("anna@nord.example").await;
        let adding = json!({
            "user": {"displayName": "Ben", "email": "ben@nord.example", "roles": ["ROLE_FIRST_LEVEL"]},
            "password": PASSWORD, "requestId": id(),
        });
        self.expect(&anna, "POST", "/v1/users", &adding).await;
        let ben = self.sign_in("ben@nord.example").await;
        self.operator = self.caller(&operator).await;
        self.all = self.caller(&anna).await;
        self.first = self.caller(&ben).await;
    }

    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let typed = json!({"tenantSlug": "nord", "email": email, "password": PASSWORD});
        let answer = self.rest("", "POST", "/v1/sessions:signIn", typed.to_string()).await;
        answer.json()["token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
    }

    pub(crate) async fn caller(&self, token: &str) -> Caller {
        let own = self.expect(token, "GET", "/v1/self", &Value::Null).await;
        let permissions = own["permissions"].as_array().unwrap();
        Caller {
            token: token.to_owned(),
            name: own["name"].as_str().unwrap().to_owned(),
            permissions: permissions.iter().map(|p| p.as_str().unwrap().to_owned()).collect(),
        }
    }

    /// Calls over REST and wants success.
    pub(crate) async fn expect(&self, token: &str, verb: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.rest(token, verb, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{verb} {path}: {answer:?}");
        answer.json()
    }

    /// Calls over REST; an empty token means none.
    pub(crate) async fn rest(&self, token: &str, verb: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        self.rest_with(token, verb, path, body, &[]).await
    }

    pub(crate) async fn rest_with(
        &self,
        token: &str,
        verb: &str,
        path: &str,
        body: impl Into<Bytes>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let verb = Method::from_bytes(verb.as_bytes()).unwrap();
        let mut request =
            Request::builder().method(verb).uri(path).header("content-type", "application/json");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.call(request.body(Body::new(Full::new(body.into()))).unwrap()).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Calls over gRPC with a framed body; tells the status at the end.
    pub(crate) async fn grpc(&self, token: &str, path: &str, body: Bytes) -> Status {
        let mut request = Request::builder().method(Method::POST).uri(path).version(http::Version::HTTP_2);
        request = request.header("content-type", "application/grpc").header("te", "trailers");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = self.call(request.body(Body::new(Full::new(body))).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK, "gRPC always answers 200");
        if let Some(status) = Status::from_header_map(response.headers()) {
            return status;
        }
        let collected = response.into_body().collect().await.unwrap();
        let trailers = collected.trailers().cloned().unwrap_or_default();
        Status::from_header_map(&trailers).unwrap_or_else(|| panic!("{path} has no status"))
    }

    pub(crate) async fn call(&self, request: Request<Body>) -> Response<Body> {
        self.door.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }

    /// A caller without a permission.
    pub(crate) fn without(&self, permission: &str) -> Option<&Caller> {
        [&self.first, &self.operator, &self.all].into_iter().find(|c| !c.permissions.contains(permission))
    }

    /// A caller with a permission.
    pub(crate) fn with(&self, permission: &str) -> &Caller {
        let found = [&self.all, &self.operator].into_iter().find(|c| c.permissions.contains(permission));
        found.unwrap_or_else(|| panic!("nobody holds {permission}"))
    }
}
