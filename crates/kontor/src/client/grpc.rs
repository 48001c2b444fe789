//! Any RPC over gRPC, without generated types.

use super::CallError;
use http::uri::PathAndQuery;
use kontor_proto::descriptor::Method;
use prost_reflect::prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;
use std::time::Duration;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// Largest answer that is taken: an invoice's PDF with its attachments.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The gateway over gRPC.
#[derive(Debug, Clone)]
pub struct GrpcDoor {
    url: String,
    channel: Channel,
    token: Option<String>,
}

impl GrpcDoor {
    /// The gateway at a URL such as `http://127.0.0.1:8080`; connects when first needed.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, CallError> {
        let bad = |e: tonic::transport::Error| CallError::Unreachable(url.to_owned(), e.to_string());
        let endpoint = Endpoint::from_shared(url.to_owned()).map_err(bad)?;
        let channel = endpoint.tcp_nodelay(true).connect_timeout(Duration::from_secs(5)).connect_lazy();
        Ok(Self { url: url.to_owned(), channel, token: None })
    }

    pub(super) fn signed_in(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub(super) async fn call(&self, method: &Method, request: Value) -> Result<Value, CallError> {
        let bad = |e: String| CallError::BadRequest(method.path.clone(), e);
        let message = DynamicMessage::deserialize(method.descriptor.input(), request)
            .map_err(|e| bad(e.to_string()))?;
        let mut request = Request::new(message);
        if let Some(token) = &self.token {
            let value = MetadataValue::try_from(format!("Bearer {token}")).map_err(|e| bad(e.to_string()))?;
            request.metadata_mut().insert("authorization", value);
        }
        let mut client = tonic::client::Grpc::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES);
        client.ready().await.map_err(|e| CallError::Unreachable(self.url.clone(), e.to_string()))?;
        let path = PathAndQuery::try_from(method.path.as_str()).map_err(|e| bad(e.to_string()))?;
        let codec = DynamicCodec(method.descriptor.output());
        let answer = client.unary(request, path, codec).await.map_err(refused)?.into_inner();
        let options = SerializeOptions::new();
        answer.serialize_with_options(serde_json::value::Serializer, &options).map_err(|e| bad(e.to_string()))
    }
}

fn refused(status: Status) -> CallError {
    let json = kontor_status::to_json(&status);
    CallError::Refused {
        code: format!("{:?}", status.code()),
        message: status.message().to_owned(),
        details: json["details"].as_array().cloned().unwrap_or_default(),
    }
}

#[derive(Clone)]
struct DynamicCodec(MessageDescriptor);

impl Codec for DynamicCodec {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        self.clone()
    }
    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Encoder for DynamicCodec {
    type Item = DynamicMessage;
    type Error = Status;
    fn encode(&mut self, item: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(buffer).map_err(|e| Status::internal(e.to_string()))
    }
}

impl Decoder for DynamicCodec {
    type Item = DynamicMessage;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let message = DynamicMessage::decode(self.0.clone(), buffer);
        message.map(Some).map_err(|e| Status::internal(e.to_string()))
    }
}
