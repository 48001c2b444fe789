//! Entries and their versions.

use super::material::{self, TravelColumns};
use super::ticket::TicketRow;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{TicketId, TimeEntryId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::week::Range;
use kontor_timetracking_domain::{BillingState, Booked, Entry, EntryInput, Versioned};

/// Most entries that are shown at once.
const MOST_OF_RANGE: i64 = 5_000;

/// A version of an entry with the facts of its ticket, as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct EntryRow {
    pub(crate) tenant_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) version: i32,
    pub(crate) technician_id: Uuid,
    pub(crate) ticket_id: Uuid,
    pub(crate) ticket_number: String,
    pub(crate) customer_id: Uuid,
    pub(crate) contact_id: Option<Uuid>,
    pub(crate) asset_id: Option<Uuid>,
    pub(crate) site_id: Option<Uuid>,
    pub(crate) priority: String,
    pub(crate) activity: String,
    pub(crate) channel: String,
    pub(crate) start_time: jiff_sqlx::Timestamp,
    pub(crate) end_time: jiff_sqlx::Timestamp,
    pub(crate) seconds: i32,
    pub(crate) text: String,
    pub(crate) internal_text: String,
    pub(crate) goodwill_reason: String,
    pub(crate) cost_center: String,
    pub(crate) allow_overlap: bool,
    pub(crate) reason: String,
    pub(crate) recorder: String,
    pub(crate) record_time: jiff_sqlx::Timestamp,
    pub(crate) create_time: jiff_sqlx::Timestamp,
    pub(crate) billing_state: String,
    pub(crate) rated_version: i32,
    pub(crate) invoiced_version: i32,
    pub(crate) travel_zone: String,
    pub(crate) travel_visit: String,
    pub(crate) travel_seconds: i32,
    pub(crate) travel_kilometers: i32,
    pub(crate) materials: serde_json::Value,
    pub(crate) approval: String,
    pub(crate) approval_reasons: Vec<String>,
    pub(crate) overlaps: bool,
}

/// Who saved a version and when.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// The principal's resource name.
    pub(crate) by: String,
    /// When this version was saved.
    pub(crate) at: Timestamp,
    /// When the first version was saved.
    pub(crate) created: Timestamp,
}

impl EntryRow {
    /// The row of a version.
    pub(crate) fn new(
        tenant: Uuid,
        id: TimeEntryId,
        versioned: &Versioned,
        ticket: &TicketRow,
        recorded: &Recorded,
        overlaps: bool,
    ) -> Result<Self> {
        let entry = &versioned.entry;
        let travel = TravelColumns::new(entry.travel.as_ref())?;
        Ok(Self {
            tenant_id: tenant,
            id: id.uuid(),
            version: i32::try_from(versioned.version).map_err(Problem::internal)?,
            technician_id: entry.technician.uuid(),
            ticket_id: ticket.id,
            ticket_number: ticket.number.clone(),
            customer_id: ticket.customer_id,
            contact_id: ticket.contact_id,
            asset_id: ticket.asset_id,
            site_id: ticket.site_id,
            priority: ticket.priority.clone(),
            activity: entry.activity.as_str().to_owned(),
            channel: entry.channel.as_str().to_owned(),
            start_time: entry.start.to_sqlx(),
            end_time: entry.end().to_sqlx(),
            seconds: i32::try_from(entry.seconds).map_err(Problem::internal)?,
            text: entry.text.clone(),
            internal_text: entry.internal_text.clone(),
            goodwill_reason: entry.goodwill_reason.clone(),
            cost_center: entry.cost_center.clone(),
            allow_overlap: entry.allow_overlap,
            reason: versioned.reason.clone(),
            recorder: recorded.by.clone(),
            record_time: recorded.at.to_sqlx(),
            create_time: recorded.created.to_sqlx(),
            billing_state: versioned.billing.as_str().to_owned(),
            rated_version: i32::try_from(versioned.rated).map_err(Problem::internal)?,
            invoiced_version: i32::try_from(versioned.invoiced).map_err(Problem::internal)?,
            travel_zone: travel.zone,
            travel_visit: travel.visit,
            travel_seconds: travel.seconds,
            travel_kilometers: travel.kilometers,
            materials: material::write(&entry.materials)?,
            approval: versioned.approval.as_str().to_owned(),
            approval_reasons: versioned.approval_reasons.iter().map(|r| r.as_str().to_owned()).collect(),
            overlaps,
        })
    }

    /// The entry that the rules speak of.
    pub(crate) fn versioned(&self) -> Result<Versioned> {
        let input = EntryInput {
            technician: UserId::from_uuid(self.technician_id),
            ticket: TicketId::from_uuid(self.ticket_id),
            activity: self.activity.clone(),
            channel: self.channel.parse().map_err(Problem::internal)?,
            start: self.start_time.to_jiff(),
            duration: SignedDuration::from_secs(self.seconds.into()),
            text: self.text.clone(),
            internal_text: self.internal_text.clone(),
            goodwill_reason: self.goodwill_reason.clone(),
            cost_center: self.cost_center.clone(),
            allow_overlap: self.allow_overlap,
            travel: self.travel().input(),
            materials: material::read(&self.materials)?,
        };
        // What is stored was checked against its own time.
        let entry = Entry::parse(&input, self.end_time.to_jiff());
        Ok(Versioned {
            entry: entry.map_err(|wrong| Problem::internal(format!("entry {}: {wrong:?}", self.id)))?,
            version: u32::try_from(self.version).map_err(Problem::internal)?,
            reason: self.reason.clone(),
            billing: self.billing_state.parse().map_err(Problem::internal)?,
            rated: u32::try_from(self.rated_version).map_err(Problem::internal)?,
            invoiced: u32::try_from(self.invoiced_version).map_err(Problem::internal)?,
            approval: self.approval.parse().map_err(Problem::internal)?,
            approval_reasons: self
                .approval_reasons
                .iter()
                .map(|word| word.parse().map_err(Problem::internal))
                .collect::<Result<_>>()?,
        })
    }

