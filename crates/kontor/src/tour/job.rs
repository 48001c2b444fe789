//! A call comes in, and work is done.

use super::setting::{Setting, now_in_berlin};
use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use serde_json::{Value, json};

/// What the agent leaves behind.
pub(super) struct Done {
    pub(super) ticket: String,
    pub(super) number: String,
    /// One flat-covered, one that tips over from the quota into overage, one billable with minimum and increment.
    pub(super) entries: [String; 3],
    pub(super) agent: Door,
}

impl Tour {
    /// The agent takes the call and works.
    pub(super) async fn work(&mut self, house: &House, setting: &Setting) -> Result<Done, TourError> {
        self.chapter("A call comes in");
        let agent = self.sign_in(house, "agent").await?;
        self.verdict(&agent, setting).await?;
        let (ticket, number) = self.open_ticket(&agent, setting).await?;
        self.chapter("The agent works");
        self.acknowledge(&agent, &ticket).await?;
        let call = json!({"name": ticket, "entry": {"kind": "LOG_KIND_CALL_IN",
            "text": "Frau Muster meldet: SRV-02 antwortet nicht.", "public": true}, "requestId": request_id()});
        self.ask(&agent, "the call is logged", "ticket.TicketService/AddLogEntry", call).await?;
        let start = json!({"name": ticket, "requestId": request_id()});
        self.ask(&agent, "work begins", "ticket.TicketService/StartTicket", start).await?;
        self.timer(&agent, &ticket).await?;
        let entries = self.entries(&agent, &ticket, setting).await?;
        Ok(Done { ticket, number, entries, agent })
    }

    async fn verdict(&mut self, agent: &Door, setting: &Setting) -> Result<(), TourError> {
        let lookup = json!({"query": setting.phone});
        let title = "the telephone shows a number: who is it?";
        let found = self.ask(agent, title, "ticket.CallService/LookupCall", lookup).await?;
        self.check(
            text(&found, "/callers/0/match/customer/name") == setting.customer,
            "N1: the number names the customer",
        )?;
        let question = json!({"customer": setting.customer, "contact": setting.contact, "asset": setting.asset,
            "activity": "support", "channel": "CHANNEL_PHONE", "priority": "PRIORITY_HIGH"});
        let verdict = self
            .ask(agent, "is it covered, and why?", "contract.CoverageService/ResolveCoverage", question)
            .await?;
        self.check(text(&verdict, "/decision") == "DECISION_QUOTA", "C4: support draws from the quota")?;
        self.check(!text(&verdict, "/explanation/0/de").is_empty(), "C1: the verdict explains itself")?;
        let quote = json!({"customer": setting.customer, "asset": setting.asset, "activity": "support",
            "duration": "900s"});
        // Billing hears of a new contract within moments.
        let draws = |quote: &Value| text(quote, "/portions/0/decision") == "DECISION_QUOTA";
        let title = "what would a quarter of an hour cost?";
        let quote = self.ask_until(agent, title, ("billing.BillingService/QuoteWork", quote), draws).await?;
        self.check(
            text(&quote, "/portions/0/decision") == "DECISION_QUOTA",
            "R10: the quote draws from the quota",
        )
    }

    async fn open_ticket(&mut self, agent: &Door, setting: &Setting) -> Result<(String, String), TourError> {
        let request = json!({"ticket": {"customer": setting.customer, "contact": setting.contact,
            "asset": setting.asset, "site": setting.site, "subject": "SRV-02 antwortet nicht", "priority": "PRIORITY_HIGH"},
            "channel": "CHANNEL_PHONE", "activity": "support", "requestId": request_id()});
        let ticket = self
            .ask(agent, "a ticket with its deadlines", "ticket.TicketService/CreateTicket", request)
            .await?;
        self.check(!text(&ticket, "/responseDueTime").is_empty(), "S3: the response has a deadline")?;
        self.check(!text(&ticket, "/resolutionDueTime").is_empty(), "S3: the resolution has a deadline")?;
        let lookup = json!({"query": setting.phone});
        let title = "whoever takes the next call of this number sees it";
        let found = self.ask(agent, title, "ticket.CallService/LookupCall", lookup).await?;
        self.check(
            text(&found, "/callers/0/openTickets/0/name") == text(&ticket, "/name"),
            "K5: the number brings up the open ticket",
        )?;
        Ok((text(&ticket, "/name").to_owned(), text(&ticket, "/number").to_owned()))
    }

