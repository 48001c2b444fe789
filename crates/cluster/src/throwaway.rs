//! Clusters for tests.

use crate::address::Address;
use crate::cluster::Cluster;
use crate::error::ClusterError;
use crate::leftover::Users;
use crate::options::ClusterOptions;
use crate::sys;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The variable that names the cluster for tests, set by `cargo xtask test`.
pub const TEST_ADMIN_URL: &str = "KONTOR_TEST_ADMIN_URL";

/// A cluster in the temporary folder that is gone, with its data, when this value is dropped.
///
/// What a killed owner leaves is removed when the next one starts.
#[derive(Debug)]
pub struct Throwaway {
    cluster: Option<Cluster>,
    base: PathBuf,
}

impl Throwaway {
    /// Starts one named `name` within this process.
    ///
    /// # Errors
    /// As [`Cluster::start`]; [`ClusterError::Owned`] when this process already has one of that name.
    pub fn start(name: &str) -> Result<Self, ClusterError> {
        let folder = std::env::temp_dir().join(format!("kontor-throwaway-{}", sys::effective_uid()));
        make_enterable(&folder).map_err(ClusterError::file("create the folder", &folder))?;
        sweep(&folder);
        let base = folder.join(format!("{}-{name}", std::process::id()));
        let cluster = Some(Cluster::start(ClusterOptions::throwaway(&base))?);
        Ok(Self { cluster, base })
    }

    /// The cluster.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        self.cluster.as_ref().expect("only dropping takes the cluster")
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        drop(self.cluster.take());
        // What cannot be removed now is swept by the next start.
        let _swept_later = fs::remove_dir_all(&self.base);
    }
}

/// Started by root, the server runs as another account, which must be able to pass.
fn make_enterable(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o711))
}

/// Removes clusters whose owner is dead. Their names begin with the owner's process id.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.split('-').next()?.parse::<i32>().ok());
        let abandoned = owner.is_some_and(|pid| !sys::is_alive(pid));
        if abandoned && Users::of(&entry.path().join("data")).pids.is_empty() {
            // Another sweeper may be faster; then there is nothing left to do.
            let _already_gone = fs::remove_dir_all(entry.path());
        }
    }
}

/// The cluster that tests run against: the one named by [`TEST_ADMIN_URL`], else one of this process.
#[derive(Debug)]
pub struct TestCluster {
    address: Address,
    _own: Option<Throwaway>,
}

impl TestCluster {
    /// The same cluster for all tests of this process; starts it (0.5 s) when no one else has.
    ///
    /// Tests make a database of their own in it. A cluster of this process ends with it.
    ///
    /// # Errors
    /// As [`Cluster::start`], or [`ClusterError::BadAddress`] for a variable that holds no address. An error is
    /// not remembered: the next call tries again.
    pub fn get() -> Result<&'static Self, ClusterError> {
        static SHARED: OnceLock<TestCluster> = OnceLock::new();
        static STARTING: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _one_at_a_time = STARTING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(shared) = SHARED.get() {
            return Ok(shared);
        }
        let made = Self::find()?;
        Ok(SHARED.get_or_init(|| made))
    }

    fn find() -> Result<Self, ClusterError> {
        match std::env::var(TEST_ADMIN_URL) {
            Ok(url) => Ok(Self { address: Address::parse(&url, TEST_ADMIN_URL)?, _own: None }),
            Err(_) => {
                let own = Throwaway::start("tests")?;
                Ok(Self { address: own.cluster().address().clone(), _own: Some(own) })
            }
        }
    }

    /// The URL of `database` for the superuser.
    #[must_use]
    pub fn admin_url(&self, database: &str) -> String {
        self.address.admin_url(database)
    }

    /// The URL of `database` for `role`.
    #[must_use]
    pub fn url_for(&self, role: &str, database: &str) -> String {
        self.address.url_for(role, database)
    }
}
