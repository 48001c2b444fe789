//! A technician's week (T1, T4, T5, T6).

use crate::store::entry::{self, EntryRow};
use crate::store::week::{Found, Question};
use crate::wire;
use kontor_access::Caller;
use kontor_proto::timetracking::v1::WeekSheet;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::week::{Range, days_from, monday_of, week};

/// The sheet.
///
/// # Errors
/// [`Problem::Invalid`] at the ends of the calendar, and whatever the database has.
pub(crate) async fn run(kit: &Kit, caller: &Caller, asked: &Question) -> Result<WeekSheet> {
    let found = find(kit, caller, asked).await?;
    wire::sheet::sheet(asked, &found)
}

/// The week's entries, in one statement.
///
/// # Errors
/// As [`run`].
pub(crate) async fn find(kit: &Kit, caller: &Caller, asked: &Question) -> Result<Found> {
    let unknown = |e: kontor_timetracking_domain::week::UnknownWeek| Problem::field("time", e.to_string());
    let monday = monday_of(asked.at, &asked.zone).map_err(unknown)?;
    let whole = days_from(monday, 7, &asked.zone).map_err(unknown)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = entry::of_range(&mut tx, asked.technician, whole).await?;
    let range = |row: &EntryRow| Range { start: row.start_time.to_jiff(), end: row.end_time.to_jiff() };
    let ranges: Vec<Range> = rows.iter().map(range).collect();
    let days = week(monday, &asked.zone, &ranges).map_err(unknown)?;
    Ok(Found { rows, days })
}
