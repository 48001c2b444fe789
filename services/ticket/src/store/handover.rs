//! Handed tickets and their records as rows (N10).

use super::bind;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{HandoverId, TenantId, TicketId, Uuid, VerbundAgreementId};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Done, Handover, Step, StepKind, Work, WorkKind};

/// A handed ticket as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct HandoverRow {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) agreement_id: Uuid,
    pub(crate) taker_id: Uuid,
    pub(crate) ticket_id: Uuid,
    pub(crate) ticket_number: String,
    pub(crate) state: String,
    pub(crate) automatic: bool,
    pub(crate) hand_time: jiff_sqlx::Timestamp,
    pub(crate) access_until: jiff_sqlx::Timestamp,
    pub(crate) taken_by: Option<String>,
    pub(crate) take_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) ended_as: Option<String>,
    pub(crate) end_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) steps: i32,
}

/// A step as a page shows it.
#[derive(Debug)]
pub(crate) struct StepRow {
    pub(crate) sequence: i32,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) house_id: Option<Uuid>,
    pub(crate) person: String,
    pub(crate) work_kind: Option<String>,
    pub(crate) start_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) seconds: Option<i32>,
    pub(crate) record_time: jiff_sqlx::Timestamp,
}

/// What a step says beside its kind.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// The note, or what was said or done.
    pub(crate) text: &'a str,
    /// The house that did it; none where it came about by itself.
    pub(crate) house: Option<TenantId>,
    /// Who, by name.
    pub(crate) person: &'a str,
    /// The work.
    pub(crate) work: Option<(WorkKind, Work)>,
    /// When.
    pub(crate) now: Timestamp,
    /// The entry of the ticket's log that tells of it.
    pub(crate) log_sequence: i32,
}

fn count(steps: u32) -> i32 {
    i32::try_from(steps).expect("a record has fewer than two thousand million steps")
}

impl HandoverRow {
    /// The house that handed it over.
    pub(crate) const fn giver(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// The handover that the rules speak of.
    pub(crate) fn rules(&self) -> Result<Handover> {
        let ending = self.ended_as.as_deref().map(str::parse).transpose().map_err(Problem::internal)?;
        Ok(Handover::stored(
            (HandoverId::from_uuid(self.id), VerbundAgreementId::from_uuid(self.agreement_id)),
            (self.hand_time.to_jiff(), self.access_until.to_jiff()),
            u32::try_from(self.steps).map_err(Problem::internal)?,
            self.state == "taken",
            ending,
        ))
    }
}

/// A ticket is handed over: stores the handover and its first step.
///
/// # Errors
/// Whatever the database has; `handovers_one_at_a_time` where another request was faster.
pub(crate) async fn insert(tx: &mut TenantTx, row: &HandoverRow, said: &Said<'_>) -> Result<(), sqlx::Error> {
    sqlx::query_file!(
        "queries/verbund/insert_handover.sql",
        row.tenant_id,
        row.id,
        row.agreement_id,
        row.taker_id,
        row.ticket_id,
        row.ticket_number,
        row.automatic,
        row.hand_time as _,
        row.access_until as _,
        row.steps,
    )
    .execute(tx.conn())
    .await?;
    record(tx, row, StepKind::HandedOver, said).await
}

/// A handover of the house, on either side.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn get(tx: &mut TenantTx, id: HandoverId) -> Result<Option<HandoverRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(HandoverRow, "queries/verbund/get_handover.sql", tenant, id.uuid());
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// A handover of the giving house, locked.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lock(tx: &mut TenantTx, id: HandoverId) -> Result<Option<HandoverRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(HandoverRow, "queries/verbund/lock_handover.sql", tenant, id.uuid());
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// The handover by which a ticket of the house is with another one, locked.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lock_of_ticket(tx: &mut TenantTx, ticket: TicketId) -> Result<Option<HandoverRow>> {
    let tenant = tx.tenant().uuid();
    let file = sqlx::query_file_as!(
        HandoverRow,
        "queries/verbund/lock_handover_of_ticket.sql",
        tenant,
        ticket.uuid()
    );
    Ok(file.fetch_optional(tx.conn()).await?)
}

