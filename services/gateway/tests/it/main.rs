//! The door as its callers see it: every RPC of the descriptors, over gRPC and over REST.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests panic to fail")]

mod access;
mod document;
mod gate;
mod input;
mod limits;
mod mapping;
mod network;
mod routes;
mod sessions;
