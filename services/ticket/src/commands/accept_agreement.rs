//! Accepting what another house offers (N10).

use crate::store::agreement as store;
use crate::store::crossing::Crossing;
use crate::wire::agreement::print;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::VerbundAgreementId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};

/// Accepts it, as the house that it is offered to.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none; [`Problem::Refused`] where it is the giving one, or not only offered.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::AcceptAgreementRequest,
    id: VerbundAgreementId,
) -> Result<wire::VerbundAgreement> {
    let mut fresh = match begin(kit.db(), caller, "AcceptAgreement", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (mut crossing, mut row) = Crossing::by_agreement(fresh.tx(), id).await?;
    let refused = |remedy: &str| Problem::refused(Reason::WrongState, id.resource_name(), remedy);
    if row.giver() == caller.tenant() {
        return Err(refused("this house offered it: the other one accepts it"));
    }
    if row.state != "offered" {
        return Err(refused("it is not only offered: it was accepted before, or it ended"));
    }
    store::accept(crossing.tx(), &mut row, caller.display_name(), kit.clock().now()).await?;
    crossing.leave().await?;
    fresh.finish(print(&row, caller.tenant())?).await
}
