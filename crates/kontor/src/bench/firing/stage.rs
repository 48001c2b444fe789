//! Two tickets opened by the real services, many times over.

use super::{CHANGED, TICKETS};
use crate::bench::BenchError;
use crate::bench::baseline::Postgres;
use crate::bench::ground::Ground;
use crate::client::{Door, GrpcDoor};
use crate::tour::{request_id, text};
use jiff::tz::TimeZone;
use kontor_clock::{Clock as _, SystemClock};
use kontor_ids::{TicketId, Uuid};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::ops::Range;
use std::time::Duration;
use tokio::time::sleep;

/// Makes `bench.stage`, which names the tickets 0, 1, 2 ..., and the tickets. The first ones are like $1, the others like
/// $2, which of them $3 says; $4 there are.
const TABLES: [&str; 6] = [
    "create table bench.stage as select gen_random_uuid() as id, case when n < $3 then $1 else $2 end as source, n
       from generate_series(0, $4 - 1) n",
    "create unique index on bench.stage (n)",
    "create unique index on bench.stage (id)",
    "insert into escalation.tickets (tenant_id, id, number, priority, state, sla_policy_id, sla_policy_version, calendar_id,
         calendar_version, policy_id, customer_id, team)
       select t.tenant_id, s.id, 'S-' || s.n, t.priority, t.state, t.sla_policy_id, t.sla_policy_version, t.calendar_id,
         t.calendar_version, t.policy_id, t.customer_id, t.team
       from bench.stage s join escalation.tickets t on t.id = s.source",
    "insert into escalation.clocks (tenant_id, id, ticket_id, kind, priority, version, state, due)
       select c.tenant_id, gen_random_uuid(), s.id, c.kind, c.priority, 0, c.state, c.due
       from bench.stage s join escalation.clocks c on c.ticket_id = s.source",
    "insert into escalation.facts (tenant_id, ticket_id, kind, sequence, at, fact, why, target, calendar_version, actor)
       select f.tenant_id, s.id, f.kind, f.sequence, f.at, f.fact, f.why, f.target, f.calendar_version, f.actor
       from bench.stage s join escalation.facts f on f.ticket_id = s.source",
];
const TIMERS: &str =
    "insert into escalation.timers (tenant_id, id, ticket_id, kind, cycle, step, repetition, state, due,
     fire_after)
   select t.tenant_id, gen_random_uuid(), s.id, t.kind, t.cycle, t.step, t.repetition, 'idle', t.due, t.due
   from bench.stage s join escalation.timers t on t.ticket_id = s.source";

/// Moves everything about some tickets to an earlier time, each by its own seconds, and arms their timers.
const MOVE: [&str; 3] = [
    "update escalation.facts f set at = f.at - m.by from bench.moved m where f.ticket_id = m.id",
    "update escalation.clocks c set due = c.due - m.by from bench.moved m where c.ticket_id = m.id",
    "update escalation.timers t set due = t.due - m.by, fire_after = t.due - m.by, state = 'armed'
       from bench.moved m where t.ticket_id = m.id",
];

/// Seconds of service time; the steps are at a quarter and at half of it.
const RESPONSE: i32 = 14_400;

/// The tickets, and the way to change their calendar.
pub(super) struct Stage {
    door: Door,
    calendar: Value,
}

impl Stage {
    /// Opens two tickets under a policy with two steps, under calendars of their own, and copies them.
    pub(super) async fn prepare(ground: &Ground, postgres: &Postgres) -> Result<Self, BenchError> {
        let authorization = ground.desks[0].authorization.to_str().unwrap_or_default();
        let token = authorization.trim_start_matches("Bearer ");
        let door = Door::Grpc(GrpcDoor::new(&ground.url)?).signed_in(token);
        let step = |percent: i32| json!({"kind": "CLOCK_KIND_RESPONSE", "percent": percent, "actions": ["ACTION_NOTIFY_TEAM"]});
        let policy = json!({"policy": {"displayName": "Messung", "steps": [step(25), step(50)]}, "requestId": request_id()});
        door.call("escalation.EscalationService/CreateEscalationPolicy", policy).await?;
        let (changed, calendar) = ticket(&door, 1).await?;
        let (stays, _) = ticket(&door, 2).await?;
        let mut owner = postgres.owner().await?;
        for id in [changed, stays] {
            while !heard(&mut owner, id).await? {
                sleep(Duration::from_millis(50)).await;
            }
        }
        // What was opened before has timers too, which are not what is measured.
        sqlx::query("update escalation.timers set state = 'idle'").execute(&mut owner).await?;
        for statement in TABLES {
            let mut query = sqlx::query(statement);
            if statement.contains("$4") {
                query = query.bind(changed).bind(stays).bind(CHANGED).bind(TICKETS);
            }
            query.execute(&mut owner).await?;
        }
        sqlx::query(TIMERS).execute(&mut owner).await?;
        sqlx::raw_sql(
            "vacuum analyze escalation.tickets, escalation.clocks, escalation.facts, escalation.timers",
        )
        .execute(&mut owner)
        .await?;
        Ok(Self { door, calendar })
    }

    /// Arms all timers of some tickets; all are due later.
    pub(super) async fn arm(&self, owner: &mut PgConnection, tickets: Range<i32>) -> Result<(), BenchError> {
        let arm = "update escalation.timers t set state = 'armed', fire_after = due from bench.stage s
            where s.id = t.ticket_id and s.n >= $1 and s.n < $2 and t.state = 'idle'";
        sqlx::query(arm).bind(tickets.start).bind(tickets.end).execute(&mut *owner).await?;
        Ok(sqlx::raw_sql("vacuum analyze escalation.timers").execute(owner).await.map(drop)?)
    }

