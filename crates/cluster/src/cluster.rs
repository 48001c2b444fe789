//! A cluster and its owner.

use crate::account::Account;
use crate::address::Address;
use crate::binaries::Binaries;
use crate::data::{self, Layout};
use crate::error::ClusterError;
use crate::leftover;
use crate::lock::Lock;
use crate::options::ClusterOptions;
use crate::psql;
use crate::server::Server;
use std::path::Path;

/// The superuser of the cluster: makes databases, roles and schemas, and passes row-level security by.
pub const ADMIN_ROLE: &str = "kontor_admin";

/// A private Postgres that runs as long as this value lives, and not longer than its process.
#[derive(Debug)]
pub struct Cluster {
    // Dropped in this order: the server ends before the lock is given up.
    server: Server,
    address: Address,
    layout: Layout,
    binaries: Binaries,
    _lock: Lock,
}

impl Cluster {
    /// Starts the cluster of `options.base`, making it on the first start and recovering it after a crash.
    ///
    /// Takes 40 to 90 ms, on the first start about 0.5 s, after a crash as long as recovery needs (at most 5 minutes).
    /// Blocks; in async code call it before the runtime starts or from a blocking thread.
    ///
    /// # Errors
    /// See [`ClusterError`]; a refused start leaves the data as they were.
    pub fn start(options: ClusterOptions) -> Result<Self, ClusterError> {
        let settings = options.server_settings()?;
        let account = Account::to_run_as()?;
        let account = account.as_ref();
        let layout = Layout::prepare(&options.base, account)?;
        let lock = Lock::take(&layout.base)?;
        let binaries = data::fitting_binaries(&layout)?;
        layout.make_socket_dir(account)?;
        leftover::clear(&layout.data, &layout.socket)?;
        data::ensure(&layout, &binaries, account, &options)?;
        let server = Server::start(&layout, &binaries, account, &settings)?;
        let address = Address::socket(&layout.socket, ADMIN_ROLE);
        Ok(Self { server, address, layout, binaries, _lock: lock })
    }

    /// Stops the server: sessions are broken off, everything is written. Dropping does the same without an answer.
    ///
    /// # Errors
    /// [`ClusterError::Timeout`] when it had to be stopped by force after 60 s; the data recover at the next start.
    pub fn stop(mut self) -> Result<(), ClusterError> {
        self.server.stop()
    }

    /// The URL of `database` for [`ADMIN_ROLE`].
    #[must_use]
    pub fn admin_url(&self, database: &str) -> String {
        self.address.admin_url(database)
    }

    /// The URL of `database` for `role`. No password: the socket lies in a folder that only the owner can enter.
    #[must_use]
    pub fn url_for(&self, role: &str, database: &str) -> String {
        self.address.url_for(role, database)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The programs it runs with.
    #[must_use]
    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// Its base folder, with all links resolved.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.layout.base
    }

    /// Process id of the postmaster.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Whether the server still runs; it may have been killed from outside or have run out of disk.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.server.is_running()
    }

    /// Makes the database `name`, or leaves it as it is when it exists. Says whether it was made.
    ///
    /// # Errors
    /// [`ClusterError::BadName`], [`ClusterError::Run`] or [`ClusterError::Failed`].
    pub fn create_database(&self, name: &str) -> Result<bool, ClusterError> {
        let quoted = psql::quoted(name)?;
        let literal = name.replace('\'', "''");
        let there = format!("select 1 from pg_database where datname = '{literal}'");
        if self.run("postgres", &there)? == "1" {
            return Ok(false);
        }
        self.run("postgres", &format!("create database {quoted}"))?;
        Ok(true)
    }

    /// Drops the database `name` if it exists, breaking off its sessions.
    ///
    /// # Errors
    /// As [`Cluster::create_database`].
    pub fn drop_database(&self, name: &str) -> Result<(), ClusterError> {
        let quoted = psql::quoted(name)?;
        self.run("postgres", &format!("drop database if exists {quoted} with (force)")).map(drop)
    }

    /// Runs one statement as [`ADMIN_ROLE`]; gives the rows by line, the columns parted by `|`.
    ///
    /// # Errors
    /// [`ClusterError::Run`] when psql is missing, [`ClusterError::Failed`] with what psql said.
    pub fn run(&self, database: &str, sql: &str) -> Result<String, ClusterError> {
        psql::statement(&self.binaries, &self.admin_url(database), sql)
    }

    /// Runs a file of statements as [`ADMIN_ROLE`], all or none.
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn run_file(&self, database: &str, path: &Path) -> Result<(), ClusterError> {
        psql::file(&self.binaries, &self.admin_url(database), path).map(drop)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nobody is left to be told; the next start clears up whatever remains.
        let _untold = self.server.stop();
        if !self.layout.socket.starts_with(&self.layout.base) {
            let _stays_empty = std::fs::remove_dir(&self.layout.socket);
        }
    }
}
