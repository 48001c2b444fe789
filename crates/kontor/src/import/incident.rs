//! Rows of an incident log, grouped to incidents.

use super::ImportError;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Columns without which nothing can be imported.
const NEEDED: [&str; 7] =
    ["number", "incident_state", "sys_updated_at", "opened_at", "priority", "caller_id", "location"];

/// Most changes of one incident; more are refused as a mistake of the export.
const MOST_CHANGES: usize = 1_000;

/// A row that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its line in the file, the header being line 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// One row as it stands in the file. `?` means unknown.
#[derive(Debug, Deserialize)]
struct Row {
    number: String,
    incident_state: String,
    sys_updated_at: String,
    opened_at: String,
    priority: String,
    caller_id: String,
    location: String,
    #[serde(default)]
    assignment_group: String,
    #[serde(default)]
    assigned_to: String,
    #[serde(default)]
    sys_updated_by: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    subcategory: String,
}

/// One change of an incident.
#[derive(Debug, Clone)]
struct Change {
    at: jiff::Timestamp,
    state: &'static str,
    priority: &'static str,
    team: String,
    assignee: String,
    actor: String,
}

/// One incident with its history in order of time.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    pub(super) number: String,
    pub(super) location: String,
    pub(super) caller: String,
    subject: String,
    opened: jiff::Timestamp,
    changes: Vec<Change>,
}

/// Reads a file: the incidents, the number of good rows, the bad rows.
pub(super) fn read(path: &Path) -> Result<(Vec<Incident>, usize, Vec<Rejected>), ImportError> {
    let failed = |source| ImportError::File { path: path.to_owned(), source };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(failed)?;
    let headers = reader.headers().map_err(failed)?.clone();
    let missing: Vec<_> = NEEDED.into_iter().filter(|c| !headers.iter().any(|h| h == *c)).collect();
    if !missing.is_empty() {
        return Err(ImportError::Columns { path: path.to_owned(), columns: missing.join(", ") });
    }
    let (mut incidents, mut rejected, mut good) = (BTreeMap::new(), Vec::new(), 0);
    for record in reader.records() {
        let line = record.as_ref().ok().and_then(csv::StringRecord::position).map_or(0, csv::Position::line);
        let row = record.and_then(|r| r.deserialize::<Row>(Some(&headers)));
        match row.map_err(|e| e.to_string()).and_then(|row| enter(&mut incidents, row)) {
            Ok(()) => good += 1,
            Err(reason) => rejected.push(Rejected { line, reason }),
        }
    }
    let mut incidents: Vec<Incident> = incidents.into_values().collect();
    for incident in &mut incidents {
        // Stable: rows of one minute stay in the order of the file.
        incident.changes.sort_by_key(|c| c.at);
    }
    Ok((incidents, good, rejected))
}

fn enter(incidents: &mut BTreeMap<String, Incident>, row: Row) -> Result<(), String> {
    let number = known(&row.number).ok_or("number is missing")?;
    let change = Change {
        at: instant("sys_updated_at", &row.sys_updated_at)?,
        state: state(&row.incident_state)?,
        priority: priority(&row.priority)?,
        team: known(&row.assignment_group).unwrap_or_default(),
        assignee: known(&row.assigned_to).unwrap_or_default(),
        actor: known(&row.sys_updated_by).unwrap_or_default(),
    };
    let opened = instant("opened_at", &row.opened_at)?;
    let words = [known(&row.category), known(&row.subcategory)];
    let subject = words.into_iter().flatten().collect::<Vec<_>>().join(" / ");
    let incident = incidents.entry(number.clone()).or_insert_with(|| Incident {
        location: known(&row.location).unwrap_or_else(|| "Location unknown".to_owned()),
        caller: known(&row.caller_id).unwrap_or_default(),
        subject: if subject.is_empty() { number.clone() } else { subject },
        number,
        opened,
        changes: Vec::new(),
    });
    if incident.changes.len() >= MOST_CHANGES {
        return Err(format!("{} has more than {MOST_CHANGES} changes", incident.number));
    }
    incident.changes.push(change);
    Ok(())
}

fn known(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty() && text != "?").then_some(text)
}

/// Local times of the file, read as Europe/Berlin; of two equal times in autumn the first.
fn instant(column: &str, text: &str) -> Result<jiff::Timestamp, String> {
    let remedy = || format!("{column} is \"{text}\": write it as DD-MM-YYYY HH:MM");
    let local = DateTime::strptime("%d-%m-%Y %H:%M", text.trim()).map_err(|_| remedy())?;
    let zone = TimeZone::get("Europe/Berlin").map_err(|e| e.to_string())?;
    zone.to_timestamp(local).map_err(|_| remedy())
}

