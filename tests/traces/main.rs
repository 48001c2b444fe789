//! One trace follows a request through all services, and the logs of the way carry it.
//!
//! A test binary of its own: telemetry is set up once for a process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests unwrap and panic to fail")]

#[path = "../it/installation.rs"]
#[expect(dead_code, reason = "the other test binary uses all of it")]
mod installation;

use installation::Installation;
use kontor::tour::request_id;
use kontor_telemetry::Options;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{LogsService, LogsServiceServer};
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// Where the request says it comes from (W3C Trace Context): trace, span, sampled.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Keeps what it is sent.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Span>>>,
    logs: Arc<Mutex<usize>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let scopes =
            request.into_inner().resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
        self.spans.lock().expect("no one panicked").extend(scopes.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let scopes = request.into_inner().resource_logs.into_iter().flat_map(|resource| resource.scope_logs);
        *self.logs.lock().expect("no one panicked") +=
            scopes.map(|scope| scope.log_records.len()).sum::<usize>();
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}

impl Collector {
    async fn open() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let this = Self::default();
        let server = tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(this.clone()))
            .add_service(LogsServiceServer::new(this.clone()));
        tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
        (this, format!("http://{address}"))
    }

    /// The spans of our trace, by id, as (parent, what it is).
    fn ours(&self) -> BTreeMap<String, (String, String)> {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let spans = self.spans.lock().expect("no one panicked");
        let ours = spans.iter().filter(|span| hex(&span.trace_id) == TRACE);
        ours.map(|span| (hex(&span.span_id), (hex(&span.parent_span_id), span.name.clone()))).collect()
    }
}

/// One request over HTTP/1.1, as a program without any library would send it.
async fn post(url: &str, path: &str, headers: &str, body: &Value) -> Value {
    let address = url.strip_prefix("http://").expect("an address without TLS");
    let mut stream = TcpStream::connect(address).await.expect("the gateway listens");
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: kontor\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer in UTF-8");
    let begin = answer.find('{').unwrap_or_else(|| panic!("{answer}"));
    let end = answer.rfind('}').expect("the body ends");
    serde_json::from_str(&answer[begin..=end]).unwrap_or_else(|e| panic!("{e}: {answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_follows_a_request_through_all_services() {
    let (collector, endpoint) = Collector::open().await;
    let options = Options {
        process: "kontor-traces".to_owned(),
        otlp_endpoint: Some(endpoint),
        json: false,
        filter: "info".to_owned(),
    };
    let guard = kontor_telemetry::init(&options).expect("nobody set it up before");
    let installation = Installation::open().await;
    let url = installation.house.url();
    let email = json!({"tenantSlug": installation.address.slug, "email": "agent@muster.example",
        "password": installation.address.password});
    let session = post(&url, "/v1/sessions:signIn", "", &email).await;
    let token = session["token"].as_str().unwrap_or_else(|| panic!("{session}"));
    let boss = kontor::seed::sign_in(&installation.grpc(), &installation.address, "management").await;
    let boss = boss.expect("the demo house has its people");
    let customer = json!({"requestId": request_id(), "customer": {"number": "S-1", "displayName": "Spur GmbH",
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "rechnung@kunde.example", "paymentDays": 14, "languageCode": "de"}});
    let customer = boss.call("contract.CustomerService/CreateCustomer", customer).await;
    let customer = customer.unwrap_or_else(|e| panic!("{e}"));
    let ticket = json!({"requestId": request_id(), "channel": "CHANNEL_PHONE", "activity": "support",
        "ticket": {"customer": customer["name"], "subject": "Spur", "priority": "PRIORITY_HIGH"}});
    let headers = format!("authorization: Bearer {token}\r\ntraceparent: 00-{TRACE}-{CALLER}-01\r\n");
    let ticket = post(&url, "/v1/tickets", &headers, &ticket).await;
    assert!(ticket["number"].is_string(), "{ticket}");
    // Services are drained and telemetry flushed before anything is judged.
    installation.close().await;
    tokio::task::spawn_blocking(move || drop(guard)).await.expect("what waits is sent");
    let spans = collector.ours();
    let names: BTreeSet<&str> = spans.values().map(|(_, name)| name.as_str()).collect();
    for service in ["door", "ticket.v1.TicketService/CreateTicket", "contract.v1.CoverageService/"] {
        assert!(names.iter().any(|name| name.contains(service)), "no span of {service} in {names:?}");
    }
    // Each span hangs on another one of the trace, and the first on the caller's: one tree, none torn off.
    for (id, (parent, name)) in &spans {
        assert!(
            parent == CALLER || spans.contains_key(parent),
            "{name} ({id}) hangs on the unknown {parent}"
        );
    }
    assert_eq!(spans.values().filter(|(parent, _)| parent == CALLER).count(), 1);
    assert!(*collector.logs.lock().expect("no one panicked") > 0, "logs go to the collector as well");
}
