//! Bearer tokens.

use crate::secrets::Minted;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_identity_domain::{Permission, Permissions, permissions_of};
use kontor_ids::{TenantId, TokenId, UserId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Result};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A person signed in.
    Session,
    /// A machine's.
    Api,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Api => "api",
        }
    }
}

/// A token to be stored.
pub(crate) struct NewToken<'a> {
    pub(crate) kind: Kind,
    pub(crate) minted: &'a Minted,
    pub(crate) user: UserId,
    pub(crate) display_name: &'a str,
    pub(crate) permissions: &'a [String],
    pub(crate) create_time: Timestamp,
    pub(crate) expire_time: Timestamp,
}

/// A token with whom it stands for.
pub(crate) struct Holder {
    pub(crate) tenant: TenantId,
    pub(crate) token: TokenId,
    pub(crate) kind: Kind,
    pub(crate) user: UserId,
    pub(crate) display_name: String,
    pub(crate) roles: Vec<String>,
    pub(crate) permissions: Permissions,
    pub(crate) language: String,
    pub(crate) expire_time: Timestamp,
}

/// An API token as stored.
pub(crate) struct ApiTokenRow {
    pub(crate) id: Uuid,
    pub(crate) digest: Vec<u8>,
    pub(crate) display_name: String,
    pub(crate) permissions: Vec<String>,
    pub(crate) expire_time: jiff_sqlx::Timestamp,
    pub(crate) end_time: Option<jiff_sqlx::Timestamp>,
}

/// Adds a token.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn insert(tx: &mut TenantTx, token: &NewToken<'_>) -> Result<()> {
    let insert = sqlx::query_file!(
        "queries/token/insert.sql",
        tx.tenant().uuid(),
        token.minted.id.uuid(),
        token.kind.as_str(),
        token.minted.digest,
        token.user.uuid(),
        token.display_name,
        token.permissions,
        token.create_time.to_sqlx() as _,
        token.expire_time.to_sqlx() as _
    );
    Ok(insert.execute(tx.conn()).await.map(drop)?)
}

/// What a session or API token holds now: a session all that its person's roles do, an API token what it carries
/// as far as its maker still holds it.
fn held(kind: Kind, roles: &[String], carried: &[String]) -> Result<Permissions> {
    let of_roles = permissions_of(super::user::roles(roles)?);
    let carried: Permissions = match kind {
        Kind::Session => return Ok(of_roles),
        Kind::Api => carried.iter().filter_map(|word| word.parse::<Permission>().ok()).collect(),
    };
    Ok(carried.iter().filter(|permission| of_roles.hold(*permission)).collect())
}

macro_rules! holder {
    ($row:expr, $tenant:expr, $token:expr) => {{
        let row = $row;
        let kind = if row.kind == "session" { Kind::Session } else { Kind::Api };
        Holder {
            tenant: $tenant,
            token: $token,
            kind,
            user: UserId::from_uuid(row.user_id),
            permissions: held(kind, &row.roles, &row.permissions)?,
            display_name: if kind == Kind::Session { row.display_name } else { row.token_display_name },
            roles: if kind == Kind::Session { row.roles } else { Vec::new() },
            language: row.language,
            expire_time: row.expire_time.to_jiff(),
        }
    }};
}

/// Whom a living token stands for, looked for across all houses.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn authenticate(db: &Db, digest: &[u8], now: Timestamp) -> Result<Option<Holder>> {
    let found = sqlx::query_file!("queries/token/authenticate.sql", digest, now.to_sqlx() as _);
    let Some(row) = found.fetch_optional(db.feed()).await? else { return Ok(None) };
    let (tenant, token) = (TenantId::from_uuid(row.tenant_id), TokenId::from_uuid(row.id));
    Ok(Some(holder!(row, tenant, token)))
}

/// Whom a token of the house stands for.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn holder(tx: &mut TenantTx, token: TokenId) -> Result<Option<Holder>> {
    let tenant = tx.tenant();
    let found = sqlx::query_file!("queries/token/get_living.sql", tenant.uuid(), token.uuid());
    let Some(row) = found.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(holder!(row, tenant, token)))
}

/// An API token, locked against other changes.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn load_for_update(tx: &mut TenantTx, id: TokenId) -> Result<ApiTokenRow> {
    let row =
        sqlx::query_file_as!(ApiTokenRow, "queries/token/load_for_update.sql", tx.tenant().uuid(), id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// Ends a token; tells whose it was and its digest, or nothing when it had ended before.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn end(
    tx: &mut TenantTx,
    id: TokenId,
    kind: Kind,
    now: Timestamp,
) -> Result<Option<(UserId, Vec<u8>)>> {
    let tenant = tx.tenant().uuid();
    let end =
        sqlx::query_file!("queries/token/end.sql", tenant, id.uuid(), kind.as_str(), now.to_sqlx() as _);
    let row = end.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| (UserId::from_uuid(row.user_id), row.digest)))
}

/// Ends all sessions and API tokens of a person; tells the digests of those that had not expired by themselves.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn end_all(tx: &mut TenantTx, user: UserId, now: Timestamp) -> Result<Vec<Vec<u8>>> {
    let tenant = tx.tenant().uuid();
    let end = sqlx::query_file!("queries/token/end_all_of_user.sql", tenant, user.uuid(), now.to_sqlx() as _);
    let rows = end.fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().filter(|row| row.expire_time.to_jiff() > now).map(|row| row.digest).collect())
}

/// Whether any living API token carries a permission, looked for across all houses.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lives_with(db: &Db, permission: Permission, now: Timestamp) -> Result<bool> {
    let word = permission.as_str();
    let lives = sqlx::query_file_scalar!("queries/token/lives_with_permission.sql", word, now.to_sqlx() as _);
    Ok(lives.fetch_one(db.feed()).await?)
}
