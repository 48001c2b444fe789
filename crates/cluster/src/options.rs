//! How a cluster is to run.

use crate::error::ClusterError;
use std::path::PathBuf;

/// Settings that carry this crate's promises; callers may not pass them.
const OURS: [&str; 9] = [
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "listen_addresses",
    "unix_socket_directories",
    "port",
    "data_directory",
    "hba_file",
    "external_pid_file",
];

/// Connections offered unless `settings` say otherwise: ten services with a pool each, or many test binaries at once.
const CONNECTIONS: &str = "300";

/// How a cluster is to run.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// Folder of the cluster; made on the first start.
    pub base: PathBuf,
    /// `true`: what is acknowledged survives a power cut (I24). `false` only for tests: faster, and lost with the power.
    pub durable: bool,
    /// Further settings of the server, name and value; those that carry a promise are refused.
    pub settings: Vec<(String, String)>,
}

impl ClusterOptions {
    /// A cluster that keeps what it acknowledges.
    pub fn durable(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into(), durable: true, settings: Vec::new() }
    }

    /// A cluster for tests: nothing is synced to the disk.
    pub fn throwaway(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into(), durable: false, settings: Vec::new() }
    }

    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// `name=value` for each setting of the server but the socket; a later one wins over an earlier one.
    pub(crate) fn server_settings(&self) -> Result<Vec<String>, ClusterError> {
        if let Some((name, _)) = self.settings.iter().find(|(name, _)| is_ours(name)) {
            return Err(ClusterError::Setting { name: name.clone() });
        }
        let sync = if self.durable { "on" } else { "off" };
        let mut all = vec![
            "listen_addresses=".to_owned(),
            "port=5432".to_owned(),
            format!("fsync={sync}"),
            format!("synchronous_commit={sync}"),
            format!("full_page_writes={sync}"),
            format!("max_connections={CONNECTIONS}"),
            "log_checkpoints=off".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
        ];
        if !self.durable {
            // No replica will ever follow a throwaway cluster, so its log may leave out what only replicas need.
            all.extend(
                ["wal_level=minimal", "max_wal_senders=0", "autovacuum_naptime=60s"].map(str::to_owned),
            );
        }
        all.extend(self.settings.iter().map(|(name, value)| format!("{name}={value}")));
        Ok(all)
    }
}

/// Postgres reads names without regard to case and takes `-` for `_` on the command line.
fn is_ours(name: &str) -> bool {
    let plain = name.trim().to_ascii_lowercase().replace('-', "_");
    plain.contains('=') || OURS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i24_a_durable_cluster_syncs_and_cannot_be_told_not_to() {
        let settings = ClusterOptions::durable("/x").server_settings().unwrap();
        for on in ["fsync=on", "synchronous_commit=on", "full_page_writes=on"] {
            assert!(settings.iter().any(|s| s == on), "{on}");
        }
        for name in ["fsync", "FSYNC", " synchronous_commit", "full-page-writes", "listen_addresses", "a=b"] {
            let refused = ClusterOptions::durable("/x").with(name, "off").server_settings();
            assert!(matches!(refused, Err(ClusterError::Setting { .. })), "{name}");
        }
    }

    #[test]
    fn settings_of_the_caller_come_last_and_so_win() {
        let settings =
            ClusterOptions::throwaway("/x").with("max_connections", "20").server_settings().unwrap();
        assert_eq!(settings.last().unwrap(), "max_connections=20");
        assert!(settings.contains(&"fsync=off".to_owned()));
    }
}
