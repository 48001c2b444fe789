//! The command line.

mod arguments;

use crate::bench::{self, Bench};
use crate::client::{Door, GrpcDoor, RestDoor};
use crate::demo::{self, DemoOptions};
use crate::drill::{self, Drill};
use crate::invoice::Form;
use crate::records::{self, Kind};
use crate::tour::{House, Tour};
use crate::{books, calendar, evidence, import, invoice, keys, rate, seed, tax, what_if};
use arguments::{CalendarArguments, DemoArguments, ServeArguments};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
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
    Drill {
        #[command(flatten)]
        drill: Drill,
        #[command(flatten)]
        entry: Entry,
    },
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

#[derive(Args)]
struct WhatIf {
    /// The customer, `customers/{customer}`
    customer: String,
    /// The file with the terms in JSON, as the API has them (kontor.contract.v1.Terms)
    #[arg(long)]
    terms: PathBuf,
    /// The contract that they take the place of, `contracts/{contract}`; a further one where it is left out
    #[arg(long)]
    contract: Option<String>,
    /// Which wins among equally specific contracts: the higher
    #[arg(long, default_value_t = 0)]
    priority: u8,
    /// Leaves the customer's other contracts out
    #[arg(long)]
    alone: bool,
    /// The first day; the last twelve calendar months where it is left out
    #[arg(long, requires = "until")]
    from: Option<Date>,
    /// The first day that no longer belongs to the period
    #[arg(long, requires = "from")]
    until: Option<Date>,
    #[command(flatten)]
    entry: Entry,
}

impl WhatIf {
    async fn compare(self) -> Result<(), Box<dyn Error>> {
        let json = std::fs::read(&self.terms).map_err(|e| format!("{}: {e}", self.terms.display()))?;
        let terms = serde_json::from_slice(&json).map_err(|e| format!("{}: {e}", self.terms.display()))?;
        let door = self.entry.door().await?;
        let draft = what_if::Draft {
            customer: self.customer,
            terms,
            contract: self.contract,
            priority: self.priority,
            alone: self.alone,
            period: self.from.zip(self.until),
        };
        print!("{}", what_if::compare(&door, &draft).await?);
        Ok(())
    }
}

#[derive(Args)]
struct TourArguments {
    #[command(flatten)]
    place: Place,
    /// Prints nothing but the result
    #[arg(long)]
    quiet: bool,
    /// The operator's token: founds and fills the demo house first, where it is missing
    #[arg(long, env = "KONTOR_OPERATOR_TOKEN", hide_env_values = true)]
    operator_token: Option<String>,
}

impl TourArguments {
    async fn go(self) -> Result<(), Box<dyn Error>> {
        let (door, house) = (self.place.door()?, self.place.house());
        if let Some(token) = &self.operator_token {
            seed::found(&door, token.trim()).await?;
            seed::fill(&door, &house).await?;
        }
        let steps = Tour::new(door, self.quiet).run(&house).await?;
        println!("\nthe tour went well: {steps} steps");
        Ok(())
    }
}

/// Where the gateway is and who knocks.
#[derive(Args)]
struct Place {
    /// The gateway
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// How to talk to it
    #[arg(long, value_enum, default_value = "grpc")]
    over: Over,
    /// The house's short name
    #[arg(long, default_value = seed::SLUG)]
    house: String,
    /// The password of its people; better in the environment than here
    #[arg(long, env = "KONTOR_PASSWORD", default_value = seed::PASSWORD, hide_env_values = true)]
    password: String,
}

/// A place and who enters it.
#[derive(Args)]
struct Entry {
    #[command(flatten)]
    place: Place,
    /// Who signs in: an e-mail address of the house
    #[arg(long, default_value = "management")]
    person: String,
}

impl Entry {
    async fn door(&self) -> Result<Door, Box<dyn Error>> {
        Ok(seed::sign_in(&self.place.door()?, &self.place.house(), &self.person).await?)
    }
}

