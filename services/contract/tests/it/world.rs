//! A house with the contract service, and requests made to order.

use kontor_contract::Contract;
use kontor_ids::{IdSource as _, RandomIds, TenantId, UserId};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::contract_service_client::ContractServiceClient;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::customer_service_client::CustomerServiceClient;
use kontor_proto::contract::v1::house_service_client::HouseServiceClient;
use kontor_proto::contract::v1::level_service_client::LevelServiceClient;
use kontor_proto::contract::v1::master_service_client::MasterServiceClient;
use kontor_proto::contract::v1::property_service_client::PropertyServiceClient;
use kontor_proto::contract::v1::transfer_service_client::TransferServiceClient;
use kontor_proto::types::v1 as types;
use kontor_service::Peer;
use kontor_testkit::TestHouse;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// What an agent who writes contracts may do.
const ALL: [&str; 6] =
    ["customer.read", "customer.write", "contract.read", "contract.write", "coverage.read", "quote.read"];

pub struct World {
    pub house: TestHouse,
}

impl World {
    pub async fn open() -> Self {
        let mut house = TestHouse::open(&["contract", "billing"]).await;
        house.launch::<Contract>(()).await;
        Self { house }
    }

    pub fn peer(&self) -> Peer {
        self.house.peer_as("contract", &ALL)
    }

    /// A person of another house with the same permissions.
    pub fn stranger(&self) -> Peer {
        self.house.peer_of("contract", TenantId::new(&RandomIds), UserId::new(&RandomIds), &ALL)
    }

    /// Another service that asks for itself.
    pub fn service(&self) -> Peer {
        let peer = self.house.fleet().peer("contract", "billing").expect("in the fleet");
        peer.on_own_behalf(self.house.tenant())
    }

    pub fn customers(&self) -> CustomerServiceClient<Peer> {
        CustomerServiceClient::new(self.peer())
    }

    pub fn properties(&self) -> PropertyServiceClient<Peer> {
        PropertyServiceClient::new(self.peer())
    }

    pub fn master(&self) -> MasterServiceClient<Peer> {
        MasterServiceClient::new(self.peer())
    }

    pub fn transfers(&self) -> TransferServiceClient<Peer> {
        TransferServiceClient::new(self.peer())
    }

    /// The history of a record, the newest first.
    pub async fn history(&self, record: &str) -> Vec<wire::HistoryEntry> {
        let request = wire::ListHistoryRequest { record: record.to_owned(), ..Default::default() };
        self.master().list_history(request).await.expect("a known record").into_inner().entries
    }

    pub async fn contact(&self, customer: &wire::Customer, display_name: &str, phone: &str) -> wire::Contact {
        let contact = wire::Contact {
            customer: customer.name.clone(),
            display_name: display_name.to_owned(),
            phones: vec![phone.to_owned()],
            ..wire::Contact::default()
        };
        let request = wire::CreateContactRequest { contact: Some(contact), request_id: id() };
        self.customers().create_contact(request).await.expect("a good contact").into_inner()
    }

    pub async fn site(&self, customer: &wire::Customer, display_name: &str) -> wire::Site {
        let site = wire::Site {
            customer: customer.name.clone(),
            display_name: display_name.to_owned(),
            ..wire::Site::default()
        };
        let request = wire::CreateSiteRequest { site: Some(site), request_id: id() };
        self.customers().create_site(request).await.expect("a good site").into_inner()
    }

    pub async fn directive(&self, customer: &wire::Customer, text: &str) -> wire::Directive {
        let directive = wire::Directive {
            customer: customer.name.clone(),
            severity: wire::Severity::Acknowledge as i32,
            text: text.to_owned(),
            ..wire::Directive::default()
        };
        let request = wire::CreateDirectiveRequest { directive: Some(directive), request_id: id() };
        self.customers().create_directive(request).await.expect("a good directive").into_inner()
    }

    pub fn contracts(&self) -> ContractServiceClient<Peer> {
        ContractServiceClient::new(self.peer())
    }

    pub fn levels(&self) -> LevelServiceClient<Peer> {
        LevelServiceClient::new(self.peer())
    }

    pub fn houses(&self) -> HouseServiceClient<Peer> {
        HouseServiceClient::new(self.peer())
    }

