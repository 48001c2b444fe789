//! How the house reminds, its runs, letters and stops.

use super::drafts::optional_customer;
use crate::store::reminders as store;
use crate::wire::money;
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{CustomerId, InvoiceId, ReminderId, ReminderRunId, ReminderStopId, Uuid};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    GetReminderDocumentRequest, GetReminderRunRequest, ListReminderRunsRequest, ListReminderRunsResponse,
    ListReminderStopsRequest, ListReminderStopsResponse, ListRemindersRequest, ListRemindersResponse,
    Reminder, ReminderDocument, ReminderRun, ReminderSettings, ReminderStop,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// The settings; empty ones of a house that set none.
pub(crate) async fn settings(kit: &Kit, caller: &Caller) -> Result<ReminderSettings> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(store::settings(&mut tx).await?.unwrap_or_default())
}

pub(crate) async fn run(kit: &Kit, caller: &Caller, request: GetReminderRunRequest) -> Result<ReminderRun> {
    let id = ReminderRunId::from_resource_name(&request.name);
    let id = id.map_err(|e| Problem::field("name", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(store::run(&mut tx, id).await?.0)
}

pub(crate) async fn runs(
    kit: &Kit,
    caller: &Caller,
    request: ListReminderRunsRequest,
) -> Result<ListReminderRunsResponse> {
    let size = page_size(request.page_size, 20, 50)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListReminderRuns"];
    let before: Option<i32> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut runs = store::runs(&mut tx, before, size + 1).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = runs.len() > size;
    runs.truncate(size);
    let next_page_token = match runs.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.number)?,
        None => String::new(),
    };
    Ok(ListReminderRunsResponse { runs, next_page_token })
}

pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListRemindersRequest,
) -> Result<ListRemindersResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let customer = optional_customer(&request.customer)?;
    let invoice = match request.invoice.as_str() {
        "" => None,
        name => {
            Some(InvoiceId::from_resource_name(name).map_err(|e| Problem::field("invoice", e.to_string()))?)
        }
    };
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListReminders", request.customer.as_str(), request.invoice.as_str()];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let at = after.and_then(|(micros, _)| Timestamp::from_microsecond(micros).ok());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = sqlx::query_file!(
        "queries/reminder/list.sql",
        caller.tenant().uuid(),
        customer.map(CustomerId::uuid),
        invoice.map(InvoiceId::uuid),
        at.map(jiff_sqlx::Timestamp::from) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut rows = rows.fetch_all(tx.conn()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.at.to_jiff().as_microsecond(), last.id))?,
        None => String::new(),
    };
    let reminders =
        rows.iter().map(|row| Reminder::decode(row.reminder.as_slice()).map_err(Problem::internal));
    Ok(ListRemindersResponse { reminders: reminders.collect::<Result<_>>()?, next_page_token })
}

pub(crate) async fn document(
    kit: &Kit,
    caller: &Caller,
    request: GetReminderDocumentRequest,
) -> Result<ReminderDocument> {
    let id = ReminderId::from_resource_name(&request.name);
    let id = id.map_err(|e| Problem::field("name", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = sqlx::query_file!("queries/reminder/document.sql", caller.tenant().uuid(), id.uuid());
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(request.name.clone()))?;
    let file_name = format!("{}.pdf", row.number);
    Ok(ReminderDocument { name: request.name, file_name, content: row.content, sha256: row.sha256 })
}

/// Which stops are read.
#[derive(Default)]
struct Wanted {
    only: Option<Uuid>,
    customer: Option<CustomerId>,
    with_lifted: bool,
    after: Option<(Timestamp, Uuid)>,
    most: i64,
}

/// One stop.
pub(crate) async fn stop(tx: &mut TenantTx, id: ReminderStopId) -> Result<ReminderStop> {
    let wanted = Wanted { only: Some(id.uuid()), with_lifted: true, most: 1, ..Wanted::default() };
    let found = select(tx, &wanted).await?.pop();
    found.map(|(stop, _)| stop).ok_or_else(|| Problem::NotFound(id.resource_name()))
}

pub(crate) async fn stops(
    kit: &Kit,
    caller: &Caller,
    request: ListReminderStopsRequest,
) -> Result<ListReminderStopsResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let customer = optional_customer(&request.customer)?;
    let tenant = caller.tenant().to_string();
    let filter = if request.with_lifted { "all" } else { "holding" };
    let binding = [tenant.as_str(), "ListReminderStops", request.customer.as_str(), filter];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let after = after.and_then(|(micros, id)| Some((Timestamp::from_microsecond(micros).ok()?, id)));
    let with_lifted = request.with_lifted;
    let wanted = Wanted { only: None, customer, with_lifted, after, most: size + 1 };
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut found = select(&mut tx, &wanted).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    let next_page_token = match found.last().filter(|_| more) {
        Some((_, (at, id))) => kit.seal().close(&binding, &(at.as_microsecond(), id))?,
        None => String::new(),
    };
    Ok(ListReminderStopsResponse { stops: found.into_iter().map(|(s, _)| s).collect(), next_page_token })
}

async fn select(tx: &mut TenantTx, wanted: &Wanted) -> Result<Vec<(ReminderStop, (Timestamp, Uuid))>> {
    let rows = sqlx::query_file!(
        "queries/reminder/stops.sql",
        tx.tenant().uuid(),
        wanted.only,
        wanted.customer.map(CustomerId::uuid),
        wanted.with_lifted,
        wanted.after.map(|(at, _)| jiff_sqlx::Timestamp::from(at)) as _,
        wanted.after.map(|(_, id)| id),
        wanted.most,
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let mut stops = Vec::with_capacity(rows.len());
    for row in rows {
        let at = row.at.to_jiff();
        let stop = ReminderStop {
            name: ReminderStopId::from_uuid(row.id).resource_name(),
            customer: CustomerId::from_uuid(row.customer_id).resource_name(),
            invoice: row.invoice_id.map(|id| InvoiceId::from_uuid(id).resource_name()).unwrap_or_default(),
            kind: row.kind,
            reason: row.reason,
            until: row.until.and_then(|day| money::date(day.to_jiff())),
            stopped_by: row.by_name,
            create_time: money::stamp(at),
            lift_reason: row.end_reason.unwrap_or_default(),
            lifted_by: row.end_by.unwrap_or_default(),
            lift_time: row.end_at.and_then(|at| money::stamp(at.to_jiff())),
        };
        stops.push((stop, (at, row.id)));
    }
    Ok(stops)
}
