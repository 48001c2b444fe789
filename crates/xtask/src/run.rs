//! Building and running the binary.

use crate::process::{Outcome, cargo, run};
use crate::setup;

/// `kontor <command> <args>`, in release because both uses show speed.
pub fn kontor(command: &str, args: &[String]) -> Outcome {
    setup::setup()?;
    run(cargo().args(["run", "--quiet", "--release", "--locked", "-p", "kontor", "--", command]).args(args))
}
