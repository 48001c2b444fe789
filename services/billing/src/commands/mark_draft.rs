//! Setting a review mark on a draft, or taking it off (B3): who, when, and what was looked at.

use crate::queries::marks;
use crate::store::drafts as rows;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{DraftId, ReviewMarkId, UserId};
use kontor_proto::billing::v1::{DraftMarks, MarkDraftRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

pub(crate) async fn mark(kit: &Kit, caller: &Caller, request: MarkDraftRequest) -> Result<DraftMarks> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let draft = wrong.take("name", DraftId::from_resource_name(&request.name));
    let mark = wrong.take("mark", ReviewMarkId::from_resource_name(&request.mark));
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    wrong.finish()?;
    let (draft, mark) = draft.zip(mark).ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "MarkDraft", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (_, etag) = rows::row(fresh.tx(), draft).await?;
    let by = caller.user().unwrap_or(UserId::from_uuid(caller.principal().uuid()));
    let at = jiff_sqlx::Timestamp::from(kit.clock().now());
    let tenant = fresh.tx().tenant().uuid();
    let placed = sqlx::query_file!(
        "queries/mark/place.sql",
        tenant,
        draft.uuid(),
        mark.uuid(),
        !request.remove,
        request.etag,
        by.uuid(),
        at as _,
    );
    if placed.execute(fresh.tx().conn()).await?.rows_affected() == 0 {
        return Err(Problem::NotFound(request.mark));
    }
    let mut carried = marks::of_drafts(fresh.tx(), &[(draft.uuid(), etag)].into()).await?;
    let marks = carried.remove(&draft.uuid()).unwrap_or_default();
    fresh.finish(DraftMarks { name: request.name, marks }).await
}
