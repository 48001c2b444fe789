//! Making an API token.

use crate::secrets;
use crate::store::token::{self, Kind, NewToken};
use crate::wire::parse::Wanted;
use crate::wire::words;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result};

/// Makes an API token and shows it once. A repeated request is refused, since the secret is not kept.
///
/// # Errors
/// [`Problem::Conflict`] for a repetition, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateApiTokenRequest,
    wanted: Wanted,
) -> Result<wire::CreateApiTokenResponse> {
    let begun = begin::<_, wire::ApiToken>(kit.db(), caller, "CreateApiToken", &request.request_id, request);
    let mut fresh = match begun.await? {
        Begun::Answered(made) => return Err(repeated(&made)),
        Begun::Fresh(fresh) => fresh,
    };
    let minted = secrets::mint(kit.ids())?;
    let permissions: Vec<String> = wanted.permissions.iter().map(|p| p.to_string()).collect();
    let new = NewToken {
        kind: Kind::Api,
        minted: &minted,
        user: wanted.maker,
        display_name: &wanted.display_name,
        permissions: &permissions,
        create_time: wanted.create_time,
        expire_time: wanted.expire_time,
    };
    token::insert(fresh.tx(), &new).await?;
    let expire_time = Some(words::time(wanted.expire_time));
    let event = wire::TokenMade {
        token: minted.id.resource_name(),
        maker: wanted.maker.resource_name(),
        permissions: permissions.clone(),
        expire_time,
    };
    publish(fresh.tx(), minted.id.uuid(), 1, &event).await?;
    let made = wire::ApiToken {
        name: minted.id.resource_name(),
        display_name: wanted.display_name,
        permissions,
        expire_time,
        revoke_time: None,
    };
    let made = fresh.finish(made).await?;
    Ok(wire::CreateApiTokenResponse { token: Some(made), secret: minted.text })
}

fn repeated(made: &wire::ApiToken) -> Problem {
    let name = &made.name;
    let remedy = format!(
        "this request made {name}, whose secret is not kept: revoke it if its answer was lost, and use a new request_id"
    );
    Problem::Conflict { reason: Reason::RequestIdReused, remedy }
}