    pub(super) async fn acknowledge(&mut self, agent: &Door, ticket: &str) -> Result<(), TourError> {
        let start = || json!({"name": ticket, "requestId": request_id()});
        let early = ("ticket.TicketService/StartTicket", start());
        let title = "work before the directive is acknowledged";
        self.ask_in_vain(agent, title, early, "DIRECTIVE_UNACKNOWLEDGED").await?;
        let read = json!({"name": ticket});
        let seen = self.ask(agent, "which directive?", "ticket.TicketService/GetTicket", read).await?;
        let directive = text(&seen, "/unacknowledgedDirectives/0").to_owned();
        let request = json!({"name": ticket, "directive": directive, "requestId": request_id()});
        let rpc = "ticket.TicketService/AcknowledgeDirective";
        self.ask(agent, "the directive is acknowledged (C7)", rpc, request).await.map(drop)
    }

    async fn timer(&mut self, agent: &Door, ticket: &str) -> Result<(), TourError> {
        let start = json!({"ticket": ticket, "activity": "maintenance", "channel": "CHANNEL_REMOTE",
            "requestId": request_id()});
        self.ask(agent, "the timer starts", "timetracking.TimeService/StartTimer", start.clone()).await?;
        let again = json!({"ticket": ticket, "requestId": request_id()});
        let second = ("timetracking.TimeService/StartTimer", again);
        self.ask_in_vain(agent, "a second timer", second, "TIMER_RUNNING").await?;
        let rpc = "timetracking.TimeService/GetTimer";
        let timer = self.ask(agent, "the running timer with its live quote (T3)", rpc, json!({})).await?;
        self.check(timer.pointer("/quote/portions/0").is_some(), "T3: the timer shows what it would cost")?;
        let stop = json!({"text": "Fernwartung: Dienst geprüft", "requestId": request_id()});
        let entry = self.ask(agent, "the timer stops", "timetracking.TimeService/StopTimer", stop).await?;
        self.check(text(&entry, "/ticket") == ticket, "T2: the timer became a time entry")
    }

    async fn entries(
        &mut self,
        agent: &Door,
        ticket: &str,
        setting: &Setting,
    ) -> Result<[String; 3], TourError> {
        let work = [
            ("45 minutes of maintenance: flat", "maintenance", 8, 2_700, "Updates eingespielt"),
            (
                "two and a half hours of support: two from the quota",
                "support",
                9,
                9_000,
                "Datenbank wiederhergestellt",
            ),
            ("seven minutes for a project: billed as fifteen", "project", 13, 420, "Rückfrage zum Umzug"),
        ];
        let mut names = Vec::new();
        for (title, activity, hour, seconds, what) in work {
            let start = setting.day.at(hour, 0, 0, 0).to_zoned(now_in_berlin().time_zone().clone());
            let start = start.map_err(|e| self.wrong(&e.to_string()))?.timestamp();
            let request = json!({"entry": {"ticket": ticket, "activity": activity, "channel": "CHANNEL_REMOTE",
                "startTime": start.to_string(), "duration": format!("{seconds}s"), "text": what,
                // Whoever replays the tour worked at that hour before (T4).
                "allowOverlap": true},
                "requestId": request_id()});
            let entry = self.ask(agent, title, "timetracking.TimeService/CreateTimeEntry", request).await?;
            names.push(text(&entry, "/name").to_owned());
        }
        let entries: [String; 3] = names.try_into().map_err(|_| self.wrong("three entries"))?;
        self.rated(agent, &entries).await?;
        Ok(entries)
    }

    /// Each entry is rated at once.
    async fn rated(&mut self, agent: &Door, entries: &[String; 3]) -> Result<(), TourError> {
        let rpc = "billing.BillingService/GetRatedEntry";
        let has_portions = |answer: &Value| answer.pointer("/portions/0").is_some();
        let ask = |entry: &String| (rpc, json!({"entry": entry}));
        let flat = self.ask_until(agent, "the first is included", ask(&entries[0]), has_portions).await?;
        self.check(text(&flat, "/portions/0/decision") == "DECISION_INCLUDED", "C2: flat-covered")?;
        let tipped = self.ask_until(agent, "the second tips over", ask(&entries[1]), has_portions).await?;
        self.check(text(&tipped, "/portions/0/quantity") == "7200s", "R5: two hours from the quota")?;
        self.check(text(&tipped, "/portions/1/quantity") == "1800s", "R6: half an hour is overage")?;
        self.check(text(&tipped, "/net/amount/value") == "55.00", "R6: the overage costs 55.00")?;
        let billed = self.ask_until(agent, "the third is billed", ask(&entries[2]), has_portions).await?;
        self.check(text(&billed, "/billable") == "900s", "R2: seven minutes count as fifteen")?;
        self.check(text(&billed, "/net/amount/value") == "30.00", "R3: a quarter of 120.00")
    }
}
