//! Adding a person.

use crate::secrets::Hasher;
use crate::store::tenant;
use crate::store::user::{self, NewUser, UserRow};
use crate::wire::{parse, print, words};
use jiff::Timestamp;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// The slug of the caller's house, which no password may contain.
///
/// # Errors
/// [`Problem::NotFound`] when the house is gone.
pub(crate) async fn slug(kit: &Kit, caller: &Caller) -> Result<String> {
    let house = tenant::get(&mut kit.db().tenant(caller.tenant()).await?).await?;
    Ok(house.ok_or_else(|| Problem::NotFound(caller.tenant().resource_name()))?.slug)
}

/// Adds a person with a first password.
///
/// # Errors
/// [`Problem::Exists`] when the address is taken, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    hasher: &Hasher,
    caller: &Caller,
    request: &wire::CreateUserRequest,
    parse::NewPerson { user, password }: parse::NewPerson,
) -> Result<wire::User> {
    let hash = hasher.hash(password).await?;
    // A fast digest of a password must never be stored: the recorded request goes without it.
    let recorded = wire::CreateUserRequest { password: String::new(), ..request.clone() };
    let mut fresh = match begin(kit.db(), caller, "CreateUser", &request.request_id, &recorded).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let row = add(fresh.tx(), &user, Some(&hash), kit.clock().now()).await?;
    fresh.finish(print::user(row)?).await
}

/// Stores a person and tells of it.
///
/// # Errors
/// [`Problem::Exists`] when the address is taken, and whatever the database has.
pub(crate) async fn add(
    tx: &mut TenantTx,
    user: &NewUser,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<UserRow> {
    let row = user::insert(tx, user, password_hash, now).await?;
    let roles = user.roles.iter().map(|role| i32::from(words::role(*role))).collect();
    publish(tx, row.id, 1, &wire::UserAdded { user: user.id.resource_name(), roles }).await?;
    Ok(row)
}
