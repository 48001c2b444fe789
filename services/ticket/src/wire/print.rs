//! Tickets and entries on the wire.

use super::words;
use crate::store::links::LinkRow;
use crate::store::log::EntryRow;
use crate::store::ticket::TicketRow;
use kontor_access::Caller;
use kontor_ids::{AssetId, ContactId, CustomerId, DirectiveId, SiteId, TicketId, UserId, Uuid};
use kontor_proto::contract::v1::Coverage;
use kontor_proto::ticket::v1::{ClockKind, ClockState, ClockView, LogEntry, Ticket, TicketLink};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Relation, Stamp};
use prost::Message as _;

/// A version as others quote it.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version:x}\"")
}

/// A ticket as a caller may see it: prices of the verdict are for those who may see quotes or invoices.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn ticket(row: TicketRow, caller: &Caller) -> Result<Ticket> {
    let mut coverage =
        row.coverage.as_deref().map(Coverage::decode).transpose().map_err(Problem::internal)?;
    let sees_prices = ["quote.read", "billing.read"].iter().any(|p| caller.may(p)) || caller.is_service();
    if let Some(coverage) = coverage.as_mut().filter(|_| !sees_prices) {
        coverage.per_hour = None;
    }
    let rules = row.ticket()?;
    let runs = |clock: Option<i16>| matches!(clock, Some(1 | 4));
    let response_due = row.response_due.filter(|_| runs(row.response_clock) && row.response_time.is_none());
    let resolution_due = row.resolution_due.filter(|_| runs(row.resolution_clock) && row.is_open);
    Ok(Ticket {
        name: TicketId::from_uuid(row.id).resource_name(),
        customer: CustomerId::from_uuid(row.customer_id).resource_name(),
        contact: optional(row.contact_id, |id| ContactId::from_uuid(id).resource_name()),
        asset: optional(row.asset_id, |id| AssetId::from_uuid(id).resource_name()),
        site: optional(row.site_id, |id| SiteId::from_uuid(id).resource_name()),
        assignee: optional(row.assignee_id, |id| UserId::from_uuid(id).resource_name()),
        priority: words::priority(rules.priority).into(),
        state: words::state(rules.state).into(),
        report_time: Some(words::time(row.report_time.to_jiff())),
        create_time: Some(words::time(row.create_time.to_jiff())),
        update_time: Some(words::time(row.update_time.to_jiff())),
        response_due_time: response_due.map(|at| words::time(at.to_jiff())),
        resolution_due_time: resolution_due.map(|at| words::time(at.to_jiff())),
        clocks: clocks(&row),
        coverage,
        unacknowledged_directives: row
            .unacknowledged
            .iter()
            .map(|id| DirectiveId::from_uuid(*id).resource_name())
            .collect(),
        level: row.level.into(),
        etag: etag(row.version),
        log_length: row.version,
        number: row.number,
        subject: row.subject,
        description: row.description,
        team: row.team,
        external_key: row.external_key.unwrap_or_default(),
        merged_into: optional(row.merged_into_id, |id| TicketId::from_uuid(id).resource_name()),
    })
}

fn optional(id: Option<Uuid>, name: impl Fn(Uuid) -> String) -> String {
    id.map(name).unwrap_or_default()
}

fn clocks(row: &TicketRow) -> Vec<ClockView> {
    let all = [
        (ClockKind::Response, row.response_clock, row.response_due),
        (ClockKind::Update, row.update_clock, row.update_due),
        (ClockKind::Resolution, row.resolution_clock, row.resolution_due),
    ];
    let views = all.into_iter().filter_map(|(kind, state, due)| Some((kind, state?, due)));
    views
        .map(|(kind, state, due)| ClockView {
            kind: kind.into(),
            state: state.into(),
            due_time: due
                .filter(|_| i32::from(state) != i32::from(ClockState::Paused))
                .map(|at| words::time(at.to_jiff())),
        })
        .collect()
}

/// The name of an entry.
pub(crate) fn entry_name(ticket: TicketId, sequence: impl std::fmt::Display) -> String {
    format!("{}/logEntries/{sequence}", ticket.resource_name())
}

/// An entry as it was just decided, without what the database gives: name, sequence and digest.
pub(crate) fn fresh_entry(entry: &kontor_ticket_domain::LogEntry) -> LogEntry {
    LogEntry {
        kind: words::log_kind(entry.kind).into(),
        text: entry.text.clone(),
        actor: entry.actor.to_string(),
        event_time: Some(words::time(entry.event_time)),
        record_time: Some(words::time(entry.record_time)),
        public: entry.public,
        worked_minutes: i32::try_from(entry.worked_minutes).unwrap_or(i32::MAX),
        responds: entry.responds,
        ..LogEntry::default()
    }
}

