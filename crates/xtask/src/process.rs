//! Running programs, and how a task fails.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Why a task failed.
#[derive(Debug)]
pub enum Failure {
    /// For these reasons.
    Said(String),
    /// A program that has said why itself ended with this code.
    Code(u8),
}

impl Failure {
    /// A failure with a reason.
    pub fn said(reason: impl Display) -> Self {
        Self::Said(reason.to_string())
    }

    /// Prints the reason and gives the exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Self::Said(reason) => {
                eprintln!("error: {reason}");
                ExitCode::FAILURE
            }
            Self::Code(code) => ExitCode::from(code),
        }
    }
}

/// What a task gives.
pub type Outcome = Result<(), Failure>;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this crate lies two folders below the root").to_owned()
}

/// cargo, to be run at the root.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs a program to its end, its output on ours.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| {
        Failure::said(format!(
            "cannot run {}: {e}: is it installed?",
            command.get_program().to_string_lossy()
        ))
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Code(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// Whether a program is on the `PATH`.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Runs a program silently and says whether it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Where cargo builds to.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_hands_on_its_code() {
        assert!(matches!(run(Command::new("sh").args(["-c", "exit 7"])), Err(Failure::Code(7))));
        assert!(run(Command::new("sh").args(["-c", "exit 0"])).is_ok());
        assert!(matches!(run(&mut Command::new("no-such-program")), Err(Failure::Said(_))));
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("crates/xtask/Cargo.toml").is_file());
    }
}
