//! What CI runs.

use crate::process::{Failure, Outcome, cargo, run};
use crate::{deploy, einvoice, sql, test, tidy};
use std::time::{Duration, Instant};

/// A name and what it runs.
type Step = (&'static str, fn() -> Outcome);

/// Every check, each run even when an earlier one failed, so that one run shows all that is wrong.
pub fn ci() -> Outcome {
    let steps: [Step; 7] = [
        ("fmt", || run(cargo().args(["fmt", "--all", "--check"]))),
        ("clippy", || {
            run(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
        }),
        ("tidy", tidy::tidy),
        ("test", || test::cargo_test(&[])),
        ("sql --check", || sql::sql(true)),
        ("einvoice", einvoice::check),
        ("deploy", deploy::check),
    ];
    let mut rows = Vec::new();
    for (name, step) in steps {
        println!("ci: {name}");
        let begun = Instant::now();
        let outcome = step();
        let failed = outcome.is_err();
        if let Err(Failure::Said(reason)) = outcome {
            eprintln!("error: {reason}");
        }
        rows.push((name, begun.elapsed(), failed));
    }
    print!("{}", table(&rows));
    let failed: Vec<&str> = rows.iter().filter(|row| row.2).map(|row| row.0).collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::said(format!("failed: {}", failed.join(", ")))) }
}

fn table(rows: &[(&str, Duration, bool)]) -> String {
    let line = |(name, took, failed): &(&str, Duration, bool)| {
        let verdict = if *failed { "FAILED" } else { "ok" };
        format!("ci: {name:<12} {:>4}.{} s  {verdict}\n", took.as_secs(), took.subsec_millis() / 100)
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_time_and_verdict() {
        let rows = [("fmt", Duration::from_millis(1_250), false), ("test", Duration::from_secs(61), true)];
        assert_eq!(table(&rows), "ci: fmt             1.2 s  ok\nci: test           61.0 s  FAILED\n");
    }
}
