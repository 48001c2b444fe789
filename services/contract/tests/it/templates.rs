//! Templates, and contracts made from them.

use crate::world::{World, day, fields, from, id, new_contract, reason};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::template_service_client::TemplateServiceClient;
use kontor_service::Peer;
use tonic::Code;

impl World {
    fn templates(&self) -> TemplateServiceClient<Peer> {
        TemplateServiceClient::new(self.peer())
    }

    /// Terms for any customer: those of [`World::terms`] with notice of three months.
    async fn general(&self) -> wire::Terms {
        let renewal = wire::Renewal { notice_months: 3, renewal_months: 12, ..Default::default() };
        wire::Terms {
            valid: None,
            kind: wire::ContractKind::TimeQuota as i32,
            renewal: Some(renewal),
            ..self.terms().await
        }
    }

    async fn template(&self) -> wire::ContractTemplate {
        let template = wire::ContractTemplate {
            display_name: "Support 10 h".into(),
            terms: Some(self.general().await),
            ..Default::default()
        };
        let request = wire::CreateTemplateRequest { template: Some(template), request_id: id() };
        self.templates().create_template(request).await.expect("a good template").into_inner()
    }
}

fn make(
    template: &wire::ContractTemplate,
    customer: &str,
    number: &str,
) -> wire::CreateContractFromTemplateRequest {
    wire::CreateContractFromTemplateRequest {
        template: template.name.clone(),
        contract: new_contract(customer, number, wire::Terms::default()).contract,
        valid: Some(from((2026, 1, 1))),
        term_end: day((2027, 1, 1)),
        request_id: id(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_contract_made_from_a_template_keeps_the_version_it_was_made_from() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let template = world.template().await;
    assert_eq!((template.version, template.etag.as_str()), (1, "\"1\""));
    assert!(template.terms.as_ref().unwrap().quotas[0].name.is_empty(), "a template grants nothing");
    let first = make(&template, &customer.name, "W-1");
    let first = world.templates().create_contract_from_template(first).await.unwrap().into_inner();
    let mut terms = template.terms.clone().unwrap();
    terms.prices[0].per_hour = crate::world::money("135.00");
    let add = wire::AddTemplateVersionRequest {
        name: template.name.clone(),
        terms: Some(terms),
        etag: template.etag.clone(),
        request_id: id(),
    };
    let second = world.templates().add_template_version(add.clone()).await.unwrap().into_inner();
    assert_eq!((second.version, second.display_name.as_str()), (2, "Support 10 h"));
    let later = make(&template, &customer.name, "W-2");
    let later = world.templates().create_contract_from_template(later).await.unwrap().into_inner();
    let former = wire::CreateContractFromTemplateRequest {
        template_version: 1,
        ..make(&template, &customer.name, "W-3")
    };
    let former = world.templates().create_contract_from_template(former).await.unwrap().into_inner();
    let seen = [&first, &later, &former].map(|contract| {
        let terms = contract.versions[0].terms.as_ref().unwrap();
        assert_eq!(
            (terms.valid.unwrap().start, terms.renewal.unwrap().term_end),
            (day((2026, 1, 1)), day((2027, 1, 1)))
        );
        assert!(terms.quotas[0].name.starts_with("quotas/"));
        assert_eq!(contract.template, template.name);
        let price = terms.prices[0].per_hour.clone().unwrap().amount.unwrap().value;
        (contract.template_version, price)
    });
    assert_eq!(seen.map(|(version, _)| version), [1, 2, 1]);
    assert_eq!((seen_price(&first), seen_price(&later)), ("120.00".to_owned(), "135.00".to_owned()));
    let told = world.payload::<wire::ContractVersionAdded>(&later.name).await;
    assert_eq!(told.terms, later.versions[0].terms);
    let read = wire::GetContractRequest { name: first.name.clone() };
    let read = world.contracts().get_contract(read).await.unwrap().into_inner();
    assert_eq!(read, first, "a later version of the template changes nothing");
    let stale = wire::AddTemplateVersionRequest { request_id: id(), ..add };
    assert_eq!(reason(world.templates().add_template_version(stale).await).1, "ETAG_MISMATCH");
    let get = wire::GetTemplateRequest { name: template.name.clone(), version: 1 };
    let get = world.templates().get_template(get).await.unwrap().into_inner();
    assert_eq!((get.version, get.terms), (1, template.terms));
    let list = world.templates().list_templates(wire::ListTemplatesRequest::default()).await.unwrap();
    assert_eq!(list.into_inner().templates, [second]);
}

fn seen_price(contract: &wire::Contract) -> String {
    let terms = contract.versions[0].terms.as_ref().expect("terms");
    let price = terms.prices[0].per_hour.as_ref().and_then(|price| price.amount.as_ref());
    price.expect("a price").value.clone()
}

#[tokio::test]
async fn what_belongs_to_one_customer_is_refused_in_a_template_and_foreign_templates_are_absent() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let server = world.asset(&customer, "SRV-1", "server").await;
    let mut terms = world.general().await;
    terms.valid = Some(from((2026, 1, 1)));
    terms.rules[0].assets = vec![server.name];
    terms.renewal.as_mut().unwrap().term_end = day((2027, 1, 1));
    terms.quotas.clear();
    let template = wire::ContractTemplate { terms: Some(terms), ..Default::default() };
    let request = wire::CreateTemplateRequest { template: Some(template), request_id: "x".into() };
    let mut wrong = fields(world.templates().create_template(request).await);
    wrong.sort();
    assert_eq!(
        wrong,
        [
            "request_id",
            "template.display_name",
            "template.terms.quotas",
            "template.terms.renewal.term_end",
            "template.terms.rules[0].assets",
            "template.terms.rules[0].decision",
            "template.terms.valid",
        ]
    );
    let template = world.template().await;
    let mut open = make(&template, &customer.name, "W-1");
    open.term_end = None;
    assert_eq!(fields(world.templates().create_contract_from_template(open).await), ["term_end"]);
    let nothing = wire::CreateContractFromTemplateRequest::default();
    let wrong = fields(world.templates().create_contract_from_template(nothing).await);
    assert_eq!(wrong, ["template", "contract", "valid", "request_id"]);
    let mut stranger = TemplateServiceClient::new(world.stranger());
    let get = wire::GetTemplateRequest { name: template.name.clone(), version: 0 };
    assert_eq!(reason(stranger.get_template(get).await).0, Code::NotFound);
    let foreign = make(&template, &customer.name, "W-9");
    assert_eq!(reason(stranger.create_contract_from_template(foreign).await).0, Code::NotFound);
}
