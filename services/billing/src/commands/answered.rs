//! A repeated request gets its answer before anyone else is asked: it holds even when the world has moved on (X2).

use kontor_access::Caller;
use kontor_idempotency::{Key, stored};
use kontor_service::Kit;
use kontor_status::Result;
use prost::Message;

/// The answer that an equal request got.
///
/// # Errors
/// [`kontor_status::Problem::Conflict`] when the id was used for another request.
pub(crate) async fn answer<M: Message, R: Message + Default>(
    kit: &Kit,
    caller: &Caller,
    method: &'static str,
    request_id: &str,
    request: &M,
) -> Result<Option<R>> {
    let key = Key::of(caller, method, request_id, request)?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    stored(&mut tx, &key).await
}