    pub fn coverage(&self) -> CoverageServiceClient<Peer> {
        CoverageServiceClient::new(self.peer())
    }

    pub fn internal(&self) -> CoverageServiceClient<Peer> {
        CoverageServiceClient::new(self.service())
    }

    pub async fn customer(&self, number: &str, display_name: &str) -> wire::Customer {
        let request = new_customer(number, display_name);
        self.customers().create_customer(request).await.expect("a good customer").into_inner()
    }

    pub async fn asset(&self, customer: &wire::Customer, display_name: &str, class: &str) -> wire::Asset {
        let asset = wire::Asset {
            customer: customer.name.clone(),
            display_name: display_name.to_owned(),
            asset_class: class.to_owned(),
            ..wire::Asset::default()
        };
        let request = wire::CreateAssetRequest { asset: Some(asset), request_id: id() };
        self.customers().create_asset(request).await.expect("a good asset").into_inner()
    }

    pub async fn calendar(&self) -> wire::Calendar {
        let calendar = wire::Calendar {
            display_name: "Bayern".to_owned(),
            definition: "Europe/Berlin; DE-BY; Mo-Fr 08:00-17:00; PH off".to_owned(),
            ..wire::Calendar::default()
        };
        let request = wire::CreateCalendarRequest { calendar: Some(calendar), request_id: id() };
        self.contracts().create_calendar(request).await.expect("a good calendar").into_inner()
    }

    pub async fn policy(&self) -> wire::SlaPolicy {
        let target = wire::SlaTarget {
            priority: types::Priority::Normal as i32,
            response: Some(seconds(3600)),
            resolution: Some(seconds(8 * 3600)),
            update: None,
        };
        let policy = wire::SlaPolicy {
            display_name: "Standard".to_owned(),
            targets: vec![target],
            ..Default::default()
        };
        let request = wire::CreateSlaPolicyRequest { policy: Some(policy), request_id: id() };
        self.contracts().create_sla_policy(request).await.expect("a good policy").into_inner()
    }

    pub async fn price_list(
        &self,
        customer: &str,
        start: (i32, i32, i32),
        per_hour: &str,
    ) -> Result<wire::PriceList, Status> {
        let list = wire::PriceList {
            customer: customer.to_owned(),
            valid: Some(from(start)),
            prices: vec![price(per_hour)],
            ..wire::PriceList::default()
        };
        let request = wire::CreatePriceListRequest { price_list: Some(list), request_id: id() };
        self.contracts().create_price_list(request).await.map(tonic::Response::into_inner)
    }

    /// Terms from 2026 on: remote work in service hours is drawn from a quota, all else is billable.
    pub async fn terms(&self) -> wire::Terms {
        let (calendar, policy) = (self.calendar().await.name, self.policy().await.name);
        let in_hours = wire::CoverageRule {
            display_name: "remote work in service hours".to_owned(),
            channels: vec![types::Channel::Remote as i32],
            bands: vec![types::Band::Service as i32],
            ..rule(wire::Decision::Quota)
        };
        wire::Terms {
            valid: Some(from((2026, 1, 1))),
            calendar,
            sla_policy: policy,
            rules: vec![in_hours, rule(wire::Decision::Billable)],
            prices: vec![price("120.00")],
            rounding: Some(wire::Rounding { increment_seconds: 900, ..Default::default() }),
            surcharges: vec![wire::Surcharge {
                band: types::Band::AfterHours as i32,
                percent: decimal("50"),
            }],
            quotas: vec![wire::QuotaTerms {
                display_name: "Support 10 h".to_owned(),
                kind: wire::QuotaKind::Time as i32,
                amount: decimal("36000"),
                replenishment: wire::Replenishment::Monthly as i32,
                ..wire::QuotaTerms::default()
            }],
            ..wire::Terms::default()
        }
    }

    pub async fn contract(
        &self,
        customer: &wire::Customer,
        number: &str,
        terms: wire::Terms,
    ) -> wire::Contract {
        let request = new_contract(&customer.name, number, terms);
        self.contracts().create_contract(request).await.expect("a good contract").into_inner()
    }

