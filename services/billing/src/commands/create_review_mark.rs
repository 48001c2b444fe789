//! Adding a review mark of the house's own making (B3).

use crate::queries::marks;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::ReviewMarkId;
use kontor_proto::billing::v1::{CreateReviewMarkRequest, ReviewMark};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

/// How many marks a house may have.
const MOST: usize = 50;

pub(crate) async fn create(
    kit: &Kit,
    caller: &Caller,
    request: CreateReviewMarkRequest,
) -> Result<ReviewMark> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let asked = request.review_mark.clone();
    wrong.require(asked.is_some(), "review_mark", "give the mark");
    let name = asked.unwrap_or_default().display_name;
    let display_name = wrong.text("review_mark.display_name", &name, 1, 60);
    wrong.finish()?;
    let method = "CreateReviewMark";
    let mut fresh = match begin(kit.db(), caller, method, &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    if marks::all(fresh.tx()).await?.len() >= MOST {
        let remedy = format!("a house has at most {MOST} review marks: use one of them");
        return Err(Problem::Limit { remedy, retry_after: None });
    }
    let id = ReviewMarkId::new(kit.ids());
    let tenant = fresh.tx().tenant().uuid();
    let added = sqlx::query_file!("queries/mark/insert.sql", tenant, id.uuid(), display_name);
    if added.execute(fresh.tx().conn()).await?.rows_affected() == 0 {
        let remedy = "use it, or choose another name".to_owned();
        return Err(Problem::Exists { subject: format!("the review mark {display_name:?}"), remedy });
    }
    fresh.finish(ReviewMark { name: id.resource_name(), display_name }).await
}
