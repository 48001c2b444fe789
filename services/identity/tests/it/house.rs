//! Founding, and what the tests share: a house with an administrator.

use kontor_clock::{Clock as _, SystemClock};
use kontor_identity::Identity;
use kontor_ids::{IdSource as _, RandomIds, TenantId, Uuid};
use kontor_postgres::Db;
use kontor_proto::access::v1::RequestContext;
use kontor_proto::identity::v1 as wire;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_service::Peer;
use kontor_testkit::TestHouse;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

pub(crate) const PASSWORD: &str = "Werkbank am Kanal 7";
pub(crate) type Client = IdentityServiceClient<Peer>;

/// A running identity service whose clock stands at the present.
pub(crate) struct Site {
    pub(crate) house: TestHouse,
}

pub(crate) fn request_id() -> String {
    RandomIds.uuid().to_string()
}

pub(crate) fn person(email: &str, roles: &[wire::Role]) -> wire::User {
    let (name, _) = email.split_once('@').expect("an address");
    wire::User {
        display_name: format!("Person {name}"),
        email: email.to_owned(),
        roles: roles.iter().map(|role| i32::from(*role)).collect(),
        ..wire::User::default()
    }
}

impl Site {
    pub(crate) async fn open() -> Self {
        let mut house = TestHouse::open(&["identity"]).await;
        house.launch::<Identity>(()).await;
        house.clock().set(SystemClock.now());
        Self { house }
    }

    pub(crate) async fn bootstrap(&self) -> Option<String> {
        let db = Db::new(&self.house.database().options("identity")).unwrap();
        let token = kontor_identity::bootstrap(&db).await.unwrap();
        db.close().await;
        token
    }

    pub(crate) fn anyone(&self) -> Client {
        Client::new(self.house.anonymous("identity"))
    }

    /// Asks as the gateway does.
    pub(crate) async fn authenticate(&self, token: &str) -> Result<wire::Principal, Status> {
        let gateway = self.house.anonymous("identity").on_own_behalf(TenantId::from_uuid(Uuid::nil()));
        let request = wire::AuthenticateRequest { token: token.to_owned() };
        Ok(Client::new(gateway).authenticate(request).await?.into_inner())
    }

    /// A client with the context that the gateway makes of a token.
    pub(crate) async fn with(&self, token: &str) -> Client {
        let principal = self.authenticate(token).await.unwrap_or_else(|e| panic!("{e}"));
        let context = RequestContext {
            tenant_id: principal.tenant.trim_start_matches("tenants/").to_owned(),
            principal: principal.name,
            display_name: principal.display_name,
            permissions: principal.permissions,
            language_code: principal.language_code,
            token: principal.token,
            ..RequestContext::default()
        };
        Client::new(self.house.peer_in("identity", context))
    }

    pub(crate) async fn found(&self, operator: &str, slug: &str) -> wire::Tenant {
        let request = founding(slug);
        self.with(operator).await.create_tenant(request).await.unwrap().into_inner()
    }

    pub(crate) async fn sign_in(&self, slug: &str, email: &str, password: &str) -> Result<String, Status> {
        let (tenant_slug, email) = (slug.to_owned(), email.to_owned());
        let request = wire::SignInRequest { tenant_slug, email, password: password.to_owned() };
        Ok(self.anyone().sign_in(request).await?.into_inner().token)
    }

    /// A site with the house `nord` and its administrator's token.
    pub(crate) async fn with_admin() -> (Self, String) {
        let site = Self::open().await;
        let operator = site.bootstrap().await.unwrap();
        site.found(&operator, "nord").await;
        let admin = site.sign_in("nord", "admin@nord.example", PASSWORD).await.unwrap();
        (site, admin)
    }
}

pub(crate) fn founding(slug: &str) -> wire::CreateTenantRequest {
    wire::CreateTenantRequest {
        tenant: Some(wire::Tenant {
            display_name: format!("Haus {slug}"),
            slug: slug.to_owned(),
            ..wire::Tenant::default()
        }),
        admin: Some(person(&format!("admin@{slug}.example"), &[wire::Role::HouseAdmin])),
        admin_password: PASSWORD.to_owned(),
        request_id: request_id(),
    }
}

/// The fields that a refusal names.
pub(crate) fn fields(status: &Status) -> Vec<String> {
    let bad = status.get_details_bad_request().unwrap_or_else(|| panic!("no fields in {status:?}"));
    bad.field_violations.into_iter().map(|v| v.field).collect()
}

#[tokio::test]
async fn the_first_access_is_made_once_and_founds_houses_only() {
    let site = Site::open().await;
    let (first, second) = tokio::join!(site.bootstrap(), site.bootstrap());
    let tokens: Vec<String> = first.into_iter().chain(second).collect();
    assert_eq!(tokens.len(), 1, "two processes made {} tokens", tokens.len());
    assert_eq!(site.bootstrap().await, None);
    let operator = site.authenticate(&tokens[0]).await.unwrap();
    assert_eq!(operator.permissions, ["self.read", "tenant.create"]);
    let denied = site.with(&tokens[0]).await.list_users(wire::ListUsersRequest::default()).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    site.house.close().await;
}

#[tokio::test]
async fn x2_the_same_founding_gives_the_same_house_and_another_slug_is_refused() {
    let site = Site::open().await;
    let operator = site.bootstrap().await.unwrap();
    let mut client = site.with(&operator).await;
    let request = founding("nord");
    let first = client.create_tenant(request.clone()).await.unwrap().into_inner();
    let again = client.create_tenant(request.clone()).await.unwrap().into_inner();
    assert_eq!(first, again);
    let taken = wire::CreateTenantRequest { request_id: request_id(), ..request.clone() };
    assert_eq!(client.create_tenant(taken).await.unwrap_err().code(), Code::AlreadyExists);
    let mut other = request;
    other.tenant.as_mut().unwrap().slug = "sued".to_owned();
    assert_eq!(client.create_tenant(other).await.unwrap_err().code(), Code::Aborted);
    let admin = site.sign_in("nord", "admin@nord.example", PASSWORD).await.unwrap();
    let name = wire::GetTenantRequest { name: first.name.clone() };
    assert_eq!(site.with(&admin).await.get_tenant(name).await.unwrap().into_inner(), first);
    site.house.close().await;
}

#[tokio::test]
async fn x6_a_founding_names_all_that_is_wrong_at_once() {
    let site = Site::open().await;
    let operator = site.bootstrap().await.unwrap();
    let mut client = site.with(&operator).await;
    let empty = client.create_tenant(wire::CreateTenantRequest::default()).await.unwrap_err();
    assert_eq!(empty.code(), Code::InvalidArgument);
    let expected = ["tenant", "tenant.display_name", "tenant.slug", "admin", "admin_password", "request_id"];
    assert_eq!(fields(&empty), expected);
    let mut request = founding("Nord!");
    let admin = request.admin.as_mut().unwrap();
    admin.roles = vec![i32::from(wire::Role::Operator), 99];
    admin.language_code = "fr".to_owned();
    admin.email = "nobody".to_owned();
    request.admin_password = "short".to_owned();
    let named = fields(&client.create_tenant(request).await.unwrap_err());
    for field in ["tenant.slug", "admin.email", "admin.roles", "admin.language_code", "admin_password"] {
        assert!(named.iter().any(|f| f == field), "{field} is not among {named:?}");
    }
    let mut without = founding("ost");
    without.admin.as_mut().unwrap().roles = vec![i32::from(wire::Role::Accounting)];
    assert_eq!(fields(&client.create_tenant(without).await.unwrap_err()), ["admin.roles"]);
    site.house.close().await;
}
