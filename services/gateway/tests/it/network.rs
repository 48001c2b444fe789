//! One port for HTTP/1.1 and HTTP/2: REST, gRPC, gRPC-Web, health, reflection.

use crate::gate::{Gate, frame};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use kontor_gateway::GatewaySettings;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_proto::identity::v1::{GetSelfRequest, Principal};
use kontor_service::{Serving, serve_gateway};
use prost::Message as _;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

struct Port {
    gate: Gate,
    serving: Serving,
    stop: CancellationToken,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl Port {
    async fn open() -> Self {
        Self::open_with(GatewaySettings::private()).await
    }

    async fn open_with(settings: GatewaySettings) -> Self {
        let gate = Gate::narrow(settings).await;
        let stop = CancellationToken::new();
        let door = gate.house.fleet().door("gateway").unwrap();
        let serving = serve_gateway("127.0.0.1:0", door, stop.clone()).await.unwrap();
        Self { gate, serving, stop, http: Client::builder(TokioExecutor::new()).build_http() }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.serving.address)
    }

    async fn channel(&self) -> Channel {
        Endpoint::from_shared(self.url("")).unwrap().connect().await.unwrap()
    }

    async fn close(self) {
        self.stop.cancel();
        drop(self.http);
        self.serving.finished().await;
        self.gate.house.close().await;
    }
}

#[tokio::test]
async fn rest_grpc_and_grpc_web_share_a_port() {
    let port = Port::open().await;
    let bearer = format!("Bearer {}", port.gate.first.token);
    let request = Request::get(port.url("/v1/self")).header("authorization", &bearer);
    let answer = port.http.request(request.body(Full::default()).unwrap()).await.unwrap();
    assert_eq!((answer.status(), answer.version()), (StatusCode::OK, http::Version::HTTP_11));
    let json: serde_json::Value =
        serde_json::from_slice(&answer.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(json["name"], port.gate.first.name.as_str());

    let mut request = tonic::Request::new(GetSelfRequest {});
    request.metadata_mut().insert("authorization", bearer.parse().unwrap());
    let own = IdentityServiceClient::new(port.channel().await).get_self(request).await.unwrap().into_inner();
    assert_eq!(own.name, port.gate.first.name);

    let request = Request::post(port.url("/kontor.identity.v1.IdentityService/GetSelf"))
        .header("authorization", &bearer)
        .header("content-type", "application/grpc-web+proto");
    let answer = port.http.request(request.body(Full::new(frame(&[]))).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/grpc-web+proto");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let length = u32::from_be_bytes(body[1..5].try_into().unwrap()) as usize;
    assert_eq!(Principal::decode(&body[5..5 + length]).unwrap(), own);
    let trailers = &body[5 + length..];
    assert_eq!(trailers[0], 0x80, "trailers follow in the body");
    assert!(String::from_utf8_lossy(&trailers[5..]).contains("grpc-status:0"));
    port.close().await;
}

#[tokio::test]
async fn health_and_reflection_answer_without_a_token() {
    let port = Port::open().await;
    let mut health = HealthClient::new(port.channel().await);
    let check = HealthCheckRequest { service: String::new() };
    assert_eq!(health.check(check).await.unwrap().into_inner().status, 1);
    let request = ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..ServerReflectionRequest::default()
    };
    let mut reflection = ServerReflectionClient::new(port.channel().await);
    let mut answers =
        reflection.server_reflection_info(futures::stream::iter([request])).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    assert!(list.service.iter().any(|s| s.name == "kontor.ticket.v1.TicketService"));
    port.close().await;
}

#[tokio::test]
async fn an_address_signs_in_so_often_a_minute_whatever_it_claims_to_be() {
    let port =
        Port::open_with(GatewaySettings { sign_ins_per_minute_and_address: 3, ..GatewaySettings::private() })
            .await;
    let mut seen = Vec::new();
    for n in 0..5 {
        let typed =
            format!(r#"{{"tenantSlug": "nord", "email": "p{n}@nord.example", "password": "a wrong one"}}"#);
        let request =
            Request::post(port.url("/v1/sessions:signIn")).header("content-type", "application/json");
        let request = request.header("x-forwarded-for", format!("10.0.0.{n}"));
        let answer = port.http.request(request.body(Full::new(Bytes::from(typed))).unwrap()).await.unwrap();
        seen.push(answer.status().as_u16());
    }
    assert_eq!(seen, [401, 401, 401, 429, 429]);
    port.close().await;
}
