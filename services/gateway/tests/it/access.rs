//! No RPC without a grant (I20).

use crate::gate::{Gate, frame};
use crate::routes::routes;
use http::StatusCode;
use kontor_access::CONTEXT_HEADER;
use kontor_gateway::GatewaySettings;
use kontor_proto::access::v1::RequestContext;
use kontor_proto::descriptor;
use kontor_proto::identity::v1::GetSelfRequest;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use tonic::Code;
use tonic_types::StatusExt as _;

/// Looks like a token and is none.
fn forged() -> String {
    format!("kontor_{}_{}", "0".repeat(32), "0".repeat(64))
}

#[tokio::test]
async fn i20_grpc_refuses_every_rpc_without_a_grant() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    for method in descriptor::methods() {
        let path = method.path.as_str();
        for token in ["", "x", &forged()] {
            let status = gate.grpc(token, path, frame(&[])).await;
            let expected = match (method.access.internal, method.access.anonymous) {
                (true, _) => (Code::Unimplemented, "UNKNOWN_METHOD"),
                (false, true) => (Code::InvalidArgument, "INVALID_ARGUMENT"),
                (false, false) => (Code::Unauthenticated, "UNAUTHENTICATED"),
            };
            let reason = status.get_details_error_info().map(|i| i.reason).unwrap_or_default();
            assert_eq!((status.code(), reason.as_str()), expected, "{path} with {token:?}");
        }
        if method.access.internal {
            let status = gate.grpc(&gate.all.token, path, frame(&[])).await;
            assert_eq!(status.code(), Code::Unimplemented, "{path}");
        } else if let Some(caller) =
            gate.without(&method.access.permission).filter(|_| !method.access.anonymous)
        {
            let status = gate.grpc(&caller.token, path, frame(&[])).await;
            assert_eq!(status.code(), Code::PermissionDenied, "{path}");
            assert!(status.message().contains(&method.access.permission), "{path}: {}", status.message());
        }
    }
    gate.house.close().await;
}

#[tokio::test]
async fn i20_rest_refuses_every_route_without_a_grant() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let mut everyone = Vec::new();
    for route in routes() {
        let (verb, path, access) = (route.verb, route.example(), &route.method.access);
        for token in ["", "x", &forged()] {
            let answer = gate.rest(token, verb, &path, "{}").await;
            let expected =
                if access.anonymous { (400, "INVALID_ARGUMENT") } else { (401, "UNAUTHENTICATED") };
            assert_eq!((answer.status.as_u16(), answer.reason().as_str()), expected, "{verb} {path}");
            if !access.anonymous {
                assert_eq!(answer.headers["www-authenticate"], "Bearer", "{verb} {path}");
            }
        }
        match gate.without(&access.permission) {
            _ if access.anonymous => {}
            None => everyone.push(access.permission.as_str()),
            Some(caller) => {
                let answer = gate.rest(&caller.token, verb, &path, "{}").await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{verb} {path}: {answer:?}");
                assert_eq!(answer.reason(), "PERMISSION_DENIED");
            }
        }
    }
    // What everyone may is about oneself; `self.write` is lacked by the operator's token.
    assert_eq!(everyone, ["self.read"]);
    gate.house.close().await;
}

#[tokio::test]
async fn a_context_from_outside_is_worth_nothing() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    let context = RequestContext {
        tenant_id: gate.house.tenant().to_string(),
        principal: gate.first.name.clone(),
        permissions: gate.all.permissions.iter().cloned().collect(),
        ..RequestContext::default()
    };
    // Even a well-signed one: whoever could make it does not come through this door.
    let peer = gate.house.peer_in("gateway", context);
    let refused = IdentityServiceClient::new(peer).get_self(GetSelfRequest {}).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let answer = gate.rest_with("", "GET", "/v1/self", "", &[(CONTEXT_HEADER, "AAAA.AAAA")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer =
        gate.rest_with(&gate.first.token, "GET", "/v1/self", "", &[(CONTEXT_HEADER, "AAAA.AAAA")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    gate.house.close().await;
}

#[tokio::test]
async fn unknown_methods_and_routes_say_so() {
    let gate = Gate::narrow(GatewaySettings::private()).await;
    for path in
        ["/", "/kontor.ticket.v1.TicketService/Drop", "/kontor.event.v1.FeedService/ReadEvents", "//", "/x/y"]
    {
        let status = gate.grpc(&gate.all.token, path, frame(&[])).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
        assert_eq!(status.get_details_error_info().unwrap().reason, "UNKNOWN_METHOD", "{path}");
    }
    for (verb, path) in [
        ("GET", "/v1"),
        ("GET", "/v1/nothing"),
        ("GET", "/v2/self"),
        ("POST", "/v1/tickets/x/y/z:start"),
        ("POST", "/v1/self:drop"),
        ("GET", "/v1/users/%2e%2e/x"),
        ("GET", "/v1/self/"),
        ("GET", "/v1//self"),
        ("GET", "/kontor.identity.v1.IdentityService/GetSelf"),
    ] {
        let answer = gate.rest(&gate.all.token, verb, path, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.reason().as_str()),
            (404, "UNKNOWN_METHOD"),
            "{verb} {path}"
        );
    }
    for (verb, path) in
        [("DELETE", "/v1/self"), ("POST", "/v1/self"), ("OPTIONS", "/v1/tickets"), ("TRACE", "/v1/self")]
    {
        let answer = gate.rest(&gate.all.token, verb, path, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.reason().as_str()),
            (405, "UNKNOWN_METHOD"),
            "{verb} {path}"
        );
        assert!(answer.headers.contains_key("allow"), "{verb} {path}");
    }
    gate.house.close().await;
}