    fn travel(&self) -> TravelColumns {
        TravelColumns {
            zone: self.travel_zone.clone(),
            visit: self.travel_visit.clone(),
            seconds: self.travel_seconds,
            kilometers: self.travel_kilometers,
        }
    }

    /// The ticket's facts that this version was saved with.
    pub(crate) fn ticket(&self) -> TicketRow {
        TicketRow {
            id: self.ticket_id,
            number: self.ticket_number.clone(),
            subject: String::new(),
            customer_id: self.customer_id,
            contact_id: self.contact_id,
            asset_id: self.asset_id,
            site_id: self.site_id,
            priority: self.priority.clone(),
            state: String::new(),
            version: 0,
            assignee_id: None,
        }
    }
}

/// An entry.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn get(tx: &mut TenantTx, id: TimeEntryId) -> Result<EntryRow> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file_as!(EntryRow, "queries/entry/get.sql", tenant, id.uuid())
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Entries, locked until the transaction ends. Those that are not there are left out.
pub(crate) async fn load_for_update(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<EntryRow>> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(EntryRow, "queries/entry/load_for_update.sql", tenant, ids);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// The time of a person that is taken between two instants. The person is locked.
pub(crate) async fn booked(tx: &mut TenantTx, entry: &Entry) -> Result<Vec<Booked>> {
    let rows = sqlx::query_file!(
        "queries/entry/booked.sql",
        tx.tenant().uuid(),
        entry.technician.uuid(),
        entry.start.to_sqlx() as _,
        entry.end().to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let booked = rows.into_iter().map(|row| Booked {
        id: TimeEntryId::from_uuid(row.id),
        start: row.start_time.to_jiff(),
        end: row.end_time.to_jiff(),
    });
    Ok(booked.collect())
}

/// The entries of a person that share time with a range, in order of their beginnings.
///
/// # Errors
/// [`kontor_status::Reason::LimitExceeded`] where they are more than anyone can look through.
pub(crate) async fn of_range(tx: &mut TenantTx, person: UserId, range: Range) -> Result<Vec<EntryRow>> {
    let (tenant, start, end) = (tx.tenant().uuid(), range.start.to_sqlx(), range.end.to_sqlx());
    let rows = sqlx::query_file_as!(
        EntryRow,
        "queries/entry/of_range.sql",
        tenant,
        person.uuid(),
        start as _,
        end as _,
        MOST_OF_RANGE + 1
    )
    .fetch_all(tx.conn())
    .await?;
    if i64::try_from(rows.len()).is_ok_and(|n| n > MOST_OF_RANGE) {
        let remedy =
            format!("there are more than {MOST_OF_RANGE} entries: choose fewer days, or list them by pages");
        return Err(Problem::Limit { remedy, retry_after: None });
    }
    Ok(rows)
}

/// Keeps a version for good and lets the entry say it from now on.
///
/// # Errors
/// [`Problem::Internal`] when the version before is not the newest; callers hold the entry's lock.
pub(crate) async fn save(tx: &mut TenantTx, row: &EntryRow) -> Result<()> {
    let saved = sqlx::query_file!(
        "queries/entry/save.sql",
        row.tenant_id,
        row.id,
        row.version,
        row.technician_id,
        row.ticket_id,
        row.ticket_number,
        row.customer_id,
        row.contact_id as _,
        row.asset_id as _,
        row.site_id as _,
        row.priority,
        row.activity,
        row.channel,
        row.start_time as _,
        row.end_time as _,
        row.seconds,
        row.text,
        row.internal_text,
        row.goodwill_reason,
        row.cost_center,
        row.allow_overlap,
        row.reason,
        row.recorder,
        row.record_time as _,
        row.travel_zone,
        row.travel_visit,
        row.travel_seconds,
        row.travel_kilometers,
        row.materials,
        row.approval,
        &row.approval_reasons,
    );
    match saved.execute(tx.conn()).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(Problem::internal(format!("entry {} has another version than its lock says", row.id))),
    }
}

/// What billing said of an entry.
pub(crate) struct Said {
    pub(crate) id: Uuid,
    pub(crate) state: BillingState,
    pub(crate) rated: u32,
    pub(crate) invoiced: u32,
}

/// Stores what billing said of entries, in one statement.
pub(crate) async fn set_billing_states(tx: &mut TenantTx, said: &[Said]) -> Result<()> {
    let number = |n: u32| i32::try_from(n).map_err(Problem::internal);
    let ids: Vec<Uuid> = said.iter().map(|s| s.id).collect();
    let states: Vec<String> = said.iter().map(|s| s.state.as_str().to_owned()).collect();
    let rated: Vec<i32> = said.iter().map(|s| number(s.rated)).collect::<Result<_>>()?;
    let invoiced: Vec<i32> = said.iter().map(|s| number(s.invoiced)).collect::<Result<_>>()?;
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/entry/set_billing_states.sql", tenant, &ids, &states, &rated, &invoiced)
        .execute(tx.conn())
        .await?;
    Ok(())
}