    /// Kinds and versions of the events of an aggregate, stamped or not.
    pub async fn events(&self, name: &str) -> Vec<(String, i64)> {
        let id: kontor_ids::Uuid = name.split_once('/').expect("a name").1.parse().expect("an id");
        let query = "select kind, version from contract.pending where aggregate_id = $1
             union all select kind, version from contract.event_log where aggregate_id = $1 order by version";
        let mut owner = self.house.database().owner().await;
        sqlx::query_as(query).bind(id).fetch_all(&mut owner).await.expect("the tables are there")
    }
}

impl World {
    /// The newest event of a kind of an aggregate.
    pub async fn payload<M: prost::Message + Default + prost::Name>(&self, name: &str) -> M {
        let id: kontor_ids::Uuid = name.split_once('/').expect("a name").1.parse().expect("an id");
        let query = "select payload from (select version, payload from contract.pending
             where aggregate_id = $1 and kind = $2 union all
             select version, payload from contract.event_log where aggregate_id = $1 and kind = $2) e
             order by version desc limit 1";
        let mut owner = self.house.database().owner().await;
        let payload: Vec<u8> = sqlx::query_scalar(query)
            .bind(id)
            .bind(M::full_name())
            .fetch_one(&mut owner)
            .await
            .expect("it was told");
        M::decode(payload.as_slice()).expect("it is of that kind")
    }
}

pub fn id() -> String {
    RandomIds.uuid().to_string()
}

pub fn new_customer(number: &str, display_name: &str) -> wire::CreateCustomerRequest {
    let customer = wire::Customer {
        number: number.to_owned(),
        display_name: display_name.to_owned(),
        address: Some(wire::PostalAddress {
            street: "Hauptstr. 1".to_owned(),
            postal_code: "80331".to_owned(),
            city: "München".to_owned(),
            country_code: String::new(),
        }),
        invoice_email: "rechnung@example.com".to_owned(),
        ..wire::Customer::default()
    };
    wire::CreateCustomerRequest { customer: Some(customer), request_id: id() }
}

pub fn new_contract(customer: &str, number: &str, terms: wire::Terms) -> wire::CreateContractRequest {
    let contract = wire::Contract {
        number: number.to_owned(),
        customer: customer.to_owned(),
        display_name: "Wartung".to_owned(),
        ..wire::Contract::default()
    };
    wire::CreateContractRequest { contract: Some(contract), terms: Some(terms), request_id: id() }
}

pub fn rule(decision: wire::Decision) -> wire::CoverageRule {
    wire::CoverageRule {
        display_name: "everything else".to_owned(),
        decision: decision as i32,
        ..wire::CoverageRule::default()
    }
}

pub fn price(per_hour: &str) -> wire::Price {
    wire::Price { per_hour: money(per_hour), ..wire::Price::default() }
}

pub fn money(amount: &str) -> Option<types::Money> {
    Some(types::Money { currency_code: "EUR".to_owned(), amount: decimal(amount) })
}

pub fn decimal(value: &str) -> Option<types::Decimal> {
    Some(types::Decimal { value: value.to_owned() })
}

pub fn day((year, month, day): (i32, i32, i32)) -> Option<types::Date> {
    Some(types::Date { year, month, day })
}

pub fn from(start: (i32, i32, i32)) -> types::DateRange {
    types::DateRange { start: day(start), end: None }
}

pub fn seconds(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

pub fn instant(text: &str) -> prost_types::Timestamp {
    let at: jiff::Timestamp = text.parse().expect("an instant");
    prost_types::Timestamp { seconds: at.as_second(), nanos: 0 }
}

pub fn ask(customer: &wire::Customer, at: &str) -> wire::ResolveCoverageRequest {
    wire::ResolveCoverageRequest {
        customer: customer.name.clone(),
        at: Some(instant(at)),
        ..wire::ResolveCoverageRequest::default()
    }
}

/// The fields that a refusal names.
pub fn fields<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.expect_err("wrong fields are refused");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let request = status.get_details_bad_request().expect("it names the fields");
    request.field_violations.into_iter().map(|v| v.field).collect()
}

/// The code and the reason of a refusal.
pub fn reason<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("it is refused");
    (status.code(), status.get_details_error_info().expect("it has a reason").reason)
}

/// A name that nothing has.
pub fn absent(collection: &str) -> String {
    format!("{collection}/{}", RandomIds.uuid())
}
