//! The house's rules of capture.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::Approval;

/// The rules as they are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RulesRow {
    /// 0 before the house set any.
    pub(crate) version: i32,
    pub(crate) approve_above_seconds: Option<i32>,
    pub(crate) approve_foreign_tickets: bool,
    pub(crate) approve_goodwill: bool,
    pub(crate) session_gap_seconds: i32,
    pub(crate) session_least_seconds: i32,
}

impl Default for RulesRow {
    fn default() -> Self {
        Self {
            version: 0,
            approve_above_seconds: None,
            approve_foreign_tickets: false,
            approve_goodwill: false,
            session_gap_seconds: 300,
            session_least_seconds: 60,
        }
    }
}

/// The rules, or the default of houses that never set any.
pub(crate) async fn get(tx: &mut TenantTx) -> Result<RulesRow> {
    let tenant = tx.tenant().uuid();
    let query = sqlx::query_file_as!(RulesRow, "queries/rules/get.sql", tenant);
    Ok(query.fetch_optional(tx.conn()).await?.unwrap_or_default())
}

/// Stores the next version of the rules.
///
/// # Errors
/// [`Problem::etag_mismatch`] when the version before is not there.
pub(crate) async fn set(tx: &mut TenantTx, rules: &RulesRow, changer: &str, at: Timestamp) -> Result<()> {
    let saved = sqlx::query_file!(
        "queries/rules/set.sql",
        tx.tenant().uuid(),
        rules.version,
        rules.approve_above_seconds as _,
        rules.approve_foreign_tickets,
        rules.approve_goodwill,
        rules.session_gap_seconds,
        rules.session_least_seconds,
        changer,
        at.to_sqlx() as _,
    );
    match saved.execute(tx.conn()).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(Problem::etag_mismatch()),
    }
}

/// What judges work on a ticket (T6): the rules, and to whom it is assigned.
pub(crate) async fn of_ticket(tx: &mut TenantTx, ticket: Uuid) -> Result<(Approval, Option<UserId>)> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_file!("queries/rules/of_ticket.sql", tenant, ticket).fetch_one(tx.conn()).await?;
    let approval = Approval {
        above_seconds: row.approve_above_seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        foreign_tickets: row.foreign_tickets,
        goodwill: row.goodwill,
    };
    Ok((approval, row.assignee_id.map(UserId::from_uuid)))
}
