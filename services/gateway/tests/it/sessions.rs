//! What ends is over with the next call (I20), although tokens are remembered for seconds.

use crate::gate::{Gate, frame, id};
use http::StatusCode;
use kontor_gateway::GatewaySettings;
use serde_json::{Value, json};
use tonic::Code;

async fn refused(gate: &Gate, token: &str) -> bool {
    let answer = gate.rest(token, "GET", "/v1/self", "").await;
    let status = gate.grpc(token, "/kontor.identity.v1.IdentityService/GetSelf", frame(&[])).await;
    assert_eq!(answer.status == StatusCode::UNAUTHORIZED, status.code() == Code::Unauthenticated);
    answer.status == StatusCode::UNAUTHORIZED
}

#[tokio::test]
async fn i20_a_signed_out_session_is_refused_at_the_next_call() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    for _ in 0..5 {
        let token = gate.sign_in("ben@nord.example").await;
        assert!(!refused(&gate, &token).await && !refused(&gate, &token).await);
        gate.expect(&token, "POST", "/v1/sessions:signOut", &json!({})).await;
        assert!(refused(&gate, &token).await);
    }
    assert!(!refused(&gate, &gate.first.token).await);
    gate.house.close().await;
}

#[tokio::test]
async fn i20_a_disabled_person_is_refused_at_the_next_call() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    assert!(!refused(&gate, &gate.first.token).await);
    let path = format!("/v1/{}:disable", gate.first.name);
    gate.expect(&gate.all.token, "POST", &path, &json!({"requestId": id()})).await;
    assert!(refused(&gate, &gate.first.token).await);
    assert!(!refused(&gate, &gate.all.token).await);
    gate.house.close().await;
}

async fn api_token(gate: &Gate) -> (String, String) {
    let wanted = json!({"displayName": "Import", "permissions": ["ticket.read"]});
    let body = json!({"token": wanted, "requestId": id()});
    let made = gate.expect(&gate.all.token, "POST", "/v1/tokens", &body).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["token"]["name"]), text(&made["secret"]))
}

#[tokio::test]
async fn i20_a_revoked_token_is_refused_at_the_next_call() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    for _ in 0..5 {
        let (name, secret) = api_token(&gate).await;
        assert!(!refused(&gate, &secret).await && !refused(&gate, &secret).await);
        gate.expect(&gate.all.token, "POST", &format!("/v1/{name}:revoke"), &json!({"requestId": id()}))
            .await;
        assert!(refused(&gate, &secret).await);
    }
    gate.house.close().await;
}

/// What another replica of the gateway let through is heard from identity.
#[tokio::test]
async fn i20_what_ends_elsewhere_is_heard() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let (name, secret) = api_token(&gate).await;
    assert!(!refused(&gate, &secret).await);
    let tenant = gate.expect(&gate.all.token, "GET", "/v1/self", &Value::Null).await["tenant"].clone();
    let tenant = kontor_ids::TenantId::from_resource_name(tenant.as_str().unwrap()).unwrap();
    let user = kontor_ids::UserId::from_resource_name(&gate.all.name).unwrap();
    let peer = gate.house.peer_of("identity", tenant, user, &["token.write"]);
    let request = kontor_proto::identity::v1::RevokeApiTokenRequest { name, request_id: id() };
    let mut identity = kontor_proto::identity::v1::identity_service_client::IdentityServiceClient::new(peer);
    identity.revoke_api_token(request).await.unwrap();
    // Far less than the seconds for which a token is remembered.
    let begin = tokio::time::Instant::now();
    while gate.rest(&secret, "GET", "/v1/self", "").await.status == StatusCode::OK {
        assert!(begin.elapsed() < std::time::Duration::from_secs(3), "the end was not heard");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(refused(&gate, &secret).await);
    gate.house.close().await;
}

#[tokio::test]
async fn a_session_that_runs_out_is_refused() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    assert!(!refused(&gate, &gate.first.token).await);
    gate.house.clock().advance(12 * 3600);
    assert!(refused(&gate, &gate.first.token).await);
    gate.house.close().await;
}

/// The signed context holds for a minute; the clock moves on, the token stays remembered by real seconds.
#[tokio::test]
async fn a_remembered_token_gets_a_fresh_context_in_time() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    for _ in 0..5 {
        assert!(!refused(&gate, &gate.first.token).await);
        gate.house.clock().advance(25);
    }
    gate.house.close().await;
}
