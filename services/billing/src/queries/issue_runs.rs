//! Runs that issue several drafts, and how far they are.

use crate::wire::money;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_ids::{CustomerId, DraftId, InvoiceId, IssueRunId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{IssueItem, IssueItemState as State, IssueRun};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A draft of a run that waits for its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) position: i32,
    pub(crate) draft: DraftId,
    pub(crate) customer: CustomerId,
    pub(crate) etag: String,
}

pub(crate) async fn get(kit: &Kit, caller: &Caller, name: &str) -> Result<IssueRun> {
    let id = IssueRunId::from_resource_name(name).map_err(|e| Problem::field("name", e.to_string()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    read(&mut tx, id).await
}

/// The date that a run's invoices carry.
pub(crate) async fn issue_date(tx: &mut TenantTx, run: IssueRunId) -> Result<Date> {
    let row = sqlx::query_file!("queries/run/get.sql", tx.tenant().uuid(), run.uuid());
    let row = row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(run.resource_name()))?;
    Ok(row.issue_date.to_jiff())
}

/// The drafts of a run that wait, in order.
pub(crate) async fn waiting(tx: &mut TenantTx, run: IssueRunId, most: usize) -> Result<Vec<Waiting>> {
    let most = i64::try_from(most).map_err(Problem::internal)?;
    let rows = sqlx::query_file!("queries/run/waiting.sql", tx.tenant().uuid(), run.uuid(), most);
    let waiting = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| Waiting {
        position: row.position,
        draft: DraftId::from_uuid(row.draft_id),
        customer: CustomerId::from_uuid(row.customer_id),
        etag: row.etag,
    });
    Ok(waiting.collect())
}

pub(crate) async fn read(tx: &mut TenantTx, run: IssueRunId) -> Result<IssueRun> {
    let head = sqlx::query_file!("queries/run/get.sql", tx.tenant().uuid(), run.uuid());
    let head = head.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(run.resource_name()))?;
    let rows = sqlx::query_file!("queries/run/items.sql", tx.tenant().uuid(), run.uuid());
    let rows = rows.fetch_all(tx.conn()).await?;
    let items = rows.into_iter().map(|row| {
        let state = match (row.done, row.invoice_id, row.parked) {
            (false, ..) => State::Waiting,
            (true, Some(_), _) => State::Issued,
            (true, None, Some(true)) => State::Parked,
            (true, None, _) => State::Skipped,
        };
        IssueItem {
            draft: DraftId::from_uuid(row.draft_id).resource_name(),
            state: state.into(),
            invoice: row.invoice_id.map(|id| InvoiceId::from_uuid(id).resource_name()).unwrap_or_default(),
            number: row.number.unwrap_or_default(),
            reason: row.reason.unwrap_or_default(),
            text: row.words.unwrap_or_default(),
        }
    });
    let items: Vec<IssueItem> = items.collect();
    let count = |is: &dyn Fn(State) -> bool| {
        i32::try_from(items.iter().filter(|i| is(i.state())).count()).unwrap_or(i32::MAX)
    };
    Ok(IssueRun {
        name: run.resource_name(),
        waiting_count: count(&|s| s == State::Waiting),
        issued_count: count(&|s| s == State::Issued),
        left_out_count: count(&|s| matches!(s, State::Skipped | State::Parked)),
        issue_date: money::date(head.issue_date.to_jiff()),
        create_time: money::stamp(head.at.to_jiff()),
        by: UserId::from_uuid(head.by_id).resource_name(),
        items,
    })
}
