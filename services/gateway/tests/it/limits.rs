//! Too much is refused, with when to come again.

use crate::gate::{Answer, Gate, PASSWORD, frame};
use http::StatusCode;
use kontor_gateway::GatewaySettings;
use kontor_proto::identity::v1::SignInRequest;
use prost::Message as _;
use serde_json::json;
use tonic::Code;
use tonic_types::StatusExt as _;

fn assert_limited(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
    assert_eq!(answer.reason(), "LIMIT_EXCEEDED");
    let details = answer.json()["details"].as_array().cloned().unwrap();
    assert!(details.iter().any(|d| d.get("retryDelay").is_some()), "{answer:?}");
    let seconds: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
}

async fn guess(gate: &Gate, email: &str) -> Answer {
    let typed = json!({"tenantSlug": "nord", "email": email, "password": "a wrong password"});
    gate.rest("", "POST", "/v1/sessions:signIn", typed.to_string()).await
}

#[tokio::test]
async fn an_account_is_tried_five_times_a_minute_whatever_the_way_and_the_spelling() {
    let gate = Gate::narrow(GatewaySettings::default()).await;
    for email in ["carla@nord.example", "Carla@nord.example ", "CARLA@nord.example"] {
        assert_eq!(guess(&gate, email).await.status, StatusCode::UNAUTHORIZED);
    }
    let request = SignInRequest {
        tenant_slug: "nord".to_owned(),
        email: "carla@nord.example".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let path = "/kontor.identity.v1.IdentityService/SignIn";
    for _ in 0..2 {
        let status = gate.grpc("", path, frame(&request.encode_to_vec())).await;
        assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
    }
    assert_limited(&guess(&gate, "carla@nord.example").await);
    let status = gate.grpc("", path, frame(&request.encode_to_vec())).await;
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.get_details_retry_info().is_some());
    assert_eq!(guess(&gate, "dora@nord.example").await.status, StatusCode::UNAUTHORIZED);
    gate.house.close().await;
}

#[tokio::test]
async fn a_person_and_a_house_have_their_share() {
    let settings =
        GatewaySettings { principal_per_second: 5, house_per_second: 6, ..GatewaySettings::private() };
    let gate = Gate::narrow(settings).await;
    let mut passed = 0;
    let limited = loop {
        let answer = gate.rest(&gate.first.token, "GET", "/v1/self", "").await;
        if answer.status != StatusCode::OK {
            break answer;
        }
        passed += 1;
        assert!(passed < 200, "nothing limits a person");
    };
    assert_limited(&limited);
    assert!(passed >= 5, "{passed}");
    // Another house is not touched by it.
    assert_eq!(gate.rest(&gate.operator.token, "GET", "/v1/self", "").await.status, StatusCode::OK);
    let mut house = 0;
    while gate.rest(&gate.all.token, "GET", "/v1/self", "").await.status == StatusCode::OK {
        house += 1;
        assert!(house < 200, "nothing limits a house");
    }
    let status = gate.grpc(&gate.all.token, "/kontor.identity.v1.IdentityService/GetSelf", frame(&[])).await;
    assert_eq!(status.code(), Code::ResourceExhausted);
    gate.house.close().await;
}

#[tokio::test]
async fn i25_tokens_that_are_nobodys_shut_their_address_and_no_other() {
    let settings =
        GatewaySettings { guesses_per_minute_and_address: 10, proxies: 1, ..GatewaySettings::private() };
    let gate = Gate::narrow(settings).await;
    let from = |token: String, address: &'static str| {
        let gate = &gate;
        async move { gate.rest_with(&token, "GET", "/v1/self", "", &[("x-forwarded-for", address)]).await }
    };
    // The same stale token again and again is one guess: it shuts nobody out.
    for _ in 0..30 {
        assert_eq!(from("stale".to_owned(), "9.9.9.9").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(from("another".to_owned(), "9.9.9.9").await.status, StatusCode::UNAUTHORIZED);
    let mut guesses = 0;
    let limited = loop {
        let answer = from(format!("guess-{guesses}"), "8.8.8.8").await;
        if answer.status != StatusCode::UNAUTHORIZED {
            break answer;
        }
        guesses += 1;
        assert!(guesses < 60, "nothing limits guessing");
    };
    assert!(guesses >= 10, "{guesses}");
    assert_limited(&limited);
    let path = "/kontor.identity.v1.IdentityService/GetSelf";
    assert_eq!(from("one more".to_owned(), "9.9.9.9").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(from(gate.first.token.clone(), "9.9.9.9").await.status, StatusCode::OK);
    assert_eq!(gate.grpc(&gate.first.token, path, frame(&[])).await.code(), Code::Ok);
    gate.house.close().await;
}

#[tokio::test]
async fn i25_calls_without_the_permission_count_as_calls() {
    let settings = GatewaySettings { principal_per_second: 5, ..GatewaySettings::private() };
    let gate = Gate::narrow(settings).await;
    let mut denied = 0;
    let limited = loop {
        let answer = gate.rest(&gate.operator.token, "GET", "/v1/tickets", "").await;
        if answer.status != StatusCode::FORBIDDEN {
            break answer;
        }
        denied += 1;
        assert!(denied < 200, "nothing limits calls that are denied");
    };
    assert_limited(&limited);
    assert!(denied >= 5, "{denied}");
    gate.house.close().await;
}
