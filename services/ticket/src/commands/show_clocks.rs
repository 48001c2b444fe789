//! Showing on tickets how their clocks stand.

use crate::store::bind;
use crate::wire::words;
use kontor_ids::{TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::ClockMoved;
use kontor_proto::ticket::v1::ClockKind;
use kontor_status::{Problem, Result};

/// State and due time of a clock.
type Clock = (i16, Option<jiff_sqlx::Timestamp>);

/// What is told of a ticket's clocks for response, update and resolution.
type Told = [Option<Clock>; 3];

/// Shows what escalation tells, in one statement; of a clock that is told of more than once, the last.
///
/// # Errors
/// [`Problem::NotFound`] where the house has one of the tickets not, [`Problem::Internal`] for a malformed event.
pub(crate) async fn run(tx: &mut TenantTx, moved: &[ClockMoved]) -> Result<()> {
    let Some(first) = moved.first() else { return Ok(()) };
    let mut tickets: Vec<(Uuid, Told)> = Vec::new();
    for event in moved {
        let (id, place, clock) = read(event)?;
        match tickets.iter_mut().find(|(known, _)| *known == id) {
            Some((_, told)) => told[place] = Some(clock),
            None => {
                let mut told = Told::default();
                told[place] = Some(clock);
                tickets.push((id, told));
            }
        }
    }
    let ids: Vec<Uuid> = tickets.iter().map(|(id, _)| *id).collect();
    let states = |place: usize| -> Vec<Option<i16>> {
        tickets.iter().map(|(_, told)| told[place].map(|(state, _)| state)).collect()
    };
    let dues = |place: usize| -> Vec<Option<jiff_sqlx::Timestamp>> {
        tickets.iter().map(|(_, told)| told[place].and_then(|(_, due)| due)).collect()
    };
    let there = sqlx::query_file_scalar!(
        "queries/ticket/show_clocks.sql",
        tx.tenant().uuid(),
        &ids,
        states(0) as _,
        dues(0) as _,
        states(1) as _,
        dues(1) as _,
        states(2) as _,
        dues(2) as _,
    )
    .fetch_one(tx.conn())
    .await?;
    if usize::try_from(there).is_ok_and(|there| there == ids.len()) {
        return Ok(());
    }
    Err(Problem::NotFound(first.ticket.clone()))
}

/// The ticket, which clock, and how it stands.
fn read(event: &ClockMoved) -> Result<(Uuid, usize, Clock)> {
    let malformed = || Problem::internal(format!("an event shows no clock of {}", event.ticket));
    let id = TicketId::from_resource_name(&event.ticket).map_err(|_| malformed())?;
    let clock = event.clock.unwrap_or_default();
    let place = match ClockKind::try_from(clock.kind) {
        Ok(ClockKind::Response) => 0,
        Ok(ClockKind::Update) => 1,
        Ok(ClockKind::Resolution) => 2,
        _ => return Err(malformed()),
    };
    let state = i16::try_from(clock.state).ok().filter(|state| (1..=4).contains(state));
    let due = bind(clock.due_time.as_ref().and_then(words::read_time));
    Ok((id.uuid(), place, (state.ok_or_else(malformed)?, due)))
}
