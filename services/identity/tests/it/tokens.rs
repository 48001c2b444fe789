//! API tokens, and what is never stored.

use crate::house::{PASSWORD, Site, fields, request_id};
use kontor_proto::identity::v1 as wire;
use sqlx::Row as _;
use tonic::Code;
use tonic_types::StatusExt as _;

fn making(permissions: &[&str]) -> wire::CreateApiTokenRequest {
    let token = wire::ApiToken {
        display_name: "Import".to_owned(),
        permissions: permissions.iter().map(|p| (*p).to_owned()).collect(),
        ..wire::ApiToken::default()
    };
    wire::CreateApiTokenRequest { token: Some(token), request_id: request_id() }
}

#[tokio::test]
async fn a_token_is_shown_once_and_carries_what_it_names() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    let request = making(&["ticket.import", "ticket.read"]);
    let made = client.create_api_token(request.clone()).await.unwrap().into_inner();
    let principal = site.authenticate(&made.secret).await.unwrap();
    assert_eq!(principal.name, made.token.unwrap().name);
    assert_eq!(principal.permissions, ["self.read", "ticket.read", "ticket.import"]);
    assert_eq!((principal.display_name.as_str(), principal.roles.len()), ("Import", 0));
    let repeated = client.create_api_token(request).await.unwrap_err();
    assert_eq!(repeated.get_details_error_info().unwrap().reason, "REQUEST_ID_REUSED");
    let mut machine = site.with(&made.secret).await;
    let own = machine.get_self(wire::GetSelfRequest {}).await.unwrap().into_inner();
    assert_eq!(own, principal);
    let denied = machine.create_api_token(making(&["ticket.read"])).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    site.house.close().await;
}

#[tokio::test]
async fn a_token_cannot_carry_what_its_maker_lacks() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    for permissions in [&["billing.issue"][..], &["token.write"], &["event.read"], &["*"], &[]] {
        let refused = client.create_api_token(making(permissions)).await.unwrap_err();
        assert_eq!(fields(&refused), ["token.permissions"], "{permissions:?}");
    }
    let now = kontor_clock::Clock::now(site.house.clock());
    for seconds in [-1, 0, 731 * 86_400] {
        let mut request = making(&["ticket.read"]);
        let expire_time = prost_types::Timestamp { seconds: now.as_second() + seconds, nanos: 0 };
        request.token.as_mut().unwrap().expire_time = Some(expire_time);
        let refused = client.create_api_token(request).await.unwrap_err();
        assert_eq!(fields(&refused), ["token.expire_time"], "{seconds}");
    }
    site.house.close().await;
}

#[tokio::test]
async fn i20_a_token_ends_with_its_revocation_or_its_time() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    let made = client.create_api_token(making(&["ticket.read"])).await.unwrap().into_inner();
    let name = made.token.unwrap().name;
    let request = wire::RevokeApiTokenRequest { name: name.clone(), request_id: request_id() };
    let revoked = client.revoke_api_token(request.clone()).await.unwrap().into_inner();
    assert!(revoked.revoke_time.is_some());
    assert_eq!(site.authenticate(&made.secret).await.unwrap_err().code(), Code::Unauthenticated);
    assert_eq!(client.revoke_api_token(request).await.unwrap().into_inner(), revoked);
    let again = wire::RevokeApiTokenRequest { name, request_id: request_id() };
    assert_eq!(client.revoke_api_token(again).await.unwrap().into_inner(), revoked);
    // A session is no API token.
    let session = site.authenticate(&admin).await.unwrap().token;
    let wrong = wire::RevokeApiTokenRequest { name: session, request_id: request_id() };
    assert_eq!(client.revoke_api_token(wrong).await.unwrap_err().code(), Code::NotFound);
    let lasting = client.create_api_token(making(&["ticket.read"])).await.unwrap().into_inner().secret;
    site.house.clock().advance(365 * 86_400);
    assert_eq!(site.authenticate(&lasting).await.unwrap_err().code(), Code::Unauthenticated);
    site.house.close().await;
}

#[tokio::test]
async fn neither_passwords_nor_tokens_are_stored() {
    let (site, admin) = Site::with_admin().await;
    let made = site.with(&admin).await.create_api_token(making(&["ticket.read"])).await.unwrap();
    let secrets = [admin, made.into_inner().secret];
    let mut owner = site.house.database().owner().await;
    let tables = "select table_name::text from information_schema.tables where table_schema = 'identity'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut owner).await.unwrap();
    assert!(tables.len() > 8);
    for table in tables {
        let rows = sqlx::AssertSqlSafe(format!("select t::text as line from identity.{table} t"));
        for row in sqlx::query(rows).fetch_all(&mut owner).await.unwrap() {
            let line: Option<String> = row.get("line");
            let line = line.unwrap_or_default();
            let bytes = |text: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
            for secret in secrets.iter().map(String::as_str).chain([PASSWORD]) {
                let tail = &secret[secret.len().saturating_sub(64)..];
                assert!(
                    !line.contains(tail) && !line.contains(&bytes(tail)),
                    "{table} holds a secret: {line}"
                );
            }
        }
    }
    site.house.close().await;
}
