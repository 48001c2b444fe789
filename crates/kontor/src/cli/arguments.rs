//! What some of the commands take.

use clap::Args;
use jiff::Timestamp;
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
