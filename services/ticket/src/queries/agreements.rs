//! Agreements of a house, on either side (N10).

use crate::store::agreement as store;
use crate::wire::agreement::print;
use kontor_access::Caller;
use kontor_ids::{Uuid, VerbundAgreementId};
use kontor_proto::ticket::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// One of them.
///
/// # Errors
/// [`Problem::NotFound`] where the house has none.
pub(crate) async fn get(
    kit: &Kit,
    caller: &Caller,
    id: VerbundAgreementId,
) -> Result<wire::VerbundAgreement> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let row = store::get(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))?;
    print(&row, caller.tenant())
}

/// A page of them, the newest first.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: &wire::ListAgreementsRequest,
) -> Result<wire::ListAgreementsResponse> {
    let size = kontor_paging::page_size(request.page_size, 50, 200)?;
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListAgreements"];
    let before = kit.seal().open::<Uuid>(&binding, &request.page_token)?.unwrap_or(Uuid::max());
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = store::list(&mut tx, before, size + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &last.id)?,
        None => String::new(),
    };
    let agreements = rows.iter().map(|row| print(row, caller.tenant())).collect::<Result<_>>()?;
    Ok(wire::ListAgreementsResponse { agreements, next_page_token })
}
