//! `kontor drill`: who would have heard what when (E1, E4), by the drill of the escalation service. Changes nothing.

use crate::client::{CallError, Door};
use crate::tour::text;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

/// The language of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Speech {
    /// German
    De,
    /// English
    En,
}

/// What is tried on what, and how it is shown.
#[derive(Debug, clap::Args)]
pub struct Drill {
    /// The escalation policy, by its name or as `escalationPolicies/…`; the newest where it is left out
    policy: Option<String>,
    /// A ticket with its clocks as they stand, as `tickets/…`; a made-up case where it is left out
    #[arg(long, conflicts_with_all = ["sla_policy", "calendar", "priority", "report_time", "assignee", "team", "customer"])]
    ticket: Option<String>,
    /// The SLA policy of the case, by its name or as `slaPolicies/…`; the house's only one where it is left out
    #[arg(long)]
    sla_policy: Option<String>,
    /// The calendar of the case, by its name or as `calendars/…`; the house's only one where it is left out
    #[arg(long)]
    calendar: Option<String>,
    /// The priority of the case
    #[arg(long, default_value = "normal", value_parser = ["critical", "high", "normal", "low"])]
    priority: String,
    /// When the case is reported; now where it is left out
    #[arg(long)]
    report_time: Option<Timestamp>,
    /// Who works on the case, as `users/…`
    #[arg(long)]
    assignee: Option<String>,
    /// The team that the case is with
    #[arg(long)]
    team: Option<String>,
    /// The customer of the case, as `customers/…`
    #[arg(long)]
    customer: Option<String>,
    /// How many days ahead
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=31))]
    days: u32,
    /// Prints what the service answers, instead of a table
    #[arg(long)]
    json: bool,
    /// The language of the table
    #[arg(long, value_enum, default_value = "de")]
    lang: Speech,
    /// The zone of the table's times
    #[arg(long, default_value = "Europe/Berlin")]
    time_zone: String,
}

/// How the table is written.
struct Shown {
    speech: Speech,
    zone: TimeZone,
}

/// Asks the service and prints what would happen.
///
/// # Errors
/// When a name is unknown or stands for several things, and whatever the gateway refuses.
pub async fn run(door: &Door, drill: &Drill) -> Result<(), Box<dyn Error>> {
    let zone = TimeZone::get(&drill.time_zone).map_err(|e| format!("--time-zone: {e}"))?;
    let answer = door.call("escalation.DrillService/DrillEscalation", request(door, drill).await?).await?;
    if drill.json {
        println!("{answer}");
        return Ok(());
    }
    print!("{}", table(&answer, &people(door).await, &Shown { speech: drill.lang, zone }));
    Ok(())
}

async fn request(door: &Door, drill: &Drill) -> Result<Value, Box<dyn Error>> {
    let mut request = json!({"span": format!("{}s", u64::from(drill.days) * 86_400)});
    if let Some(policy) = &drill.policy {
        let list = ("escalation.EscalationService/ListEscalationPolicies", "policies");
        request["policy"] = json!(find(door, list, "an escalation policy", Some(policy)).await?);
    }
    if let Some(ticket) = &drill.ticket {
        request["ticket"] = json!(ticket);
        return Ok(request);
    }
    let (policies, calendars) = (
        ("contract.LevelService/ListSlaPolicies", "policies"),
        ("contract.LevelService/ListCalendars", "calendars"),
    );
    let mut case = json!({
        "slaPolicy": find(door, policies, "an SLA policy", drill.sla_policy.as_deref()).await?,
        "calendar": find(door, calendars, "a calendar", drill.calendar.as_deref()).await?,
        "priority": format!("PRIORITY_{}", drill.priority.to_uppercase()),
    });
    for (key, value) in [("assignee", &drill.assignee), ("team", &drill.team), ("customer", &drill.customer)]
    {
        if let Some(value) = value {
            case[key] = json!(value);
        }
    }
    if let Some(at) = drill.report_time {
        case["reportTime"] = json!(at);
    }
    request["hypothetical"] = case;
    Ok(request)
}

/// The resource name of what people call so; of the only one where they call it nothing.
async fn find(
    door: &Door,
    (rpc, key): (&str, &str),
    what: &str,
    called: Option<&str>,
) -> Result<String, Box<dyn Error>> {
    if let Some(name) = called.filter(|name| name.contains('/')) {
        return Ok(name.to_owned());
    }
    let all = pages(door, rpc, key).await?;
    chosen(&all, what, called).map_err(Into::into)
}

fn chosen(all: &[Value], what: &str, called: Option<&str>) -> Result<String, String> {
    let fits = |one: &&Value| called.is_none_or(|called| text(one, "/displayName") == called);
    let found: Vec<&Value> = all.iter().filter(fits).collect();
    let names = |some: &[&Value]| {
        let name = |one: &&Value| format!("\n  {}  {}", text(one, "/name"), text(one, "/displayName"));
        some.iter().map(name).collect::<String>()
    };
    match (found.as_slice(), called) {
        ([one], _) => Ok(text(one, "/name").to_owned()),
        ([], Some(called)) => {
            let all: Vec<&Value> = all.iter().collect();
            Err(format!("`{called}` is not {what}; name one of{}", names(&all)))
        }
        ([], None) => Err(format!("the house lacks {what}: create one first")),
        (some, _) => Err(format!("say which of these you mean, {what} by its name{}", names(some))),
    }
}

