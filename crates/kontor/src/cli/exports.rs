//! `kontor export`: data for other systems.

use super::place::{Entry, Place};
use crate::records::{self, Kind};
use crate::{books, evidence, seed, tax};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::error::Error;
use std::path::PathBuf;

/// Where an export goes.
#[derive(Args)]
pub(super) struct Given {
    /// The file; standard output where it is left out
    #[arg(long)]
    to: Option<PathBuf>,
    #[command(flatten)]
    entry: Entry,
}

/// What is handed over.
#[derive(Subcommand)]
pub(super) enum Export {
    /// All customers as CSV, as `import` takes them (docs/import.md)
    Customers(Given),
    /// All contacts as CSV, as `import` takes them (docs/import.md)
    Contacts(Given),
    /// All sites as CSV, as `import` takes them (docs/import.md)
    Sites(Given),
    /// All assets as CSV, as `import` takes them (docs/import.md)
    Assets(Given),
    /// The invoices of a period as DATEV bookings and debtors; each invoice once (docs/accounting.md)
    Datev {
        /// The folder that the files are written to
        folder: PathBuf,
        /// The first issue date
        #[arg(long)]
        from: Date,
        /// The first issue date that no longer belongs to the period
        #[arg(long)]
        until: Date,
        #[command(flatten)]
        place: Place,
        /// Who signs in: an e-mail address of the house
        #[arg(long, default_value = "accounting")]
        person: String,
    },
    /// Everything about an invoice from the call to the XML, linked by digests (docs/accounting.md)
    Evidence {
        /// The invoice: its number or its resource name
        invoice: String,
        /// The folder that the evidence is written to, new or empty
        folder: PathBuf,
        #[command(flatten)]
        entry: Entry,
    },
    /// Tables for a tax auditor (GoBD Z3): index.xml, its DTD, CSV; the same bytes each time (docs/accounting.md)
    Z3 {
        /// The folder that the files are written to, new or empty
        folder: PathBuf,
        /// The first issue or booking date
        #[arg(long)]
        from: Date,
        /// The first date that no longer belongs to the period
        #[arg(long)]
        until: Date,
        /// Also the stored PDF and XML of each document
        #[arg(long)]
        documents: bool,
        #[command(flatten)]
        entry: Entry,
    },
    /// The description of the procedure (Verfahrensdokumentation) as Markdown, made from the running house
    Procedure {
        /// The language: de or en
        #[arg(long, default_value = "de")]
        language: String,
        /// The file; standard output where it is left out
        #[arg(long)]
        to: Option<PathBuf>,
        #[command(flatten)]
        entry: Entry,
    },
}

impl Export {
    /// Hands data over to other systems.
    pub(super) async fn hand_over(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Datev { folder, from, until, place, person } => {
                let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
                books::export_datev(&door, (from, until), &folder).await
            }
            Self::Evidence { invoice, folder, entry } => {
                let verified = evidence::export(&entry.door().await?, &invoice, &folder).await?;
                println!("{} pieces in {}\nhead {}", verified.pieces, folder.display(), verified.head);
                Ok(())
            }
            Self::Z3 { folder, from, until, documents, entry } => {
                let door = entry.door().await?;
                let (rows, documents) = tax::export_z3(&door, (from, until), &folder, documents).await?;
                println!("{rows} rows, {documents} documents in {}", folder.display());
                Ok(())
            }
            Self::Procedure { language, to, entry } => {
                let text = tax::procedure(&entry.door().await?, &language).await?;
                match to {
                    Some(path) => {
                        Ok(std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?)
                    }
                    None => {
                        print!("{text}");
                        Ok(())
                    }
                }
            }
            Self::Customers(given) => give(Kind::Customers, &given).await,
            Self::Contacts(given) => give(Kind::Contacts, &given).await,
            Self::Sites(given) => give(Kind::Sites, &given).await,
            Self::Assets(given) => give(Kind::Assets, &given).await,
        }
    }
}

/// Exports records into a file or to standard output.
async fn give(kind: Kind, given: &Given) -> Result<(), Box<dyn Error>> {
    let door = given.entry.door().await?;
    match &given.to {
        Some(path) => {
            let mut file = std::fs::File::create(path).map_err(|e| format!("{}: {e}", path.display()))?;
            Ok(records::export(&door, kind, &mut file).await?)
        }
        None => Ok(records::export(&door, kind, &mut std::io::stdout()).await?),
    }
}
