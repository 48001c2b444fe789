//! Waiving a line as goodwill (B3, B5a): the oldest of the changes that a reviewer may decide.

use super::change_line::Asked;
use crate::buyer;
use crate::queries::drafts;
use crate::wire::change::Change;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_billing_domain::review::Action;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::DraftId;
use kontor_proto::billing::v1::{Draft, WaiveLineRequest};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result, Violations};

pub(crate) async fn waive(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: WaiveLineRequest,
) -> Result<Draft> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let draft = wrong.take("name", DraftId::from_resource_name(&request.name));
    let reason = wrong.text("reason", &request.reason, 1, 200);
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    wrong.require(request.line.starts_with("lines/"), "line", "name the line as lines/{line}");
    wrong.finish()?;
    let draft = draft.ok_or_else(|| Problem::internal("checked above"))?;
    // A repetition gets its answer even while the contract service is down (X2).
    if let Some(answer) = answered(kit.db(), caller, "WaiveLine", &request.request_id, &request).await? {
        return Ok(answer);
    }
    // The buyer is asked before the transaction begins; which one it is, a look at the draft's row tells.
    let key = drafts::row(kit, caller, draft).await?;
    let buyer = buyer::ask(kit, contract, caller.tenant(), key.customer).await?;
    let fresh = match begin(kit.db(), caller, "WaiveLine", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let change = Change::Act(Action::Waive { shown: true });
    let asked = Asked { draft, line: request.line, etag: request.etag, reason, change };
    asked.decide(kit, caller, fresh, &buyer).await
}