fn state(text: &str) -> Result<&'static str, String> {
    match text.trim() {
        "New" => Ok("TICKET_STATE_NEW"),
        "Active" => Ok("TICKET_STATE_IN_PROGRESS"),
        "Awaiting User Info" | "Awaiting Evidence" => Ok("TICKET_STATE_WAITING_CUSTOMER"),
        "Awaiting Vendor" | "Awaiting Problem" => Ok("TICKET_STATE_WAITING_VENDOR"),
        "Scheduled" => Ok("TICKET_STATE_SCHEDULED"),
        "Resolved" => Ok("TICKET_STATE_RESOLVED"),
        "Closed" => Ok("TICKET_STATE_CLOSED"),
        _ => Err(format!("incident_state \"{text}\" is unknown: see docs/import.md")),
    }
}

fn priority(text: &str) -> Result<&'static str, String> {
    match text.trim().as_bytes().first() {
        Some(b'1') => Ok("PRIORITY_CRITICAL"),
        Some(b'2') => Ok("PRIORITY_HIGH"),
        Some(b'3') => Ok("PRIORITY_NORMAL"),
        Some(b'4' | b'5') => Ok("PRIORITY_LOW"),
        _ => Err(format!("priority \"{text}\" is unknown: begin it with 1 to 5")),
    }
}

impl Incident {
    /// The request that takes it over.
    pub(super) fn request(&self, customer: &str, contact: Option<&str>, request_id: String) -> Value {
        let first = self.changes.first();
        let mut ticket = json!({"customer": customer, "subject": self.subject, "externalKey": self.number,
            "priority": first.map_or("PRIORITY_NORMAL", |c| c.priority),
            // Some incidents were updated before they say they were opened; the earlier instant is the report (S6).
            "reportTime": first.map_or(self.opened, |c| c.at.min(self.opened)).to_string()});
        if let Some(contact) = contact {
            ticket["contact"] = json!(contact);
        }
        json!({"ticket": ticket, "changes": self.changes(), "requestId": request_id})
    }

    /// Each change tells only what differs from the one before.
    fn changes(&self) -> Vec<Value> {
        let mut before: Option<&Change> = None;
        let mut responded = false;
        let mut all = Vec::new();
        for change in &self.changes {
            let mut json = json!({"eventTime": change.at.to_string(), "actor": change.actor});
            if before.is_none_or(|b| b.state != change.state) {
                json["state"] = json!(change.state);
            }
            if before.is_none_or(|b| b.priority != change.priority) {
                json["priority"] = json!(change.priority);
            }
            if before.is_none_or(|b| b.team != change.team) {
                json["team"] = json!(change.team);
            }
            if before.is_none_or(|b| b.assignee != change.assignee) {
                json["assignee"] = json!(change.assignee);
            }
            // The log has no calls or mails. Made up (docs/import.md): whoever begins, asks back or resolves has
            // spoken with the customer.
            if !responded && !matches!(change.state, "TICKET_STATE_NEW" | "TICKET_STATE_WAITING_VENDOR") {
                json["response"] = json!(true);
                responded = true;
            }
            all.push(json);
            before = Some(change);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const HEADER: &str = "number,incident_state,sys_updated_at,opened_at,priority,caller_id,location\n";

    fn file(name: &str, text: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("kontor-{}-{name}.csv", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        path
    }

    #[test]
    fn bad_rows_are_told_by_line_and_nothing_else_is_lost() {
        let text = format!(
            "{HEADER}A,New,29-02-2016 01:23,29-02-2016 01:16,3 - Moderate,C 1,Location 1\n\
             A,Dancing,29-02-2016 01:24,29-02-2016 01:16,3,C 1,Location 1\n\
             A,Active,30-02-2016 01:24,29-02-2016 01:16,3,C 1,Location 1\n\
             ?,Active,29-02-2016 01:25,29-02-2016 01:16,3,C 1,Location 1\n\
             A,Active\n\
             A,Active,29-02-2016 01:25,29-02-2016 01:16,9,C 1,Location 1\n\
             A,Active,29-02-2016 01:26,29-02-2016 01:16,3,C 1,Location 1\n"
        );
        let (incidents, good, rejected) = read(&file("bad", &text)).unwrap();
        assert_eq!((incidents.len(), good), (1, 2));
        assert_eq!(rejected.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(incidents[0].changes.len(), 2);
    }

    #[test]
    fn missing_columns_are_named_all_at_once() {
        let error = read(&file("columns", "number,priority\nA,1\n")).unwrap_err().to_string();
        assert!(error.contains("incident_state") && error.contains("location"), "{error}");
    }

    #[test]
    fn changes_tell_what_differs() {
        let text = format!(
            "{HEADER}A,New,29-02-2016 01:23,29-02-2016 01:16,3,C 1,Location 1\n\
             A,New,29-02-2016 02:23,29-02-2016 01:16,2,C 1,Location 1\n\
             A,Active,29-02-2016 03:23,29-02-2016 01:16,2,C 1,Location 1\n"
        );
        let (incidents, ..) = read(&file("differs", &text)).unwrap();
        let changes = incidents[0].changes();
        assert_eq!(changes[1].get("state"), None);
        assert_eq!(changes[1]["priority"], "PRIORITY_HIGH");
        assert_eq!(changes[2]["response"], true);
        assert_eq!(changes[2].get("priority"), None);
    }
}
