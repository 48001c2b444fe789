//! Letting go what capture held (R8): the save it was for did not happen.

use crate::commands::rate_customer;
use crate::store::book::Book;
use crate::store::holds::{self, End};
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TimeEntryId;
use kontor_proto::billing::v1::{Hold, VoidHoldRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

pub(crate) async fn void(kit: &Kit, caller: &Caller, request: VoidHoldRequest) -> Result<Hold> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let entry = wrong.take("entry", TimeEntryId::from_resource_name(&request.entry));
    wrong.finish()?;
    let entry = entry.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "VoidHold", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    if let Some(customer) = holds::customer(fresh.tx(), entry).await? {
        Book::lock(fresh.tx(), customer).await?;
        // The entry's event may have posted it meanwhile; then there is nothing to let go.
        if holds::end(fresh.tx(), (entry, i32::MAX), End::Voided, kit.clock().now()).await?.is_some() {
            rate_customer::rate(fresh.tx(), kit, customer).await?;
        }
    }
    fresh.finish(Hold { entry: request.entry, ..Hold::default() }).await
}
