//! Directives.

use super::records::{Saved, found};
use crate::wire::values::{etag, print_instant};
use crate::wire::words::Word as _;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_contract_domain::Severity;
use kontor_contract_domain::master::Directive;
use kontor_ids::{CustomerId, DirectiveId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use serde_json::{Value, json};

/// A directive as it is stored.
#[derive(Debug)]
pub(crate) struct DirectiveRow {
    pub id: Uuid,
    pub customer_id: Uuid,
    pub severity: String,
    pub text: String,
    pub withdrawn: bool,
    pub version: i64,
    pub create_time: jiff_sqlx::Timestamp,
}

impl DirectiveRow {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        DirectiveId::from_uuid(self.id).resource_name()
    }

    /// As it is shown.
    ///
    /// # Errors
    /// [`Problem::Internal`] for a severity that nobody wrote.
    pub(crate) fn print(self) -> Result<wire::Directive> {
        let severity: Severity = self.severity.parse().map_err(Problem::internal)?;
        Ok(wire::Directive {
            name: self.name(),
            customer: CustomerId::from_uuid(self.customer_id).resource_name(),
            severity: severity.print(),
            text: self.text,
            etag: etag(self.version),
            create_time: Some(print_instant(self.create_time.to_jiff())),
            withdrawn: self.withdrawn,
        })
    }
}

/// A directive as the statement takes it.
fn written((id, directive): &(DirectiveId, Directive)) -> Value {
    json!({
        "id": id.uuid(), "customer_id": directive.customer.uuid(), "severity": directive.severity.as_str(),
        "text": directive.text, "withdrawn": directive.withdrawn,
    })
}

/// Adds directives, or changes those that are there and counts their versions.
///
/// # Errors
/// Whatever the database has.
pub(crate) async fn save(
    tx: &mut TenantTx,
    directives: &[(DirectiveId, Directive)],
    now: Timestamp,
) -> Result<Vec<Saved>> {
    let list = Value::Array(directives.iter().map(written).collect());
    let tenant = tx.tenant().uuid();
    let saved = sqlx::query_file_as!(Saved, "queries/directive/save.sql", tenant, list, now.to_sqlx() as _)
        .fetch_all(tx.conn())
        .await;
    Ok(saved?)
}

/// Locks a directive.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn lock(tx: &mut TenantTx, id: DirectiveId) -> Result<DirectiveRow> {
    let row = sqlx::query_file_as!(DirectiveRow, "queries/directive/lock.sql", id.uuid());
    let row = found(row.fetch_optional(tx.conn()).await?, &id.resource_name())?;
    Ok(row)
}

/// A directive.
///
/// # Errors
/// [`Problem::NotFound`].
pub(crate) async fn get(tx: &mut TenantTx, id: DirectiveId) -> Result<DirectiveRow> {
    let row = sqlx::query_file_as!(DirectiveRow, "queries/directive/get.sql", id.uuid());
    found(row.fetch_optional(tx.conn()).await?, &id.resource_name())
}

/// The directives of a customer, from the one after `after` on.
pub(crate) async fn list(
    tx: &mut TenantTx,
    customer: CustomerId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<DirectiveRow>> {
    let rows =
        sqlx::query_file_as!(DirectiveRow, "queries/directive/list.sql", customer.uuid(), after, limit);
    Ok(rows.fetch_all(tx.conn()).await?)
}
