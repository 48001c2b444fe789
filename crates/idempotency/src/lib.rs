//! The same request gives the same answer (X2, I18).
//!
//! A command begins with [`begin`]: either the answer is stored already, or a transaction is open in which the
//! request is recorded, and which [`Fresh::finish`] ends together with the stored answer. Of two equal requests at
//! once the second waits for the first and gets its answer.
#![forbid(unsafe_code)]

use kontor_access::Caller;
use kontor_ids::Uuid;
use kontor_postgres::{Db, TenantTx};
use kontor_status::{Problem, Reason, Result};
use prost::Message;
use ring::digest::{SHA256, digest};
use sqlx::AssertSqlSafe;

/// How a command begins.
#[derive(Debug)]
pub enum Begun<R> {
    /// The request was answered before.
    Answered(R),
    /// The request is new.
    Fresh(Fresh),
}

/// An open transaction with a recorded request.
#[derive(Debug)]
pub struct Fresh {
    tx: TenantTx,
    key: Key,
}

/// What identifies a request.
#[derive(Debug, Clone)]
pub struct Key {
    /// Who asked.
    pub principal: Uuid,
    /// The RPC, such as `CreateTicket`.
    pub method: &'static str,
    /// The request's id.
    pub request_id: Uuid,
    /// SHA-256 of the request as it was encoded.
    pub sha256: Vec<u8>,
}

impl Key {
    /// The key of a request.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when `request_id` is no UUID.
    pub fn of<M: Message>(
        caller: &Caller,
        method: &'static str,
        request_id: &str,
        request: &M,
    ) -> Result<Self> {
        let request_id = request_id.parse().map_err(|_| {
            Problem::field("request_id", "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057")
        })?;
        let sha256 = digest(&SHA256, &request.encode_to_vec()).as_ref().to_vec();
        Ok(Self { principal: caller.principal().uuid(), method, request_id, sha256 })
    }
}

/// Begins a command.
///
/// # Errors
/// [`Problem::Conflict`] when the id was used for another request, and whatever the database has.
pub async fn begin<M: Message, R: Message + Default>(
    db: &Db,
    caller: &Caller,
    method: &'static str,
    request_id: &str,
    request: &M,
) -> Result<Begun<R>> {
    let key = Key::of(caller, method, request_id, request)?;
    let mut tx = db.tenant(caller.tenant()).await?;
    // Waits here while an equal request is under way.
    let record = format!(
        "insert into {}.idempotency (tenant_id, principal_id, method, key, request_sha256, response)
         values ($1, $2, $3, $4, $5, '') on conflict do nothing",
        db.schema()
    );
    let recorded = sqlx::query(AssertSqlSafe(record))
        .bind(tx.tenant().uuid())
        .bind(key.principal)
        .bind(key.method)
        .bind(key.request_id)
        .bind(&key.sha256)
        .execute(tx.conn())
        .await?;
    if recorded.rows_affected() == 1 {
        return Ok(Begun::Fresh(Fresh { tx, key }));
    }
    stored(&mut tx, &key).await?.map(Begun::Answered).ok_or_else(|| Problem::Conflict {
        reason: Reason::Conflict,
        remedy: "an equal request is under way: repeat with the same request_id".to_owned(),
    })
}

/// The stored answer to a request that was answered before, looked for without recording anything: before a command
/// asks other services, so that a repetition gets its answer while they are down.
///
/// # Errors
/// [`Problem::Conflict`] when the id was used for another request, and whatever the database has.
pub async fn answered<M: Message, R: Message + Default>(
    db: &Db,
    caller: &Caller,
    method: &'static str,
    request_id: &str,
    request: &M,
) -> Result<Option<R>> {
    let key = Key::of(caller, method, request_id, request)?;
    let mut tx = db.tenant(caller.tenant()).await?;
    stored(&mut tx, &key).await
}

/// The stored answer to a request of which a statement found, by violating `idempotency_pk`, that it was recorded.
///
/// # Errors
/// [`Problem::Conflict`] when the id was used for another request, and whatever the database has.
pub async fn recorded<R: Message + Default>(db: &Db, caller: &Caller, key: &Key) -> Result<R> {
    let mut tx = db.tenant(caller.tenant()).await?;
    stored(&mut tx, key).await?.ok_or_else(|| Problem::internal("a recorded request has no answer"))
}

/// The stored answer to a request, if there is one.
///
/// # Errors
/// [`Problem::Conflict`] when the id was used for another request, and whatever the database has.
pub async fn stored<R: Message + Default>(tx: &mut TenantTx, key: &Key) -> Result<Option<R>> {
    let read = format!(
        "select request_sha256, response from {}.idempotency
         where tenant_id = $1 and principal_id = $2 and method = $3 and key = $4",
        tx.schema()
    );
    let row: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(AssertSqlSafe(read))
        .bind(tx.tenant().uuid())
        .bind(key.principal)
        .bind(key.method)
        .bind(key.request_id)
        .fetch_optional(tx.conn())
        .await?;
    let Some((sha256, response)) = row else { return Ok(None) };
    if sha256 != key.sha256 {
        return Err(Problem::Conflict {
            reason: Reason::RequestIdReused,
            remedy: "this request_id was used for another request: use a new UUID for a new request"
                .to_owned(),
        });
    }
    R::decode(response.as_slice()).map(Some).map_err(Problem::internal)
}

impl Fresh {
    /// The transaction to work in.
    pub const fn tx(&mut self) -> &mut TenantTx {
        &mut self.tx
    }

    /// Stores the answer and makes all of it happen.
    ///
    /// # Errors
    /// Whatever the database has; nothing has happened then, or all of it and the repeated request gets the answer.
    pub async fn finish<R: Message>(mut self, response: R) -> Result<R> {
        let store = format!(
            "update {}.idempotency set response = $5
             where tenant_id = $1 and principal_id = $2 and method = $3 and key = $4",
            self.tx.schema()
        );
        sqlx::query(AssertSqlSafe(store))
            .bind(self.tx.tenant().uuid())
            .bind(self.key.principal)
            .bind(self.key.method)
            .bind(self.key.request_id)
            .bind(response.encode_to_vec())
            .execute(self.tx.conn())
            .await?;
        self.tx.commit().await?;
        Ok(response)
    }
}
