//! A step fires: one person acknowledges, another one sleeps and the next in line is told (E1, E4).

use super::setting::{Setting, now_in_berlin};
use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// When the step is due, counted from the report: three quarters of an hour's target.
const DUE: SignedDuration = SignedDuration::from_mins(45);

/// What the tour calls its policy.
const ALARM: &str = "Bereitschaft der Tour";

impl Tour {
    /// Two tickets, reported a while ago: of one the first alarm was just due, of the other also the second.
    pub(super) async fn alarm(
        &mut self,
        house: &House,
        (boss, agent): (&Door, &Door),
        setting: &Setting,
    ) -> Result<(), TourError> {
        let second = self.sign_in(house, "dispatch").await?;
        let first_person = self.who(agent, "the agent").await?;
        let second_person = self.who(&second, "the dispatcher").await?;
        self.guard(boss, setting, [&first_person, &second_person]).await?;
        let heard =
            self.reported(agent, setting, "Alarm wird gehört", DUE + SignedDuration::from_secs(5)).await?;
        let missed =
            self.reported(agent, setting, "Alarm bleibt liegen", DUE + SignedDuration::from_secs(90)).await?;
        self.heard(agent, &heard, &first_person).await?;
        self.passed_on(&second, &missed, [&first_person, &second_person]).await?;
        self.stand_down(boss).await
    }

    async fn who(&mut self, door: &Door, title: &str) -> Result<String, TourError> {
        let me = self.ask(door, title, "identity.IdentityService/GetSelf", json!({})).await?;
        let name = me.pointer("/principal/name").or_else(|| me.get("name")).and_then(Value::as_str);
        name.map(str::to_owned).ok_or_else(|| self.wrong("who signed in has a name"))
    }

    /// Agent and dispatcher take turns; three quarters into the response target who is on call is told, each minute the
    /// next in line, until somebody acknowledges.
    async fn guard(
        &mut self,
        boss: &Door,
        setting: &Setting,
        [first, second]: [&String; 2],
    ) -> Result<(), TourError> {
        let day = setting.day;
        let rotation = json!({"timeZone": "Europe/Berlin", "days": 366, "people": [first, second],
            "firstDay": {"year": day.year(), "month": day.month(), "day": day.day()}});
        let request = json!({"schedule": {"displayName": format!("Bereitschaft {}", now_in_berlin().date()),
            "rotations": [rotation]}, "requestId": request_id()});
        let rpc = "escalation.OnCallService/CreateOnCallSchedule";
        let schedule = self.ask(boss, "an on-call schedule (E4)", rpc, request).await?;
        let step = json!({"kind": "CLOCK_KIND_RESPONSE", "percent": 75, "actions": ["ACTION_NOTIFY_ON_CALL"],
            "repeatEvery": "60s", "onCallSchedule": schedule["name"]});
        let request = json!({"policy": {"displayName": ALARM, "steps": [step]}, "requestId": request_id()});
        let rpc = "escalation.EscalationService/CreateEscalationPolicy";
        self.ask(boss, "a policy that wakes them in turn (E1)", rpc, request).await.map(drop)
    }

    /// A ticket that was reported so long ago (S6): its clocks count from then.
    async fn reported(
        &mut self,
        agent: &Door,
        setting: &Setting,
        subject: &str,
        ago: SignedDuration,
    ) -> Result<String, TourError> {
        let report = now_in_berlin().timestamp() - ago;
        let request = json!({"ticket": {"customer": setting.customer, "subject": subject,
            "priority": "PRIORITY_HIGH", "reportTime": report.to_string()},
            "channel": "CHANNEL_PHONE", "activity": "support", "requestId": request_id()});
        let title = format!("a ticket that was reported {} minutes ago", ago.as_mins());
        let ticket = self.ask(agent, &title, "ticket.TicketService/CreateTicket", request).await?;
        Ok(text(&ticket, "/name").to_owned())
    }

