//! What the gateway's own work costs: the processor time of a call through it less that of the same call to the
//! service's own door, over the same kind of connection, beside a call to a service that does nothing.

use super::figure::{Figure, Goal, median};
use super::ground::{Ground, channel};
use super::load::{self, Until};
use super::{BenchError, calls, process};
use crate::house::{House, HouseError};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use kontor_access::CONTEXT_HEADER;
use kontor_proto::access::v1::RequestContext;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_proto::identity::v1::{GetSelfRequest, Principal};
use kontor_service::{GrpcService, serve_gateway};
use rust_decimal::{Decimal, dec};
use std::convert::Infallible;
use tokio_util::sync::CancellationToken;
use tonic::metadata::AsciiMetadataValue;
use tonic::transport::Channel;
use tonic_prost::ProstCodec;

/// Calls of a round: the processor time is counted in steps of 10 ms, so that a step is below a hundredth of it.
const CALLS: usize = 4_000;
/// How many ask at the same time.
const CLIENTS: usize = 8;
/// How often each way is measured, in turn.
pub(super) const ROUNDS: usize = 3;

/// Measures all ways in turn.
pub(super) async fn measure(house: &House, ground: &Ground) -> Result<Vec<Figure>, BenchError> {
    let stop = CancellationToken::new();
    let _at_the_end = stop.clone().drop_guard();
    let direct = serve(house.door("identity")?, &stop).await?;
    let empty = serve(nothing(), &stop).await?;
    let me = calls::who_am_i(ground, 0).await?;
    let rest = rest_client();
    let mut costs: [Vec<Decimal>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let context = house.context(context_of(&me));
        let context =
            AsciiMetadataValue::try_from(context.as_bytes()).map_err(|e| BenchError::Other(e.to_string()))?;
        let g = ground.clone();
        let through = move |client, _| {
            let ground = g.clone();
            async move { calls::who_am_i(&ground, client).await.map(drop) }
        };
        costs[0].push(cost(through).await?);
        let (g, http) = (ground.clone(), rest.clone());
        costs[1].push(cost(move |_, _| rest_who_am_i(g.clone(), http.clone())).await?);
        let (channel, signed) = (direct.clone(), context.clone());
        costs[2].push(cost(move |_, _| who_am_i(channel.clone(), Some(signed.clone()))).await?);
        let channel = empty.clone();
        costs[3].push(cost(move |_, _| who_am_i(channel.clone(), None)).await?);
    }
    let [grpc, rest, direct, empty] = costs.map(median);
    Ok(vec![
        Figure::new("gateway/grpc own", grpc - direct, "ms").aiming_at(Goal::Most(dec!(0.1))),
        Figure::new("gateway/rest own", rest - direct, "ms").aiming_at(Goal::Most(dec!(0.1))),
        Figure::new("gateway/grpc call", grpc, "ms").beside(direct),
        Figure::new("gateway/rest call", rest, "ms").beside(direct),
        Figure::new("gateway/empty call", empty, "ms"),
    ])
}

/// The processor time of a call in milliseconds, both ends of the connection and the service included.
pub(super) async fn cost<F, A>(call: F) -> Result<Decimal, BenchError>
where
    F: Fn(usize, usize) -> A + Clone + Send + 'static,
    A: Future<Output = Result<(), BenchError>> + Send,
{
    let before = process::processor_time()?;
    let sample = load::run(CLIENTS, Until::Calls(CALLS), call).await?;
    Ok((process::processor_time()? - before) / sample.calls())
}

/// Serves a door on a free port, as the gateway is served.
pub(super) async fn serve(door: GrpcService, stop: &CancellationToken) -> Result<Channel, BenchError> {
    let serving = serve_gateway("127.0.0.1:0", door, stop.clone()).await.map_err(HouseError::from)?;
    channel(&format!("http://{}", serving.address))
}

/// A service that answers everything with an empty message.
pub(super) fn nothing() -> GrpcService {
    GrpcService::new(tower::service_fn(|request: http::Request<tonic::body::Body>| async move {
        let answer = |_: tonic::Request<()>| async { Ok(tonic::Response::new(())) };
        let mut server = tonic::server::Grpc::new(ProstCodec::<(), ()>::default());
        Ok::<_, Infallible>(server.unary(tower::service_fn(answer), request).await)
    }))
}

/// What the gateway says of a principal.
fn context_of(me: &Principal) -> RequestContext {
    RequestContext {
        tenant_id: me.tenant.trim_start_matches("tenants/").to_owned(),
        principal: me.name.clone(),
        display_name: me.display_name.clone(),
        permissions: me.permissions.clone(),
        language_code: me.language_code.clone(),
        token: me.token.clone(),
        ..RequestContext::default()
    }
}

pub(super) async fn who_am_i(
    channel: Channel,
    context: Option<AsciiMetadataValue>,
) -> Result<(), BenchError> {
    let mut request = tonic::Request::new(GetSelfRequest {});
    if let Some(context) = context {
        request.metadata_mut().insert(CONTEXT_HEADER, context);
    }
    IdentityServiceClient::new(channel).get_self(request).await?;
    Ok(())
}

type RestClient = Client<HttpConnector, Empty<Bytes>>;

fn rest_client() -> RestClient {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

async fn rest_who_am_i(ground: Ground, client: RestClient) -> Result<(), BenchError> {
    let bad = |e: String| BenchError::Other(format!("/v1/self: {e}"));
    let token = ground.desks[0].authorization.to_str().map_err(|e| bad(e.to_string()))?;
    let request = http::Request::get(format!("{}/v1/self", ground.url)).header("authorization", token);
    let request = request.body(Empty::new()).map_err(|e| bad(e.to_string()))?;
    let answer = client.request(request).await.map_err(|e| bad(e.to_string()))?;
    if !answer.status().is_success() {
        return Err(bad(answer.status().to_string()));
    }
    answer.into_body().collect().await.map_err(|e| bad(e.to_string()))?;
    Ok(())
}
