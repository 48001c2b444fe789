//! People of a house.

use crate::house::{PASSWORD, Site, fields, person, request_id};
use kontor_ids::{RandomIds, UserId};
use kontor_proto::identity::v1 as wire;
use tonic::Code;

fn adding(email: &str, roles: &[wire::Role]) -> wire::CreateUserRequest {
    wire::CreateUserRequest {
        user: Some(person(email, roles)),
        password: PASSWORD.to_owned(),
        request_id: request_id(),
    }
}

#[tokio::test]
async fn x2_a_person_is_added_once_and_signs_in() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    let request = adding("Britta@nord.example", &[wire::Role::FirstLevel, wire::Role::FirstLevel]);
    let added = client.create_user(request.clone()).await.unwrap().into_inner();
    assert_eq!(client.create_user(request).await.unwrap().into_inner(), added);
    assert_eq!((added.email.as_str(), added.roles.len(), added.disabled), ("britta@nord.example", 1, false));
    assert_eq!(added.language_code, "de");
    let read = client.get_user(wire::GetUserRequest { name: added.name.clone() }).await.unwrap();
    assert_eq!(read.into_inner(), added);
    let taken = client.create_user(adding("BRITTA@nord.example", &[wire::Role::Dispatcher])).await;
    assert_eq!(taken.unwrap_err().code(), Code::AlreadyExists);
    let token = site.sign_in("nord", "britta@nord.example", PASSWORD).await.unwrap();
    let denied =
        site.with(&token).await.create_user(adding("x@nord.example", &[wire::Role::HouseAdmin])).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    site.house.close().await;
}

#[tokio::test]
async fn weak_passwords_are_refused() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    for weak in ["short", "passwort2026!", "britta war hier 1", "haus nord nord 12", "aaaaaaaaaaaaaaaa"] {
        let request = wire::CreateUserRequest {
            password: weak.to_owned(),
            ..adding("britta@nord.example", &[wire::Role::FirstLevel])
        };
        let refused = client.create_user(request).await.unwrap_err();
        assert_eq!(fields(&refused), ["password"], "{weak}");
        assert!(!format!("{refused:?}").contains(weak), "the refusal shows the password");
    }
    site.house.close().await;
}

#[tokio::test]
async fn x4_people_are_listed_by_name_page_by_page() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    for name in ["dora", "anton", "berta", "caesar"] {
        client.create_user(adding(&format!("{name}@nord.example"), &[wire::Role::Technician])).await.unwrap();
    }
    let mut names = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = wire::ListUsersRequest { page_size: 2, page_token };
        let page = client.list_users(request).await.unwrap().into_inner();
        assert!(page.users.len() <= 2);
        names.extend(page.users.into_iter().map(|u| u.display_name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let expected = ["Person admin", "Person anton", "Person berta", "Person caesar", "Person dora"];
    assert_eq!(names, expected);
    let bad = client.list_users(wire::ListUsersRequest { page_size: 201, ..Default::default() }).await;
    assert_eq!(fields(&bad.unwrap_err()), ["page_size"]);
    site.house.close().await;
}

#[tokio::test]
async fn i20_disabling_ends_sessions_and_tokens_with_the_call() {
    let (site, admin) = Site::with_admin().await;
    let mut client = site.with(&admin).await;
    let added = client.create_user(adding("tom@nord.example", &[wire::Role::HouseAdmin])).await.unwrap();
    let name = added.into_inner().name;
    let session = site.sign_in("nord", "tom@nord.example", PASSWORD).await.unwrap();
    let token = wire::ApiToken {
        display_name: "Monitoring".to_owned(),
        permissions: vec!["ticket.read".to_owned()],
        ..wire::ApiToken::default()
    };
    let making = wire::CreateApiTokenRequest { token: Some(token), request_id: request_id() };
    let secret = site.with(&session).await.create_api_token(making).await.unwrap().into_inner().secret;
    site.authenticate(&secret).await.unwrap();
    let request = wire::DisableUserRequest { name: name.clone(), request_id: request_id() };
    let disabled = client.disable_user(request.clone()).await.unwrap().into_inner();
    assert!(disabled.disabled);
    for ended in [&session, &secret] {
        assert_eq!(site.authenticate(ended).await.unwrap_err().code(), Code::Unauthenticated);
    }
    let refused = site.sign_in("nord", "tom@nord.example", PASSWORD).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    // Again: by the same request and by another.
    assert_eq!(client.disable_user(request).await.unwrap().into_inner(), disabled);
    let another = wire::DisableUserRequest { name, request_id: request_id() };
    assert_eq!(client.disable_user(another).await.unwrap().into_inner(), disabled);
    site.house.close().await;
}

#[tokio::test]
async fn nobody_disables_oneself() {
    let (site, admin) = Site::with_admin().await;
    let name = site.authenticate(&admin).await.unwrap().name;
    let request = wire::DisableUserRequest { name, request_id: request_id() };
    let refused = site.with(&admin).await.disable_user(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    site.authenticate(&admin).await.unwrap();
    site.house.close().await;
}

#[tokio::test]
async fn x1_people_and_houses_of_others_look_absent() {
    let site = Site::open().await;
    let operator = site.bootstrap().await.unwrap();
    let nord = site.found(&operator, "nord").await;
    site.found(&operator, "sued").await;
    let ours = site.sign_in("nord", "admin@nord.example", PASSWORD).await.unwrap();
    let theirs = site.sign_in("sued", "admin@sued.example", PASSWORD).await.unwrap();
    let foreign = site.authenticate(&ours).await.unwrap().name;
    let absent = UserId::new(&RandomIds).resource_name();
    let mut client = site.with(&theirs).await;
    for name in [&foreign, &absent] {
        let refused = client.get_user(wire::GetUserRequest { name: name.clone() }).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.message()),
            (Code::NotFound, format!("{name} not found").as_str())
        );
        let request = wire::DisableUserRequest { name: name.clone(), request_id: request_id() };
        let refused = client.disable_user(request).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.message()),
            (Code::NotFound, format!("{name} not found").as_str())
        );
    }
    let refused = client.get_tenant(wire::GetTenantRequest { name: nord.name.clone() }).await.unwrap_err();
    assert_eq!(refused.message(), format!("{} not found", nord.name));
    let page = client.list_users(wire::ListUsersRequest::default()).await.unwrap().into_inner();
    assert_eq!(page.users.len(), 1);
    site.authenticate(&ours).await.unwrap();
    site.house.close().await;
}