async fn pages(door: &Door, rpc: &str, key: &str) -> Result<Vec<Value>, CallError> {
    let (mut all, mut token) = (Vec::new(), String::new());
    loop {
        let page = door.call(rpc, json!({"pageSize": 200, "pageToken": token})).await?;
        all.extend(page.get(key).and_then(Value::as_array).into_iter().flatten().cloned());
        token = text(&page, "/nextPageToken").to_owned();
        if token.is_empty() {
            return Ok(all);
        }
    }
}

/// The names of the house's people. Who may not see them sees ids.
async fn people(door: &Door) -> BTreeMap<String, String> {
    let all = pages(door, "identity.IdentityService/ListUsers", "users").await.unwrap_or_default();
    let name = |user: &Value| (text(user, "/name").to_owned(), text(user, "/displayName").to_owned());
    all.iter().map(name).collect()
}

impl Shown {
    const fn say(&self, de: &'static str, en: &'static str) -> &'static str {
        match self.speech {
            Speech::De => de,
            Speech::En => en,
        }
    }

    fn time(&self, at: &str) -> String {
        let format = self.say("%d.%m.%Y %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %Z");
        let local = |at: Timestamp| at.to_zoned(self.zone.clone()).strftime(format).to_string();
        at.parse::<Timestamp>().map_or_else(|_| at.to_owned(), local)
    }

    fn clock(&self, kind: &str) -> &'static str {
        match kind {
            "CLOCK_KIND_RESPONSE" => self.say("Reaktion", "response"),
            "CLOCK_KIND_UPDATE" => self.say("Information", "update"),
            "CLOCK_KIND_RESOLUTION" => self.say("Lösung", "resolution"),
            _ => "?",
        }
    }

    fn action(&self, action: &str) -> String {
        let known = match action.trim_start_matches("ACTION_") {
            "NOTIFY_ASSIGNEE" => self.say("Bearbeiter", "assignee"),
            "NOTIFY_TEAM" => self.say("Team", "team"),
            "NOTIFY_TEAM_LEAD" => self.say("Teamleitung", "team lead"),
            "NOTIFY_ON_CALL" => self.say("Bereitschaft", "on call"),
            "NOTIFY_MANAGEMENT" => self.say("Leitung", "management"),
            "NOTIFY_ACCOUNT_AGENT" => self.say("Ansprechpartner", "account agent"),
            "NOTIFY_CUSTOMER" => self.say("Kunde", "customer"),
            "RAISE_PRIORITY" => self.say("Priorität erhöhen", "raise priority"),
            "MOVE_TO_LEVEL_2" => self.say("Second Level", "level 2"),
            "REASSIGN" => self.say("anderes Team", "reassign"),
            "OPEN_FOLLOW_UP" => self.say("Wiedervorlage", "follow-up"),
            "CALL_WEBHOOK" => self.say("Webhook", "webhook"),
            other => return other.to_lowercase(),
        };
        known.to_owned()
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// What would happen, a line for each firing and one for each person who would hear of it.
fn table(answer: &Value, people: &BTreeMap<String, String>, shown: &Shown) -> String {
    let mut out = String::new();
    let mut count = 0;
    for firing in list(answer, "firings") {
        count += 1;
        let words = |key: &'static str| {
            let words: Vec<String> =
                list(firing, key).filter_map(Value::as_str).map(|word| shown.action(word)).collect();
            words.join(", ")
        };
        let place = firing.get("step").and_then(Value::as_i64).unwrap_or_default() + 1;
        let repetition = firing.get("repetition").and_then(Value::as_i64).unwrap_or_default();
        let again = if repetition == 0 { String::new() } else { format!(" +{repetition}") };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}  {} {place}{again}  {}: {}",
            shown.time(text(firing, "/dueTime")),
            shown.say("Stufe", "step"),
            shown.clock(text(firing, "/kind")),
            words("actions"),
        );
        for told in list(firing, "notifications") {
            let person = text(told, "/person");
            let name = people.get(person).map_or(person, String::as_str);
            let at = shown.time(text(told, "/notifyTime"));
            let _ = writeln!(out, "    {at}  {name}");
        }
        let unreached = words("unreached");
        if !unreached.is_empty() {
            let nobody = shown
                .say("niemand zu finden, die Leitung hört es", "nobody found, the management hears of it");
            let _ = writeln!(out, "    {unreached}: {nobody}");
        }
    }
    let more = answer.get("truncated").and_then(Value::as_bool).unwrap_or_default();
    let end = match (count, more) {
        (0, _) => shown.say("nichts würde auslösen", "nothing would fire").to_owned(),
        (_, false) => format!("{count} {}", shown.say("Auslösungen", "firings")),
        (_, true) => {
            format!("{count} {}", shown.say("Auslösungen, weitere folgen", "firings, more would follow"))
        }
    };
    out + &end + "\n"
}

#[cfg(test)]
mod tests;
