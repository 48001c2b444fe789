//! The log of a tool for remote sessions becomes traces (N4).

use super::find_places;
use crate::session_log::{self, BadRow, Log, Reading, Row};
use crate::store::rules;
use crate::store::session::{self, NewSession};
use crate::wire;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{AssetId, UserId};
use kontor_postgres::TenantTx;
use kontor_proto::timetracking::v1::{BadSessionRow, ImportSessionsRequest, ImportSessionsResponse};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::sessions::{Session, sort_sessions};
use std::collections::{BTreeMap, BTreeSet};

const METHOD: &str = "ImportSessions";
/// Most bad rows that are named.
const MOST_NAMED: usize = 1_000;

/// How the log is read.
pub(crate) struct Manner {
    pub(crate) zone: TimeZone,
    pub(crate) technicians: BTreeMap<String, UserId>,
    pub(crate) gap: Option<SignedDuration>,
    pub(crate) least: Option<SignedDuration>,
}

/// What became of it.
struct Outcome {
    new: Vec<NewSession>,
    answer: ImportSessionsResponse,
}

/// Takes over what is new, or only tells what would be.
///
/// # Errors
/// [`Problem::Invalid`] where the head lacks columns or the log is too long, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: &ImportSessionsRequest,
    manner: &Manner,
) -> Result<ImportSessionsResponse> {
    let now = kit.clock().now();
    let reading = Reading { zone: &manner.zone, technicians: &manner.technicians, now };
    let log = session_log::read(&request.content, &reading)
        .map_err(|e| Problem::field("content", e.to_string()))?;
    if !request.validate_only
        && let Some(answer) = answered(kit.db(), caller, METHOD, &request.request_id, request).await?
    {
        return Ok(answer);
    }
    // Asked before the transaction begins.
    let silent = log.rows.iter().filter(|row| row.ticket.is_empty());
    let places: BTreeSet<String> = silent.flat_map(|row| row.hosts.iter().cloned()).collect();
    let assets = find_places::assets(contract, caller, &places).await;
    if request.validate_only {
        let mut tx = kit.db().tenant(caller.tenant()).await?;
        return Ok(sort(&mut tx, kit, log, (manner, &assets)).await?.answer);
    }
    let mut fresh = match begin(kit.db(), caller, METHOD, &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    let outcome = sort(tx, kit, log, (manner, &assets)).await?;
    if !outcome.new.is_empty() {
        session::insert(tx, &outcome.new, now).await?;
    }
    fresh.finish(outcome.answer).await
}

/// Finds the tickets, leaves out what is known, bridges gaps and drops what is short.
async fn sort(
    tx: &mut TenantTx,
    kit: &Kit,
    mut log: Log,
    (manner, assets): (&Manner, &BTreeMap<String, AssetId>),
) -> Result<Outcome> {
    let count = log.count;
    let numbers: BTreeSet<String> = log.rows.iter().map(|row| row.ticket.clone()).collect();
    let numbers: Vec<String> = numbers.into_iter().filter(|number| !number.is_empty()).collect();
    let tickets = session::tickets(tx, &numbers).await?;
    let of_assets = session::tickets_of_assets(tx, assets).await?;
    let mut bad = std::mem::take(&mut log.bad);
    log.rows.retain_mut(|row| {
        let by_place = || row.hosts.iter().find_map(|host| of_assets.get(host)).copied();
        row.session.ticket = match row.ticket.as_str() {
            "" => by_place(),
            number => tickets.get(number).copied(),
        };
        let fits = row.ticket.is_empty() || row.session.ticket.is_some();
        if !fits {
            bad.push(unknown_ticket(row));
        }
        fits
    });
    let digests: Vec<Vec<u8>> = log.rows.iter().map(|row| row.digest.clone()).collect();
    let mut seen = session::known(tx, &digests).await?;
    let before = log.rows.len();
    log.rows.retain(|row| seen.insert(row.digest.clone()));
    let known = before - log.rows.len();
    let rules = rules::get(tx).await?;
    let seconds = |n: i32| SignedDuration::from_secs(n.into());
    let gap = manner.gap.unwrap_or_else(|| seconds(rules.session_gap_seconds));
    let least = manner.least.unwrap_or_else(|| seconds(rules.session_least_seconds));
    let sessions: Vec<Session> = log.rows.iter().map(|row| row.session.clone()).collect();
    let sorted = sort_sessions(&sessions, gap, least);
    let new: Vec<NewSession> = sorted
        .merged
        .iter()
        .map(|merged| new_session(kit, &log.rows, merged.rows.as_slice(), merged.range))
        .collect();
    bad.sort_by_key(|row| row.line);
    let total = new.iter().map(|session| session.range.seconds()).sum();
    let answer = ImportSessionsResponse {
        row_count: number(count)?,
        session_count: number(new.len())?,
        known_count: number(known)?,
        dropped_count: number(sorted.dropped.len())?,
        total: Some(wire::words::seconds(total)),
        bad_row_count: number(bad.iter().map(|row| row.line).collect::<BTreeSet<_>>().len())?,
        bad_rows: bad.into_iter().take(MOST_NAMED).map(print).collect(),
    };
    Ok(Outcome { new, answer })
}

fn number(n: usize) -> Result<i32> {
    i32::try_from(n).map_err(Problem::internal)
}

fn new_session(
    kit: &Kit,
    rows: &[Row],
    places: &[usize],
    range: kontor_timetracking_domain::week::Range,
) -> NewSession {
    let first = &rows[places[0]];
    let notes = places.iter().map(|at| rows[*at].note.as_str()).find(|note| !note.is_empty());
    NewSession {
        id: kit.ids().uuid(),
        technician: first.session.technician,
        ticket: first.session.ticket,
        place: first.session.place.clone(),
        note: notes.unwrap_or_default().to_owned(),
        range,
        digests: places.iter().map(|at| rows[*at].digest.clone()).collect(),
    }
}

fn unknown_ticket(row: &Row) -> BadRow {
    let number: String = row.ticket.chars().take(60).collect();
    let reason = LocalizedText {
        de: format!("es gibt kein Ticket {number}: lassen Sie die Spalte leer, wenn keines bekannt ist"),
        en: format!("there is no ticket {number}: leave the column empty where none is known"),
    };
    BadRow { line: row.line, column: "ticket", reason }
}

fn print(row: BadRow) -> BadSessionRow {
    BadSessionRow {
        line: i32::try_from(row.line).unwrap_or(i32::MAX),
        column: row.column.to_owned(),
        reason: Some(row.reason),
    }
}
