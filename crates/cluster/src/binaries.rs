//! The server programs on this machine.

use crate::error::ClusterError;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest major version accepted: the first whose fresh databases keep strangers out of the schema `public`.
pub const OLDEST_MAJOR: u32 = 15;

/// Folders that hold one installed version each, as `*` patterns over one path component.
const USUAL: [&str; 5] = [
    "/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
    "/usr/pgsql-*/bin",                   // packages of postgresql.org for Fedora and RHEL
    "/usr/libexec/postgresql*",           // Alpine
    "/opt/homebrew/opt/postgresql@*/bin", // Homebrew on ARM
    "/usr/local/opt/postgresql@*/bin",    // Homebrew on x86
];

/// A folder with the server programs, and their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest usable installation: `PG_BINDIR` alone if set, else the usual folders, `pg_config` and `PATH`.
    ///
    /// # Errors
    /// [`ClusterError::Missing`], [`ClusterError::BadBinDir`] or [`ClusterError::TooOld`] (below [`OLDEST_MAJOR`]).
    pub fn find() -> Result<Self, ClusterError> {
        newest(candidates()?)
    }

    /// The installation of exactly `major`, or the error of [`Binaries::find`], or `None` when others are installed.
    pub(crate) fn find_major(major: u32) -> Result<Option<Self>, ClusterError> {
        let all = candidates()?;
        newest(all.clone())?;
        Ok(all.into_iter().find(|found| found.major == major))
    }

    /// The folder that holds the programs.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Major version, such as 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    /// The path of one program; clients such as `psql` may lie elsewhere than the server and are then left to `PATH`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        let beside = self.dir.join(name);
        if beside.is_file() { beside } else { PathBuf::from(name) }
    }

    fn at(dir: &Path) -> Option<Self> {
        first_missing(dir).is_none().then_some(())?;
        let said = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { dir: dir.to_owned(), major })
    }
}

fn newest(all: Vec<Binaries>) -> Result<Binaries, ClusterError> {
    // `max_by_key` takes the last of equals; the order of search is to win, hence the reversal.
    let best = all.into_iter().rev().max_by_key(|found| found.major).ok_or(ClusterError::Missing)?;
    if best.major < OLDEST_MAJOR {
        return Err(ClusterError::TooOld { found: best.major, oldest: OLDEST_MAJOR, dir: best.dir });
    }
    Ok(best)
}

fn candidates() -> Result<Vec<Binaries>, ClusterError> {
    if let Some(dir) = env::var_os("PG_BINDIR").filter(|dir| !dir.is_empty()).map(PathBuf::from) {
        if let Some(missing) = first_missing(&dir) {
            return Err(ClusterError::BadBinDir { dir, missing });
        }
        let found =
            Binaries::at(&dir).ok_or(ClusterError::BadBinDir { dir, missing: "a working postgres" })?;
        return Ok(vec![found]);
    }
    let mut dirs: Vec<PathBuf> = USUAL.iter().flat_map(|pattern| expand(pattern)).collect();
    dirs.extend(pg_config());
    dirs.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    let mut seen = Vec::new();
    Ok(dirs
        .into_iter()
        .filter_map(|dir| fs::canonicalize(dir).ok())
        .filter(|dir| {
            !seen.contains(dir) && {
                seen.push(dir.clone());
                true
            }
        })
        .filter_map(|dir| Binaries::at(&dir))
        .collect())
}

/// The folders a pattern with one `*` stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| PathBuf::from(format!("{}{after}", entry.path().display())))
        .collect()
}

fn pg_config() -> Option<PathBuf> {
    let said = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(said.stdout).ok()?.trim()))
}

fn first_missing(dir: &Path) -> Option<&'static str> {
    ["postgres", "initdb"].into_iter().find(|program| !dir.join(program).is_file())
}

/// `postgres (PostgreSQL) 15.18 (Debian ...)`, `17beta1` and `9.6.24` give 15, 17 and 9.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(major: u32, dir: &str) -> Binaries {
        Binaries { dir: dir.into(), major }
    }

    #[test]
    fn the_version_is_read_from_what_postgres_says() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 17beta1\n"), Some(17));
        assert_eq!(major_of("postgres (PostgreSQL) 9.6.24\n"), Some(9));
        assert_eq!(major_of("something else 15"), None);
    }

    #[test]
    fn the_newest_wins_and_among_equals_the_first_found() {
        let all = vec![installed(15, "/a"), installed(17, "/b"), installed(17, "/c"), installed(16, "/d")];
        assert_eq!(newest(all).unwrap(), installed(17, "/b"));
    }

    #[test]
    fn too_old_and_none_say_what_to_install() {
        let old = newest(vec![installed(13, "/usr/lib/postgresql/13/bin")]).unwrap_err().to_string();
        assert_eq!(old, "Postgres 13 in /usr/lib/postgresql/13/bin is too old: install version 15 or newer");
        assert!(newest(vec![]).unwrap_err().to_string().contains("apt-get install postgresql"));
    }

    #[test]
    fn a_pattern_finds_what_exists() {
        let base = env::temp_dir().join(format!("kontor-expand-{}", std::process::id()));
        fs::create_dir_all(base.join("pg-15/bin")).unwrap();
        fs::create_dir_all(base.join("other/bin")).unwrap();
        let found = expand(&format!("{}/pg-*/bin", base.display()));
        fs::remove_dir_all(&base).unwrap();
        assert_eq!(found, [base.join("pg-15/bin")]);
        assert!(expand("/does/not/exist-*/bin").is_empty());
    }
}
