//! Statements through the client program, so that this crate needs no database driver.

use crate::binaries::Binaries;
use crate::data::{clean_environment, tail};
use crate::error::ClusterError;
use std::path::Path;
use std::process::{Command, Stdio};

/// Longest name of a database in bytes (Postgres cuts longer ones silently).
const LONGEST_NAME: usize = 63;

/// Runs one statement as `url`'s role and returns what it printed: rows by line, columns by `|`.
pub(crate) fn statement(binaries: &Binaries, url: &str, sql: &str) -> Result<String, ClusterError> {
    run(client(binaries, url).args(["-c", sql]))
}

/// Runs a file of statements in one transaction.
pub(crate) fn file(binaries: &Binaries, url: &str, path: &Path) -> Result<String, ClusterError> {
    run(client(binaries, url).arg("--single-transaction").arg("-f").arg(path))
}

fn client(binaries: &Binaries, url: &str) -> Command {
    let mut command = Command::new(binaries.program("psql"));
    clean_environment(&mut command);
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url]).stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<String, ClusterError> {
    let output = command
        .output()
        .map_err(|source| ClusterError::Run { program: command.get_program().into(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(ClusterError::Failed { program: "psql", output: tail(&String::from_utf8_lossy(&output.stderr), 8) })
}

/// `name` as a quoted identifier.
pub(crate) fn quoted(name: &str) -> Result<String, ClusterError> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.contains('\0') {
        return Err(ClusterError::BadName { name: name.to_owned() });
    }
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_bounded() {
        assert_eq!(quoted("kontor").unwrap(), "\"kontor\"");
        assert_eq!(quoted("a\"; drop").unwrap(), "\"a\"\"; drop\"");
        assert!(quoted(&"x".repeat(63)).is_ok());
        for bad in [String::new(), "x".repeat(64), "a\0b".to_owned()] {
            assert!(matches!(quoted(&bad), Err(ClusterError::BadName { .. })), "{bad:?}");
        }
    }
}
