//! Who changed what when.

use super::lists::{cut, size};
use crate::store::history::{self, HistoryRow};
use crate::wire::history::{Record, print};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// One page, the newest first.
///
/// # Errors
/// [`Problem::NotFound`] where there never was such a record.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListHistoryRequest,
) -> Result<wire::ListHistoryResponse> {
    let mut v = Violations::new();
    let record = v.take("record", request.record.parse::<Record>());
    let size = size(request.page_size, &mut v);
    let record = crate::wire::accept(v, record)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListHistory", request.record.as_str()];
    let before: Option<i64> = kit.seal().open(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = history::list(&mut tx, record.id, before.unwrap_or(i64::MAX), size + 1).await?;
    if rows.is_empty() && before.is_none() {
        return Err(Problem::NotFound(request.record.clone()));
    }
    let next = cut(&mut rows, size, |row| row.version);
    let next = next.map(|position| kit.seal().close(&binding, &position)).transpose()?;
    let entry = |row: HistoryRow| wire::HistoryEntry {
        version: row.version,
        cause: crate::wire::history::cause(&row.cause),
        actor: row.actor,
        actor_display_name: row.actor_name,
        time: Some(crate::wire::values::print_instant(row.at.to_jiff())),
        changes: row.changes.0.iter().map(|(column, values)| print(&record, column, values)).collect(),
    };
    let entries = rows.into_iter().map(entry).collect();
    Ok(wire::ListHistoryResponse { entries, next_page_token: next.unwrap_or_default() })
}
