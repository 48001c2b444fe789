//! A house in which tests bill.

use crate::stand_ins::{
    Agreement, ContractDesk, ContractStandIn, IdentityDesk, IdentityStandIn, TicketStandIn, TimeStandIn,
    Voice,
};
use kontor_billing::Billing;
use kontor_ids::{
    ContractId, ContractVersionId, CustomerId, IdSource as _, QuotaId, RandomIds, TenantId, TicketId,
    TimeEntryId, UserId, Uuid,
};
use kontor_proto::billing::v1::billing_service_client::BillingServiceClient;
use kontor_proto::billing::v1::change_line_request::Change;
use kontor_proto::billing::v1::issue_service_client::IssueServiceClient;
use kontor_proto::billing::v1::preview_service_client::PreviewServiceClient;
use kontor_proto::billing::v1::profile_service_client::ProfileServiceClient;
use kontor_proto::billing::v1::rating_service_client::RatingServiceClient;
use kontor_proto::billing::v1::review_service_client::ReviewServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::{
    ContractVersionAdded, Customer, OverageRule, PostalAddress, QuotaKind, QuotaTerms, RatingTerms,
    Replenishment, Rounding, Terms,
};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::{Date, DateRange, Decimal, Money};
use kontor_service::Peer;
use kontor_status::{Problem, Reason};
use kontor_testkit::TestHouse;
use prost::{Message, Name};
use tonic::{Response, Status};

pub type Client = BillingServiceClient<Peer>;

/// What accounting holds.
pub const BOOKS: [&str; 7] = [
    "quote.read",
    "billing.read",
    "billing.write",
    "billing.issue",
    "billing.approve",
    "billing.admin",
    "time.write",
];

/// The clock of the house stands at this second when it opens: 2026-03-02T09:00:00Z.
pub const NINE: i64 = 1_772_442_000;
pub const DAY: i64 = 86_400;

/// A customer with a quota of two hours, overage at 110.00, work at 120.00 in quarters of an hour.
pub struct Party {
    pub customer: Customer,
    pub quota: String,
    pub ticket: String,
}

pub struct World {
    pub house: TestHouse,
    pub contract: ContractDesk,
    pub time: Voice,
    pub tickets: Voice,
}

impl World {
    pub async fn open() -> Self {
        let mut house = TestHouse::open(&["identity", "contract", "timetracking", "ticket", "billing"]).await;
        let (contract, time, tickets) = (ContractDesk::default(), Voice::default(), Voice::default());
        house.launch::<ContractStandIn>(contract.clone()).await;
        house.launch::<TimeStandIn>(time.clone()).await;
        house.launch::<TicketStandIn>(tickets.clone()).await;
        house.launch::<Billing>(()).await;
        Self { house, contract, time, tickets }
    }

    /// Identity begins to answer and to tell: only where people's names matter.
    pub async fn people(&mut self) -> IdentityDesk {
        let desk = IdentityDesk::default();
        self.house.launch::<IdentityStandIn>(desk.clone()).await;
        desk
    }

    /// A house that may issue: it has a seller.
    pub async fn selling() -> Self {
        let world = Self::open().await;
        let request = SetSellerProfileRequest { profile: Some(seller()), request_id: id() };
        world.client().set_seller_profile(request).await.unwrap();
        world
    }

