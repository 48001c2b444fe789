//! `CustomerService`.

use crate::commands::{self, Change};
use crate::queries::lists;
use crate::store::customers::{self, CustomerRow};
use crate::wire::{accept, contact, customer, property, values, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_contract_domain::master::Customer;
use kontor_ids::{CustomerId, DirectiveId};
use kontor_proto::contract::v1::customer_service_server::CustomerService;
use kontor_proto::contract::v1::{self as wire};
use kontor_service::Kit;
use std::collections::BTreeSet;
use tonic::{Request, Response, Status};

/// How many customers may be asked for at once.
const MOST: usize = 200;

/// Keeps customers and what belongs to them.
pub(crate) struct Customers {
    kit: Kit,
}

impl Customers {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

fn customer(given: Option<&wire::Customer>) -> kontor_status::Result<Customer> {
    let mut v = Violations::new();
    let parsed = customer::parse(given, &mut v);
    accept(v, parsed)
}

fn change(given: Option<&wire::Customer>) -> kontor_status::Result<Change> {
    let mut v = Violations::new();
    let parsed = customer::parse(given, &mut v);
    let (name, etag) = given.map_or(("", ""), |customer| (&customer.name, &customer.etag));
    let id =
        values::name("customer.name", name, CustomerId::from_resource_name, CustomerId::from_uuid, &mut v);
    v.require(!etag.is_empty(), "customer.etag", "give the etag that was read");
    accept(v, parsed.map(|customer| Change { id, etag: etag.to_owned(), customer }))
}

/// Reads the one name of a request.
fn asked(name: &str) -> kontor_status::Result<CustomerId> {
    let mut v = Violations::new();
    let id = v.take("name", CustomerId::from_resource_name(name));
    accept(v, id)
}

/// Reads the names of a request, each once.
fn all_asked(names: &[String]) -> kontor_status::Result<Vec<CustomerId>> {
    let mut v = Violations::new();
    v.require((1..=MOST).contains(&names.len()), "names", "name 1 to 200 customers");
    let mut known = BTreeSet::new();
    let mut ids = Vec::with_capacity(names.len().min(MOST));
    for (n, name) in names.iter().take(MOST).enumerate() {
        let field = format!("names[{n}]");
        if let Some(id) = v.take(&field, CustomerId::from_resource_name(name)) {
            v.require(known.insert(id), &field, "name each customer once");
            ids.push(id);
        }
    }
    accept(v, Some(ids))
}

#[tonic::async_trait]
impl CustomerService for Customers {
    async fn create_customer(
        &self,
        request: Request<wire::CreateCustomerRequest>,
    ) -> Result<Response<wire::Customer>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, customer(request.customer.as_ref()))?;
        Ok(Response::new(commands::create_customer(&self.kit, &caller, &request, parsed).await?))
    }

    async fn get_customer(
        &self,
        request: Request<wire::GetCustomerRequest>,
    ) -> Result<Response<wire::Customer>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = asked(&request.name)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(kontor_status::Problem::from)?;
        Ok(Response::new(customers::get(&mut tx, id).await?.print()))
    }

    async fn batch_get_customers(
        &self,
        request: Request<wire::BatchGetCustomersRequest>,
    ) -> Result<Response<wire::BatchGetCustomersResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let ids = all_asked(&request.names)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(kontor_status::Problem::from)?;
        let customers = customers::get_all(&mut tx, &ids).await?;
        let customers = customers.into_iter().map(CustomerRow::print).collect();
        Ok(Response::new(wire::BatchGetCustomersResponse { customers }))
    }

    async fn update_customer(
        &self,
        request: Request<wire::UpdateCustomerRequest>,
    ) -> Result<Response<wire::Customer>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, change(request.customer.as_ref()))?;
        Ok(Response::new(commands::update_customer(&self.kit, &caller, &request, parsed).await?))
    }

    async fn list_customers(
        &self,
        request: Request<wire::ListCustomersRequest>,
    ) -> Result<Response<wire::ListCustomersResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::customers(&self.kit, &caller, &request).await?))
    }

    async fn create_contact(
        &self,
        request: Request<wire::CreateContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, contact::parse(request.contact.as_ref()))?;
        Ok(Response::new(commands::create_contact(&self.kit, &caller, &request, parsed).await?))
    }

    async fn create_site(
        &self,
        request: Request<wire::CreateSiteRequest>,
    ) -> Result<Response<wire::Site>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, property::site(request.site.as_ref()))?;
        Ok(Response::new(commands::create_site(&self.kit, &caller, &request, parsed).await?))
    }

    async fn create_asset(
        &self,
        request: Request<wire::CreateAssetRequest>,
    ) -> Result<Response<wire::Asset>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let parsed = with_request_id(&request.request_id, property::asset(request.asset.as_ref()))?;
        Ok(Response::new(commands::create_asset(&self.kit, &caller, &request, parsed).await?))
    }

    async fn create_directive(
        &self,
        request: Request<wire::CreateDirectiveRequest>,
    ) -> Result<Response<wire::Directive>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let id = DirectiveId::new(self.kit.ids());
        let parsed =
            with_request_id(&request.request_id, property::directive(id, request.directive.as_ref()))?;
        Ok(Response::new(commands::create_directive(&self.kit, &caller, &request, parsed).await?))
    }
}
