//! Changes of calendars and SLA policies as rows (S5).

use crate::levels::LevelKey;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::CalendarRef;
use kontor_ids::{CalendarId, SlaPolicyId, TenantId, TicketId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Calendar(CalendarId),
    Policy(SlaPolicyId),
}

/// A version of it that open tickets have to follow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LevelChange {
    pub(crate) tenant: TenantId,
    pub(crate) subject: Subject,
    /// What is told of it is told in the name of this id.
    pub(crate) id: Uuid,
    pub(crate) version: i32,
    pub(crate) change_time: Timestamp,
}

impl Subject {
    const fn row(self) -> (&'static str, Uuid) {
        match self {
            Self::Calendar(id) => ("calendar", id.uuid()),
            Self::Policy(id) => ("policy", id.uuid()),
        }
    }

    fn read(word: &str, id: Uuid) -> Result<Self> {
        match word {
            "calendar" => Ok(Self::Calendar(CalendarId::from_uuid(id))),
            "policy" => Ok(Self::Policy(SlaPolicyId::from_uuid(id))),
            other => Err(Problem::internal(format!("{other} is nothing that changes"))),
        }
    }
}

/// Keeps that there is work to do.
pub(crate) async fn hear(tx: &mut TenantTx, change: &LevelChange) -> Result<()> {
    let ((subject, subject_id), at) = (change.subject.row(), change.change_time.to_sqlx());
    sqlx::query_file!(
        "queries/level_change/hear.sql",
        tx.tenant().uuid(),
        subject,
        subject_id,
        change.id,
        change.version,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Open {
    tenant_id: Uuid,
    subject: String,
    subject_id: Uuid,
    id: Uuid,
    version: i32,
    change_time: jiff_sqlx::Timestamp,
}

/// What is not worked off yet, over all houses, the oldest change first.
pub(crate) async fn open(db: &Db, most: i64) -> Result<Vec<LevelChange>> {
    let rows = sqlx::query_file_as!(Open, "queries/level_change/list_open.sql", most);
    let change = |row: Open| {
        Ok(LevelChange {
            tenant: TenantId::from_uuid(row.tenant_id),
            subject: Subject::read(&row.subject, row.subject_id)?,
            id: row.id,
            version: row.version,
            change_time: row.change_time.to_jiff(),
        })
    };
    rows.fetch_all(db.feed()).await?.into_iter().map(change).collect()
}

/// Nothing is left behind it, and what was under way has come.
pub(crate) async fn close(tx: &mut TenantTx, change: &LevelChange) -> Result<()> {
    let (tenant, (subject, id)) = (tx.tenant().uuid(), change.subject.row());
    sqlx::query_file!("queries/level_change/close.sql", tenant, subject, id, change.version)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The number of the next block that is told.
pub(crate) async fn tell(tx: &mut TenantTx, change: &LevelChange) -> Result<i64> {
    let (tenant, (subject, id)) = (tx.tenant().uuid(), change.subject.row());
    Ok(sqlx::query_file_scalar!("queries/level_change/tell.sql", tenant, subject, id)
        .fetch_one(tx.conn())
        .await?)
}

/// The versions that lead to a change, itself included, with when each was made: in their order.
pub(crate) async fn versions(tx: &mut TenantTx, change: &LevelChange) -> Result<Vec<(i32, Timestamp)>> {
    let (tenant, (subject, id)) = (tx.tenant().uuid(), change.subject.row());
    let rows = sqlx::query_file!("queries/level_change/versions.sql", tenant, subject, id, change.version);
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut versions: Vec<_> = rows.into_iter().map(|row| (row.version, row.change_time.to_jiff())).collect();
    // What was heard before versions were kept is known by the newest alone.
    if versions.last().is_none_or(|(version, _)| *version < change.version) {
        versions.push((change.version, change.change_time));
    }
    Ok(versions)
}

struct Behind {
    id: Uuid,
    sla_policy_id: Uuid,
    sla_policy_version: i32,
    calendar_id: Uuid,
    calendar_version: i32,
}

/// Open tickets that do not follow a change yet, with their levels; those in `but` are left out.
pub(crate) async fn behind(
    tx: &mut TenantTx,
    change: &LevelChange,
    but: &[TicketId],
    most: i64,
) -> Result<Vec<(TicketId, LevelKey)>> {
    let tenant = tx.tenant().uuid();
    let but: Vec<Uuid> = but.iter().map(|id| id.uuid()).collect();
    let (_, id) = change.subject.row();
    let rows = match change.subject {
        Subject::Calendar(_) => {
            sqlx::query_file_as!(
                Behind,
                "queries/level_change/behind_calendar.sql",
                tenant,
                id,
                change.version,
                &but,
                most
            )
            .fetch_all(tx.conn())
            .await?
        }
        Subject::Policy(_) => {
            sqlx::query_file_as!(
                Behind,
                "queries/level_change/behind_policy.sql",
                tenant,
                id,
                change.version,
                &but,
                most
            )
            .fetch_all(tx.conn())
            .await?
        }
    };
    let read = |row: Behind| {
        let id = CalendarId::from_uuid(row.calendar_id);
        let key = LevelKey {
            sla_policy: SlaPolicyId::from_uuid(row.sla_policy_id),
            sla_policy_version: row.sla_policy_version,
            calendar: CalendarRef { id, version: row.calendar_version },
        };
        (TicketId::from_uuid(row.id), key)
    };
    Ok(rows.into_iter().map(read).collect())
}
