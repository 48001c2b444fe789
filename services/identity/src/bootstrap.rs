//! The first access to an installation.

use crate::commands::create_user;
use crate::secrets;
use crate::store::tenant;
use crate::store::token::{self, Kind, NewToken};
use crate::store::user::{self, NewUser};
use crate::wire::words;
use jiff::{SignedDuration, Timestamp};
use kontor_clock::{Clock as _, SystemClock};
use kontor_identity_domain::{Email, Permission, Role, Slug};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_outbox::publish;
use kontor_postgres::{Db, TenantTx};
use kontor_proto::identity::v1 as wire;
use kontor_status::{Problem, Result};

/// The operator's house: it has one person without a password and no content.
const SLUG: &str = "operator";
const EMAIL: &str = "operator@kontor.invalid";
/// How long the operator's token holds.
const LIFETIME: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Gives the installation its operator: a token that may found houses and nothing else. Tells the token, which is
/// shown this once, or nothing when a living one exists. `db` is opened with the roles of the identity schema.
///
/// Of two processes that do this at once on a new installation, one makes the token.
///
/// # Errors
/// Whatever the database has; nothing was made then.
pub async fn bootstrap(db: &Db) -> Result<Option<String>> {
    let now = SystemClock.now();
    if token::lives_with(db, Permission::TenantCreate, now).await? {
        return Ok(None);
    }
    let slug: Slug = SLUG.parse().map_err(Problem::internal)?;
    let email: Email = EMAIL.parse().map_err(Problem::internal)?;
    let (mut tx, operator) = match tenant::find(db, &slug).await? {
        Some(house) => {
            // Whoever founded it a moment ago made the token in the same transaction.
            if token::lives_with(db, Permission::TenantCreate, now).await? {
                return Ok(None);
            }
            let mut tx = db.tenant(house).await?;
            let account = user::find_to_sign_in(&mut tx, &email).await?;
            let account = account.ok_or_else(|| Problem::internal("the operator's house has no operator"))?;
            (tx, UserId::from_uuid(account.id))
        }
        None => match found(db, &slug, email, now).await {
            Err(Problem::Exists { .. }) => return Ok(None),
            other => other?,
        },
    };
    let text = make_token(&mut tx, operator, now).await?;
    tx.commit().await?;
    Ok(Some(text))
}

async fn found(db: &Db, slug: &Slug, email: Email, now: Timestamp) -> Result<(TenantTx, UserId)> {
    let house = TenantId::new(&RandomIds);
    let mut tx = db.tenant(house).await?;
    tenant::insert(&mut tx, slug, "Operator", now).await?;
    let event = wire::TenantFounded { tenant: house.resource_name(), slug: slug.to_string() };
    publish(&mut tx, house.uuid(), 1, &event).await?;
    let operator = NewUser {
        id: UserId::new(&RandomIds),
        display_name: "Operator".to_owned(),
        email,
        roles: vec![Role::Operator],
        language: "en",
    };
    create_user::add(&mut tx, &operator, None, now).await?;
    Ok((tx, operator.id))
}

async fn make_token(tx: &mut TenantTx, operator: UserId, now: Timestamp) -> Result<String> {
    let minted = secrets::mint(&RandomIds)?;
    let permissions = [Permission::SelfRead, Permission::TenantCreate].map(|p| p.to_string());
    let new = NewToken {
        kind: Kind::Api,
        minted: &minted,
        user: operator,
        display_name: "First access",
        permissions: &permissions,
        create_time: now,
        expire_time: now + LIFETIME,
    };
    token::insert(tx, &new).await?;
    let event = wire::TokenMade {
        token: minted.id.resource_name(),
        maker: operator.resource_name(),
        permissions: permissions.to_vec(),
        expire_time: Some(words::time(new.expire_time)),
    };
    publish(tx, minted.id.uuid(), 1, &event).await?;
    Ok(minted.text)
}
