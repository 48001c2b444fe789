//! `TemplateService`.

use super::contracts::contract_of;
use crate::commands;
use crate::queries::level_lists as lists;
use crate::store::templates;
use crate::wire::terms::{self, QuotaNames};
use crate::wire::{accept, template, values, with_request_id};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::ContractTemplateId;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::template_service_server::TemplateService;
use kontor_service::Kit;
use kontor_status::Problem;
use tonic::{Request, Response, Status};

/// Keeps templates that contracts are made from.
pub(crate) struct Templates {
    kit: Kit,
}

impl Templates {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }

    async fn read(
        &self,
        caller: &Caller,
        id: ContractTemplateId,
        version: i32,
    ) -> kontor_status::Result<templates::TemplateRow> {
        let mut tx = self.kit.db().tenant(caller.tenant()).await?;
        templates::get(&mut tx, id, version).await
    }
}

/// Reads which version of which template.
fn which(field: &str, name: &str, version: i32, v: &mut Violations) -> Option<ContractTemplateId> {
    let (name_field, version_field) = match field {
        "" => ("name", "version"),
        _ => ("template", "template_version"),
    };
    v.require(version >= 0, version_field, "give a version, or 0 for the newest");
    v.take(name_field, ContractTemplateId::from_resource_name(name))
}

#[tonic::async_trait]
impl TemplateService for Templates {
    async fn create_template(
        &self,
        request: Request<wire::CreateTemplateRequest>,
    ) -> Result<Response<wire::ContractTemplate>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let given = request.template.clone().unwrap_or_default();
        v.require(request.template.is_some(), "template", "give the template");
        let display_name = v.text("template.display_name", &given.display_name, 1, 200);
        let terms = template::parse_terms("template.terms", given.terms.as_ref(), self.kit.ids(), v);
        let terms = with_request_id(&request.request_id, terms)?;
        let saved = commands::create_template(&self.kit, &caller, &request, (&display_name, &terms)).await?;
        Ok(Response::new(saved))
    }

    async fn add_template_version(
        &self,
        request: Request<wire::AddTemplateVersionRequest>,
    ) -> Result<Response<wire::ContractTemplate>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = which("", &request.name, 0, &mut v);
        v.require(!request.etag.is_empty(), "etag", "give the etag that was read");
        let terms = template::parse_terms("terms", request.terms.as_ref(), self.kit.ids(), v);
        let terms = with_request_id(&request.request_id, terms)?;
        // Without a name the terms were refused together with it.
        let id = id.ok_or_else(|| Problem::internal("terms without a template"))?;
        let saved = commands::add_template_version(&self.kit, &caller, &request, (id, &terms)).await?;
        Ok(Response::new(saved))
    }

    async fn get_template(
        &self,
        request: Request<wire::GetTemplateRequest>,
    ) -> Result<Response<wire::ContractTemplate>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = which("", &request.name, request.version, &mut v);
        let id = accept(v, id)?;
        Ok(Response::new(self.read(&caller, id, request.version).await?.print()?))
    }

    async fn list_templates(
        &self,
        request: Request<wire::ListTemplatesRequest>,
    ) -> Result<Response<wire::ListTemplatesResponse>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        Ok(Response::new(lists::templates(&self.kit, &caller, &request).await?))
    }

    async fn create_contract_from_template(
        &self,
        request: Request<wire::CreateContractFromTemplateRequest>,
    ) -> Result<Response<wire::Contract>, Status> {
        let (caller, request) = (Caller::of(&request)?, request.into_inner());
        let mut v = Violations::new();
        let id = which("template", &request.template, request.template_version, &mut v);
        let contract = request.contract.as_ref().and_then(|contract| contract_of(contract, &mut v));
        v.require(request.contract.is_some(), "contract", "give the contract");
        v.require(request.valid.is_some(), "valid", "give the days on which it holds, the first at least");
        if let Some(valid) = &request.valid {
            values::validity("valid", Some(valid), &mut v);
        }
        values::optional_day("term_end", request.term_end.as_ref(), &mut v);
        let read = accept(v, id.zip(contract));
        let (id, mut contract) = with_request_id(&request.request_id, read)?;
        let row = self.read(&caller, id, request.template_version).await?;
        let given = template::terms_of(&request, row.terms()?);
        let mut own = Violations::new();
        let terms = terms::parse(Some(&given), QuotaNames::New(self.kit.ids()), &mut own);
        let mut v = Violations::new();
        for wrong in own {
            // What the request itself says is named by its own fields.
            let field = match wrong.field.as_str() {
                "terms.renewal.term_end" => "term_end".to_owned(),
                field => field.strip_prefix("terms.").unwrap_or(field).to_owned(),
            };
            v.add(field, wrong.remedy);
        }
        let terms = accept(v, terms)?;
        contract.template = Some((id, row.version));
        let saved =
            commands::create_contract_from_template(&self.kit, &caller, &request, &contract, &terms).await?;
        Ok(Response::new(saved))
    }
}
