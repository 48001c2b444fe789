//! What the clocks do: an undecided coverage, a pause over a weekend, an alarm that is heard and one that is not.

use super::setting::{Setting, now_in_berlin};
use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan as _, Zoned};
use serde_json::{Value, json};

/// A customer with service hours, and two contracts that both speak of cabling.
struct Office {
    customer: String,
    mark: String,
}

impl Tour {
    /// Undecided coverage, a pause over a weekend, escalation.
    pub(super) async fn clocks(
        &mut self,
        house: &House,
        setting: &Setting,
        agent: &Door,
    ) -> Result<(), TourError> {
        let boss = self.sign_in(house, "management").await?;
        self.chapter("Two contracts could cover it");
        let office = self.office(&boss, setting.day).await?;
        self.undecided(house, agent, &office, setting.day).await?;
        self.chapter("A pause over a weekend");
        self.weekend(&boss, &office).await?;
        self.chapter("The alarm reaches who is on call");
        self.alarm(house, (&boss, agent), setting).await
    }

    async fn office(&mut self, boss: &Door, day: Date) -> Result<Office, TourError> {
        let mark = request_id().split_off(28).to_uppercase();
        let customer = self.customer(boss, &mark).await?;
        let calendar = json!({"calendar": {"displayName": format!("Bürozeit {mark}"),
            "definition": "Europe/Berlin; Mo-Fr 08:00-17:00"}, "requestId": request_id()});
        let calendar =
            self.ask(boss, "service hours", "contract.ContractService/CreateCalendar", calendar).await?;
        let policy = json!({"policy": {"displayName": format!("Acht Stunden {mark}"), "targets": [
            {"priority": "PRIORITY_NORMAL", "response": "14400s", "resolution": "28800s"}]},
            "requestId": request_id()});
        let policy = self
            .ask(boss, "restored in eight hours", "contract.ContractService/CreateSlaPolicy", policy)
            .await?;
        let (calendar, policy) = (text(&calendar, "/name").to_owned(), text(&policy, "/name").to_owned());
        for (number, price) in [("A", "95.00"), ("B", "120.00")] {
            let request = json!({"contract": {"number": format!("K{number}-{mark}"), "customer": customer,
                "displayName": format!("Verkabelung {number}")}, "requestId": request_id(),
                "terms": {"valid": {"start": {"year": day.year() - 1, "month": 1, "day": 1}},
                    "calendar": calendar, "slaPolicy": policy,
                    "rules": [{"displayName": "cabling is billed", "decision": "DECISION_BILLABLE",
                        "activities": ["cabling"]}],
                    "prices": [{"perHour": {"currencyCode": "EUR", "amount": {"value": price}}}]}});
            let title = format!("contract {number} bills cabling at {price}");
            self.ask(boss, &title, "contract.ContractService/CreateContract", request).await?;
        }
        Ok(Office { customer, mark })
    }

    async fn undecided(
        &mut self,
        house: &House,
        agent: &Door,
        office: &Office,
        day: Date,
    ) -> Result<(), TourError> {
        let question =
            json!({"customer": office.customer, "activity": "cabling", "channel": "CHANNEL_ON_SITE"});
        let title = "which contract covers cabling?";
        let verdict = self.ask(agent, title, "contract.CoverageService/ResolveCoverage", question).await?;
        self.check(text(&verdict, "/decision") == "DECISION_UNDECIDED", "C5: a tie is undecided")?;
        let candidates = verdict["candidates"].as_array().cloned().unwrap_or_default();
        self.check(candidates.len() == 2, "C2: both candidates are named")?;
        let request = json!({"ticket": {"customer": office.customer, "subject": "Neue Netzwerkdosen",
            "priority": "PRIORITY_NORMAL"}, "channel": "CHANNEL_ON_SITE", "activity": "cabling",
            "requestId": request_id()});
        let ticket = self.ask(agent, "a ticket", "ticket.TicketService/CreateTicket", request).await?;
        let start = at(day, 10).map_err(|e| self.wrong(&e))?;
        let entry = json!({"ticket": ticket["name"], "activity": "cabling", "channel": "CHANNEL_ON_SITE",
            "startTime": start.to_string(), "duration": "3600s", "text": "Dosen gesetzt", "allowOverlap": true});
        let request = json!({"entry": entry, "requestId": request_id()});
        let rpc = "timetracking.TimeService/CreateTimeEntry";
        let entry = self.ask(agent, "an hour of cabling", rpc, request).await?;
        let rated = ("billing.BillingService/GetRatedEntry", json!({"entry": entry["name"]}));
        let waits = |rated: &Value| text(rated, "/portions/0/decision") == "DECISION_UNDECIDED";
        let title = "it waits, neither at list price nor at zero";
        let rated = self.ask_until(agent, title, rated, waits).await?;
        self.check(rated.pointer("/portions/0/perHour").is_none(), "C2: nobody priced it silently")?;
        let books = self.sign_in(house, "accounting").await?;
        let request = json!({"entry": entry["name"], "entryVersion": 1, "choice": "ENTRY_CHOICE_CONTRACT",
            "contract": candidates[0], "reason": "Auftrag vom März", "requestId": request_id()});
        let decided =
            self.ask(&books, "accounting decides", "billing.RatingService/DecideEntry", request).await?;
        self.check(
            ["95.00", "120.00"].contains(&text(&decided, "/rated/net/amount/value")),
            "C2: now it has the price of that contract",
        )
    }

