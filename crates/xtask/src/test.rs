//! All tests on one throwaway Postgres.

use crate::process::{Failure, Outcome, cargo, run};
use crate::{einvoice, setup, tidy};
use kontor_cluster::{TEST_ADMIN_URL, Throwaway};

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
    let mut command = cargo();
    command.args(["test", "--locked", "--no-fail-fast"]);
    // Without a choice of packages all are meant.
    if !args
        .iter()
        .any(|arg| arg.starts_with("-p") || arg.starts_with("--package") || arg == "--manifest-path")
    {
        command.arg("--workspace");
    }
    run(command.args(args).env(TEST_ADMIN_URL, throwaway.cluster().admin_url("postgres")))
}