/// Stores what a command did with a locked handover, and its step.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn save(
    tx: &mut TenantTx,
    row: &mut HandoverRow,
    (handover, step): (&Handover, Step),
    said: &Said<'_>,
) -> Result<()> {
    let taken = step.kind == StepKind::Taken;
    let ending = handover.ending();
    row.state = if ending.is_some() {
        "ended"
    } else if handover.is_taken() {
        "taken"
    } else {
        "handed"
    }
    .to_owned();
    if taken {
        (row.taken_by, row.take_time) = (Some(said.person.to_owned()), bind(Some(said.now)));
    }
    row.ended_as = ending.map(|ending| ending.to_string());
    row.end_time = bind(ending.map(|_| said.now));
    row.steps = count(step.sequence);
    let saved = sqlx::query_file!(
        "queries/verbund/save_handover.sql",
        row.tenant_id,
        row.id,
        row.state,
        row.taken_by.as_deref().filter(|_| taken) as _,
        row.take_time.filter(|_| taken) as _,
        row.ended_as as _,
        row.end_time as _,
        row.steps,
    )
    .execute(tx.conn())
    .await?;
    if saved.rows_affected() != 1 {
        return Err(Problem::internal("a locked handover changed"));
    }
    record(tx, row, step.kind, said).await?;
    Ok(())
}

async fn record(
    tx: &mut TenantTx,
    row: &HandoverRow,
    kind: StepKind,
    said: &Said<'_>,
) -> Result<(), sqlx::Error> {
    let seconds = said.work.map(|(_, work)| work.seconds()).and_then(|n| i32::try_from(n).ok());
    sqlx::query_file!(
        "queries/verbund/insert_step.sql",
        row.tenant_id,
        row.id,
        row.steps,
        said.log_sequence,
        kind.as_str(),
        said.text,
        said.house.map(TenantId::uuid) as _,
        said.person,
        said.work.map(|(kind, _)| kind.as_str()) as _,
        bind(said.work.map(|(_, work)| work.start)) as _,
        seconds as _,
        said.now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tickets that are with the taking house by an agreement of the giving one, locked.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn tickets_of(tx: &mut TenantTx, agreement: VerbundAgreementId) -> Result<Vec<TicketId>> {
    let (tenant, id) = (tx.tenant().uuid(), agreement.uuid());
    let query = sqlx::query_file_scalar!("queries/verbund/find_handovers_of_agreement.sql", tenant, id);
    let tickets = query.fetch_all(tx.conn()).await?;
    Ok(tickets.into_iter().map(TicketId::from_uuid).collect())
}

/// All that is with the taking house by an agreement goes back, and each record tells it. The logs of the tickets told it
/// just before.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn end_all(
    tx: &mut TenantTx,
    agreement: VerbundAgreementId,
    (house, person): (TenantId, &str),
    text: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query_file!(
        "queries/verbund/end_handovers_of_agreement.sql",
        tx.tenant().uuid(),
        agreement.uuid(),
        now.to_sqlx() as _,
        text,
        house.uuid(),
        person,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A page of what the house handed over, the newest first.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list_given(
    tx: &mut TenantTx,
    (at, id): (Timestamp, Uuid),
    most: i64,
) -> Result<Vec<HandoverRow>> {
    let (tenant, at) = (tx.tenant().uuid(), at.to_sqlx());
    let query =
        sqlx::query_file_as!(HandoverRow, "queries/verbund/list_given.sql", tenant, at as _, id, most);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// A page of what is with the house now, the oldest first.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list_taken(
    tx: &mut TenantTx,
    (at, id): (Timestamp, Uuid),
    most: i64,
    now: Timestamp,
) -> Result<Vec<HandoverRow>> {
    let (tenant, at, now) = (tx.tenant().uuid(), at.to_sqlx(), now.to_sqlx());
    let query = sqlx::query_file_as!(
        HandoverRow,
        "queries/verbund/list_taken.sql",
        tenant,
        at as _,
        id,
        most,
        now as _
    );
    Ok(query.fetch_all(tx.conn()).await?)
}

/// A page of the record, on either side.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list_steps(
    tx: &mut TenantTx,
    id: HandoverId,
    after: i32,
    most: i64,
) -> Result<Vec<StepRow>> {
    let tenant = tx.tenant().uuid();
    let query =
        sqlx::query_file_as!(StepRow, "queries/verbund/list_steps.sql", tenant, id.uuid(), after, most);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// All work on what was worked on between two instants by an agreement.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn work(
    tx: &mut TenantTx,
    (giver, agreement): (TenantId, VerbundAgreementId),
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Done>> {
    let rows = sqlx::query_file!(
        "queries/verbund/find_work.sql",
        giver.uuid(),
        agreement.uuid(),
        from.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let done = rows.into_iter().map(|row| {
        Ok(Done {
            handover: HandoverId::from_uuid(row.handover_id),
            sequence: u32::try_from(row.sequence).map_err(Problem::internal)?,
            number: row.ticket_number,
            start: row.start_time.to_jiff(),
            seconds: u32::try_from(row.seconds).map_err(Problem::internal)?,
        })
    });
    done.collect()
}
