//! Reading the feed of a peer.

use crate::Peer;
use kontor_ids::{TenantId, Uuid};
use kontor_proto::event::v1::feed_service_client::FeedServiceClient;
use kontor_proto::event::v1::{Event, ReadEventsRequest};
use tonic::{Status, Streaming};

impl kontor_outbox::Consumer for Peer {
    type Stream = Streaming<Event>;

    async fn read(&self, consumer: &str, source: &str, after_pos: i64) -> Result<Self::Stream, Status> {
        // The feed belongs to no house.
        let peer = self.on_own_behalf(TenantId::from_uuid(Uuid::nil()));
        let request = ReadEventsRequest {
            consumer: consumer.to_owned(),
            source: source.to_owned(),
            after_pos,
            ..ReadEventsRequest::default()
        };
        Ok(FeedServiceClient::new(peer).read_events(request).await?.into_inner())
    }
}
