//! What an owner that was killed leaves behind: servers still running, and lock files of servers that are not.

use crate::error::ClusterError;
use crate::sys::{self, Signal};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long an earlier server may take to end by itself, then by force.
const PATIENCE: [(Signal, Duration); 3] = [
    (Signal::Fast, Duration::from_secs(20)),
    (Signal::Immediate, Duration::from_secs(5)),
    (Signal::Kill, Duration::from_secs(2)),
];

/// The server processes that work in a data folder, as far as we can see them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Users {
    /// Their process ids.
    pub(crate) pids: Vec<i32>,
    /// `true`: there are servers of which we may not learn the folder, or no way to look.
    pub(crate) blind: bool,
}

impl Users {
    /// Looks at all processes for those of Postgres whose working folder is `data`.
    pub(crate) fn of(data: &Path) -> Self {
        let Ok(data) = fs::canonicalize(data) else { return Self::default() };
        let Ok(processes) = fs::read_dir("/proc") else { return Self { pids: vec![], blind: true } };
        let owner = fs::metadata(&data).ok().map(|meta| meta.uid());
        let mut found = Self { pids: vec![], blind: !Path::new("/proc/self/cwd").exists() };
        for pid in processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok()) {
            let is_postgres =
                fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|c| c.trim() == "postgres");
            if !is_postgres {
                continue;
            }
            match fs::read_link(format!("/proc/{pid}/cwd")) {
                Ok(folder) if folder == data => found.pids.push(pid),
                // Postgres serves only a folder of its own account, so strangers' servers need not be seen.
                Err(refused) if refused.kind() == ErrorKind::PermissionDenied => {
                    found.blind |= owner.is_none() || account_of(pid).is_none_or(|uid| Some(uid) == owner);
                }
                // Another folder, a zombie, or gone since.
                _ => {}
            }
        }
        found
    }
}

/// The effective user id of a process; the owner of its `/proc` folder may differ from it.
fn account_of(pid: i32) -> Option<u32> {
    effective_uid(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

fn effective_uid(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().nth(1)?.parse().ok()
}

/// Stops servers of an earlier owner and removes their lock files, so that the next start is clean.
///
/// Lock files are removed only when it is certain that no process works in the folder: the remaining backends of a dead
/// postmaster would otherwise write beside a new server and ruin the data.
pub(crate) fn clear(data: &Path, socket_dir: &Path) -> Result<(), ClusterError> {
    stop_all(data)?;
    if Users::of(data).blind {
        return Ok(());
    }
    let locks = [
        data.join("postmaster.pid"),
        socket_dir.join(".s.PGSQL.5432.lock"),
        socket_dir.join(".s.PGSQL.5432"),
    ];
    for lock in locks {
        match fs::remove_file(&lock) {
            Ok(()) => {}
            Err(absent) if absent.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(ClusterError::File { action: "remove", path: lock, source }),
        }
    }
    Ok(())
}

fn stop_all(data: &Path) -> Result<(), ClusterError> {
    let mut left = Users::of(data).pids;
    for (signal, patience) in PATIENCE {
        if left.is_empty() {
            return Ok(());
        }
        // Only the postmaster answers by a shutdown; to backends the same signal is "cancel the query", harmless here.
        for pid in &left {
            // A refusal shows in the processes being there afterwards.
            let _seen_below = sys::signal(*pid, signal);
        }
        let until = Instant::now() + patience;
        while !left.is_empty() && Instant::now() < until {
            sleep(Duration::from_millis(10));
            left = Users::of(data).pids;
        }
    }
    if left.is_empty() { Ok(()) } else { Err(ClusterError::LeftOver { pids: left, data: data.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effective_account_is_the_second_number() {
        assert_eq!(effective_uid("Name:\tpostgres\nUid:\t0\t101\t0\t0\nGid:\t0\t104\t0\t0\n"), Some(101));
        assert_eq!(effective_uid("Name:\tpostgres\n"), None);
        assert_eq!(account_of(1).is_some(), Path::new("/proc/1/status").exists());
    }
}
