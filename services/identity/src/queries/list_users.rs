//! The people of the house by display name.

use crate::store::user;
use crate::wire::print;
use kontor_access::Caller;
use kontor_ids::Uuid;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The place of a person in the order: name, then id.
type Position = (String, Uuid);

/// A page of them.
///
/// # Errors
/// [`Problem::Invalid`] for a token of another question, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    page_token: &str,
    size: i64,
) -> Result<wire::ListUsersResponse> {
    let house = caller.tenant().to_string();
    let binding = [house.as_str(), "ListUsers"];
    let after = kit.seal().open::<Position>(&binding, page_token)?.unwrap_or_default();
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    // One more than asked for tells whether there is a next page.
    let mut rows = user::list(&mut tx, &after, size + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > size);
    rows.truncate(usize::try_from(size).map_err(Problem::internal)?);
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(&last.display_name, last.id))?,
        None => String::new(),
    };
    let users = rows.into_iter().map(print::user).collect::<Result<_>>()?;
    Ok(wire::ListUsersResponse { users, next_page_token })
}
