//! Records as pages of a file.

use crate::store::transfer;
use crate::wire::sheet::Sheet;
use crate::wire::table;
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::{Asset, Contact, Customer, Site};
use kontor_paging::page_size;
use kontor_proto::contract::v1::{ExportRecordsRequest, ExportRecordsResponse, RecordKind};
use kontor_service::Kit;
use kontor_status::Result;

/// The bytes after which a page ends: notes are long, and an answer has a limit.
const ENOUGH: usize = 2_000_000;

/// The columns of a kind.
const fn columns(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Customers => Customer::COLUMNS,
        RecordKind::Contacts => Contact::COLUMNS,
        RecordKind::Sites => Site::COLUMNS,
        RecordKind::Assets => Asset::COLUMNS,
        RecordKind::Unspecified => &[],
    }
}

pub(crate) async fn page(
    kit: &Kit,
    caller: &Caller,
    request: &ExportRecordsRequest,
) -> Result<ExportRecordsResponse> {
    let mut v = Violations::new();
    let kind = crate::wire::words::record_kind(request.kind, &mut v);
    let size = page_size(request.page_size, 1_000, 5_000).unwrap_or_else(|_| {
        v.add("page_size", "give 1 to 5000, or 0 for 1000");
        0
    });
    let kind = crate::wire::accept(v, kind)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ExportRecords", kind.as_str_name()];
    let after: Option<String> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = transfer::export(&mut tx, kind, after.as_deref().unwrap_or_default(), size + 1).await?;
    let bytes = |cells: &[String]| cells.iter().map(|cell| cell.len() + 3).sum::<usize>();
    let mut sum = 0;
    let fits = rows.iter().take_while(|row| {
        sum += bytes(&row.cells);
        sum <= ENOUGH
    });
    // A single row is below the limit in any case.
    let fits = fits.count().max(1).min(usize::try_from(size).unwrap_or(usize::MAX));
    let more = rows.len() > fits;
    rows.truncate(fits);
    let next = rows.last().filter(|_| more).map(|row| kit.seal().close(&binding, &row.number)).transpose()?;
    let header: Vec<String> = columns(kind).iter().map(|column| (*column).to_owned()).collect();
    let header = after.is_none().then_some(header.as_slice());
    let csv = table::write(header.into_iter().chain(rows.iter().map(|row| row.cells.as_slice())))?;
    Ok(ExportRecordsResponse { csv, next_page_token: next.unwrap_or_default() })
}
