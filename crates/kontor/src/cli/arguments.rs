//! What some of the commands take.

use super::place::{Entry, Place};
use crate::drill::Drill;
use crate::tour::Tour;
use crate::{seed, what_if};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use std::error::Error;
use std::path::PathBuf;

/// Where a house is kept and served.
#[derive(Args)]
pub(super) struct ServeArguments {
    /// Folder of the data
    #[arg(long, default_value = ".kontor")]
    pub(super) data: PathBuf,
    /// Address of the gateway
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(super) listen: String,
}

/// What `kontor demo` takes.
#[derive(Args)]
pub(super) struct DemoArguments {
    #[command(flatten)]
    pub(super) serve: ServeArguments,
    /// Starts, loads, tours, stops, unattended; exits 0 only if all of it was right
    #[arg(long)]
    pub(super) check: bool,
}

/// What `kontor calendar` takes.
#[derive(Args)]
pub(super) struct CalendarArguments {
    /// The calendar, such as "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off"; none for JSON lines
    pub(super) text: Option<String>,
    /// From when on windows are shown; now where it is left out
    #[arg(long)]
    pub(super) from: Option<Timestamp>,
    /// The year of the holidays; that of `from` where it is left out
    #[arg(long)]
    pub(super) year: Option<i16>,
}

/// What `kontor drill` takes.
#[derive(Args)]
pub(super) struct DrillArguments {
    #[command(flatten)]
    pub(super) drill: Drill,
    #[command(flatten)]
    pub(super) entry: Entry,
}

/// What `kontor tour` takes.
#[derive(Args)]
pub(super) struct TourArguments {
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
    pub(super) async fn go(self) -> Result<(), Box<dyn Error>> {
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

/// What `kontor whatif` takes.
#[derive(Args)]
pub(super) struct WhatIf {
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
    pub(super) async fn compare(self) -> Result<(), Box<dyn Error>> {
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
