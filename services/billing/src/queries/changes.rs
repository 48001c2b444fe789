//! What reviewers decided, for people to read (B3).

use crate::store::book::Book;
use crate::store::drafts as rows;
use crate::store::reviews::{Value, target};
use crate::wire::change::Kept;
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{DraftId, LineChangeId, Uuid};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{LineChange, ListLineChangesRequest, ListLineChangesResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// Turns a row of either statement into what was kept.
macro_rules! kept {
    ($row:ident) => {
        Kept {
            id: $row.id,
            draft: $row.draft_id,
            line: $row.line_key.parse().map_err(Problem::internal)?,
            line_text: $row.line_text,
            value: Value {
                action: $row.action,
                amount: $row.amount,
                percent: $row.percent,
                words: $row.words,
                until: $row.until.map(|d| d.to_jiff()),
                target: target($row.target_start, $row.target_end, $row.target_split),
            },
            reason: $row.reason,
            by: $row.by_id,
            at: $row.at.to_jiff(),
            seen_list_net: $row.seen_list_net,
            currency: $row.currency.parse().map_err(Problem::internal)?,
            second: match ($row.agreed, $row.second_by, $row.second_reason, $row.second_at) {
                (Some(agreed), Some(by), Some(reason), Some(at)) => Some((agreed, by, reason, at.to_jiff())),
                _ => None,
            },
        }
    };
}

/// The customer of a change.
pub(crate) async fn customer_of(tx: &mut TenantTx, change: LineChangeId) -> Result<Uuid> {
    let row = sqlx::query_file!("queries/review/get.sql", tx.tenant().uuid(), change.uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.ok_or_else(|| Problem::NotFound(change.resource_name()))?.customer_id)
}

pub(crate) async fn get(tx: &mut TenantTx, change: LineChangeId) -> Result<LineChange> {
    let row = sqlx::query_file!("queries/review/get.sql", tx.tenant().uuid(), change.uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    let row = row.ok_or_else(|| Problem::NotFound(change.resource_name()))?;
    kept!(row).print()
}

/// Lists what was decided on a draft, and on lines that are on it now, the latest first.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListLineChangesRequest,
) -> Result<ListLineChangesResponse> {
    let id = DraftId::from_resource_name(&request.draft).map_err(|e| Problem::field("draft", e.to_string()));
    let size = page_size(request.page_size, 50, 200)?;
    let id = id?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListLineChanges", request.draft.as_str()];
    let after: Option<(i64, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let at = after.and_then(|(micros, _)| Timestamp::from_microsecond(micros).ok());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let (key, _) = rows::row(&mut tx, id).await?;
    let book = Book::load(&mut tx, key.customer, crate::store::book::today(kit)).await?;
    let draft = book.draft(&book.allocation()?, &key, crate::buyer::vat_of(&Default::default()))?;
    let lines: Vec<String> = draft.lines.iter().map(|l| l.key.to_string()).collect();
    let rows = sqlx::query_file!(
        "queries/review/list.sql",
        caller.tenant().uuid(),
        key.customer.uuid(),
        &lines,
        id.uuid(),
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
    let mut line_changes = Vec::with_capacity(rows.len());
    for row in rows {
        line_changes.push(kept!(row).print()?);
    }
    Ok(ListLineChangesResponse { line_changes, next_page_token })
}
