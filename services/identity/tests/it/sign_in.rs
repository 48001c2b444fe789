//! Sessions.

use crate::house::{PASSWORD, Site, fields};
use kontor_ids::{TenantId, Uuid};
use kontor_proto::event::v1::ReadEventsRequest;
use kontor_proto::event::v1::feed_service_client::FeedServiceClient;
use kontor_proto::identity::v1 as wire;
use std::collections::BTreeMap;
use tonic::Code;
use tonic_types::StatusExt as _;

#[tokio::test]
async fn a_session_tells_who_signed_in_and_ends_after_12_hours() {
    let (site, admin) = Site::with_admin().await;
    let principal = site.with(&admin).await.get_self(wire::GetSelfRequest {}).await.unwrap().into_inner();
    assert_eq!(principal, site.authenticate(&admin).await.unwrap());
    assert_eq!(principal.display_name, "Person admin");
    assert_eq!(principal.roles, [i32::from(wire::Role::HouseAdmin)]);
    assert!(principal.permissions.contains(&"user.write".to_owned()));
    assert!(!principal.permissions.iter().any(|p| p.starts_with("billing")));
    site.house.clock().advance(12 * 3600 - 1);
    site.authenticate(&admin).await.unwrap();
    site.house.clock().advance(1);
    assert_eq!(site.authenticate(&admin).await.unwrap_err().code(), Code::Unauthenticated);
    site.house.close().await;
}

#[tokio::test]
async fn whatever_is_wrong_looks_the_same() {
    let (site, _) = Site::with_admin().await;
    let mut seen = Vec::new();
    for (slug, email, password) in [
        ("nord", "admin@nord.example", "not the password"),
        ("nord", "nobody@nord.example", PASSWORD),
        ("sued", "admin@nord.example", PASSWORD),
        ("operator", "operator@kontor.invalid", PASSWORD),
    ] {
        let refused = site.sign_in(slug, email, password).await.unwrap_err();
        assert_eq!(refused.get_details_error_info().unwrap().reason, "UNAUTHENTICATED");
        seen.push((refused.code(), refused.message().to_owned(), refused.details().to_vec()));
    }
    assert!(seen.iter().all(|s| *s == seen[0] && s.0 == Code::Unauthenticated), "{seen:?}");
    // The address has one spelling, whatever is typed.
    site.sign_in(" nord ", "Admin@NORD.example", PASSWORD).await.unwrap();
    site.house.close().await;
}

#[tokio::test]
async fn x6_malformed_sign_ins_name_their_fields() {
    let site = Site::open().await;
    let empty = site.sign_in("", "", "").await.unwrap_err();
    assert_eq!(fields(&empty), ["tenant_slug", "email", "password"]);
    let long = site.sign_in("nord", "a@nord.example", &"x".repeat(257)).await.unwrap_err();
    assert_eq!(fields(&long), ["password"]);
    site.house.close().await;
}

#[tokio::test]
async fn i20_a_session_ends_with_signing_out_and_signing_out_again_is_harmless() {
    let (site, admin) = Site::with_admin().await;
    let other = site.sign_in("nord", "admin@nord.example", PASSWORD).await.unwrap();
    let mut client = site.with(&admin).await;
    client.sign_out(wire::SignOutRequest::default()).await.unwrap();
    assert_eq!(site.authenticate(&admin).await.unwrap_err().code(), Code::Unauthenticated);
    client.sign_out(wire::SignOutRequest::default()).await.unwrap();
    site.authenticate(&other).await.unwrap();
    site.house.close().await;
}

#[tokio::test]
async fn tokens_that_are_none_are_refused_alike() {
    let (site, admin) = Site::with_admin().await;
    let mut other = admin.clone();
    other.pop();
    other.push(if admin.ends_with('0') { '1' } else { '0' });
    for token in ["", "kontor_", "kontor_x_y", &admin[1..], &other, &format!("{admin} ")] {
        let refused = site.authenticate(token).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{token}");
    }
    // Only services may ask.
    let request = wire::AuthenticateRequest { token: admin.clone() };
    let denied = site.with(&admin).await.authenticate(request).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    site.house.close().await;
}

#[tokio::test]
async fn i10_what_happens_is_told_with_dense_versions() {
    let (site, admin) = Site::with_admin().await;
    site.with(&admin).await.sign_out(wire::SignOutRequest::default()).await.unwrap();
    let peer = site.house.anonymous("identity").on_own_behalf(TenantId::from_uuid(Uuid::nil()));
    let mut kinds = Vec::new();
    let mut versions: BTreeMap<String, i64> = BTreeMap::new();
    while kinds.len() < 7 {
        let after_pos = i64::try_from(kinds.len()).unwrap();
        let request = ReadEventsRequest { source: "identity".to_owned(), after_pos, ..Default::default() };
        let mut events =
            FeedServiceClient::new(peer.clone()).read_events(request).await.unwrap().into_inner();
        while let Some(event) = events.message().await.unwrap() {
            let version = versions.entry(event.aggregate_id.clone()).or_default();
            *version += 1;
            assert_eq!(event.version, *version, "{}", event.kind);
            kinds.push(event.kind.trim_start_matches("kontor.identity.v1.").to_owned());
        }
    }
    let expected = [
        "TenantFounded",
        "UserAdded",
        "TokenMade",
        "TenantFounded",
        "UserAdded",
        "SessionBegun",
        "SessionEnded",
    ];
    assert_eq!(kinds, expected);
    site.house.close().await;
}

#[tokio::test]
async fn a_feed_is_read_from_its_end() {
    let (site, admin) = Site::with_admin().await;
    let peer = site.house.anonymous("identity").on_own_behalf(TenantId::from_uuid(Uuid::nil()));
    let mut feed = FeedServiceClient::new(peer);
    let mut newest = async |after_pos: i64| {
        let request = ReadEventsRequest { source: "identity".to_owned(), after_pos, ..Default::default() };
        let mut events = feed.read_events(request).await.unwrap().into_inner();
        events.message().await.unwrap().map(|event| (event.pos, event.kind))
    };
    // Six things happened: two houses, two people, one token, one session.
    while newest(5).await.is_none() {}
    assert_eq!(newest(-1).await.unwrap().1, "kontor.identity.v1.SessionBegun");
    assert_eq!(newest(-2).await.unwrap().0, 5);
    assert_eq!(newest(i64::MIN).await.unwrap().0, 1);
    site.authenticate(&admin).await.unwrap();
    site.house.close().await;
}
