//! One owner per base folder.

use crate::error::ClusterError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Held while the cluster is owned; given up by the system when the owner dies.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    /// Unlocks, rather than only closing: a process that is just being started elsewhere in this one still has the open
    /// file for a moment, and the lock would last as long. Where that fails the file is closed all the same.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Lock {
    /// Takes the lock of `base` and writes our process id into it, or says who holds it.
    pub(crate) fn take(base: &Path) -> Result<Self, ClusterError> {
        let path = base.join("launcher.lock");
        let failed = ClusterError::file("write", &path);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(ClusterError::file("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(ClusterError::Owned { base: base.to_owned(), owner: owner(&mut file) });
            }
            Err(TryLockError::Error(source)) => {
                return Err(ClusterError::File { action: "lock", path, source });
            }
        }
        note_owner(&mut file).map_err(failed)?;
        Ok(Self(file))
    }
}

fn note_owner(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn owner(file: &mut File) -> String {
    let mut text = String::new();
    // An owner that has taken the lock but not yet written its id leaves the file empty for a moment.
    match file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<u32>().ok()) {
        Some(pid) => format!("process {pid}"),
        None => "another process".to_owned(),
    }
}
