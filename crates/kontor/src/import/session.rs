//! Logs of tools for remote sessions: they become proposals of time that should be booked (N4, docs/import.md).

use super::{ImportError, call, stable_id};
use crate::client::Door;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a log is read.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Whether it is only checked.
    pub dry_run: bool,
    /// The IANA zone of local times.
    pub time_zone: String,
    /// Gaps up to so many seconds are bridged; none for the house's rule.
    pub gap: Option<u32>,
    /// Shorter sessions are dropped; none for the house's rule.
    pub least: Option<u32>,
}

/// A row that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its line, the head being line 1.
    pub line: i64,
    /// The column.
    pub column: String,
    /// Why, in English.
    pub reason: String,
}

/// What became of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sessions {
    /// Rows below the head.
    pub rows: i64,
    /// Sessions that are new, after gaps were bridged.
    pub new: i64,
    /// Rows that were imported before.
    pub known: i64,
    /// Rows that were too short.
    pub dropped: i64,
    /// Rows that could not be read.
    pub bad: i64,
    /// At most 1,000 of them.
    pub bad_rows: Vec<BadRow>,
    /// How long the new sessions are together, in seconds.
    pub seconds: i64,
}

/// Imports a log, or tells what would be imported.
///
/// # Errors
/// [`ImportError`].
pub async fn sessions(door: &Door, path: &Path, options: &SessionOptions) -> Result<Sessions, ImportError> {
    let failed =
        |source: std::io::Error| ImportError::File { path: PathBuf::from(path), source: source.into() };
    let content = std::fs::read_to_string(path).map_err(failed)?;
    let technicians: Vec<Value> = technicians(door)
        .await?
        .into_iter()
        .map(|(alias, technician)| json!({"alias": alias, "technician": technician}))
        .collect();
    let mut request = json!({"content": content, "technicians": technicians, "validateOnly": options.dry_run,
        "timeZone": options.time_zone});
    for (field, seconds) in [("gap", options.gap), ("least", options.least)] {
        if let Some(seconds) = seconds {
            request[field] = json!(format!("{seconds}s"));
        }
    }
    // The same file asked for in the same way is the same request.
    request["requestId"] = json!(stable_id("sessions", &request.to_string()));
    let what = path.display().to_string();
    let answer = call(door, &what, "timetracking.ProposalService/ImportSessions", request).await?;
    Ok(read(&answer))
}

/// Who is who: by address, by what stands before its @, and by name. What means two people means nobody.
async fn technicians(door: &Door) -> Result<BTreeMap<String, String>, ImportError> {
    let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut token = String::new();
    loop {
        let request = json!({"pageSize": 200, "pageToken": token});
        let page = call(door, "the house's people", "identity.IdentityService/ListUsers", request).await?;
        for user in page["users"].as_array().into_iter().flatten() {
            let word = |key: &str| user[key].as_str().unwrap_or_default().trim().to_lowercase();
            let (email, name) = (word("email"), word("displayName"));
            let local = email.split('@').next().unwrap_or_default().to_owned();
            let mut aliases = vec![email, local, name];
            aliases.sort();
            aliases.dedup();
            for alias in aliases.into_iter().filter(|alias| !alias.is_empty()) {
                let whose = user["name"].as_str().map(str::to_owned);
                known.entry(alias).and_modify(|other| *other = None).or_insert(whose);
            }
        }
        token = page["nextPageToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            return Ok(known.into_iter().filter_map(|(alias, whose)| Some((alias, whose?))).collect());
        }
    }
}

fn read(answer: &Value) -> Sessions {
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    let bad_row = |row: &Value| BadRow {
        line: number(&row["line"]),
        column: row["column"].as_str().unwrap_or_default().to_owned(),
        reason: row["reason"]["en"].as_str().unwrap_or_default().to_owned(),
    };
    let total = answer["total"].as_str().unwrap_or("0s").trim_end_matches('s');
    Sessions {
        rows: number(&answer["rowCount"]),
        new: number(&answer["sessionCount"]),
        known: number(&answer["knownCount"]),
        dropped: number(&answer["droppedCount"]),
        bad: number(&answer["badRowCount"]),
        bad_rows: answer["badRows"].as_array().into_iter().flatten().map(bad_row).collect(),
        seconds: total.parse().unwrap_or_default(),
    }
}

impl std::fmt::Display for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for row in &self.bad_rows {
            writeln!(f, "line {}, {}: {}", row.line, row.column, row.reason)?;
        }
        let (hours, minutes, seconds) = (self.seconds / 3_600, self.seconds / 60 % 60, self.seconds % 60);
        write!(
            f,
            "{} rows: {} new sessions of {hours}:{minutes:02}:{seconds:02}, {} rows known before, {} too short, {} not read",
            self.rows, self.new, self.known, self.dropped, self.bad
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n4_what_became_of_a_log_is_told_with_every_bad_row() {
        let answer = json!({"rowCount": 4, "sessionCount": 1, "knownCount": 1, "badRowCount": 1, "total": "5401s",
            "badRows": [{"line": 3, "column": "end", "reason": {"de": "x", "en": "the end is not after the start"}}]});
        let told = read(&answer).to_string();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[0], "line 3, end: the end is not after the start");
        assert_eq!(
            lines[1],
            "4 rows: 1 new sessions of 1:30:01, 1 rows known before, 0 too short, 1 not read"
        );
    }
}
