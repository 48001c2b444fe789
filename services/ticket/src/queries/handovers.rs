//! Handed tickets, on either side (N10).

use super::shown_tickets;
use crate::store::handover as store;
use crate::store::handover::HandoverRow;
use crate::wire::handover::{print, step};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_ids::{HandoverId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1 as wire;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};

/// One of them: the giving house's record always; for the taking house the ticket while it is with it, and nothing else.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn get(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    id: HandoverId,
) -> Result<wire::Handover> {
    let absent = || Problem::NotFound(id.resource_name());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = store::get(&mut tx, id).await?.ok_or_else(absent)?;
    if row.giver() == caller.tenant() {
        return Ok(print(&row, caller.tenant(), None));
    }
    if !row.rules()?.is_with_taker(kit.clock().now()) {
        return Err(absent());
    }
    let shown = shown_tickets::whole(&mut tx, &row).await?;
    tx.commit().await?;
    let shown = shown_tickets::with_people(contract, row.giver(), shown).await?;
    Ok(print(&row, caller.tenant(), Some(shown)))
}

/// The place in a list: the instant in microseconds, then the id.
type Position = (i64, Uuid);

/// A page of what the house gave or has taken.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListHandoversRequest,
) -> Result<wire::ListHandoversResponse> {
    let size = kontor_paging::page_size(request.page_size, 50, 100)?;
    let taken = request.side() == wire::HandoverSide::Taken;
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListHandovers", if taken { "taken" } else { "given" }];
    let after = kit.seal().open::<Position>(&binding, &request.page_token)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = page(&mut tx, taken, after, size + 1, kit.clock().now()).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.hand_time.to_jiff().as_microsecond(), last.id))?,
        None => String::new(),
    };
    let mut shown = if taken { shown_tickets::briefly(&mut tx, &rows).await? } else { Default::default() };
    tx.commit().await?;
    let print = |row: &HandoverRow| print(row, caller.tenant(), shown.remove(&row.id));
    Ok(wire::ListHandoversResponse { handovers: rows.iter().map(print).collect(), next_page_token })
}

async fn page(
    tx: &mut TenantTx,
    taken: bool,
    after: Option<Position>,
    most: i64,
    now: Timestamp,
) -> Result<Vec<HandoverRow>> {
    let read = |(at, id)| Ok::<_, Problem>((Timestamp::from_microsecond(at).map_err(Problem::internal)?, id));
    let after = after.map(read).transpose()?;
    if taken {
        let first = (Timestamp::UNIX_EPOCH, Uuid::nil());
        return store::list_taken(tx, after.unwrap_or(first), most, now).await;
    }
    // Nothing was handed over later than now, on whatever clock.
    let last = (now.saturating_add(jiff::SignedDuration::from_hours(24)).unwrap_or(now), Uuid::max());
    store::list_given(tx, after.unwrap_or(last), most).await
}

/// A page of the record, which both houses read, also when the ticket is back.
///
/// # Errors
/// [`Problem::NotFound`] where the house has no such handover.
pub(crate) async fn steps(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListHandoverStepsRequest,
    id: HandoverId,
) -> Result<wire::ListHandoverStepsResponse> {
    let size = kontor_paging::page_size(request.page_size, 100, 200)?;
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListHandoverSteps", &request.name];
    let after = kit.seal().open::<i32>(&binding, &request.page_token)?.unwrap_or(0);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    store::get(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    let mut rows = store::list_steps(&mut tx, id, after, size + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.sequence)?,
        None => String::new(),
    };
    let steps = rows.into_iter().map(step).collect::<Result<_>>()?;
    Ok(wire::ListHandoverStepsResponse { steps, next_page_token })
}
