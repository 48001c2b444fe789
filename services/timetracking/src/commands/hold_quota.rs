//! Quota that refuses overdraw is held before an entry is saved (R8).
//!
//! The hold is taken outside of the transaction, as billing is another service: the entry's event posts it, a save that
//! fails voids it, and what is forgotten expires. Where billing does not answer, work is saved all the same: none is
//! ever lost, and what exceeds the quota then waits for a decision in the preview.

use crate::store::entry::{EntryRow, Recorded};
use crate::store::ticket::TicketRow;
use crate::wire;
use kontor_access::Caller;
use kontor_ids::TimeEntryId;
use kontor_proto::billing::v1::rating_service_client::RatingServiceClient;
use kontor_proto::billing::v1::{HoldQuotaRequest, VoidHoldRequest};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result};
use kontor_timetracking_domain::Versioned;
use std::time::Duration;

/// How long billing may take before work is saved without a hold.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whom to ask, and for whom.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) kit: &'a Kit,
    pub(crate) billing: &'a Peer,
    pub(crate) caller: &'a Caller,
}

/// Quota that is held for an entry, or none.
pub(super) struct Hold<'a> {
    desk: Desk<'a>,
    entry: TimeEntryId,
    held: bool,
}

impl<'a> Desk<'a> {
    /// Takes a hold for a version that is about to be saved.
    ///
    /// # Errors
    /// [`Reason::QuotaExhausted`] where a quota refuses what it cannot cover (R6).
    pub(super) async fn hold(
        self,
        entry: TimeEntryId,
        versioned: &Versioned,
        ticket: &TicketRow,
        recorded: &Recorded,
    ) -> Result<Hold<'a>> {
        let tenant = self.caller.tenant().uuid();
        let row = EntryRow::new(tenant, entry, versioned, ticket, recorded, false)?;
        let request = HoldQuotaRequest {
            work: Some(wire::entry::saved(&row)?),
            expire_time: None,
            request_id: self.kit.ids().uuid().to_string(),
        };
        let mut client = RatingServiceClient::new(self.billing.on_behalf_of(self.caller));
        let held = match tokio::time::timeout(PATIENCE, client.hold_quota(request)).await {
            Ok(Ok(hold)) => hold.into_inner().held,
            Ok(Err(status)) => {
                let problem = Problem::from(status);
                if problem.reason() == Reason::QuotaExhausted {
                    return Err(problem);
                }
                tracing::warn!(reason = ?problem.reason(), "an entry is saved without a hold on its quota");
                false
            }
            Err(_elapsed) => {
                tracing::warn!("an entry is saved without a hold on its quota: billing is slow");
                false
            }
        };
        Ok(Hold { desk: self, entry, held })
    }
}

impl Hold<'_> {
    /// Passes on how the save went, and lets the quota go where it failed. A void that is lost is harmless: the hold
    /// expires.
    ///
    /// # Errors
    /// Those of the save.
    pub(super) async fn settle<T>(self, saved: Result<T>) -> Result<T> {
        let Desk { kit, billing, caller } = self.desk;
        if saved.is_err() && self.held {
            let request = VoidHoldRequest {
                entry: self.entry.resource_name(),
                request_id: kit.ids().uuid().to_string(),
            };
            let mut client = RatingServiceClient::new(billing.on_behalf_of(caller));
            if let Ok(Err(status)) = tokio::time::timeout(PATIENCE, client.void_hold(request)).await {
                tracing::warn!(code = ?status.code(), "a hold on a quota is left to expire");
            }
        }
        saved
    }
}