    async fn heard(&mut self, agent: &Door, ticket: &str, person: &str) -> Result<(), TourError> {
        let firings = ("escalation.EscalationService/ListFirings", json!({"ticket": ticket}));
        let fired = |list: &Value| list.pointer("/firings/0").is_some();
        let list = self.ask_until(agent, "the step fires", firings.clone(), fired).await?;
        let firing = list["firings"][0].clone();
        self.check(text(&firing, "/notified/0") == person, "E4: who is on call is told")?;
        self.check(time(&firing, "/fireTime") >= time(&firing, "/dueTime"), "E2: never early")?;
        let inbox = ("escalation.NotificationService/ListNotifications", json!({"unread": true}));
        let told = |inbox: &Value| {
            inbox["notifications"].as_array().is_some_and(|all| all.iter().any(|n| n["ticket"] == ticket))
        };
        self.ask_until(agent, "it lies in the agent's inbox", inbox, told).await?;
        let request = json!({"name": firing["name"], "requestId": request_id()});
        let rpc = "escalation.EscalationService/AcknowledgeFiring";
        let acknowledged = self.ask(agent, "the agent acknowledges", rpc, request).await?;
        self.check(text(&acknowledged, "/acknowledgedBy") == person, "E4: acknowledging names the person")?;
        let log = ("ticket.TicketService/ListLogEntries", json!({"name": ticket, "pageSize": 200}));
        let seen = |log: &Value| {
            log["entries"]
                .as_array()
                .is_some_and(|all| all.iter().any(|e| text(e, "/kind") == "LOG_KIND_ESCALATION"))
        };
        self.ask_until(agent, "the log tells of it with its cause (E6)", log, seen).await.map(drop)
    }

    async fn passed_on(
        &mut self,
        second: &Door,
        ticket: &str,
        [first_person, second_person]: [&String; 2],
    ) -> Result<(), TourError> {
        let firings = ("escalation.EscalationService/ListFirings", json!({"ticket": ticket}));
        let both = |list: &Value| list["firings"].as_array().is_some_and(|all| all.len() >= 2);
        let title = "nobody acknowledges, and after a minute the step fires again";
        let list = self.ask_until(second, title, firings, both).await?;
        let mut all = list["firings"].as_array().cloned().unwrap_or_default();
        all.sort_by_key(|firing| firing["repetition"].as_i64().unwrap_or_default());
        self.check(text(&all[0], "/notified/0") == first_person, "E4: first the one on call")?;
        self.check(text(&all[1], "/notified/0") == second_person, "E4: then the next in line")?;
        let request = json!({"name": all[1]["name"], "requestId": request_id()});
        let rpc = "escalation.EscalationService/AcknowledgeFiring";
        self.ask(second, "the dispatcher acknowledges, and nobody is told any more", rpc, request)
            .await
            .map(drop)
    }

    /// The house's former policy guards new tickets again.
    async fn stand_down(&mut self, boss: &Door) -> Result<(), TourError> {
        let rpc = "escalation.EscalationService/ListEscalationPolicies";
        let list = self.ask(boss, "which policies are there?", rpc, json!({"pageSize": 200})).await?;
        let policies = list["policies"].as_array().cloned().unwrap_or_default();
        // The newest guards, and the end of an id is random, its beginning is the time.
        let own = policies.into_iter().filter(|policy| text(policy, "/displayName") != ALARM);
        let former = own.max_by_key(|policy| text(policy, "/name").to_owned());
        let mut policy = former.ok_or_else(|| self.wrong("a house has its own policy"))?;
        if let Some(fields) = policy.as_object_mut() {
            fields.remove("name");
        }
        let request = json!({"policy": policy, "requestId": request_id()});
        let rpc = "escalation.EscalationService/CreateEscalationPolicy";
        self.ask(boss, "the house's own policy guards again", rpc, request).await.map(drop)
    }
}

fn time(value: &Value, pointer: &str) -> Option<Timestamp> {
    text(value, pointer).parse().ok()
}
