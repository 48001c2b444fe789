//! `kontor bench`: how fast a house is, beside what its Postgres alone can do, in one run (docs/benchmarks.md).

mod baseline;
mod books;
mod calendar;
mod calls;
mod door;
mod figure;
mod firing;
mod ground;
mod large;
mod load;
mod memory;
mod million;
mod own;
mod process;
mod rating;
mod start;
mod work;

use crate::client::CallError;
use crate::house::{House, HouseError};
use clap::ValueEnum;
use figure::Figure;
use ground::{Folder, Ground};

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The house did not open or close.
    #[error(transparent)]
    House(#[from] HouseError),
    /// A call while the house was founded was refused.
    #[error(transparent)]
    Call(#[from] CallError),
    /// A measured call was refused.
    #[error("a measured call was refused: {:?}: {}", .0.code(), .0.message())]
    Refused(#[from] tonic::Status),
    /// The database of the baselines.
    #[error("the baseline's database: {0}")]
    Database(#[from] sqlx::Error),
    /// Some figures fall short of their goals.
    #[error("{0} figures fall short of their goals")]
    Short(usize),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Bench {
    /// From opening the house to the first good answer
    Start,
    /// A late entry in a pot of 4,000, by the pure core
    Rating,
    /// Service time over a day, a month and a year, beside a walk over minutes
    Calendar,
    /// Opening tickets
    Create,
    /// Reading a ticket
    Read,
    /// Reading the first page of 10,000 open tickets
    List,
    /// Adding to a ticket's log
    Comment,
    /// The verdict at the phone, also in a house of 46,000 assets
    Coverage,
    /// What the gateway's work costs for each call
    Gateway,
    /// Memory after the load
    Memory,
    /// Reading the first page of 1,000,000 open tickets
    Million,
    /// Timers of 75,000 open tickets: idle, due, after an outage, and while a calendar changes
    Firing,
    /// A month over all customers, and one large draft
    Preview,
    /// A month's invoices, and their documents
    Issue,
}

/// Houses among which tickets are opened.
const HOUSES: usize = if cfg!(debug_assertions) { 5 } else { 100 };

/// Measures what is named, or everything, and prints a line for each figure.
///
/// # Errors
/// [`BenchError`], also when a figure falls short of its goal.
pub async fn run(named: &[Bench]) -> Result<(), BenchError> {
    if cfg!(debug_assertions) {
        eprintln!("this is a debug build: its figures say little, use cargo xtask bench");
    }
    tokio::select! {
        measured = measure(named) => match measured? {
            0 => Ok(()),
            short => Err(BenchError::Short(short)),
        },
        _ = tokio::signal::ctrl_c() => Err(BenchError::Other("stopped".to_owned())),
    }
}

/// Gives the number of figures that fall short.
async fn measure(named: &[Bench]) -> Result<usize, BenchError> {
    let all = Bench::value_variants();
    let mut wanted: Vec<Bench> = if named.is_empty() { all.to_vec() } else { named.to_vec() };
    wanted.sort_unstable();
    wanted.dedup();
    println!("{}", Figure::heading());
    let mut short = 0;
    if wanted.contains(&Bench::Start) {
        short += print(&start::measure().await?);
        wanted.retain(|bench| *bench != Bench::Start);
    }
    if wanted.contains(&Bench::Rating) {
        short += print(&rating::measure()?);
        wanted.retain(|bench| *bench != Bench::Rating);
    }
    if wanted.contains(&Bench::Calendar) {
        short += print(&calendar::measure()?);
        wanted.retain(|bench| *bench != Bench::Calendar);
    }
    if wanted.is_empty() {
        return Ok(short);
    }
    let folder = Folder::new("load")?;
    let house = ground::open(folder.path()).await?;
    let measured = under_load(&house, folder.path(), &wanted).await;
    house.close().await?;
    Ok(short + measured?)
}

async fn under_load(house: &House, folder: &std::path::Path, wanted: &[Bench]) -> Result<usize, BenchError> {
    let spread_out =
        wanted.iter().any(|bench| matches!(bench, Bench::Create | Bench::Coverage | Bench::Memory));
    let ground = Ground::prepare(house, if spread_out { HOUSES } else { 1 }).await?;
    let postgres = baseline::Postgres::prepare(house, folder).await?;
    let mut short = 0;
    for bench in wanted {
        postgres.settle().await?;
        let figures = match bench {
            Bench::Start => start::measure().await?,
            Bench::Rating => rating::measure()?,
            Bench::Calendar => calendar::measure()?,
            Bench::Create => work::create(&ground, &postgres).await?,
            Bench::Read => work::read(&ground, &postgres).await?,
            Bench::List => work::list(&ground, &postgres).await?,
            Bench::Comment => work::comment(&ground, &postgres).await?,
            Bench::Coverage => {
                let usual = work::coverage(&ground).await?;
                [usual, large::coverage(&ground, &postgres).await?].concat()
            }
            Bench::Gateway => door::measure(house, &ground).await?,
            Bench::Memory => memory::measure(&ground, &postgres).await?,
            Bench::Million => million::measure(&ground, &postgres).await?,
            Bench::Firing => firing::measure(&ground, &postgres).await?,
            Bench::Preview => books::preview(&ground, &postgres).await?,
            Bench::Issue => books::issue(&ground, &postgres).await?,
        };
        short += print(&figures);
    }
    Ok(short)
}

fn print(figures: &[Figure]) -> usize {
    for figure in figures {
        println!("{figure}");
    }
    figures.iter().filter(|figure| figure.is_short()).count()
}
