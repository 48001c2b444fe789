//! Requests as the rules want them, or all that is wrong with them.

use super::words;
use jiff::Timestamp;
use kontor_ids::{CustomerId, IdError, TicketId, UserId};
use kontor_proto::ticket::v1 as wire;
use kontor_proto::types::v1::Channel;
use kontor_status::{Problem, Result, Violations};
use kontor_ticket_domain::{
    Actor, Hold, ImportedChange, LogKind, NewEntry, NewTicket, Part, Priority, Refusal, Relation, State,
};
use std::collections::BTreeSet;

/// What a field for a priority takes.
const PRIORITIES: &str = "choose critical, high, normal or low";

/// What is asked of the contract service beside the ticket.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) channel: Channel,
    pub(crate) activity: String,
}

/// A ticket's name.
pub(crate) fn ticket_name(violations: &mut Violations, name: &str) -> TicketId {
    let id = violations.take("name", TicketId::from_resource_name(name));
    id.unwrap_or_else(|| TicketId::from_uuid(kontor_ids::Uuid::nil()))
}

/// A request's id.
pub(crate) fn request_id(violations: &mut Violations, id: &str) {
    let holds = id.parse::<kontor_ids::Uuid>().is_ok();
    violations.require(
        holds,
        "request_id",
        "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057",
    );
}

/// A name that may be empty.
pub(crate) fn optional<T>(
    violations: &mut Violations,
    field: &str,
    name: &str,
    read: impl Fn(&str) -> Result<T, IdError>,
) -> Option<T> {
    if name.is_empty() { None } else { violations.take(field, read(name)) }
}

/// An instant that may be absent.
pub(crate) fn time(
    violations: &mut Violations,
    field: &str,
    at: Option<&prost_types::Timestamp>,
) -> Option<Timestamp> {
    let at = at?;
    let read = words::read_time(at);
    violations.require(read.is_some(), field, "give an instant of the years 1970 to 2999");
    read
}

fn priority(violations: &mut Violations, field: &str, value: i32) -> Option<Priority> {
    let read = words::read_priority(value);
    violations.require(value == 0 || read.is_some(), field, PRIORITIES);
    read
}

/// A new ticket, as far as it is known before its verdict: the directives are missing.
pub(crate) fn new_ticket(
    violations: &mut Violations,
    id: TicketId,
    t: &wire::Ticket,
    now: Timestamp,
) -> NewTicket {
    use kontor_ids::{AssetId, ContactId, SiteId};
    let customer = violations.take("ticket.customer", CustomerId::from_resource_name(&t.customer));
    let report_time = time(violations, "ticket.report_time", t.report_time.as_ref()).unwrap_or(now);
    let ahead = report_time.duration_since(now) > jiff::SignedDuration::from_mins(5);
    violations.require(!ahead, "ticket.report_time", "give an instant that is not in the future");
    NewTicket {
        id,
        customer: customer.unwrap_or_else(|| CustomerId::from_uuid(kontor_ids::Uuid::nil())),
        contact: optional(violations, "ticket.contact", &t.contact, ContactId::from_resource_name),
        asset: optional(violations, "ticket.asset", &t.asset, AssetId::from_resource_name),
        site: optional(violations, "ticket.site", &t.site, SiteId::from_resource_name),
        subject: violations.text("ticket.subject", &t.subject, 1, 200),
        description: violations.text("ticket.description", &t.description, 0, 20_000),
        priority: priority(violations, "ticket.priority", t.priority).unwrap_or(Priority::Normal),
        assignee: optional(violations, "ticket.assignee", &t.assignee, UserId::from_resource_name),
        team: violations.text("ticket.team", &t.team, 0, 100),
        report_time,
        directives: BTreeSet::new(),
    }
}

/// What is asked of the contract service beside the ticket.
pub(crate) fn ask(violations: &mut Violations, channel: i32, activity: &str) -> Ask {
    let read = if channel == 0 { Some(Channel::Phone) } else { Channel::try_from(channel).ok() };
    violations.require(read.is_some(), "channel", "choose remote, phone, on_site or travel");
    let activity = violations.text("activity", activity, 0, 100);
    let activity = if activity.is_empty() { "support".to_owned() } else { activity };
    Ask { channel: read.unwrap_or(Channel::Phone), activity }
}

/// A required message, or an empty one with the violation noted.
pub(crate) fn required<M: Clone + Default>(
    violations: &mut Violations,
    field: &str,
    message: Option<&M>,
) -> M {
    violations.require(message.is_some(), field, "give it");
    message.cloned().unwrap_or_default()
}

