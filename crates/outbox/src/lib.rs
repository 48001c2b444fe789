//! Events between services (reliability.md, 6).
//!
//! * [`publish`] and [`publish_all`] write events in the caller's transaction, after the aggregate was locked or changed.
//! * [`stamp`] moves waiting events to the feed with dense positions and a hash chain for each house.
//! * [`FeedServer`] serves the feed; [`consume`] reads it and applies each event exactly once: effect, inbox and
//!   cursor are one transaction, of as many events as lie ready.
//!
//! A missing position, or a missing version of an aggregate, stops a consumer: loss is visible, never silent.
#![forbid(unsafe_code)]

mod apply;
mod consume;
mod feed;
mod publish;
mod stamp;

pub use consume::{Applied, ConsumeError, Consumer, Subscriber, consume};
pub use feed::FeedServer;
pub use kontor_proto::event::v1::Event;
pub use publish::{publish, publish_all};
pub use stamp::{run as stamp, stamp_once};
