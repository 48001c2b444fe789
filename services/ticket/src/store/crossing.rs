//! Into the giving house and back (N10): the one place where someone's request reaches rows of another house.
//!
//! Row-level security shows the taking house its agreements and what was handed to it, to read; everything else of the
//! giving house stays invisible to it, and it can write none of it. What it may do is therefore done in the giving house,
//! within the same transaction: here it is entered, after the database itself has shown the taking house the row that
//! lets it in, and left again before the request's answer is stored.

use super::{agreement, handover};
use crate::store::agreement::AgreementRow;
use crate::store::handover::HandoverRow;
use jiff::Timestamp;
use kontor_ids::{HandoverId, TenantId, VerbundAgreementId};
use kontor_postgres::TenantTx;
use kontor_status::{Problem, Result};

/// A transaction that goes on in the giving house.
pub(crate) struct Crossing<'a> {
    tx: &'a mut TenantTx,
    home: TenantId,
}

impl<'a> Crossing<'a> {
    /// By a ticket that is with the caller's house; the handover is locked.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is not with it: never was, went back, or its time is over.
    pub(crate) async fn by_handover(
        tx: &'a mut TenantTx,
        id: HandoverId,
        now: Timestamp,
    ) -> Result<(Self, HandoverRow)> {
        let absent = || Problem::NotFound(id.resource_name());
        let (home, seen) = (tx.tenant(), handover::get(tx, id).await?.ok_or_else(absent)?);
        if seen.taker_id != home.uuid() {
            return Err(absent());
        }
        let mut crossing = Self::enter(tx, home, seen.giver()).await?;
        let row = handover::lock(crossing.tx(), id).await?.ok_or_else(absent)?;
        if row.rules()?.is_with_taker(now) { Ok((crossing, row)) } else { Err(absent()) }
    }

    /// By an agreement of the caller's house, on either side; the agreement is locked.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the house has no such agreement.
    pub(crate) async fn by_agreement(
        tx: &'a mut TenantTx,
        id: VerbundAgreementId,
    ) -> Result<(Self, AgreementRow)> {
        let absent = || Problem::NotFound(id.resource_name());
        let (home, seen) = (tx.tenant(), agreement::get(tx, id).await?.ok_or_else(absent)?);
        let mut crossing = Self::enter(tx, home, seen.giver()).await?;
        let row = agreement::lock(crossing.tx(), id).await?.ok_or_else(absent)?;
        Ok((crossing, row))
    }

    /// To read what may be shown of tickets that the database has just told to be with the caller's house.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub(crate) async fn to_read(tx: &'a mut TenantTx, row: &HandoverRow) -> Result<Self> {
        debug_assert!(row.taker_id == tx.tenant().uuid(), "only the taking house is shown what it took");
        let home = tx.tenant();
        Self::enter(tx, home, row.giver()).await
    }

    async fn enter(tx: &'a mut TenantTx, home: TenantId, giver: TenantId) -> Result<Self> {
        tx.enter(giver).await?;
        Ok(Self { tx, home })
    }

    /// The transaction, in the giving house.
    pub(crate) const fn tx(&mut self) -> &mut TenantTx {
        self.tx
    }

    /// Back to the house that it came from. What the giving house checks at the end is checked now, while its rows are
    /// visible.
    ///
    /// # Errors
    /// When a check fails or the database cannot be reached.
    pub(crate) async fn leave(self) -> Result<()> {
        self.tx.check().await?;
        self.tx.enter(self.home).await?;
        Ok(())
    }
}