/// An entry and who is named as acting: the caller, or a contact of the customer.
pub(crate) fn entry(violations: &mut Violations, e: &wire::LogEntry, caller: Actor) -> (NewEntry, Actor) {
    let kind = words::read_log_kind(e.kind).filter(|kind| kind.is_manual());
    violations.require(kind.is_some(), "entry.kind", "choose a call, mail, message, note, session or visit");
    let actor = if e.actor.is_empty() { caller.clone() } else { Actor::parse(&e.actor) };
    let known = actor == caller || matches!(actor, Actor::Contact(_));
    violations.require(known, "entry.actor", "leave it empty for yourself, or give contacts/{contact}");
    let minutes = u32::try_from(e.worked_minutes).ok().filter(|n| *n <= 1440);
    violations.require(minutes.is_some(), "entry.worked_minutes", "give 0 to 1440 minutes");
    let kind = kind.unwrap_or(LogKind::Note);
    let wordless =
        matches!(kind, LogKind::CallIn | LogKind::CallOut | LogKind::RemoteSession | LogKind::Visit);
    let entry = NewEntry {
        kind,
        text: violations.text("entry.text", &e.text, usize::from(!wordless), 20_000),
        event_time: time(violations, "entry.event_time", e.event_time.as_ref()),
        public: e.public,
        worked_minutes: minutes.unwrap_or_default(),
    };
    (entry, actor)
}

/// What a ticket shall wait for.
pub(crate) fn hold(violations: &mut Violations, state: i32) -> Hold {
    let hold = words::read_state(state).and_then(|state| Hold::try_from(state).ok());
    violations.require(hold.is_some(), "state", "choose waiting_customer, waiting_vendor or scheduled");
    hold.unwrap_or(Hold::Customer)
}

/// A priority that must be given.
pub(crate) fn required_priority(violations: &mut Violations, value: i32) -> Priority {
    let read = words::read_priority(value);
    violations.require(read.is_some(), "priority", PRIORITIES);
    read.unwrap_or(Priority::Normal)
}

/// How a ticket relates to another one.
pub(crate) fn relation(violations: &mut Violations, value: i32) -> Relation {
    let read = words::read_relation(value).filter(|relation| relation.is_manual());
    let choices = "choose child_of, parent_of, duplicate_of, duplicated_by, caused_by or causes";
    violations.require(read.is_some(), "relation", choices);
    read.unwrap_or(Relation::ChildOf)
}

/// Another ticket's name.
pub(crate) fn other_ticket(violations: &mut Violations, field: &str, name: &str) -> TicketId {
    let id = violations.take(field, TicketId::from_resource_name(name));
    id.unwrap_or_else(|| TicketId::from_uuid(kontor_ids::Uuid::nil()))
}

/// What is split off.
pub(crate) fn part(violations: &mut Violations, r: &wire::SplitTicketRequest) -> Part {
    let sequences: BTreeSet<u32> =
        r.sequences.iter().filter_map(|n| u32::try_from(*n).ok().filter(|n| *n > 0)).collect();
    let all = !r.sequences.is_empty() && r.sequences.len() <= 200 && sequences.len() == r.sequences.len();
    violations.require(all, "sequences", "name 1 to 200 entries by their sequences, each once");
    violations.require(r.priority == 0 || words::read_priority(r.priority).is_some(), "priority", PRIORITIES);
    let report_time = time(violations, "report_time", r.report_time.as_ref());
    Part { sequences, report_time }
}

/// The changes of an imported ticket. Their number and order are the rules' matter.
pub(crate) fn changes(violations: &mut Violations, changes: &[wire::ImportedChange]) -> Vec<ImportedChange> {
    violations.require(!changes.is_empty(), "changes", "give 1 to 1000 changes");
    let mut read = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter().take(1001).enumerate() {
        let field = |name: &str| format!("changes[{i}].{name}");
        let event_time = time(violations, &field("event_time"), change.event_time.as_ref());
        violations.require(change.event_time.is_some(), field("event_time"), "give it");
        let state: Option<State> = words::read_state(change.state);
        violations.require(change.state == 0 || state.is_some(), field("state"), "choose a known state");
        read.push(ImportedChange {
            event_time: event_time.unwrap_or_default(),
            state,
            priority: priority(violations, &field("priority"), change.priority),
            team: violations.text(&field("team"), &change.team, 0, 100),
            assignee: violations.text(&field("assignee"), &change.assignee, 0, 200),
            actor: violations.text(&field("actor"), &change.actor, 0, 200),
            note: violations.text(&field("note"), &change.note, 0, 2000),
            response: change.response,
        });
    }
    read
}

/// Why a command was refused, for the caller.
pub(crate) fn refused(ticket: TicketId, refusal: Refusal) -> Problem {
    use kontor_status::Reason;
    let reason = match refusal {
        Refusal::Invalid { field, remedy } => return Problem::field(field, remedy),
        Refusal::Unacknowledged(_) => Reason::DirectiveUnacknowledged,
        Refusal::WrongState { .. }
        | Refusal::Closed
        | Refusal::Merged(_)
        | Refusal::Together(_)
        | Refusal::NoSuchDirective(_)
        | Refusal::Unchanged { .. } => Reason::WrongState,
    };
    Problem::refused(reason, ticket.resource_name(), refusal.to_string())
}
