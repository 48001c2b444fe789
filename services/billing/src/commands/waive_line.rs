//! Waiving a line as goodwill (B3, B5a): kept with who, when, why, and with what was seen.

use crate::buyer;
use crate::commands::rate_customer;
use crate::queries::drafts::{self, Current};
use crate::store::book::Book;
use crate::store::reviews;
use crate::wire;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_billing_domain::review::{Action, Review, Seen};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{DraftId, UserId};
use kontor_proto::billing::v1::{Draft, WaiveLineRequest};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};

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
    // The buyer is asked before the transaction begins; which one it is, a look at the draft's row tells.
    let (customer, _) = drafts::row(kit, caller, draft).await?;
    let buyer = buyer::ask(contract, caller.tenant(), customer).await?;
    let mut fresh = match begin(kit.db(), caller, "WaiveLine", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), customer).await?;
    let vat = buyer::vat_of(&buyer);
    let Current { draft: shown, .. } = drafts::current(fresh.tx(), kit, draft, &vat).await?;
    if wire::draft::etag(&shown.canonical()) != request.etag {
        return Err(changed());
    }
    let line = shown.lines.iter().find(|l| wire::draft::line_name(&l.key) == request.line);
    let line = line.ok_or_else(|| Problem::NotFound(request.line.clone()))?;
    let by = caller.user().unwrap_or(UserId::from_uuid(caller.principal().uuid()));
    let now = kit.clock().now();
    let review = Review {
        line: line.key.clone(),
        action: Action::Waive { shown: true },
        by,
        at: now,
        reason,
        approved_by: None,
        seen: Seen::of(&line.charge),
    };
    reviews::waive(fresh.tx(), customer, &review, (kit.ids(), now)).await?;
    rate_customer::rate(fresh.tx(), kit, customer).await?;
    let after = drafts::current(fresh.tx(), kit, draft, &vat).await?;
    fresh.finish(wire::draft::draft(draft, &after.draft)).await
}

/// What was looked at is no longer what is there (B3a).
pub(crate) fn changed() -> Problem {
    let remedy =
        "the draft changed since it was looked at: look at it again and repeat with its current etag"
            .to_owned();
    Problem::Conflict { reason: Reason::DraftChanged, remedy }
}