/// A file with records.
#[derive(Args)]
struct Records {
    /// The file
    file: PathBuf,
    /// Says what is wrong and what would happen, and changes nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    entry: Entry,
}

#[derive(Clone, Copy, ValueEnum)]
enum Over {
    /// gRPC
    Grpc,
    /// REST/JSON
    Rest,
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

#[derive(Subcommand)]
enum Import {
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

/// Where an export goes.
#[derive(Args)]
struct Given {
    /// The file; standard output where it is left out
    #[arg(long)]
    to: Option<PathBuf>,
    #[command(flatten)]
    entry: Entry,
}

#[derive(Subcommand)]
enum Export {
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

impl Place {
    fn door(&self) -> Result<Door, Box<dyn Error>> {
        Ok(match self.over {
            Over::Grpc => Door::Grpc(GrpcDoor::new(&self.url)?),
            Over::Rest => Door::Rest(Box::new(RestDoor::new(&self.url))),
        })
    }

    fn house(&self) -> House {
        House { slug: self.house.clone(), password: self.password.clone() }
    }
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
        Command::Drill { drill, entry } => drill::run(&entry.door().await?, &drill).await,
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
        Command::Import { what } => take_over(what).await,
        Command::Export { what } => hand_over(what).await,
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

/// Takes over data of other systems.
async fn take_over(what: Import) -> Result<(), Box<dyn Error>> {
    match what {
        Import::Incidents { file, place, person } => {
            let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
            let ground = seed::ground(&door).await?;
            let imported = import::incidents(&door, &ground, &file).await?;
            for rejected in &imported.rejected {
                eprintln!("line {}: {}", rejected.line, rejected.reason);
            }
            Ok(import::print_summary(&door, &imported).await?)
        }
        Import::Sessions { file, place, person, dry_run, time_zone, gap, least } => {
            let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
            let options = import::SessionOptions { dry_run, time_zone, gap, least };
            println!("{}", import::sessions(&door, &file, &options).await?);
            Ok(())
        }
        Import::Camt { file, dry_run, place, person } => {
            let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
            books::import_camt(&door, &file, dry_run).await
        }
        Import::Customers(records) => take(Kind::Customers, &records).await,
        Import::Contacts(records) => take(Kind::Contacts, &records).await,
        Import::Sites(records) => take(Kind::Sites, &records).await,
        Import::Assets(records) => take(Kind::Assets, &records).await,
    }
}

/// Hands data over to other systems.
async fn hand_over(what: Export) -> Result<(), Box<dyn Error>> {
    match what {
        Export::Datev { folder, from, until, place, person } => {
            let door = seed::sign_in(&place.door()?, &place.house(), &person).await?;
            books::export_datev(&door, (from, until), &folder).await
        }
        Export::Evidence { invoice, folder, entry } => {
            let verified = evidence::export(&entry.door().await?, &invoice, &folder).await?;
            println!("{} pieces in {}\nhead {}", verified.pieces, folder.display(), verified.head);
            Ok(())
        }
        Export::Z3 { folder, from, until, documents, entry } => {
            let door = entry.door().await?;
            let (rows, documents) = tax::export_z3(&door, (from, until), &folder, documents).await?;
            println!("{rows} rows, {documents} documents in {}", folder.display());
            Ok(())
        }
        Export::Procedure { language, to, entry } => {
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
        Export::Customers(given) => give(Kind::Customers, &given).await,
        Export::Contacts(given) => give(Kind::Contacts, &given).await,
        Export::Sites(given) => give(Kind::Sites, &given).await,
        Export::Assets(given) => give(Kind::Assets, &given).await,
    }
}

/// Imports a file of records and tells what became of it; wrong rows make it fail.
async fn take(kind: Kind, records: &Records) -> Result<(), Box<dyn Error>> {
    let taken = records::import(&records.entry.door().await?, kind, &records.file, records.dry_run).await?;
    taken.told.iter().for_each(|line| eprintln!("{line}"));
    println!("{taken}");
    if taken.wrong == 0 { Ok(()) } else { Err("correct the file and import it again".into()) }
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
