//! `kontor import`: data of other systems.

use super::place::{Entry, Place};
use crate::records::{self, Kind};
use crate::{books, import, seed};
use clap::{Args, Subcommand};
use std::error::Error;
use std::path::PathBuf;

/// A file with records.
#[derive(Args)]
pub(super) struct Records {
    /// The file
    file: PathBuf,
    /// Says what is wrong and what would happen, and changes nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    entry: Entry,
}

/// What is taken over.
#[derive(Subcommand)]
pub(super) enum Import {
    /// Customers from CSV: all rows or none (docs/import.md)
    Customers(Records),
    /// Contacts from CSV: all rows or none (docs/import.md)
    Contacts(Records),
    /// Sites from CSV: all rows or none (docs/import.md)
    Sites(Records),
    /// Assets from CSV: all rows or none (docs/import.md)
    Assets(Records),
    /// Incidents with their whole history (docs/import.md)
    Incidents {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Who signs in: an e-mail address of the house
        #[arg(long, default_value = "management")]
        person: String,
    },
    /// The log of a tool for remote sessions; sessions become proposals of time to book (docs/import.md)
    Sessions {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// Who signs in: an e-mail address of the house
        #[arg(long, default_value = "management")]
        person: String,
        /// Only tells what would be taken over
        #[arg(long)]
        dry_run: bool,
        /// The zone of times without one
        #[arg(long, default_value = "Europe/Berlin")]
        time_zone: String,
        /// Gaps up to so many seconds are bridged; the house's rule where it is left out
        #[arg(long)]
        gap: Option<u32>,
        /// Sessions of fewer seconds are dropped; the house's rule where it is left out
        #[arg(long)]
        least: Option<u32>,
    },
    /// A bank statement (CAMT.053): payments are assigned to invoices (docs/accounting.md)
    Camt {
        /// The file
        file: PathBuf,
        /// Tells only what would happen
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        place: Place,
        /// Who signs in: an e-mail address of the house
        #[arg(long, default_value = "accounting")]
        person: String,
    },
}

impl Import {
    /// Takes over data of other systems.
    pub(super) async fn take_over(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Incidents { file, place, person } => {
                let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
                let ground = seed::ground(&door).await?;
                let imported = import::incidents(&door, &ground, &file).await?;
                for rejected in &imported.rejected {
                    eprintln!("line {}: {}", rejected.line, rejected.reason);
                }
                Ok(import::print_summary(&door, &imported).await?)
            }
            Self::Sessions { file, place, person, dry_run, time_zone, gap, least } => {
                let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
                let options = import::SessionOptions { dry_run, time_zone, gap, least };
                println!("{}", import::sessions(&door, &file, &options).await?);
                Ok(())
            }
            Self::Camt { file, dry_run, place, person } => {
                let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
                books::import_camt(&door, &file, dry_run).await
            }
            Self::Customers(records) => take(Kind::Customers, &records).await,
            Self::Contacts(records) => take(Kind::Contacts, &records).await,
            Self::Sites(records) => take(Kind::Sites, &records).await,
            Self::Assets(records) => take(Kind::Assets, &records).await,
        }
    }
}

/// Imports a file of records and tells what became of it; wrong rows make it fail.
async fn take(kind: Kind, records: &Records) -> Result<(), Box<dyn Error>> {
    let taken = records::import(&records.entry.door().await?, kind, &records.file, records.dry_run).await?;
    taken.told.iter().for_each(|line| eprintln!("{line}"));
    println!("{taken}");
    if taken.wrong == 0 { Ok(()) } else { Err("correct the file and import it again".into()) }
}
