//! What was done by an agreement in a month (N10): of the same rows for both houses.

use crate::store::{agreement, handover};
use crate::wire::settlement::print;
use kontor_access::Caller;
use kontor_ids::VerbundAgreementId;
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::verbund::{Month, settle};

/// Sums it up.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such agreement.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    id: VerbundAgreementId,
    month: Month,
) -> Result<wire::Settlement> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = agreement::get(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let rules = row.rules()?;
    let zone = rules.hours.time_zone();
    let range = month.range(zone).ok_or_else(|| Problem::internal("a month has no range"))?;
    let done = handover::work(&mut tx, (row.giver(), id), range).await?;
    let settled = settle(&done, month, zone, &row.prices()?).map_err(Problem::internal)?;
    print(id, month, &settled)
}