    pub fn client(&self) -> Client {
        BillingServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    /// What decides and holds.
    pub fn rating(&self) -> RatingServiceClient<Peer> {
        RatingServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    /// What decides and holds, for someone of another house.
    pub fn foreign_rating(&self) -> RatingServiceClient<Peer> {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        RatingServiceClient::new(self.house.peer_of("billing", tenant, user, &BOOKS))
    }

    pub fn review(&self) -> ReviewServiceClient<Peer> {
        ReviewServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    pub fn profiles(&self) -> ProfileServiceClient<Peer> {
        ProfileServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    pub fn preview(&self) -> PreviewServiceClient<Peer> {
        PreviewServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    pub fn issuing(&self) -> IssueServiceClient<Peer> {
        IssueServiceClient::new(self.house.peer_as("billing", &BOOKS))
    }

    /// Someone else of the same house.
    pub fn colleague(&self) -> Peer {
        self.house.peer_of("billing", self.house.tenant(), UserId::new(&RandomIds), &BOOKS)
    }

    /// Goodwill above this needs a second person.
    pub async fn limit(&self, value: &str) {
        let settings = Some(ReviewSettings { second_person_above: eur(value) });
        let request = SetReviewSettingsRequest { settings, request_id: id() };
        self.profiles().set_review_settings(request).await.unwrap();
    }

    /// Changes a line as it is asked.
    pub async fn change(&self, shown: &Draft, line: usize, change: Change) -> Draft {
        let request = changing(shown, line, change);
        self.review().change_line(request).await.unwrap().into_inner()
    }

    /// Someone of another house.
    pub fn foreigner(&self) -> Client {
        BillingServiceClient::new(self.foreign_peer())
    }

    pub fn foreign_peer(&self) -> Peer {
        let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
        self.house.peer_of("billing", tenant, user, &BOOKS)
    }

    /// A customer of the house with a contract that billing has heard of.
    pub async fn party(&self) -> Party {
        self.party_with(|_| {}).await
    }

    /// A customer whose quota is worded otherwise.
    pub async fn party_with(&self, word: impl FnOnce(&mut QuotaTerms)) -> Party {
        let name = CustomerId::new(&RandomIds).resource_name();
        let customer = Customer {
            number: format!("K-{}", &name[name.len() - 6..]),
            display_name: "Muster GmbH".into(),
            address: Some(address()),
            invoice_email: "rechnung@muster.example".into(),
            name,
            ..Customer::default()
        };
        let name_of_quota = QuotaId::new(&RandomIds).resource_name();
        let ticket = TicketId::new(&RandomIds).resource_name();
        let party = Party { customer, quota: name_of_quota, ticket };
        self.contract.put(self.house.tenant(), party.customer.clone());
        let mut terms = quota(&party.quota);
        word(&mut terms);
        self.agree(&party, terms).await;
        party
    }

    async fn agree(&self, party: &Party, terms: QuotaTerms) {
        let tenant = self.house.tenant();
        let contract = ContractId::new(&RandomIds);
        let version = ContractVersionId::new(&RandomIds).resource_name();
        let quotas = vec![terms];
        let rounding = Some(Rounding { increment_seconds: 900, ..Rounding::default() });
        let terms = RatingTerms {
            per_hour: eur("120.00"),
            rounding,
            quotas: quotas.clone(),
            time_zone: "Europe/Berlin".into(),
            ..RatingTerms::default()
        };
        let name = contract.resource_name();
        let agreement = Agreement { contract: name.clone(), version: version.clone(), terms };
        self.contract.agree(tenant, &party.customer.name, agreement);
        let start = Some(Date { year: 2026, month: 1, day: 1 });
        let valid = Some(DateRange { start, end: None });
        let added = ContractVersionAdded {
            contract: name,
            contract_number: "W-1017".into(),
            customer: party.customer.name.clone(),
            contract_version: version,
            version_number: 1,
            terms: Some(Terms { valid, rounding, quotas, ..Terms::default() }),
            time_zone: "Europe/Berlin".into(),
        };
        self.contract.voice.tell(tenant, contract.uuid(), 1, &added).await;
        let request = GetQuotaBalanceRequest { quota: party.quota.clone() };
        let heard = || async { self.client().get_quota_balance(request.clone()).await.is_ok() };
        self.house.eventually("the quota", heard).await;
    }

    /// Saves an entry and waits until it is rated.
    pub async fn save(&self, saved: &TimeEntrySaved) -> RatedEntry {
        let id = uuid(&saved.entry);
        self.time.tell(self.house.tenant(), id, saved.version.into(), saved).await;
        let there =
            || async { self.rated(&saved.entry).await.is_some_and(|r| r.entry_version == saved.version) };
        self.house.eventually("the rating", there).await;
        self.rated(&saved.entry).await.unwrap()
    }

    pub async fn rated(&self, entry: &str) -> Option<RatedEntry> {
        let request = GetRatedEntryRequest { entry: entry.into() };
        self.client().get_rated_entry(request).await.ok().map(Response::into_inner)
    }

    pub async fn drafts(&self, party: &Party) -> Vec<Draft> {
        let request =
            ListDraftsRequest { customer: party.customer.name.clone(), ..ListDraftsRequest::default() };
        self.client().list_drafts(request).await.unwrap().into_inner().drafts
    }

    /// A party's only draft as it is now.
    pub async fn draft(&self, party: &Party) -> Draft {
        let drafts = self.drafts(party).await;
        assert_eq!(drafts.len(), 1);
        self.draft_named(&drafts[0].name).await
    }

    pub async fn draft_named(&self, name: &str) -> Draft {
        let request = GetDraftRequest { name: name.into() };
        self.client().get_draft(request).await.unwrap().into_inner()
    }

    /// A party with one billed hour: 120.00.
    pub async fn owing(&self) -> Party {
        let party = self.party().await;
        self.save(&party.worked("project", 0, 3600)).await;
        party
    }

    pub async fn issue(&self, party: &Party) -> Invoice {
        let request = issue(&self.draft(party).await);
        self.client().issue_draft(request).await.unwrap().into_inner()
    }

    pub async fn invoice(&self, name: &str) -> Invoice {
        let request = GetInvoiceRequest { name: name.into() };
        self.client().get_invoice(request).await.unwrap().into_inner()
    }

    pub async fn balance(&self, party: &Party) -> String {
        let request = GetQuotaBalanceRequest { quota: party.quota.clone() };
        let answer = self.client().get_quota_balance(request).await.unwrap().into_inner();
        answer.balance.unwrap().value
    }

    pub async fn transfers(&self, party: &Party) -> Vec<Transfer> {
        let request = ListTransfersRequest { quota: party.quota.clone(), ..ListTransfersRequest::default() };
        self.client().list_transfers(request).await.unwrap().into_inner().transfers
    }

    /// What billing told of this kind about a thing, in order.
    pub async fn told<M: Message + Default + Name>(&self, thing: &str) -> Vec<M> {
        let mut owner = self.house.database().owner().await;
        let count = "select count(*) from billing.pending";
        while sqlx::query_scalar::<_, i64>(count).fetch_one(&mut owner).await.unwrap() > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let read =
            "select version, kind, payload from billing.event_log where aggregate_id = $1 order by pos";
        let rows: Vec<(i64, String, Vec<u8>)> =
            sqlx::query_as(read).bind(uuid(thing)).fetch_all(&mut owner).await.unwrap();
        assert!(rows.iter().zip(1..).all(|(row, version)| row.0 == version), "versions are dense");
        let of_kind = rows.into_iter().filter(|row| row.1 == M::full_name());
        of_kind.map(|row| M::decode(row.2.as_slice()).unwrap()).collect()
    }

    /// How many accounts of the ledger hold something else than their transfers sum to (I3).
    pub async fn accounts_out_of_balance(&self) -> i64 {
        // relation: 0 new, 1 takes back, 2 posts what was held, 3 lets it go.
        let sums = "with sums as (
          select account, sum(posted) as posted, sum(held) as held from (
            select s.account,
              s.sign * case when relation = 2 or (relation < 2 and not pending) then amount else 0 end as posted,
              s.sign * case when relation in (2, 3) then -amount when pending then amount else 0 end as held
            from billing.transfers t cross join lateral (values (t.debit, 1), (t.credit, -1)) s (account, sign)
          ) both_sides group by account)
          select count(*) from sums s full join billing.balances b using (account)
          where coalesce(s.posted, 0) is distinct from b.posted or coalesce(s.held, 0) is distinct from b.pending";
        sqlx::query_scalar(sums).fetch_one(&mut self.house.database().owner().await).await.unwrap()
    }
}

impl Party {
    /// Work of `seconds` that began so many seconds after nine.
    pub fn worked(&self, activity: &str, after_nine: i64, seconds: i64) -> TimeEntrySaved {
        TimeEntrySaved {
            entry: TimeEntryId::new(&RandomIds).resource_name(),
            version: 1,
            ticket: self.ticket.clone(),
            ticket_number: "T-2026-000042".into(),
            customer: self.customer.name.clone(),
            activity: activity.into(),
            start_time: Some(prost_types::Timestamp { seconds: NINE + after_nine, nanos: 0 }),
            duration: length(seconds),
            technician: UserId::new(&RandomIds).resource_name(),
            text: "Toner getauscht".into(),
            ..TimeEntrySaved::default()
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages want it")]
pub const fn length(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

fn quota(name: &str) -> QuotaTerms {
    QuotaTerms {
        name: name.into(),
        display_name: "Support 2 h".into(),
        kind: QuotaKind::Time.into(),
        amount: Some(Decimal { value: "7200".into() }),
        replenishment: Replenishment::Once.into(),
        overage_rule: OverageRule::Bill.into(),
        overage_per_hour: eur("110.00"),
        ..QuotaTerms::default()
    }
}

fn address() -> PostalAddress {
    PostalAddress {
        street: "Hauptstraße 1".into(),
        postal_code: "80331".into(),
        city: "München".into(),
        country_code: "DE".into(),
    }
}

pub fn seller() -> SellerProfile {
    SellerProfile {
        legal_name: "Systemhaus Beispiel GmbH".into(),
        address: Some(address()),
        vat_id: "DE136695976".into(),
        contact_name: "Erika Beispiel".into(),
        contact_phone: "+49 89 123456".into(),
        contact_email: "buchhaltung@beispiel.example".into(),
        iban: "DE89370400440532013000".into(),
        number_prefix: "RE-".into(),
        ..SellerProfile::default()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages want it")]
pub fn eur(value: &str) -> Option<Money> {
    Some(Money { currency_code: "EUR".into(), amount: Some(Decimal { value: value.into() }) })
}

/// The amount of a sum that is there.
pub fn amount(money: &Option<Money>) -> &str {
    &money.as_ref().unwrap().amount.as_ref().unwrap().value
}

pub fn uuid(name: &str) -> Uuid {
    name.rsplit('/').next().unwrap().parse().unwrap()
}

pub fn id() -> String {
    RandomIds.uuid().to_string()
}

/// A name of this collection that nobody has.
pub fn absent(collection: &str) -> String {
    format!("{collection}/01890a5d-ac96-774b-bcce-b302099a8057")
}

pub fn issue(shown: &Draft) -> IssueDraftRequest {
    IssueDraftRequest {
        name: shown.name.clone(),
        etag: shown.etag.clone(),
        issue_date: None,
        request_id: id(),
    }
}

pub fn waive(shown: &Draft, line: usize) -> WaiveLineRequest {
    WaiveLineRequest {
        name: shown.name.clone(),
        line: shown.lines[line].name.clone(),
        reason: "Kulanz".into(),
        etag: shown.etag.clone(),
        request_id: id(),
    }
}

pub fn changing(shown: &Draft, line: usize, change: Change) -> ChangeLineRequest {
    ChangeLineRequest {
        name: shown.name.clone(),
        line: shown.lines[line].name.clone(),
        reason: "so vereinbart".into(),
        etag: shown.etag.clone(),
        request_id: id(),
        change: Some(change),
    }
}

pub fn cancel(invoice: &Invoice) -> CancelInvoiceRequest {
    CancelInvoiceRequest { name: invoice.name.clone(), reason: "falscher Kunde".into(), request_id: id() }
}

/// Why it was refused.
pub fn reason<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Reason {
    Problem::from(answer.unwrap_err()).reason()
}

/// The fields that are wrong.
pub fn wrong_fields<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Vec<String> {
    use tonic_types::StatusExt as _;
    let details = answer.unwrap_err().get_details_bad_request().unwrap();
    details.field_violations.into_iter().map(|violation| violation.field).collect()
}