    /// The history of a ticket that waited for the customer from Friday 16:00 until Monday 09:00 (S3).
    async fn weekend(&mut self, boss: &Door, office: &Office) -> Result<(), TourError> {
        let monday = last_monday(&now_in_berlin()).map_err(|e| self.wrong(&e))?;
        let friday = monday.checked_sub(3.days()).map_err(|e| self.wrong(&e.to_string()))?;
        let mut changes = Vec::new();
        for (day, hour, state) in [
            (friday, 14, "TICKET_STATE_IN_PROGRESS"),
            (friday, 16, "TICKET_STATE_WAITING_CUSTOMER"),
            (monday, 9, "TICKET_STATE_IN_PROGRESS"),
            (monday, 14, "TICKET_STATE_RESOLVED"),
        ] {
            let time = at(day, hour).map_err(|e| self.wrong(&e))?;
            changes.push(json!({"eventTime": time.to_string(), "state": state, "actor": "Altsystem"}));
        }
        let ticket = json!({"customer": office.customer, "subject": "Drucker streikt", "priority": "PRIORITY_NORMAL",
            "externalKey": format!("TOUR-{}", office.mark), "reportTime": changes[0]["eventTime"]});
        let request = json!({"ticket": ticket, "changes": changes, "requestId": request_id()});
        let title = "a ticket of the former system: reported Friday 14:00, the customer is asked from 16:00 until Monday 09:00";
        let imported = self.ask(boss, title, "ticket.TicketService/ImportTicket", request).await?;
        let sheet = json!({"ticket": imported["ticket"]["name"], "kind": "CLOCK_KIND_RESOLUTION"});
        let sheet = ("escalation.EscalationService/GetProofSheet", sheet);
        let met = |sheet: &Value| text(sheet, "/clock/state") == "CLOCK_STATE_MET";
        let sheet = self.ask_until(boss, "the proof sheet of its clock (N5)", sheet, met).await?;
        let due = at(monday, 15).map_err(|e| self.wrong(&e))?;
        let shown: Option<Timestamp> = text(&sheet, "/clock/dueTime").parse().ok();
        self.check(
            shown == Some(due),
            "S3: the pause moved the deadline by two service hours, from Monday 13:00 to 15:00",
        )?;
        self.check(
            text(&sheet, "/clock/consumed") == "25200s",
            "S4: seven hours are consumed, the pause is not",
        )?;
        self.check(text(&sheet, "/text/de").lines().count() > 3, "N5: the sheet can be read by people")
    }
}

/// A full hour of a day where the demo house is.
pub(super) fn at(day: Date, hour: i8) -> Result<Timestamp, String> {
    let zone = now_in_berlin().time_zone().clone();
    day.at(hour, 0, 0, 0).to_zoned(zone).map(|at| at.timestamp()).map_err(|e| e.to_string())
}

/// The newest Monday that is over.
fn last_monday(now: &Zoned) -> Result<Date, String> {
    now.date().nth_weekday(-1, Weekday::Monday).map_err(|e| e.to_string())
}
