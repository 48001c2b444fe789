//! A transaction of one house.

use crate::Db;
use kontor_ids::TenantId;
use sqlx::{PgConnection, Postgres, Transaction};

/// A transaction that sees one house's rows alone. Dropped without [`TenantTx::commit`], it changes nothing.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    tenant: TenantId,
    db: Db,
    has_events: bool,
}

impl TenantTx {
    pub(crate) const fn new(tx: Transaction<'static, Postgres>, tenant: TenantId, db: Db) -> Self {
        Self { tx, tenant, db, has_events: false }
    }

    /// The house.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The service's schema.
    #[must_use]
    pub fn schema(&self) -> &'static str {
        self.db.schema()
    }

    /// The connection, to run statements on.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Notes that events were written, so that the commit wakes the stamper.
    pub const fn note_events(&mut self) {
        self.has_events = true;
    }

    /// Goes on in another house within the same transaction and tells which one was left. Two acts are acts in two
    /// houses: founding one, where the operator's keeps the request and the new one its first rows; and working on what
    /// another house handed over (N10), where the taking one keeps the request and the giving one what was done.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn enter(&mut self, tenant: TenantId) -> Result<TenantId, sqlx::Error> {
        let enter = sqlx::query("select set_config('app.tenant', $1, true)").bind(tenant.to_string());
        enter.execute(&mut *self.tx).await?;
        Ok(std::mem::replace(&mut self.tenant, tenant))
    }

    /// Checks now what else would be checked when the transaction commits: before a house is left whose rows the checks
    /// read.
    ///
    /// # Errors
    /// When a check fails or the database cannot be reached.
    pub async fn check(&mut self) -> Result<(), sqlx::Error> {
        sqlx::query("set constraints all immediate").execute(&mut *self.tx).await?;
        sqlx::query("set constraints all deferred").execute(&mut *self.tx).await.map(drop)
    }

    /// Makes all of it happen.
    ///
    /// # Errors
    /// When the database refuses or cannot be reached; nothing, or after a lost answer all of it, has happened then.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await?;
        if self.has_events {
            self.db.committed().notify_one();
        }
        Ok(())
    }
}
