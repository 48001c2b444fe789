//! The limits of a service, in one table (reliability.md, 4.8).

use std::time::Duration;

/// What one process takes at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one gRPC message, compressed or not.
    pub message_bytes: usize,
    /// Streams at once on one connection.
    pub concurrent_streams: u32,
    /// Bytes of a request's headers.
    pub header_bytes: u32,
    /// Longest time for a request until its answer begins.
    pub request: Duration,
    /// How often a silent connection is asked for a sign of life.
    pub keepalive_interval: Duration,
    /// How long it may take to answer that.
    pub keepalive_timeout: Duration,
    /// How old a connection gets.
    pub connection_age: Duration,
    /// How long requests under way may take after the signal to stop.
    pub drain: Duration,
}

impl Limits {
    /// The limits in force.
    pub const STANDARD: Self = Self {
        message_bytes: 4 * 1024 * 1024,
        concurrent_streams: 100,
        header_bytes: 16 * 1024,
        request: Duration::from_secs(40),
        keepalive_interval: Duration::from_secs(30),
        keepalive_timeout: Duration::from_secs(10),
        connection_age: Duration::from_secs(30 * 60),
        drain: Duration::from_secs(20),
    };
}
