//! All tests on one throwaway Postgres.

use crate::process::{Failure, Outcome, cargo, run};
use crate::{einvoice, setup, tidy};
use kontor_cluster::{TEST_ADMIN_URL, Throwaway};
use std::process::Command;

/// House rules, then the tests. Broken rules fail the task but do not keep the tests from running.
pub fn test(args: &[String]) -> Outcome {
    let rules = tidy::tidy();
    cargo_test(args)?;
    if args.is_empty() {
        einvoice::check()?;
    }
    rules
}

/// The tests alone; ends with cargo's exit code.
pub fn cargo_test(args: &[String]) -> Outcome {
    setup::setup()?;
    let throwaway = Throwaway::start("xtask-test").map_err(Failure::said)?;
    let url = throwaway.cluster().admin_url("postgres");
    let mut command = cargo();
    command.args(["test", "--locked", "--no-fail-fast"]);
    // Without a choice of packages all are meant.
    if !chooses(args) {
        command.arg("--workspace");
    }
    let outcome = run(command.args(args).env(TEST_ADMIN_URL, &url));
    if args.is_empty() { outcome.and(run(faults().env(TEST_ADMIN_URL, &url))) } else { outcome }
}

fn chooses(args: &[String]) -> bool {
    let is_choice =
        |arg: &String| arg.starts_with("-p") || arg.starts_with("--package") || arg == "--manifest-path";
    args.iter().any(is_choice)
}

/// What kills services and Postgres, one test after the other: on a machine busy with other tests nothing would get far
/// enough to be killed in its middle.
fn faults() -> Command {
    let mut command = cargo();
    command.args(["test", "--locked", "-p", "kontor-tests", "--test", "it", "--"]);
    command.args(["--ignored", "--test-threads", "1", "faults"]);
    command
}
