//! Ending an agreement (N10): what is handed over by it goes back.

use super::remark::{self, Remark};
use crate::store::crossing::Crossing;
use crate::store::{agreement as store, handover};
use crate::wire::agreement::print;
use crate::wire::{telling, words};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::VerbundAgreementId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};
use kontor_ticket_domain::{Actor, LogKind};

/// Ends it, from either side and at once.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none, [`Problem::Refused`] where it ended before.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::EndAgreementRequest,
    id: VerbundAgreementId,
    reason: &str,
) -> Result<wire::VerbundAgreement> {
    let mut fresh = match begin(kit.db(), caller, "EndAgreement", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (mut crossing, mut row) = Crossing::by_agreement(fresh.tx(), id).await?;
    if row.state == "ended" {
        return Err(Problem::refused(Reason::WrongState, id.resource_name(), "it ended before"));
    }
    let (house, person, now) = (caller.tenant(), caller.display_name(), kit.clock().now());
    let tickets = handover::tickets_of(crossing.tx(), id).await?;
    let text = telling::agreement_ended(&row.title);
    let own = row.giver() == house;
    let actor = if own { words::actor(caller) } else { Actor::Partner { house, user: caller.user() } };
    if !tickets.is_empty() {
        let remark =
            Remark { actor, kind: LogKind::Handover, text: text.clone(), event_time: now, now, level: 1 };
        remark::run(crossing.tx(), tickets, &remark).await?;
        handover::end_all(crossing.tx(), id, (house, person), &text, now).await?;
    }
    store::end(crossing.tx(), &mut row, house, reason, now).await?;
    crossing.leave().await?;
    fresh.finish(print(&row, house)?).await
}
