//! A folder per test, removed afterwards.

use kontor_cluster::{Cluster, ClusterOptions};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("kontor-it-{}-{name}", std::process::id()));
        let _absent = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn base(&self) -> PathBuf {
        self.0.join("base")
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn start(&self) -> Cluster {
        Cluster::start(ClusterOptions::throwaway(self.base())).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left_in_tmp = fs::remove_dir_all(&self.0);
    }
}

/// Waits at most 10 s.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < until, "not within 10 s: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process runs (a zombie does not).
pub fn runs(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        let state = stat.rsplit_once(") ").map(|(_, rest)| rest.chars().next());
        !matches!(state, Some(Some('Z' | 'X')))
    })
}

pub fn kill_9(pid: u32) {
    let done = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(done.success());
}
