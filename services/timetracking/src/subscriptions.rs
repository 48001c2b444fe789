//! What the timetracking service hears.

use crate::commands::hear_trace::{self, Hearsay};
use crate::commands::{hear_billing, join_records, know_ticket};
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{EntryRated, InvoiceCancelled, InvoiceIssued};
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged};
use kontor_proto::ticket::v1::{
    TicketAssigned, TicketLogged, TicketMerged, TicketOpened, TicketPriorityChanged, TicketStateChanged,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::{Message, Name};

/// Hears the ticket service: whose a ticket is, where it stands, and what people did with it (N4).
pub(crate) struct Tickets {
    kit: Kit,
}

impl Tickets {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    fn hearsay(&self, event: &Event) -> Hearsay {
        Hearsay { id: self.kit.ids().uuid(), version: event.version, at: self.kit.clock().now() }
    }
}

/// Hears the contract service: customers, contacts and assets that became one.
pub(crate) struct Records {
    kit: Kit,
}

impl Records {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

impl Subscriber for Records {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "timetracking.contract"
    }

    fn source(&self) -> &'static str {
        "contract"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        let now = self.kit.clock().now();
        if let Some(merged) = read::<CustomerMerged>(event)? {
            join_records::customers(tx, &merged, now).await
        } else if let Some(merged) = read::<ContactMerged>(event)? {
            join_records::contacts(tx, &merged, now).await
        } else if let Some(merged) = read::<AssetMerged>(event)? {
            join_records::assets(tx, &merged, now).await
        } else {
            Ok(())
        }
    }
}

/// Hears billing: what became of entries.
pub(crate) struct Billing;

fn read<M: Message + Name + Default>(event: &Event) -> Result<Option<M>> {
    if event.kind != M::full_name() {
        return Ok(None);
    }
    M::decode(event.payload.as_slice()).map(Some).map_err(Problem::internal)
}

impl Subscriber for Tickets {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "timetracking.ticket"
    }

    fn source(&self) -> &'static str {
        "ticket"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(opened) = read::<TicketOpened>(event)? {
            know_ticket::opened(tx, event.version, &opened).await
        } else if let Some(moved) = read::<TicketStateChanged>(event)? {
            know_ticket::moved(tx, event.version, &moved).await?;
            hear_trace::moved(tx, self.hearsay(event), &moved).await
        } else if let Some(logged) = read::<TicketLogged>(event)? {
            hear_trace::logged(tx, self.hearsay(event), &logged).await
        } else if let Some(prioritised) = read::<TicketPriorityChanged>(event)? {
            know_ticket::prioritised(tx, event.version, &prioritised).await
        } else if let Some(assigned) = read::<TicketAssigned>(event)? {
            know_ticket::assigned(tx, event.version, &assigned).await
        } else if let Some(merged) = read::<TicketMerged>(event)? {
            join_records::tickets(tx, event.version, &merged, self.kit.clock().now()).await
        } else {
            Ok(())
        }
    }
}

impl Subscriber for Billing {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "timetracking.billing"
    }

    fn source(&self) -> &'static str {
        "billing"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(rated) = read::<EntryRated>(event)? {
            hear_billing::rated(tx, &rated).await
        } else if let Some(issued) = read::<InvoiceIssued>(event)? {
            hear_billing::invoiced(tx, &issued.entries).await
        } else if let Some(cancelled) = read::<InvoiceCancelled>(event)? {
            hear_billing::released(tx, &cancelled.entries).await
        } else {
            Ok(())
        }
    }
}
