//! What others hear of a change: one event for each log entry, with its sequence as the version (I10).

use kontor_outbox::publish as publish_event;
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1 as wire;
use kontor_status::Result;
use kontor_ticket_domain::{EntryBody, LogEntry, LogKind, NewTicket, Relation};
use prost::{Message, Name};

use crate::wire::{print, words};

/// The event of an entry other than the first.
pub(crate) enum Event {
    State(wire::TicketStateChanged),
    Priority(wire::TicketPriorityChanged),
    Assigned(wire::TicketAssigned),
    Logged(wire::TicketLogged),
    Merged(wire::TicketMerged),
    Absorbed(wire::TicketAbsorbed),
    Linked(wire::TicketLinked),
}

impl Event {
    /// What an entry tells; the digest is empty where the database gives it.
    pub(crate) fn of(entry: &LogEntry, digest: &[u8]) -> Self {
        let ticket = entry.ticket.resource_name();
        let event_time = Some(words::time(entry.event_time));
        let actor = entry.actor.to_string();
        let log_digest = digest.to_vec();
        match &entry.body {
            EntryBody::State { from, to, .. } => Self::State(wire::TicketStateChanged {
                ticket,
                from_state: words::state(*from).into(),
                to_state: words::state(*to).into(),
                event_time,
                actor,
                log_digest,
            }),
            EntryBody::Priority { to, .. } => {
                let priority = words::priority(*to).into();
                Self::Priority(wire::TicketPriorityChanged {
                    ticket,
                    priority,
                    event_time,
                    actor,
                    log_digest,
                })
            }
            EntryBody::Assignment { assignee, team } => Self::Assigned(wire::TicketAssigned {
                ticket,
                assignee: assignee.map(|id| id.resource_name()).unwrap_or_default(),
                team: team.clone(),
                event_time,
                log_digest,
            }),
            EntryBody::Plain | EntryBody::Directive(_) | EntryBody::TakenOver { .. } => {
                Self::Logged(logged(entry, digest))
            }
            EntryBody::Link { relation: Relation::MergedInto, other, .. } => {
                let into = other.resource_name();
                Self::Merged(wire::TicketMerged { ticket, into, event_time, actor, log_digest })
            }
            EntryBody::Link { relation, other, ended } => Self::Linked(wire::TicketLinked {
                ticket,
                relation: words::relation(*relation).into(),
                other: other.resource_name(),
                ended: *ended,
                event_time,
                actor,
                log_digest,
            }),
            EntryBody::Absorbed { lost, report_time, response_time } => {
                Self::Absorbed(wire::TicketAbsorbed {
                    ticket,
                    merged: lost.resource_name(),
                    report_time: report_time.map(words::time),
                    response_time: response_time.map(words::time),
                    event_time,
                    actor,
                    log_digest,
                })
            }
        }
    }

    /// The full name of its message.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::State(_) => wire::TicketStateChanged::full_name(),
            Self::Priority(_) => wire::TicketPriorityChanged::full_name(),
            Self::Assigned(_) => wire::TicketAssigned::full_name(),
            Self::Logged(_) => wire::TicketLogged::full_name(),
            Self::Merged(_) => wire::TicketMerged::full_name(),
            Self::Absorbed(_) => wire::TicketAbsorbed::full_name(),
            Self::Linked(_) => wire::TicketLinked::full_name(),
        }
    }

    /// Its bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Self::State(event) => event.encode_to_vec(),
            Self::Priority(event) => event.encode_to_vec(),
            Self::Assigned(event) => event.encode_to_vec(),
            Self::Logged(event) => event.encode_to_vec(),
            Self::Merged(event) => event.encode_to_vec(),
            Self::Absorbed(event) => event.encode_to_vec(),
            Self::Linked(event) => event.encode_to_vec(),
        }
    }
}

fn logged(entry: &LogEntry, digest: &[u8]) -> wire::TicketLogged {
    wire::TicketLogged {
        ticket: entry.ticket.resource_name(),
        sequence: crate::store::ticket::version(entry),
        kind: words::log_kind(entry.kind).into(),
        event_time: Some(words::time(entry.event_time)),
        actor: entry.actor.to_string(),
        responds: entry.responds,
        worked_minutes: i32::try_from(entry.worked_minutes).unwrap_or(i32::MAX),
        taken_from: match &entry.body {
            EntryBody::TakenOver { from, sequence } => print::entry_name(*from, sequence),
            _ => String::new(),
        },
        log_digest: digest.to_vec(),
    }
}

/// The encoded event of an entry whose sequence and digest the database appends.
pub(crate) fn logged_without_sequence(entry: &LogEntry) -> Vec<u8> {
    wire::TicketLogged { sequence: 0, ..logged(entry, &[]) }.encode_to_vec()
}

/// The event of the first entry. The number is empty where the database gives it.
pub(crate) fn opened(
    new: &NewTicket,
    number: &str,
    verdict: &kontor_proto::contract::v1::Coverage,
    digest: &[u8],
) -> wire::TicketOpened {
    let name = |name: Option<String>| name.unwrap_or_default();
    wire::TicketOpened {
        ticket: new.id.resource_name(),
        number: number.to_owned(),
        customer: new.customer.resource_name(),
        contact: name(new.contact.map(|id| id.resource_name())),
        asset: name(new.asset.map(|id| id.resource_name())),
        site: name(new.site.map(|id| id.resource_name())),
        priority: words::priority(new.priority).into(),
        report_time: Some(words::time(new.report_time)),
        sla_policy: verdict.sla_policy.clone(),
        calendar: verdict.calendar.clone(),
        calendar_version: verdict.calendar_version,
        assignee: name(new.assignee.map(|id| id.resource_name())),
        team: new.team.clone(),
        subject: new.subject.clone(),
        log_digest: digest.to_vec(),
    }
}

/// Tells of an entry in the transaction that stores it.
pub(crate) async fn publish(tx: &mut TenantTx, entry: &LogEntry, digest: &[u8]) -> Result<()> {
    debug_assert!(entry.kind != LogKind::Opened, "the first entry has an event of its own");
    let (id, version) = (entry.ticket.uuid(), i64::from(entry.sequence));
    match Event::of(entry, digest) {
        Event::State(event) => publish_event(tx, id, version, &event).await,
        Event::Priority(event) => publish_event(tx, id, version, &event).await,
        Event::Assigned(event) => publish_event(tx, id, version, &event).await,
        Event::Logged(event) => publish_event(tx, id, version, &event).await,
        Event::Merged(event) => publish_event(tx, id, version, &event).await,
        Event::Absorbed(event) => publish_event(tx, id, version, &event).await,
        Event::Linked(event) => publish_event(tx, id, version, &event).await,
    }
}
