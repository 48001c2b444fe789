//! Runs of exported bookings and their files.

use kontor_access::Caller;
use kontor_ids::BookingRunId;
use kontor_paging::page_size;
use kontor_proto::billing::v1::{
    BookingFile, BookingRun, GetBookingFileRequest, ListBookingRunsRequest, ListBookingRunsResponse,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use prost::Message as _;

pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListBookingRunsRequest,
) -> Result<ListBookingRunsResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListBookingRuns"];
    let before: Option<i32> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = sqlx::query_file!("queries/booking/list.sql", caller.tenant().uuid(), before, size + 1);
    let mut rows = rows.fetch_all(tx.conn()).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.number)?,
        None => String::new(),
    };
    let runs = rows.iter().map(|row| BookingRun::decode(row.run.as_slice()).map_err(Problem::internal));
    Ok(ListBookingRunsResponse { runs: runs.collect::<Result<_>>()?, next_page_token })
}

pub(crate) async fn file(kit: &Kit, caller: &Caller, request: GetBookingFileRequest) -> Result<BookingFile> {
    let mut wrong = Violations::new();
    let id = wrong.take("name", BookingRunId::from_resource_name(&request.name));
    wrong.text("file_name", &request.file_name, 1, 200);
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let tenant = caller.tenant().uuid();
    let row = sqlx::query_file!("queries/booking/file.sql", tenant, id.uuid(), request.file_name);
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(request.name.clone()))?;
    Ok(BookingFile { file_name: request.file_name, sha256: row.sha256, content: row.content })
}
