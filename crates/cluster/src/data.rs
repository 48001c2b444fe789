//! The base folder and the data in it.

use crate::account::Account;
use crate::binaries::Binaries;
use crate::cluster::ADMIN_ROLE;
use crate::error::ClusterError;
use crate::options::ClusterOptions;
use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::hash::{Hash, Hasher};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Longest path of a socket that the system takes, less the file name `/.s.PGSQL.5432` and the closing zero.
const LONGEST_SOCKET_DIR: usize = 107 - 14;

/// The places of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) base: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) socket: PathBuf,
    pub(crate) log: PathBuf,
}

impl Layout {
    /// Makes the base folder and resolves the places in it.
    pub(crate) fn prepare(base: &Path, account: Option<&Account>) -> Result<Self, ClusterError> {
        make_private(base).map_err(ClusterError::file("create the folder", base))?;
        let base = fs::canonicalize(base).map_err(ClusterError::file("resolve", base))?;
        if let Some(account) = account {
            account.check_reach(&base)?;
            account.own(&base)?;
        }
        Ok(Self { data: base.join("data"), socket: socket_dir(&base), log: base.join("postgres.log"), base })
    }

    /// Makes the folder of the socket, which only the server's account may enter.
    pub(crate) fn make_socket_dir(&self, account: Option<&Account>) -> Result<(), ClusterError> {
        let failed = |what| ClusterError::file(what, &self.socket);
        make_private(&self.socket).map_err(failed("create the folder"))?;
        // In the shared temporary folder a stranger may have made it first, to receive what is meant for the server.
        let meta = fs::symlink_metadata(&self.socket).map_err(failed("look at"))?;
        let expected =
            [fs::metadata(&self.base).map_err(failed("look at"))?.uid(), crate::sys::effective_uid()];
        if !meta.is_dir() || !expected.contains(&meta.uid()) {
            return Err(failed("use")(io::Error::new(
                ErrorKind::PermissionDenied,
                "it belongs to another user",
            )));
        }
        fs::set_permissions(&self.socket, fs::Permissions::from_mode(0o700)).map_err(failed("close"))?;
        account.map_or(Ok(()), |account| account.own(&self.socket))
    }
}

/// In the base folder if the system takes so long a path, else in the temporary folder under a name made from it.
fn socket_dir(base: &Path) -> PathBuf {
    let inside = base.join("socket");
    if inside.as_os_str().as_bytes().len() <= LONGEST_SOCKET_DIR {
        return inside;
    }
    let mut hasher = DefaultHasher::new();
    base.hash(&mut hasher);
    PathBuf::from(format!("/tmp/kontor-postgres-{:016x}", hasher.finish()))
}

/// Only the folder itself is closed: the server's account must be able to enter the parents.
fn make_private(dir: &Path) -> io::Result<()> {
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(there) if there.kind() == ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
        other => other,
    }
}

/// The binaries that fit the data: of its own version if there is data, else the newest.
pub(crate) fn fitting_binaries(layout: &Layout) -> Result<Binaries, ClusterError> {
    let data = &layout.data;
    if !data.try_exists().map_err(ClusterError::file("look at", data))? {
        return Binaries::find();
    }
    let version = match fs::read_to_string(data.join("PG_VERSION")) {
        Ok(version) => version.trim().to_owned(),
        Err(absent) if absent.kind() == ErrorKind::NotFound => {
            return Err(ClusterError::NotACluster { dir: data.clone() });
        }
        Err(source) => {
            return Err(ClusterError::File { action: "read", path: data.join("PG_VERSION"), source });
        }
    };
    let same = version.parse().map(Binaries::find_major).unwrap_or(Ok(None))?;
    match same {
        Some(binaries) => Ok(binaries),
        None => {
            let found = Binaries::find()?.major();
            Err(ClusterError::VersionMismatch { dir: data.clone(), data: version, found })
        }
    }
}

/// Makes the data folder if there is none: `initdb` beside it, then one rename.
pub(crate) fn ensure(
    layout: &Layout,
    binaries: &Binaries,
    account: Option<&Account>,
    options: &ClusterOptions,
) -> Result<(), ClusterError> {
    if layout.data.join("PG_VERSION").exists() {
        return Ok(());
    }
    let fresh = layout.base.join("data.new");
    match fs::remove_dir_all(&fresh) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            return Err(ClusterError::File { action: "remove", path: fresh, source });
        }
        _ => make_private(&fresh).map_err(ClusterError::file("create the folder", &fresh))?,
    }
    if let Some(account) = account {
        account.own(&fresh)?;
    }
    init(&fresh, binaries, account, options.durable)?;
    fs::rename(&fresh, &layout.data).map_err(ClusterError::file("rename to data", &fresh))?;
    if options.durable {
        sync_dir(&layout.base).map_err(ClusterError::file("sync", &layout.base))?;
    }
    Ok(())
}

fn init(
    fresh: &Path,
    binaries: &Binaries,
    account: Option<&Account>,
    durable: bool,
) -> Result<(), ClusterError> {
    let program = binaries.dir().join("initdb");
    let mut command = Command::new(&program);
    clean_environment(&mut command);
    command.arg("-D").arg(fresh).args(["-U", ADMIN_ROLE, "-A", "trust", "-E", "UTF8"]);
    command.arg(if cfg!(target_os = "linux") { "--locale=C.UTF-8" } else { "--locale=C" });
    command.arg(if durable { "--data-checksums" } else { "--no-sync" });
    command.current_dir("/").stdin(Stdio::null());
    if let Some(account) = account {
        account.apply(&mut command);
    }
    crate::sys::die_with_starting_thread(&mut command);
    let output = command.output().map_err(|source| ClusterError::Run { program, source })?;
    if output.status.success() {
        return Ok(());
    }
    Err(ClusterError::Failed { program: "initdb", output: tail(&String::from_utf8_lossy(&output.stderr), 6) })
}

/// Variables such as `PGDATA` and `PGPORT` are meant for another server than ours.
pub(crate) fn clean_environment(command: &mut Command) {
    let foreign = |name: &OsString| name.as_bytes().starts_with(b"PG");
    for name in std::env::vars_os().map(|(name, _)| name).filter(foreign) {
        command.env_remove(name);
    }
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// The last `lines` lines.
pub(crate) fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_base_folder_puts_the_socket_elsewhere() {
        assert_eq!(socket_dir(Path::new("/var/lib/kontor")), Path::new("/var/lib/kontor/socket"));
        let long = PathBuf::from(format!("/{}", "x".repeat(90)));
        let elsewhere = socket_dir(&long);
        assert!(elsewhere.starts_with("/tmp"), "{}", elsewhere.display());
        assert_eq!(elsewhere, socket_dir(&long), "the same at each start");
        assert_ne!(elsewhere, socket_dir(Path::new(&format!("/{}", "y".repeat(90)))));
    }

    #[test]
    fn the_tail_is_the_end() {
        assert_eq!(tail("a\nb\nc\n", 2), "b\nc");
        assert_eq!(tail("", 2), "");
    }
}
