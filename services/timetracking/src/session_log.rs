//! Logs of tools for remote sessions, as they come (N4).

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TicketId, UserId};
use kontor_proto::types::v1::LocalizedText;
use kontor_timetracking_domain::sessions::Session;
use kontor_timetracking_domain::week::Range;
use ring::digest::{Context, SHA256};
use std::collections::BTreeMap;

/// Most rows of one log.
pub(crate) const MOST_ROWS: usize = 20_000;
/// Clocks may differ by this.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The columns that are read, with their other names.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("technician", &["techniker", "mitarbeiter", "user", "benutzer"]),
    ("start", &["beginn", "start time", "startzeit"]),
    ("end", &["ende", "end time", "endzeit"]),
    ("ticket", &["ticketnummer"]),
    ("host", &["rechner", "computer", "device"]),
    ("asset", &["gerät", "geraet"]),
    ("customer", &["kunde"]),
    ("tool", &["werkzeug"]),
    ("note", &["bemerkung", "notiz", "comment", "kommentar"]),
];

/// A row that could be read.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) session: Session,
    /// The ticket's number as it stands there; empty for none.
    pub(crate) ticket: String,
    /// The host and the asset as they stand there, without empty ones: either may tell the ticket.
    pub(crate) hosts: Vec<String>,
    pub(crate) note: String,
    pub(crate) digest: Vec<u8>,
}

/// What cannot be read, and where.
#[derive(Debug, Clone)]
pub(crate) struct BadRow {
    pub(crate) line: u64,
    pub(crate) column: &'static str,
    pub(crate) reason: LocalizedText,
}

/// A log as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) rows: Vec<Row>,
    pub(crate) bad: Vec<BadRow>,
    /// All rows below the head.
    pub(crate) count: usize,
}

/// What the log is read with.
pub(crate) struct Reading<'a> {
    pub(crate) zone: &'a TimeZone,
    /// Who is who, by lower-case name.
    pub(crate) technicians: &'a BTreeMap<String, UserId>,
    pub(crate) now: Timestamp,
}

/// Why a log cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LogError {
    /// Columns are missing.
    #[error("name the column(s) {0} in the first line")]
    Columns(String),
    /// It is too long.
    #[error("split it: at most {MOST_ROWS} rows are taken at once")]
    TooLong,
}

fn told(de: impl Into<String>, en: impl Into<String>) -> LocalizedText {
    LocalizedText { de: de.into(), en: en.into() }
}

/// Reads a log. Rows that cannot be read are named with all that is wrong with them.
///
/// # Errors
/// See [`LogError`].
pub(crate) fn read(content: &str, reading: &Reading<'_>) -> Result<Log, LogError> {
    let content = content.trim_start_matches('\u{feff}');
    let head = content.lines().next().unwrap_or_default();
    let delimiter = if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(content.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    let places = places(&head)?;
    let mut log = Log::default();
    for record in reader.records() {
        log.count += 1;
        if log.count > MOST_ROWS {
            return Err(LogError::TooLong);
        }
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let field = |name: &str| places.get(name).and_then(|at| record.get(*at)).unwrap_or_default();
                match row(line, field, reading) {
                    Ok(row) => log.rows.push(row),
                    Err(bad) => log.bad.extend(bad),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let reason = told("die Zeile ist kein UTF-8", "the line is no UTF-8");
                log.bad.push(BadRow { line, column: "", reason });
            }
        }
    }
    Ok(log)
}

fn places(head: &csv::StringRecord) -> Result<BTreeMap<&'static str, usize>, LogError> {
    let named = |(name, others): &(&'static str, &[&str])| {
        let found = head.iter().position(|head| {
            let head = head.to_lowercase();
            head == *name || others.contains(&head.as_str())
        });
        found.map(|at| (*name, at))
    };
    let places: BTreeMap<&'static str, usize> = COLUMNS.iter().filter_map(named).collect();
    let missing: Vec<&str> =
        ["technician", "start", "end"].into_iter().filter(|name| !places.contains_key(name)).collect();
    if missing.is_empty() { Ok(places) } else { Err(LogError::Columns(missing.join(", "))) }
}