/// A stored entry.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn entry(row: EntryRow) -> Result<LogEntry> {
    let ticket = TicketId::from_uuid(row.ticket_id.unwrap_or_default());
    let malformed = || Problem::internal(format!("a log entry of {} is malformed", ticket.resource_name()));
    let state = |word: Option<String>| -> Result<i32> {
        let Some(word) = word else { return Ok(0) };
        Ok(words::state(word.parse().map_err(|_| malformed())?).into())
    };
    let priority = |word: Option<String>| -> Result<i32> {
        let Some(word) = word else { return Ok(0) };
        Ok(words::priority(word.parse().map_err(|_| malformed())?).into())
    };
    let time = |at: Option<jiff_sqlx::Timestamp>| at.map(|at| words::time(at.to_jiff()));
    let sequence = row.sequence.ok_or_else(malformed)?;
    let linked = row.linked_id.map(TicketId::from_uuid);
    let relation: Option<Relation> =
        row.relation.map(|word| word.parse().map_err(|_| malformed())).transpose()?;
    let source = linked.zip(row.linked_sequence).map(|(from, sequence)| entry_name(from, sequence));
    let kind = row.kind.and_then(|word| word.parse().ok()).ok_or_else(malformed)?;
    Ok(LogEntry {
        name: entry_name(ticket, sequence),
        sequence,
        kind: words::log_kind(kind).into(),
        text: row.text.unwrap_or_default(),
        actor: row.actor.unwrap_or_default(),
        event_time: time(row.event_time),
        record_time: time(row.record_time),
        from_state: state(row.from_state)?,
        to_state: state(row.to_state)?,
        digest: row.digest.ok_or_else(malformed)?,
        public: row.public.unwrap_or_default(),
        worked_minutes: row.worked_minutes.unwrap_or_default(),
        linked_ticket: linked.filter(|_| relation.is_some()).map(TicketId::resource_name).unwrap_or_default(),
        relation: relation.map_or(0, |relation| words::relation(relation).into()),
        link_ended: row.link_ended.unwrap_or_default(),
        taken_from: source.unwrap_or_default(),
        responds: row.responds.unwrap_or_default(),
        until_time: time(row.until_time),
        from_priority: priority(row.from_priority)?,
        to_priority: priority(row.to_priority)?,
        assignee: optional(row.assignee_id, |id| UserId::from_uuid(id).resource_name()),
        team: row.team.unwrap_or_default(),
        directive: optional(row.directive_id, |id| DirectiveId::from_uuid(id).resource_name()),
        report_time: time(row.report_time),
        response_time: time(row.response_time),
    })
}

/// A link that was just made or ended, as it is seen from a ticket.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn fresh_link(
    ticket: &TicketRow,
    relation: Relation,
    other: &TicketRow,
    stamp: &Stamp,
) -> Result<TicketLink> {
    Ok(TicketLink {
        ticket: TicketId::from_uuid(ticket.id).resource_name(),
        relation: words::relation(relation).into(),
        other: TicketId::from_uuid(other.id).resource_name(),
        other_number: other.number.clone(),
        other_subject: other.subject.clone(),
        other_state: words::state(other.state.parse().map_err(Problem::internal)?).into(),
        create_time: Some(words::time(stamp.now)),
        creator: stamp.actor.to_string(),
    })
}

/// A link of a list.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn link(row: LinkRow) -> Result<TicketLink> {
    let malformed = || Problem::internal("a link is malformed");
    let relation: Relation = row.relation.and_then(|word| word.parse().ok()).ok_or_else(malformed)?;
    let relation = if row.backwards == Some(true) { relation.inverse() } else { relation };
    let state = row.other_state.and_then(|word| word.parse().ok()).ok_or_else(malformed)?;
    Ok(TicketLink {
        ticket: optional(row.ticket_id, |id| TicketId::from_uuid(id).resource_name()),
        relation: words::relation(relation).into(),
        other: optional(row.other_id, |id| TicketId::from_uuid(id).resource_name()),
        other_number: row.other_number.unwrap_or_default(),
        other_subject: row.other_subject.unwrap_or_default(),
        other_state: words::state(state).into(),
        create_time: row.create_time.map(|at| words::time(at.to_jiff())),
        creator: row.actor.unwrap_or_default(),
    })
}
