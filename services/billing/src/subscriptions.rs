//! What billing hears.

pub(crate) mod people;

use crate::commands::{end_contract, follow_ticket, merge_customer, rate_customer};
use crate::store::decisions;
use crate::store::entries;
use crate::store::holds::{self, End};
use crate::wire::entry::decided_question;
use crate::wire::terms::Version;
use kontor_ids::{ContractId, ContractVersionId, CustomerId, QuotaId, TenantId, TimeEntryId};
use kontor_outbox::Event;
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{ContractEnded, ContractVersionAdded, CustomerMerged, ResolveTermsResponse};
use kontor_proto::ticket::v1::{TicketMerged, TicketOpened, TicketStateChanged};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_service::{Kit, Peer, Subscriber};
use kontor_status::{Problem, Result};
use prost::{Message, Name};

/// Decodes the payload where the event is of this kind.
fn payload<M: Message + Default + Name>(event: &Event) -> Result<Option<M>> {
    if event.kind != M::full_name() {
        return Ok(None);
    }
    M::decode(event.payload.as_slice()).map(Some).map_err(Problem::internal)
}

/// Contracts: their quotas and fees.
pub(crate) struct Contracts {
    kit: Kit,
}

impl Contracts {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

impl Subscriber for Contracts {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "billing.contract"
    }

    fn source(&self) -> &'static str {
        "contract"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(merged) = payload::<CustomerMerged>(event)? {
            return merge_customer::run(tx, &self.kit, &merged).await;
        }
        if let Some(ended) = payload::<ContractEnded>(event)? {
            return end_contract::run(tx, &self.kit, &ended).await;
        }
        let Some(added) = payload::<ContractVersionAdded>(event)? else { return Ok(()) };
        let bad = |e: kontor_ids::IdError| Problem::internal(e);
        let customer = CustomerId::from_resource_name(&added.customer).map_err(bad)?;
        let contract = ContractId::from_resource_name(&added.contract).map_err(bad)?;
        let version = ContractVersionId::from_resource_name(&added.contract_version).map_err(bad)?;
        let terms = added.terms.unwrap_or_default();
        let (from, _) = Version::validity(&terms)?;
        let tenant = tx.tenant().uuid();
        for quota in &terms.quotas {
            let id = QuotaId::from_resource_name(&quota.name).map_err(bad)?.uuid();
            let (name, customer) = (&quota.display_name, customer.uuid());
            sqlx::query_file!("queries/quota/insert.sql", tenant, id, customer, name, quota.kind)
                .execute(tx.conn())
                .await?;
        }
        sqlx::query_file!(
            "queries/version/insert.sql",
            tenant,
            version.uuid(),
            customer.uuid(),
            contract.uuid(),
            added.contract_number,
            added.version_number,
            jiff_sqlx::Date::from(from) as _,
            terms.encode_to_vec(),
            added.time_zone,
        )
        .execute(tx.conn())
        .await?;
        rate_customer::rate(tx, &self.kit, customer).await
    }
}

/// Tickets: calls are counted by their life (R4).
pub(crate) struct Tickets {
    kit: Kit,
}

impl Tickets {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

impl Subscriber for Tickets {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "billing.ticket"
    }

    fn source(&self) -> &'static str {
        "ticket"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(opened) = payload::<TicketOpened>(event)? {
            follow_ticket::opened(tx, &self.kit, &opened).await
        } else if let Some(moved) = payload::<TicketStateChanged>(event)? {
            follow_ticket::moved(tx, &self.kit, event.version, &moved).await
        } else if let Some(merged) = payload::<TicketMerged>(event)? {
            follow_ticket::merged(tx, &self.kit, event.version, &merged).await
        } else {
            Ok(())
        }
    }
}

/// An entry with the terms that it is rated by, and the number of the decision that they follow (C2).
pub(crate) struct Terms {
    saved: TimeEntrySaved,
    cut: ResolveTermsResponse,
    decided: Option<i32>,
}

/// Time entries: each is rated at once.
pub(crate) struct TimeEntries {
    kit: Kit,
    contract: Peer,
}

impl TimeEntries {
    pub(crate) const fn new(kit: Kit, contract: Peer) -> Self {
        Self { kit, contract }
    }
}

impl Subscriber for TimeEntries {
    type Prepared = Option<Terms>;

    fn name(&self) -> &'static str {
        "billing.time"
    }

    fn source(&self) -> &'static str {
        "timetracking"
    }

    /// Asks by which terms the work is rated: those valid when it was performed (C3).
    async fn prepare(&self, event: &Event) -> Result<Self::Prepared> {
        let Some(saved) = payload::<TimeEntrySaved>(event)? else { return Ok(None) };
        let tenant: TenantId =
            event.tenant_id.parse().map_err(|e: kontor_ids::IdError| Problem::internal(e))?;
        let id = TimeEntryId::from_resource_name(&saved.entry).map_err(Problem::internal)?;
        let mut tx = self.kit.db().tenant(tenant).await?;
        let decision = decisions::coverage(&mut tx, id).await?;
        drop(tx);
        // Nothing that people decided is overwritten by a later version (B3).
        let question = decided_question(&saved, decision.as_ref().map(|d| d.choice));
        let mut contract = CoverageServiceClient::new(self.contract.on_own_behalf(tenant));
        let cut = contract.resolve_terms(question).await.map_err(Problem::from)?.into_inner();
        Ok(Some(Terms { saved, cut, decided: decision.map(|d| d.number) }))
    }

    async fn apply(&self, tx: &mut TenantTx, _: &Event, prepared: Self::Prepared) -> Result<()> {
        let Some(Terms { saved, cut, decided }) = prepared else { return Ok(()) };
        let id = TimeEntryId::from_resource_name(&saved.entry).map_err(Problem::internal)?;
        let mut customers = entries::save(tx, &saved, &cut).await?;
        // The customer is locked: who decides now waits. What was decided meanwhile is asked for anew.
        if decisions::coverage(tx, id).await?.map(|d| d.number) != decided {
            return Err(Problem::Unavailable(
                "the decision about an entry that changed meanwhile".to_owned(),
            ));
        }
        // What capture held is posted by the entry's own draws (R8).
        let now = self.kit.clock().now();
        customers.extend(holds::end(tx, (id, saved.version), End::Posted, now).await?);
        for customer in customers {
            rate_customer::rate(tx, &self.kit, customer).await?;
        }
        Ok(())
    }
}
