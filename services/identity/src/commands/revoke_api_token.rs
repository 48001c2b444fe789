//! Ending an API token.

use crate::store::token::{self, Kind};
use crate::wire::print;
use jiff_sqlx::ToSqlx as _;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TokenId;
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

/// Ends an API token at once. Ended before, nothing happens.
///
/// # Errors
/// [`kontor_status::Problem::NotFound`], and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::RevokeApiTokenRequest,
    id: TokenId,
) -> Result<wire::ApiToken> {
    let mut fresh = match begin(kit.db(), caller, "RevokeApiToken", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let mut row = token::load_for_update(fresh.tx(), id).await?;
    let now = kit.clock().now();
    if token::end(fresh.tx(), id, Kind::Api, now).await?.is_some() {
        row.end_time = Some(now.to_sqlx());
        let event = wire::TokenRevoked { token: id.resource_name(), token_digest: row.digest.clone() };
        publish(fresh.tx(), id.uuid(), 2, &event).await?;
    }
    fresh.finish(print::api_token(row)).await
}
