//! What operators get, held against the code.

use crate::process::{Outcome, root, run, target};
use std::process::Command;

/// Holds compose, manifests, the image file and the table of variables against the code (`tests/deploy/agreement.py`).
///
/// The reader of YAML comes from Python's package index. Where it cannot be reached nothing is checked, and that is said.
pub fn check() -> Outcome {
    let tests = root().join("tests/deploy");
    let venv = target().join("deploy-venv");
    let python = venv.join("bin/python");
    let made = Command::new("python3").args(["-m", "venv"]).arg(&venv).status();
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    let ready =
        made.and_then(|_| Command::new(&python).args(install).arg(tests.join("requirements.txt")).status());
    if !ready.is_ok_and(|status| status.success()) {
        println!("deploy: NOT CHECKED: python3 with venv and its package index are needed to read YAML");
        return Ok(());
    }
    run(Command::new(&python).current_dir(root()).arg(tests.join("agreement.py")))
}
