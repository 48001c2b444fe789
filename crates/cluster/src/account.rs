//! The account that the server runs as.

use crate::error::ClusterError;
use crate::sys;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// An account of the system to run programs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    name: String,
    uid: u32,
    gid: u32,
}

impl Account {
    /// `None`: run as ourselves. As root: `postgres`, else `nobody`, because Postgres refuses root.
    pub(crate) fn to_run_as() -> Result<Option<Self>, ClusterError> {
        if !sys::is_root() {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| Self::in_passwd(&passwd, name))
            .map(Some)
            .ok_or(ClusterError::NoAccount)
    }

    fn in_passwd(passwd: &str, name: &str) -> Option<Self> {
        let fields: Vec<&str> =
            passwd.lines().map(|l| l.split(':').collect()).find(|f: &Vec<&str>| f.first() == Some(&name))?;
        let uid = fields.get(2)?.parse().ok().filter(|uid| *uid != 0)?;
        Some(Self { name: name.to_owned(), uid, gid: fields.get(3)?.parse().ok()? })
    }

    /// Lets `command` run as this account.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Hands `path` itself (not what lies in it) to this account.
    pub(crate) fn own(&self, path: &Path) -> Result<(), ClusterError> {
        chown(path, Some(self.uid), Some(self.gid)).map_err(ClusterError::file("change the owner of", path))
    }

    /// Refuses a folder below one that this account cannot enter.
    pub(crate) fn check_reach(&self, path: &Path) -> Result<(), ClusterError> {
        for parent in path.ancestors().skip(1).filter(|p| !p.as_os_str().is_empty()) {
            let meta = fs::metadata(parent).map_err(ClusterError::file("look at", parent))?;
            let bit = if meta.uid() == self.uid {
                0o100
            } else if meta.gid() == self.gid {
                0o010
            } else {
                0o001
            };
            if meta.mode() & bit == 0 {
                return Err(ClusterError::Unreachable {
                    path: parent.to_owned(),
                    account: self.name.clone(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n\
                          toor:x:0:0::/:/bin/sh\nbroken:x:nine\n";

    #[test]
    fn an_account_is_read_from_passwd_and_never_root() {
        let found = Account::in_passwd(PASSWD, "postgres").unwrap();
        assert_eq!(found, Account { name: "postgres".into(), uid: 101, gid: 104 });
        for absent in ["root", "toor", "broken", "postgre", "nobody"] {
            assert_eq!(Account::in_passwd(PASSWD, absent), None, "{absent}");
        }
    }

    #[test]
    fn a_closed_parent_is_named() {
        let base = std::env::temp_dir().join(format!("kontor-reach-{}", std::process::id()));
        let inner = base.join("closed/inner");
        fs::create_dir_all(&inner).unwrap();
        fs::set_permissions(base.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = Account { name: "stranger".into(), uid: 4_000_000, gid: 4_000_000 };
        let refusal = stranger.check_reach(&inner.join("base")).unwrap_err().to_string();
        fs::remove_dir_all(&base).unwrap();
        assert!(refusal.contains("/closed cannot be entered by the account stranger"), "{refusal}");
    }
}
