//! What can go wrong, each with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why a cluster cannot be found, started, used or stopped. Every text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No server binaries on the machine.
    #[error(
        "no Postgres server found (looked at PG_BINDIR, the usual folders, pg_config and PATH): install it \
         (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install \
         postgresql@17) or set PG_BINDIR to the folder that holds initdb and postgres"
    )]
    Missing,
    /// `PG_BINDIR` is set and names a folder without a server.
    #[error(
        "PG_BINDIR is {} but {missing} is not in it: point it at the folder that holds initdb and postgres, \
         or unset it", dir.display()
    )]
    BadBinDir {
        /// The folder named.
        dir: PathBuf,
        /// The first program not found there.
        missing: &'static str,
    },
    /// The newest server found is too old.
    #[error("Postgres {found} in {} is too old: install version {oldest} or newer", dir.display())]
    TooOld {
        /// Major version found.
        found: u32,
        /// Oldest major version accepted.
        oldest: u32,
        /// Where it was found.
        dir: PathBuf,
    },
    /// The data folder was made by a version that is not installed.
    #[error(
        "the data in {} belongs to Postgres {data}, but version {found} is what is installed: install Postgres {data} \
         beside it, or carry the data over with pg_upgrade or with pg_dumpall and psql", dir.display()
    )]
    VersionMismatch {
        /// The data folder.
        dir: PathBuf,
        /// Major version of the data, as written in its `PG_VERSION`.
        data: String,
        /// Major version of the newest binaries.
        found: u32,
    },
    /// The data folder exists and is not a cluster.
    #[error(
        "{} exists but holds no Postgres cluster (no PG_VERSION): move it away or choose another base folder",
        dir.display()
    )]
    NotACluster {
        /// The data folder.
        dir: PathBuf,
    },
    /// Another live process owns the base folder.
    #[error(
        "the cluster in {} is already owned by {owner}: stop that process or choose another base folder",
        base.display()
    )]
    Owned {
        /// The base folder.
        base: PathBuf,
        /// The owner as found in the lock file, such as `process 4711`.
        owner: String,
    },
    /// A file or folder cannot be read, made or changed.
    #[error("cannot {action} {}: {source}: check that it is on a writable disk and belongs to you", path.display())]
    File {
        /// What was tried, such as `create the folder`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The account the server runs as cannot reach the base folder.
    #[error(
        "{} cannot be entered by the account {account} that Postgres runs as when started by root: choose a base \
         folder elsewhere (such as /var/lib/kontor) or run chmod o+x on it", path.display()
    )]
    Unreachable {
        /// The first parent folder that is closed.
        path: PathBuf,
        /// The account.
        account: String,
    },
    /// Root may not run Postgres and no account to run it as was found.
    #[error(
        "Postgres refuses to run as root and neither postgres nor nobody is in /etc/passwd: run as another user"
    )]
    NoAccount,
    /// A setting that would break a promise of this crate.
    #[error("the setting {name} is decided by the launcher: leave it out")]
    Setting {
        /// The setting refused.
        name: String,
    },
    /// A program could not be started.
    #[error("cannot run {}: {source}: reinstall Postgres or set PG_BINDIR", program.display())]
    Run {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended with an error.
    #[error("{program} failed: {output}")]
    Failed {
        /// Name of the program.
        program: &'static str,
        /// What it printed last.
        output: String,
    },
    /// The server ended before it was ready.
    #[error("Postgres did not start; the end of {}: {tail}", log.display())]
    DidNotStart {
        /// The log file.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// The server did not become ready, or did not end, in time.
    #[error("Postgres did not {what} within {seconds} s: see {}", log.display())]
    Timeout {
        /// `start` or `stop`.
        what: &'static str,
        /// The limit in seconds.
        seconds: u64,
        /// The log file.
        log: PathBuf,
    },
    /// Processes of an earlier server do not end.
    #[error("processes {pids:?} of an earlier Postgres still use {}: end them by hand", data.display())]
    LeftOver {
        /// Their process ids.
        pids: Vec<i32>,
        /// The data folder.
        data: PathBuf,
    },
    /// A name that cannot be a database name.
    #[error("{name:?} cannot name a database: use 1 to 63 bytes without a zero byte")]
    BadName {
        /// The name given.
        name: String,
    },
    /// An address that is not a Postgres URL.
    #[error("{what} is not a Postgres address: write postgres://role@host/database")]
    BadAddress {
        /// The address with its password removed, or where it came from.
        what: String,
    },
}

impl ClusterError {
    /// Wraps what the system said about `path`.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}
