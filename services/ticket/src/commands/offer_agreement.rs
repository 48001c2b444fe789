//! Offering an agreement to another house (N10).

use crate::store::agreement as store;
use crate::store::agreement::AgreementRow;
use crate::wire::agreement::print;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

/// Stores the offer. Whether there is such a house is not asked, and so not told.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::OfferAgreementRequest,
    row: AgreementRow,
) -> Result<wire::VerbundAgreement> {
    let mut fresh = match begin(kit.db(), caller, "OfferAgreement", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    store::insert(fresh.tx(), &row).await?;
    fresh.finish(print(&row, caller.tenant())?).await
}
