//! Running timers.

use super::material::TravelColumns;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{TicketId, TimerId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{Activity, Channel, Running, Timer, Travel};

struct TimerRow {
    id: Uuid,
    technician_id: Uuid,
    ticket_id: Uuid,
    activity: String,
    channel: String,
    start_time: jiff_sqlx::Timestamp,
    travel_zone: String,
    travel_visit: String,
    travel_seconds: i32,
    travel_kilometers: i32,
}

impl TimerRow {
    fn timer(self) -> Result<Timer> {
        let channel: Channel = self.channel.parse().map_err(Problem::internal)?;
        let travel = TravelColumns {
            zone: self.travel_zone,
            visit: self.travel_visit,
            seconds: self.travel_seconds,
            kilometers: self.travel_kilometers,
        };
        let running = Running {
            ticket: TicketId::from_uuid(self.ticket_id),
            activity: Activity::parse(&self.activity).map_err(Problem::internal)?,
            channel,
            travel: Travel::read(travel.input().as_ref(), channel, &mut Vec::new()),
        };
        let technician = UserId::from_uuid(self.technician_id);
        Ok(Timer { id: TimerId::from_uuid(self.id), technician, running, start: self.start_time.to_jiff() })
    }
}

/// The timer of a person, where one runs.
pub(crate) async fn of(tx: &mut TenantTx, person: UserId) -> Result<Option<Timer>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(TimerRow, "queries/timer/get.sql", tenant, person.uuid());
    query.fetch_optional(tx.conn()).await?.map(TimerRow::timer).transpose()
}

/// A timer begins. The person is locked and has none.
pub(crate) async fn insert(tx: &mut TenantTx, timer: &Timer) -> Result<()> {
    let travel = TravelColumns::new(timer.running.travel.as_ref())?;
    sqlx::query_file!(
        "queries/timer/insert.sql",
        tx.tenant().uuid(),
        timer.technician.uuid(),
        timer.id.uuid(),
        timer.running.ticket.uuid(),
        timer.running.activity.as_str(),
        timer.running.channel.as_str(),
        timer.start.to_sqlx() as _,
        travel.zone,
        travel.visit,
        travel.seconds,
        travel.kilometers,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The timer of a person ends.
pub(crate) async fn delete(tx: &mut TenantTx, person: UserId) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/timer/delete.sql", tenant, person.uuid()).execute(tx.conn()).await?;
    Ok(())
}
