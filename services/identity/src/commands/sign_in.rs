//! Signing in.

use crate::secrets::{self, Hasher};
use crate::store::token::{self, Kind, NewToken};
use crate::store::{tenant, user};
use crate::wire::parse::Typed;
use crate::wire::{print, words};
use jiff::SignedDuration;
use kontor_ids::{TenantId, UserId};
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// How long a session holds.
const SESSION: SignedDuration = SignedDuration::from_hours(12);

/// Begins a session.
///
/// # Errors
/// [`Problem::SignInRefused`], the same and after the same time whatever is wrong.
pub(crate) async fn run(kit: &Kit, hasher: &Hasher, typed: Typed) -> Result<wire::SignInResponse> {
    let house = tenant::find(kit.db(), &typed.slug).await?;
    let account = match house {
        Some(house) => user::find_to_sign_in(&mut kit.db().tenant(house).await?, &typed.email).await?,
        None => None,
    };
    let (id, stored) = account.map_or((None, None), |a| (Some(a.id), a.password_hash));
    let fits = hasher.fits(typed.password, stored).await?;
    let person = id.map(UserId::from_uuid);
    match (house, person) {
        (Some(house), Some(person)) if fits => begin_session(kit, house, person).await,
        _ => Err(refused(house, person)),
    }
}

/// The person may have been disabled while the password was verified: the row is looked at again, under a lock that
/// disabling waits for.
async fn begin_session(kit: &Kit, house: TenantId, person: UserId) -> Result<wire::SignInResponse> {
    let now = kit.clock().now();
    let mut tx = kit.db().tenant(house).await?;
    let Some(display_name) = user::lock_living(&mut tx, person).await? else {
        return Err(refused(Some(house), Some(person)));
    };
    let minted = secrets::mint(kit.ids())?;
    let session = NewToken {
        kind: Kind::Session,
        minted: &minted,
        user: person,
        display_name: &display_name,
        permissions: &[],
        create_time: now,
        expire_time: now + SESSION,
    };
    token::insert(&mut tx, &session).await?;
    let event = wire::SessionBegun {
        token: minted.id.resource_name(),
        user: person.resource_name(),
        expire_time: Some(words::time(session.expire_time)),
    };
    publish(&mut tx, minted.id.uuid(), 1, &event).await?;
    let holder = token::holder(&mut tx, minted.id).await?.ok_or(Problem::Unauthenticated)?;
    let principal = print::principal(holder)?;
    tx.commit().await?;
    Ok(wire::SignInResponse { token: minted.text, principal: Some(principal) })
}

/// Denied sign-ins stand in the log and in a counter, without what was typed.
fn refused(house: Option<TenantId>, person: Option<UserId>) -> Problem {
    let reason = match (house, person) {
        (None, _) => "unknown_house",
        (Some(_), None) => "unknown_person",
        _ => "wrong_password",
    };
    let (house, person) = (house.map(|h| h.to_string()), person.map(|p| p.to_string()));
    tracing::warn!(target: "kontor::security", tenant = house, user = person, reason, "a sign-in was denied");
    metrics::counter!("kontor_sign_in_denied_total", "reason" => reason).increment(1);
    Problem::SignInRefused
}
