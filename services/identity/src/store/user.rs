//! People.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_identity_domain::{Email, Role};
use kontor_ids::{UserId, Uuid};
use kontor_postgres::{TenantTx, violated};
use kontor_status::{Problem, Result};

/// A person as stored, without the password's hash.
pub(crate) struct UserRow {
    pub(crate) id: Uuid,
    pub(crate) display_name: String,
    pub(crate) email: String,
    pub(crate) roles: Vec<String>,
    pub(crate) language: String,
    pub(crate) create_time: jiff_sqlx::Timestamp,
    pub(crate) disable_time: Option<jiff_sqlx::Timestamp>,
    pub(crate) version: i32,
}

/// A person to be stored.
pub(crate) struct NewUser {
    pub(crate) id: UserId,
    pub(crate) display_name: String,
    pub(crate) email: Email,
    pub(crate) roles: Vec<Role>,
    pub(crate) language: &'static str,
}

/// What is needed to sign someone in.
pub(crate) struct Account {
    pub(crate) id: Uuid,
    pub(crate) password_hash: Option<String>,
}

/// Roles as stored.
///
/// # Errors
/// When a word is unknown, which the table's constraint excludes.
pub(crate) fn roles(words: &[String]) -> Result<Vec<Role>> {
    words.iter().map(|word| word.parse().map_err(Problem::internal)).collect()
}

/// Adds a person.
///
/// # Errors
/// [`Problem::Exists`] when the address is taken in the house.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    user: &NewUser,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<UserRow> {
    let words: Vec<String> = user.roles.iter().map(ToString::to_string).collect();
    let insert = sqlx::query_file!(
        "queries/user/insert.sql",
        tx.tenant().uuid(),
        user.id.uuid(),
        user.display_name,
        user.email.as_str(),
        &words,
        user.language,
        password_hash as _,
        now.to_sqlx() as _
    );
    insert.execute(tx.conn()).await.map_err(|error| match violated(&error) {
        Some("users_email_unique") => Problem::Exists {
            subject: format!("a person with the address {}", user.email),
            remedy: "give another address".to_owned(),
        },
        _ => error.into(),
    })?;
    get(tx, user.id).await
}

/// A person of the house.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: UserId) -> Result<UserRow> {
    let row = sqlx::query_file_as!(UserRow, "queries/user/get.sql", tx.tenant().uuid(), id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// The same, locked against other changes.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn load_for_update(tx: &mut TenantTx, id: UserId) -> Result<UserRow> {
    let row =
        sqlx::query_file_as!(UserRow, "queries/user/load_for_update.sql", tx.tenant().uuid(), id.uuid());
    row.fetch_optional(tx.conn()).await?.ok_or_else(|| Problem::NotFound(id.resource_name()))
}

/// A page of people after one of them, by name.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn list(tx: &mut TenantTx, after: &(String, Uuid), most: i64) -> Result<Vec<UserRow>> {
    let rows =
        sqlx::query_file_as!(UserRow, "queries/user/list.sql", tx.tenant().uuid(), after.0, after.1, most);
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The account with an address, unless it is disabled.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn find_to_sign_in(tx: &mut TenantTx, email: &Email) -> Result<Option<Account>> {
    let row =
        sqlx::query_file_as!(Account, "queries/user/find_to_sign_in.sql", tx.tenant().uuid(), email.as_str());
    Ok(row.fetch_optional(tx.conn()).await?)
}

/// The name of a person who is not disabled and will not be before the transaction ends.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn lock_living(tx: &mut TenantTx, id: UserId) -> Result<Option<String>> {
    let name = sqlx::query_file_scalar!("queries/user/lock_living.sql", tx.tenant().uuid(), id.uuid());
    Ok(name.fetch_optional(tx.conn()).await?)
}

/// Disables a person.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn disable(tx: &mut TenantTx, id: UserId, now: Timestamp) -> Result<()> {
    let disable =
        sqlx::query_file!("queries/user/disable.sql", tx.tenant().uuid(), id.uuid(), now.to_sqlx() as _);
    Ok(disable.execute(tx.conn()).await.map(drop)?)
}
