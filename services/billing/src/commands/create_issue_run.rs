//! Beginning a run over selected drafts: what was looked at is kept with it.

use crate::queries::issue_runs;
use crate::store::book::today;
use crate::wire::money;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{DraftId, IssueRunId, UserId, Uuid};
use kontor_proto::billing::v1::{CreateIssueRunRequest, IssueRun};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use std::collections::BTreeSet;

/// How many drafts one run may hold.
const MOST: usize = 2000;

pub(crate) async fn create(kit: &Kit, caller: &Caller, request: CreateIssueRunRequest) -> Result<IssueRun> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let fits = (1..=MOST).contains(&request.drafts.len());
    wrong.require(fits, "drafts", "select 1 to 2000 drafts");
    let mut ids: Vec<Uuid> = Vec::with_capacity(request.drafts.len().min(MOST));
    let mut known = BTreeSet::new();
    for (n, selected) in request.drafts.iter().take(MOST).enumerate() {
        let field = format!("drafts[{n}].name");
        if let Some(id) = wrong.take(field.clone(), DraftId::from_resource_name(&selected.name)) {
            wrong.require(known.insert(id), field, "select each draft once");
            ids.push(id.uuid());
        }
        let remedy = "give the etag of the draft as it was shown";
        wrong.require(!selected.etag.is_empty(), format!("drafts[{n}].etag"), remedy);
    }
    let now = today(kit);
    let date = match &request.issue_date {
        None => Some(now),
        Some(date) => money::read_date(date).filter(|d| *d <= now),
    };
    wrong.require(date.is_some(), "issue_date", "give a day of the calendar that is not in the future");
    wrong.finish()?;
    let date = date.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "CreateIssueRun", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let run = IssueRunId::new(kit.ids());
    let by = caller.user().unwrap_or(UserId::from_uuid(caller.principal().uuid()));
    let (tenant, at) = (caller.tenant().uuid(), jiff_sqlx::Timestamp::from(kit.clock().now()));
    let day = jiff_sqlx::Date::from(date);
    sqlx::query_file!("queries/run/insert.sql", tenant, run.uuid(), day as _, by.uuid(), at as _)
        .execute(fresh.tx().conn())
        .await?;
    let etags: Vec<String> = request.drafts.iter().map(|d| d.etag.clone()).collect();
    let kept = sqlx::query_file!("queries/run/insert_drafts.sql", tenant, run.uuid(), &ids, &etags)
        .execute(fresh.tx().conn())
        .await?;
    if kept.rows_affected() != ids.len() as u64 {
        // Which ones is told one by one: a foreign draft is as absent as one that never was.
        for selected in &request.drafts {
            let id = DraftId::from_resource_name(&selected.name).map_err(Problem::internal)?;
            crate::store::drafts::row(fresh.tx(), id).await?;
        }
    }
    let answer = issue_runs::read(fresh.tx(), run).await?;
    fresh.finish(answer).await
}
