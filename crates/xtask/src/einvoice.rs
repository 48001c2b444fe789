//! Sample invoices, and their check against the official rules by `tests/einvoice`.

use crate::process::{Failure, Outcome, cargo, root, run, target};
use std::path::Path;
use std::process::Command;

/// How many random invoices join the special cases when nobody says otherwise.
pub const COUNT: usize = 200;

/// Writes the sample invoices in all their forms to `dir`.
pub fn samples(dir: &Path, count: usize) -> Outcome {
    // A process of its own: the PDF writer would make every other task slower to build.
    let dir = std::path::absolute(dir).map_err(Failure::said)?;
    run(cargo()
        .args(["run", "--quiet", "--locked", "-p", "kontor-documents", "--example", "sample_invoices", "--"])
        .arg(dir)
        .arg(count.to_string()))
}

/// Writes the sample invoices and holds them against the official rules; first the tool is held against itself.
///
/// The rules come from Python's package index. Where it cannot be reached nothing is checked, and that is said.
pub fn check() -> Outcome {
    let (root, target) = (root(), target());
    let (tool, venv) = (root.join("tests/einvoice"), target.join("einvoice-venv"));
    let ready = Command::new("sh").arg(tool.join("environment.sh")).arg(&venv).status();
    if !ready.is_ok_and(|status| status.success()) {
        println!(
            "einvoice: NOT CHECKED: python3 with venv and its package index are needed for the official rules"
        );
        return Ok(());
    }
    let dir = target.join("einvoice-samples");
    if dir.exists() {
        std::fs::remove_dir_all(&dir).map_err(Failure::said)?;
    }
    samples(&dir, COUNT)?;
    let python = |script: &str| {
        let mut command = Command::new(venv.join("bin/python"));
        command.current_dir(&tool).arg(tool.join(script));
        command
    };
    run(&mut python("selftest.py"))?;
    run(python("datev_check.py").arg("--selftest"))?;
    run(python("check_samples.py").arg(&dir))
}
