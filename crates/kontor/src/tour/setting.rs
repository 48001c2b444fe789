//! The customer of the tour: its own contract, so that the tour can be replayed at any time.

use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use jiff::Zoned;
use jiff::civil::Date;
use serde_json::{Value, json};

/// What the tour works with.
pub(super) struct Setting {
    pub(super) customer: String,
    pub(super) contact: String,
    pub(super) asset: String,
    pub(super) site: String,
    pub(super) phone: String,
    /// The day the work was done on: yesterday, so that all of it lies in the past and in one month.
    pub(super) day: Date,
}

impl Tour {
    /// The management sets up a customer with a contract.
    pub(super) async fn prepare(&mut self, house: &House) -> Result<Setting, TourError> {
        self.chapter("The house has a customer with a contract");
        let boss = self.sign_in(house, "management").await?;
        let now = now_in_berlin();
        let day = now.date().yesterday().map_err(|e| self.wrong(&e.to_string()))?;
        // The end of an id is random; its beginning is the time.
        let mark = request_id().split_off(28).to_uppercase();
        let customer = self.customer(&boss, &mark).await?;
        let phone = format!("+49891{:08}", u32::from_str_radix(&mark, 16).unwrap_or(7) % 100_000_000);
        let contact = json!({"customer": customer, "displayName": "Erika Muster", "phones": [phone],
            "emails": [format!("erika.{}@kunde.example", mark.to_lowercase())], "orderRight": "ORDER_RIGHT_UNLIMITED"});
        let contact = json!({"contact": contact, "requestId": request_id()});
        let contact = self.ask(&boss, "a contact", "contract.CustomerService/CreateContact", contact).await?;
        let site = json!({"site": {"customer": customer, "displayName": "Hauptsitz", "address": {
            "street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"}},
            "requestId": request_id()});
        let site = self.ask(&boss, "a site", "contract.CustomerService/CreateSite", site).await?;
        let site = text(&site, "/name").to_owned();
        let asset = json!({"asset": {"customer": customer, "displayName": "SRV-02", "assetClass": "server", "site": site,
            "serialNumber": format!("SN-{mark}"), "hostName": format!("srv02-{}", mark.to_lowercase())},
            "requestId": request_id()});
        let asset = self.ask(&boss, "an asset", "contract.CustomerService/CreateAsset", asset).await?;
        let directive = json!({"directive": {"customer": customer, "severity": "SEVERITY_ACKNOWLEDGE",
            "text": "Vor jedem Neustart Frau Muster anrufen."}, "requestId": request_id()});
        self.ask(&boss, "a directive to acknowledge", "contract.CustomerService/CreateDirective", directive)
            .await?;
        self.contract(&boss, &customer, &mark, day).await?;
        Ok(Setting {
            customer,
            contact: text(&contact, "/name").to_owned(),
            asset: text(&asset, "/name").to_owned(),
            site,
            phone,
            day,
        })
    }

    pub(super) async fn customer(&mut self, boss: &Door, mark: &str) -> Result<String, TourError> {
        let customer = json!({"customer": {
            "number": format!("T-{mark}"), "displayName": format!("Tour {mark} GmbH"),
            "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
            "invoiceEmail": "rechnung@kunde.example", "paymentDays": 14, "buyerReference": "EK-4711",
            "languageCode": "de",
        }, "requestId": request_id()});
        let rpc = "contract.CustomerService/CreateCustomer";
        let answer = self.ask(boss, "a customer", rpc, customer.clone()).await?;
        let again = self.ask(boss, "the same request again gives the same answer", rpc, customer).await?;
        self.check(answer == again, "X2: a repeated request has one effect")?;
        Ok(text(&answer, "/name").to_owned())
    }

    async fn contract(
        &mut self,
        boss: &Door,
        customer: &str,
        mark: &str,
        day: Date,
    ) -> Result<(), TourError> {
        let calendar = json!({"calendar": {"displayName": format!("Rund um die Uhr {mark}"),
            "definition": "Europe/Berlin; 24/7"}, "requestId": request_id()});
        let calendar =
            self.ask(boss, "a calendar", "contract.ContractService/CreateCalendar", calendar).await?;
        let target = |priority: &str, response: &str, resolution: &str| json!({"priority": priority, "response": response, "resolution": resolution});
        let policy = json!({"policy": {"displayName": format!("Standard {mark}"), "targets": [
            target("PRIORITY_CRITICAL", "900s", "14400s"), target("PRIORITY_HIGH", "3600s", "28800s"),
            target("PRIORITY_NORMAL", "14400s", "86400s"), target("PRIORITY_LOW", "28800s", "432000s")]},
            "requestId": request_id()});
        let policy =
            self.ask(boss, "an SLA policy", "contract.ContractService/CreateSlaPolicy", policy).await?;
        let contract = json!({
            "contract": {"number": format!("W-{mark}"), "customer": customer, "displayName": "Wartung und Support"},
            "terms": terms(text(&calendar, "/name"), text(&policy, "/name"), day),
            "requestId": request_id(),
        });
        let title =
            "a contract: maintenance is flat, support draws from two hours a month, projects are billed";
        let contract = self.ask(boss, title, "contract.ContractService/CreateContract", contract).await?;
        self.check(
            text(&contract, "/versions/0/terms/quotas/0/name").starts_with("quotas/"),
            "the quota has a name",
        )
    }
}

fn terms(calendar: &str, policy: &str, day: Date) -> Value {
    let eur = |amount: &str| json!({"currencyCode": "EUR", "amount": {"value": amount}});
    let rule = |name: &str, decision: &str, activity: &str| json!({"displayName": name, "decision": decision, "activities": [activity]});
    let first = day.first_of_month();
    json!({
        "valid": {"start": {"year": first.year(), "month": first.month(), "day": first.day()}},
        "calendar": calendar,
        "slaPolicy": policy,
        "rules": [
            rule("maintenance is flat", "DECISION_INCLUDED", "maintenance"),
            rule("support draws from the quota", "DECISION_QUOTA", "support"),
            rule("projects are billed", "DECISION_BILLABLE", "project"),
        ],
        "prices": [{"perHour": eur("120.00")}],
        "rounding": {"incrementSeconds": 900, "minimumSeconds": 900, "mode": "ROUNDING_MODE_UP",
            "scope": "ROUNDING_SCOPE_ENTRY"},
        "quotas": [{"displayName": "Support 2 h", "kind": "QUOTA_KIND_TIME", "amount": {"value": "7200"},
            "replenishment": "REPLENISHMENT_MONTHLY", "overageRule": "OVERAGE_RULE_BILL",
            "overagePerHour": eur("110.00")}],
    })
}

/// The present time where the demo house is.
#[expect(clippy::disallowed_methods, reason = "a client lives in real time")]
pub(super) fn now_in_berlin() -> Zoned {
    let now = Zoned::now();
    now.in_tz("Europe/Berlin").unwrap_or(now)
}
