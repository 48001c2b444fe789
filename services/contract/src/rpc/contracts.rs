//! `ContractService`.

use crate::commands;
use crate::queries::lists;
use crate::store::contracts::{self, NewContract, VersionRow};
use crate::store::levels;
use crate::wire::terms::{self, QuotaNames};
use crate::wire::{accept, policy, price, values, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::ContractNumber;
use kontor_contract_domain::terms::CheckedTerms;
use kontor_ids::{CalendarId, ContractId, CustomerId, IdSource};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::contract_service_server::ContractService;
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response, Status};

/// Keeps contracts and what their terms refer to.
pub(crate) struct Contracts {
    kit: Kit,
}

impl Contracts {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

fn new_contract(
    request: &wire::CreateContractRequest,
    ids: &dyn IdSource,
) -> kontor_status::Result<(NewContract, CheckedTerms)> {
    let mut v = Violations::new();
    let contract = request.contract.as_ref().and_then(|contract| contract_of(contract, &mut v));
    v.require(request.contract.is_some(), "contract", "give the contract");
    let terms = terms::parse(request.terms.as_ref(), QuotaNames::New(ids), &mut v);
    accept(v, contract.zip(terms))
}

/// Reads a contract without its terms.
pub(super) fn contract_of(contract: &wire::Contract, v: &mut Violations) -> Option<NewContract> {
    let number = v.take("contract.number", contract.number.parse::<ContractNumber>());
    let read = CustomerId::from_resource_name;
    let customer = values::name("contract.customer", &contract.customer, read, CustomerId::from_uuid, v);
    let display_name = v.text("contract.display_name", &contract.display_name, 1, 200);
    let priority = u8::try_from(contract.priority).ok().filter(|priority| *priority <= 100);
    v.require(priority.is_some(), "contract.priority", "give 0 to 100");
    let read = ContractId::from_resource_name;
    let fall_through = values::optional_name("contract.fall_through", &contract.fall_through, read, v);
    let number = number?.to_string();
    Some(NewContract { number, customer, display_name, priority: priority?, fall_through, template: None })
}

/// Reads the name and the etag of a change.
fn changed(name: &str, etag: &str, v: &mut Violations) -> Option<ContractId> {
    v.require(!etag.is_empty(), "etag", "give the etag that was read");
    v.take("name", ContractId::from_resource_name(name))
}

#[tonic::async_trait]
impl ContractService for Contracts {
    async fn create_contract(
        &self,
        request: Request<wire::CreateContractRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = new_contract(&request, self.kit.ids());
        let (contract, terms) = with_request_id(&request.request_id, parsed)?;
        Ok(Response::new(commands::create_contract(&self.kit, &caller, &request, &contract, &terms).await?))
    }

    async fn get_contract(
        &self,
        request: Request<wire::GetContractRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = v.take("name", ContractId::from_resource_name(&request.name));
        let id = accept(v, id)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        let row = contracts::get(&mut tx, id).await?;
        let versions = contracts::versions(&mut tx, &[row.id]).await?;
        let versions = versions.iter().map(VersionRow::print).collect::<Result<_, Problem>>()?;
        Ok(Response::new(row.print(versions)))
    }

    async fn add_version(
        &self,
        request: Request<wire::AddVersionRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = changed(&request.name, &request.etag, &mut v);
        // Which quotas the contract has shows later; here any well-formed name passes.
        let parsed = terms::parse(request.terms.as_ref(), QuotaNames::Any(self.kit.ids()), &mut v);
        let id = with_request_id(&request.request_id, accept(v, id.filter(|_| parsed.is_some())))?;
        Ok(Response::new(commands::add_version(&self.kit, &caller, &request, id).await?))
    }

    async fn suspend_contract(
        &self,
        request: Request<wire::SuspendContractRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = changed(&request.name, &request.etag, &mut v);
        let id = with_request_id(&request.request_id, accept(v, id))?;
        Ok(Response::new(commands::suspend_contract(&self.kit, &caller, &request, id).await?))
    }

    async fn list_contracts(
        &self,
        request: Request<wire::ListContractsRequest>,
    ) -> Result<Response<wire::ListContractsResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::contracts(&self.kit, &caller, &request).await?))
    }

    async fn create_calendar(
        &self,
        request: Request<wire::CreateCalendarRequest>,
    ) -> Result<Response<wire::Calendar>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, policy::parse_calendar(request.calendar.as_ref()))?;
        Ok(Response::new(commands::create_calendar(&self.kit, &caller, &request, &parsed).await?))
    }

    async fn get_calendar(
        &self,
        request: Request<wire::GetCalendarRequest>,
    ) -> Result<Response<wire::Calendar>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = v.take("name", CalendarId::from_resource_name(&request.name));
        let id = accept(v, id)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        Ok(Response::new(levels::get_calendar(&mut tx, id, 0).await?.print(id)))
    }

    async fn create_sla_policy(
        &self,
        request: Request<wire::CreateSlaPolicyRequest>,
    ) -> Result<Response<wire::SlaPolicy>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, policy::parse(request.policy.as_ref()))?;
        Ok(Response::new(commands::create_sla_policy(&self.kit, &caller, &request, &parsed).await?))
    }

    async fn create_price_list(
        &self,
        request: Request<wire::CreatePriceListRequest>,
    ) -> Result<Response<wire::PriceList>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, price::parse(request.price_list.as_ref()))?;
        Ok(Response::new(commands::create_price_list(&self.kit, &caller, &request, &parsed).await?))
    }
}
