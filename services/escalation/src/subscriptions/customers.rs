//! Who looks after a customer, and which customers and contacts became one, as the contract service tells.

use super::payload;
use crate::store::people;
use kontor_ids::{ContactId, CustomerId, TenantId, UserId};
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::{ContactMerged, CustomerMerged, CustomerSaved, GetCustomerRequest};
use kontor_service::Peer;
use kontor_status::{Problem, Result};

/// Hears who the account agents are.
pub(crate) struct Customers(Peer);

impl Customers {
    pub(crate) const fn new(contract: Peer) -> Self {
        Self(contract)
    }
}

impl Subscriber for Customers {
    type Prepared = Option<(Option<UserId>, Option<UserId>)>;

    fn name(&self) -> &'static str {
        "escalation.contract"
    }

    fn source(&self) -> &'static str {
        "contract"
    }

    /// The event says only that it was saved: the agents are asked for.
    async fn prepare(&self, event: &Event) -> Result<Self::Prepared> {
        let Some(saved) = payload::<CustomerSaved>(event)? else { return Ok(None) };
        let tenant = event.tenant_id.parse::<TenantId>().map_err(Problem::internal)?;
        let mut client = CustomerServiceClient::new(self.0.on_own_behalf(tenant));
        let request = GetCustomerRequest { name: saved.customer };
        let customer = match client.get_customer(request).await.map_err(Problem::from) {
            Ok(customer) => customer.into_inner(),
            Err(Problem::NotFound(_)) => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let user = |name: &str| UserId::from_resource_name(name).ok();
        Ok(Some((user(&customer.account_agent), user(&customer.account_deputy))))
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, agents: Self::Prepared) -> Result<()> {
        if let Some(merged) = payload::<CustomerMerged>(event)? {
            let from = CustomerId::from_resource_name(&merged.customer).map_err(Problem::internal)?;
            let into = CustomerId::from_resource_name(&merged.into).map_err(Problem::internal)?;
            return people::move_customer(tx, from, into).await;
        }
        if let Some(merged) = payload::<ContactMerged>(event)? {
            let of = CustomerId::from_resource_name(&merged.customer).map_err(Problem::internal)?;
            let from = ContactId::from_resource_name(&merged.contact).map_err(Problem::internal)?;
            let into = ContactId::from_resource_name(&merged.into).map_err(Problem::internal)?;
            return people::move_contact(tx, of, (from, into)).await;
        }
        let Some((saved, agents)) = payload::<CustomerSaved>(event)?.zip(agents) else { return Ok(()) };
        let id = CustomerId::from_resource_name(&saved.customer).map_err(Problem::internal)?;
        people::save_customer(tx, id, agents).await
    }
}
