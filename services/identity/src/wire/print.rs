//! Answers.

use super::words;
use crate::store::token::{ApiTokenRow, Holder, Kind};
use crate::store::user::{self, UserRow};
use kontor_ids::{TokenId, UserId};
use kontor_proto::identity::v1 as wire;
use kontor_status::Result;

/// Roles as numbers of the wire.
fn roles(stored: &[String]) -> Result<Vec<i32>> {
    Ok(user::roles(stored)?.into_iter().map(|role| i32::from(words::role(role))).collect())
}

/// A person.
pub(crate) fn user(row: UserRow) -> Result<wire::User> {
    Ok(wire::User {
        name: UserId::from_uuid(row.id).resource_name(),
        display_name: row.display_name,
        email: row.email,
        roles: roles(&row.roles)?,
        disabled: row.disable_time.is_some(),
        language_code: row.language,
        create_time: Some(words::time(row.create_time.to_jiff())),
    })
}

/// An API token without its secret.
pub(crate) fn api_token(row: ApiTokenRow) -> wire::ApiToken {
    wire::ApiToken {
        name: TokenId::from_uuid(row.id).resource_name(),
        display_name: row.display_name,
        permissions: row.permissions,
        expire_time: Some(words::time(row.expire_time.to_jiff())),
        revoke_time: row.end_time.map(|at| words::time(at.to_jiff())),
    }
}

/// Who makes a call: the person of a session, or the API token itself.
pub(crate) fn principal(holder: Holder) -> Result<wire::Principal> {
    let name = match holder.kind {
        Kind::Session => holder.user.resource_name(),
        Kind::Api => holder.token.resource_name(),
    };
    Ok(wire::Principal {
        name,
        tenant: holder.tenant.resource_name(),
        display_name: holder.display_name,
        permissions: holder.permissions.iter().map(|p| p.to_string()).collect(),
        language_code: holder.language,
        expire_time: Some(words::time(holder.expire_time)),
        roles: roles(&holder.roles)?,
        token: holder.token.resource_name(),
    })
}
