//! The workspace's own commands; `cargo xtask --help` lists them.

mod bench_build;
mod ci;
mod deploy;
mod docs;
mod einvoice;
mod measure;
mod new_service;
mod process;
mod run;
mod setup;
mod source;
mod sql;
mod sql_database;
mod test;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The workspace's own commands")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs Postgres with the system's package manager if it is missing
    Setup,
    /// Checks the house rules, then runs all tests on one throwaway Postgres; arguments go to cargo test
    Test {
        /// Arguments for cargo test, such as -p kontor-money
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Checks every SQL statement against migrated schemas and renews .sqlx
    Sql {
        /// Changes nothing and fails when .sqlx is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Writes docs/errors.md from the proto and checks what the papers name
    Docs {
        /// Changes nothing and fails when a page does not fit the code
        #[arg(long)]
        check: bool,
    },
    /// Checks the house rules, the papers among them
    Tidy,
    /// Prints figures of the code
    Measure,
    /// Writes invoices of every kind in all their forms: UBL, CII, ZUGFeRD in two profiles, plain PDF
    SampleInvoices {
        /// The folder to write to
        dir: std::path::PathBuf,
        /// How many random ones join the special cases
        #[arg(long, default_value_t = einvoice::COUNT)]
        count: usize,
    },
    /// Writes sample invoices and holds them against the official rules
    Einvoice,
    /// Writes a new service of the house's shape and enters it where services are listed
    NewService {
        /// Its name, such as knowledge
        name: String,
        /// What it keeps, such as article
        #[arg(long)]
        noun: String,
        /// More than one of it, where that is not the noun with an s
        #[arg(long)]
        nouns: Option<String>,
    },
    /// What CI runs: fmt, clippy, tidy, test, sql --check, einvoice
    Ci,
    /// Builds and runs `kontor demo`
    Demo {
        /// Arguments for kontor demo
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Builds and runs `kontor bench`
    Bench {
        /// Arguments for kontor bench; `build` alone measures the way from a clone to a running demo
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Setup => setup::setup(),
        Task::Test { args } => test::test(&args),
        Task::Sql { check } => sql::sql(check),
        Task::Docs { check } => docs::docs(check),
        Task::Tidy => tidy::tidy(),
        Task::Measure => measure::measure(),
        Task::SampleInvoices { dir, count } => einvoice::samples(&dir, count),
        Task::Einvoice => einvoice::check(),
        Task::NewService { name, noun, nouns } => new_service::new_service(&name, &noun, nouns.as_deref()),
        Task::Ci => ci::ci(),
        Task::Demo { args } => run::kontor("demo", &args),
        Task::Bench { args } if args == ["build"] => bench_build::build(),
        Task::Bench { args } => run::kontor("bench", &args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
