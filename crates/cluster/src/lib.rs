#![doc = include_str!("../README.md")]

mod account;
mod address;
mod binaries;
mod cluster;
mod data;
mod error;
mod leftover;
mod lock;
mod options;
mod psql;
mod server;
mod sys;
mod throwaway;

pub use address::Address;
pub use binaries::{Binaries, OLDEST_MAJOR};
pub use cluster::{ADMIN_ROLE, Cluster};
pub use error::ClusterError;
pub use options::ClusterOptions;
pub use throwaway::{TEST_ADMIN_URL, TestCluster, Throwaway};
