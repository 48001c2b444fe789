//! The command line.

mod arguments;
mod exports;
mod imports;
mod place;

use crate::bench::{self, Bench};
use crate::demo::{self, DemoOptions};
use crate::invoice::Form;
use crate::{calendar, drill, evidence, invoice, keys, rate};
use arguments::{CalendarArguments, DemoArguments, DrillArguments, ServeArguments, TourArguments, WhatIf};
use clap::{Parser, Subcommand};
use exports::Export;
use imports::Import;
use jiff::tz::TimeZone;
use kontor_clock::{Clock as _, SystemClock};
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "kontor", version, about = "The helpdesk that bills itself")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts everything in one process, with the demo house and the real incidents
    Demo(DemoArguments),
    /// Starts everything in one process, without any house
    Serve(ServeArguments),
    /// Goes through the main job step by step, as an ordinary client
    Tour(TourArguments),
    /// Shows a calendar, or reckons deadlines for JSON lines from standard input (docs/sla.md)
    Calendar(CalendarArguments),
    /// Shows who would hear what when by an escalation policy; changes nothing (docs/sla.md)
    Drill(DrillArguments),
    /// Renders invoices without a database
    Invoice {
        #[command(subcommand)]
        what: InvoiceCommand,
    },
    /// Rates entries under given terms without a database: charges, draws, balances, explanations (docs/rate.md)
    Rate {
        /// The file with terms and entries
        file: PathBuf,
    },
    /// Rates a customer's real work under terms that are only a draft, beside how it is now; stores nothing
    Whatif(WhatIf),
    /// Measures how fast a house is beside its Postgres alone, on a throwaway house (docs/benchmarks.md)
    Bench {
        /// What to measure; everything if nothing is named
        #[arg(value_enum)]
        names: Vec<Bench>,
    },
    /// Takes over data of other systems
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Hands data over to other systems
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Checks every promise against the raw rows, by statements and arithmetic of its own; changes nothing
    Audit {
        /// The database as its owner; the password is better kept in the environment
        #[arg(long, env = "KONTOR_OWNER_DATABASE_URL", hide_env_values = true)]
        database: String,
    },
    /// Checks an exported folder of evidence: every byte, every link (docs/accounting.md)
    Verify {
        /// The folder
        folder: PathBuf,
    },
    /// Makes the keys that services sign with, into a folder
    Keys {
        /// The folder; files that are there stay as they are
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
enum InvoiceCommand {
    /// Business terms in JSON to standard output, as an electronic invoice or a PDF
    Render {
        /// The file with the business terms
        file: PathBuf,
        /// What it becomes
        #[arg(long = "as", value_enum)]
        form: Form,
    },
}

/// Runs what the command line says.
///
/// # Errors
/// Whatever the command has, in words for the person at the keyboard.
pub async fn run() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Demo(arguments) => {
            let ServeArguments { data, listen } = arguments.serve;
            demo::run(DemoOptions { data, listen, check: arguments.check }).await
        }
        Command::Serve(ServeArguments { data, listen }) => demo::serve(data, listen).await,
        Command::Tour(arguments) => arguments.go().await,
        Command::Calendar(CalendarArguments { text: Some(text), from, year }) => {
            let from = from.unwrap_or_else(|| SystemClock.now());
            calendar::show(&text, from, year.unwrap_or_else(|| from.to_zoned(TimeZone::UTC).year()))
        }
        Command::Calendar(_) => calendar::evaluate(std::io::stdin().lock()),
        Command::Drill(DrillArguments { drill, entry }) => drill::run(&entry.door().await?, &drill).await,
        Command::Invoice { what: InvoiceCommand::Render { file, form } } => {
            let json = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            let bytes = invoice::render(&json, form, SystemClock.now())?;
            Ok(std::io::stdout().write_all(&bytes)?)
        }
        Command::Rate { file } => {
            let json = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            print!("{}", rate::rate(&json).map_err(|e| format!("{}:\n{e}", file.display()))?);
            Ok(())
        }
        Command::Whatif(what_if) => what_if.compare().await,
        Command::Bench { names } => Ok(bench::run(&names).await?),
        Command::Import { what } => what.take_over().await,
        Command::Export { what } => what.hand_over().await,
        Command::Verify { folder } => {
            let verified = evidence::verify(&folder)?;
            println!("{} pieces are as they were\nhead {}", verified.pieces, verified.head);
            Ok(())
        }
        Command::Audit { database } => {
            let report = kontor_audit::audit(&database).await?;
            print!("{report}");
            if report.is_clean() { Ok(()) } else { Err("the auditor found what must not be".into()) }
        }
        Command::Keys { folder } => Ok(keys::make(&folder)?),
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory as _;

    #[test]
    fn every_command_can_be_typed() {
        Arguments::command().debug_assert();
    }
}