fn row<'a>(line: u64, field: impl Fn(&str) -> &'a str, reading: &Reading<'_>) -> Result<Row, Vec<BadRow>> {
    let mut bad = Vec::new();
    let mut keep = |column, reason| bad.push(BadRow { line, column, reason });
    let technician = technician(field("technician"), reading);
    if technician.is_none() {
        keep("technician", unknown_technician(field("technician")));
    }
    let start = instant(field("start"), reading.zone);
    let end = instant(field("end"), reading.zone);
    for (column, read) in [("start", &start), ("end", &end)] {
        if let Err(reason) = read {
            keep(column, reason.clone());
        }
    }
    let range = match (start, end) {
        (Ok(start), Ok(end)) => match check(Range { start, end }, reading.now) {
            Ok(range) => Some(range),
            Err(reason) => {
                keep("end", reason);
                None
            }
        },
        _ => None,
    };
    let place = place(&[field("host"), field("asset"), field("customer")]);
    let note = cut(
        &[field("tool"), field("note")].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": "),
        2_000,
    );
    match (technician, range) {
        (Some(technician), Some(range)) if bad.is_empty() => {
            let ticket = field("ticket").to_owned();
            let digest = digest(technician, &ticket, &place, range);
            Ok(Row {
                line,
                session: Session { technician, ticket: None::<TicketId>, place, range },
                ticket,
                hosts: [field("asset"), field("host")]
                    .into_iter()
                    .filter(|host| !host.is_empty())
                    .map(str::to_owned)
                    .collect(),
                note,
                digest,
            })
        }
        _ => Err(bad),
    }
}

fn technician(name: &str, reading: &Reading<'_>) -> Option<UserId> {
    let known = reading.technicians.get(&name.to_lowercase()).copied();
    known.or_else(|| UserId::from_resource_name(name).ok())
}

fn unknown_technician(name: &str) -> LocalizedText {
    if name.is_empty() {
        return told("es fehlt, wer gearbeitet hat", "who worked is missing");
    }
    let name = cut(name, 100);
    told(
        format!("„{name}“ ist keinem Benutzer zugeordnet"),
        format!("\"{name}\" is no user: name who it is among the technicians"),
    )
}

/// The parts that say where, each once.
fn place(parts: &[&str]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for part in parts {
        if !part.is_empty() && !all.contains(part) {
            all.push(part);
        }
    }
    cut(&all.join(", "), 200)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

/// An instant as RFC 3339, or local time of the zone.
fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, LocalizedText> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Timestamp::from_second(at.as_second()).map_err(|_| unreadable(text));
    }
    let formats =
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"];
    let local = formats.into_iter().find_map(|format| DateTime::strptime(format, text).ok());
    let local = local.ok_or_else(|| unreadable(text))?;
    let ambiguous = zone.to_ambiguous_timestamp(local);
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(told(
            format!("{text} gab es nicht: die Uhr wurde vorgestellt"),
            format!("there was no {text}: the clock was put forward"),
        ));
    }
    ambiguous.earlier().map_err(|_| unreadable(text))
}

fn unreadable(text: &str) -> LocalizedText {
    let text = cut(text, 60);
    told(
        format!("„{text}“ ist kein Zeitpunkt: schreiben Sie 2026-03-02 09:15:00 oder 02.03.2026 09:15"),
        format!("\"{text}\" is no instant: write 2026-03-02 09:15:00 or 02.03.2026 09:15"),
    )
}

fn check(range: Range, now: Timestamp) -> Result<Range, LocalizedText> {
    if range.end <= range.start {
        return Err(told("das Ende liegt nicht nach dem Beginn", "the end is not after the start"));
    }
    if range.seconds() > 86_400 {
        return Err(told("länger als 24 Stunden arbeitet niemand", "nobody works for more than 24 hours"));
    }
    if range.start.as_second() < 0 || range.end.duration_since(now) > AHEAD {
        return Err(told("die Sitzung liegt in der Zukunft", "the session lies in the future"));
    }
    Ok(range)
}

/// What a session says; the tool and the note may be worded anew.
fn digest(technician: UserId, ticket: &str, place: &str, range: Range) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    let (start, end) = (range.start.as_second().to_string(), range.end.as_second().to_string());
    for part in [&technician.to_string(), ticket, place, &start, &end] {
        context.update(part.as_bytes());
        context.update(b"\n");
    }
    context.finish().as_ref().to_vec()
}