    /// The first step of these tickets falls due within the next seconds, one after the other.
    pub(super) async fn due_soon(
        &self,
        owner: &mut PgConnection,
        tickets: &Range<i32>,
        after: i32,
        within: i32,
    ) -> Result<(), BenchError> {
        let each = apart(within, tickets);
        let by = format!(
            "f.at + interval '{} seconds' - now() - interval '{after} seconds' - (s.n - {}) * interval '{each} microseconds'",
            RESPONSE / 4,
            tickets.start
        );
        self.move_back(owner, tickets, &by).await
    }

    /// Both steps of these tickets have been due for a while: an hour's worth of them, the last a minute ago.
    pub(super) async fn overdue(
        &self,
        owner: &mut PgConnection,
        tickets: &Range<i32>,
    ) -> Result<(), BenchError> {
        let each = apart(3_600, tickets);
        let by = format!(
            "f.at + interval '{} seconds' - now() + interval '1 minute' + ({} - s.n) * interval '{each} microseconds'",
            RESPONSE / 2,
            tickets.end
        );
        self.move_back(owner, tickets, &by).await
    }

    async fn move_back(
        &self,
        owner: &mut PgConnection,
        tickets: &Range<i32>,
        by: &str,
    ) -> Result<(), BenchError> {
        // Facts are never changed, except by who plays with time.
        let moved = format!(
            "begin; set local session_replication_role = replica; drop table if exists bench.moved;
             create table bench.moved as select s.id, {by} as by from bench.stage s join escalation.facts f
               on f.ticket_id = s.id and f.kind = 'response' and f.sequence = 1
               where s.n >= {} and s.n < {};
             create unique index on bench.moved (id); analyze bench.moved; {}; commit",
            tickets.start,
            tickets.end,
            MOVE.join("; ")
        );
        Ok(sqlx::raw_sql(sqlx::AssertSqlSafe(moved)).execute(owner).await.map(drop)?)
    }

    /// Two hours of each night are not served any more, from today on.
    pub(super) async fn change_calendar(&self) -> Result<(), BenchError> {
        let today =
            SystemClock.now().to_zoned(TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)).date();
        let request = json!({"name": self.calendar["name"], "etag": self.calendar["etag"],
            "definition": "Europe/Berlin; Mo-Su 00:00-22:00", "requestId": request_id(),
            "validFrom": {"year": today.year(), "month": today.month(), "day": today.day()}});
        self.door.call("contract.LevelService/AddCalendarVersion", request).await?;
        Ok(())
    }
}

/// Microseconds from one to the next, so that all come within these seconds.
fn apart(within: i32, tickets: &Range<i32>) -> i64 {
    i64::from(within) * 1_000_000 / i64::from((tickets.end - tickets.start).max(1))
}

/// A ticket of a customer of its own under a calendar of its own, and the calendar.
async fn ticket(door: &Door, number: i32) -> Result<(Uuid, Value), BenchError> {
    let calendar = json!({"calendar": {"displayName": format!("Messung {number}"), "definition": "Europe/Berlin; 24/7"},
        "requestId": request_id()});
    let calendar = door.call("contract.ContractService/CreateCalendar", calendar).await?;
    let target =
        json!({"priority": "PRIORITY_NORMAL", "response": format!("{RESPONSE}s"), "resolution": "144000s"});
    let policy = json!({"policy": {"displayName": format!("Messung {number}"), "targets": [target]}, "requestId": request_id()});
    let policy = door.call("contract.ContractService/CreateSlaPolicy", policy).await?;
    let customer = json!({"customer": {"number": format!("F-{number}"), "displayName": format!("Frist {number} GmbH"),
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "rechnung@kunde.example", "paymentDays": 14, "languageCode": "de"}, "requestId": request_id()});
    let customer = door.call("contract.CustomerService/CreateCustomer", customer).await?;
    let contract = json!({
        "contract": {"number": format!("W-F-{number}"), "customer": customer["name"], "displayName": "Wartung"},
        "terms": {"valid": {"start": {"year": 2016, "month": 1, "day": 1}}, "calendar": calendar["name"],
            "slaPolicy": policy["name"],
            "rules": [{"displayName": "support is billed", "decision": "DECISION_BILLABLE", "activities": ["support"]}],
            "prices": [{"perHour": {"currencyCode": "EUR", "amount": {"value": "120.00"}}}],
            "rounding": {"incrementSeconds": 900, "minimumSeconds": 900, "mode": "ROUNDING_MODE_UP",
                "scope": "ROUNDING_SCOPE_ENTRY"}},
        "requestId": request_id()});
    door.call("contract.ContractService/CreateContract", contract).await?;
    let ticket = json!({"ticket": {"customer": customer["name"], "subject": "Frist", "priority": "PRIORITY_NORMAL"},
        "channel": "CHANNEL_PHONE", "activity": "support", "requestId": request_id()});
    let ticket = door.call("ticket.TicketService/CreateTicket", ticket).await?;
    let id = TicketId::from_resource_name(text(&ticket, "/name"));
    Ok((id.map_err(|e| BenchError::Other(e.to_string()))?.uuid(), calendar))
}

/// Whether escalation has armed a ticket's timers.
async fn heard(owner: &mut PgConnection, ticket: Uuid) -> Result<bool, BenchError> {
    let sql = "select count(*) = 4 from escalation.timers where ticket_id = $1";
    Ok(sqlx::query_scalar(sql).bind(ticket).fetch_one(owner).await?)
}
