//! Requests as the rules want them, or all that is wrong with them.

use crate::commands::correct_time_entry::Correction;
use crate::wire::{visit, words};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kontor_access::Caller;
use kontor_ids::{IdError, TicketId, TimeEntryId, UserId, Uuid};
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::types::v1 as types;
use kontor_status::{Problem, Result, Violations};
use kontor_timetracking_domain::{Activity, Channel, Entry, EntryInput, Material, Running, Travel};

/// A request's id.
pub(super) fn request_id(violations: &mut Violations, id: &str) {
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057";
    violations.require(id.parse::<Uuid>().is_ok(), "request_id", remedy);
}

/// An entry's name.
pub(super) fn entry_name(violations: &mut Violations, field: &str, name: &str) -> TimeEntryId {
    let id = violations.take(field, TimeEntryId::from_resource_name(name));
    id.unwrap_or_else(|| TimeEntryId::from_uuid(Uuid::nil()))
}

fn ticket_name(violations: &mut Violations, field: &str, name: &str) -> TicketId {
    let id = violations.take(field, TicketId::from_resource_name(name));
    id.unwrap_or_else(|| TicketId::from_uuid(Uuid::nil()))
}

/// A name that may be empty.
pub(super) fn optional<T>(
    violations: &mut Violations,
    field: &str,
    name: &str,
    read: impl Fn(&str) -> Result<T, IdError>,
) -> Option<T> {
    if name.is_empty() { None } else { violations.take(field, read(name)) }
}

/// What was read, unless anything is wrong.
///
/// # Errors
/// [`Problem::Invalid`] with all fields.
pub(super) fn finished<T>(violations: Violations, read: Option<T>) -> Result<T> {
    violations.finish()?;
    read.ok_or_else(|| Problem::internal("a request was refused without a reason"))
}

/// What a timer is to run for.
pub(super) fn running(violations: &mut Violations, request: &wire::StartTimerRequest) -> Running {
    let activity = Activity::parse(&request.activity).unwrap_or_else(|problem| {
        violations.add("activity", problem.remedy);
        Activity::support()
    });
    let channel = channel(violations, "channel", request.channel);
    let travel = travel(violations, request.travel.as_ref(), channel);
    Running { ticket: ticket_name(violations, "ticket", &request.ticket), activity, channel, travel }
}

/// A way to the customer; nothing where there is none.
pub(super) fn travel(
    violations: &mut Violations,
    travel: Option<&types::Travel>,
    channel: Channel,
) -> Option<Travel> {
    let mut problems = Vec::new();
    let read = Travel::read(travel.map(visit::read_travel).as_ref(), channel, &mut problems);
    for problem in problems {
        violations.add(problem.field.to_string(), problem.remedy);
    }
    read
}

/// What was used.
pub(super) fn materials(violations: &mut Violations, materials: &[types::Material]) {
    let mut problems = Vec::new();
    let _read_again_with_the_entry = Material::read_all(&visit::read_materials(materials), &mut problems);
    for problem in problems {
        violations.add(problem.field.to_string(), problem.remedy);
    }
}

/// A person, the caller where none is named.
pub(super) fn person(violations: &mut Violations, name: &str, caller: &Caller) -> UserId {
    let named = optional(violations, "technician", name, UserId::from_resource_name);
    let user = named.or_else(|| caller.user());
    violations.require(user.is_some() || !name.is_empty(), "technician", "name a person as users/{user}");
    user.unwrap_or_else(|| UserId::from_uuid(Uuid::nil()))
}

/// An instant, now where none is given.
pub(super) fn time_or(
    violations: &mut Violations,
    time: Option<&prost_types::Timestamp>,
    now: Timestamp,
) -> Timestamp {
    let Some(time) = time else { return now };
    let read = words::read_time(time);
    violations.require(read.is_some(), "time", "give an instant of the years 1970 to 2999");
    read.unwrap_or(now)
}

/// A zone with its name; that of the house where none is named.
pub(super) fn zone(violations: &mut Violations, name: &str) -> (String, TimeZone) {
    let name = if name.is_empty() { visit::HOUSE_ZONE } else { name };
    let zone = if name.len() <= 64 { TimeZone::get(name).ok() } else { None };
    violations.require(zone.is_some(), "time_zone", "give an IANA zone such as Europe/Berlin");
    (name.to_owned(), zone.unwrap_or(TimeZone::UTC))
}

/// A channel that may be left out.
pub(super) fn optional_channel(violations: &mut Violations, field: &str, value: i32) -> Option<Channel> {
    let read = channel(violations, field, value);
    (value != 0).then_some(read)
}

/// The kind of work.
pub(super) fn activity(violations: &mut Violations, text: &str) {
    if let Err(problem) = Activity::parse(text) {
        violations.add("activity", problem.remedy);
    }
}

fn channel(violations: &mut Violations, field: &str, value: i32) -> Channel {
    let read = words::read_channel(value);
    violations.require(value == 0 || read.is_some(), field, "choose remote, phone, on site or travel");
    read.unwrap_or_default()
}

/// An entry that is new; the technician is the caller unless another is named.
pub(super) fn new_entry(
    violations: &mut Violations,
    entry: Option<&wire::TimeEntry>,
    caller: &Caller,
    now: Timestamp,
) -> Option<Entry> {
    let Some(e) = entry else {
        violations.add("entry", "give it");
        return None;
    };
    let named = optional(violations, "entry.technician", &e.technician, UserId::from_resource_name);
    let technician = named.or_else(|| caller.user());
    let missing = technician.is_none() && e.technician.is_empty();
    violations.require(!missing, "entry.technician", "name who worked as users/{user}");
    content(violations, e, technician, now)
}

/// An entry as it should have been.
pub(super) fn correction(
    violations: &mut Violations,
    entry: Option<&wire::TimeEntry>,
    now: Timestamp,
) -> Option<Correction> {
    let Some(e) = entry else {
        violations.add("entry", "give it");
        return None;
    };
    let id = entry_name(violations, "entry.name", &e.name);
    violations.require(!e.etag.is_empty(), "entry.etag", "give the etag of the entry as it was read");
    let named = optional(violations, "entry.technician", &e.technician, UserId::from_resource_name);
    let entry = content(violations, e, named, now)?;
    Some(Correction { id, entry, names_technician: named.is_some(), etag: e.etag.clone() })
}

/// What an entry says. Fields that cannot be read are replaced by ones that are right, so that each is told once.
fn content(
    violations: &mut Violations,
    e: &wire::TimeEntry,
    technician: Option<UserId>,
    now: Timestamp,
) -> Option<Entry> {
    let start = e.start_time.as_ref().and_then(words::read_time);
    violations.require(start.is_some(), "entry.start_time", "give an instant of the years 1970 to 2999");
    let duration = e.duration.as_ref().and_then(words::read_duration);
    violations.require(duration.is_some(), "entry.duration", "give 1 second to 24 hours");
    let input = EntryInput {
        technician: technician.unwrap_or_else(|| UserId::from_uuid(Uuid::nil())),
        ticket: ticket_name(violations, "entry.ticket", &e.ticket),
        activity: e.activity.clone(),
        channel: channel(violations, "entry.channel", e.channel),
        start: start.unwrap_or(Timestamp::UNIX_EPOCH),
        duration: duration.unwrap_or(SignedDuration::from_secs(1)),
        text: e.text.clone(),
        internal_text: e.internal_text.clone(),
        goodwill_reason: e.goodwill_reason.clone(),
        cost_center: e.cost_center.clone(),
        allow_overlap: e.allow_overlap,
        travel: e.travel.as_ref().map(visit::read_travel),
        materials: visit::read_materials(&e.materials),
    };
    match Entry::parse(&input, now) {
        Ok(entry) => Some(entry),
        Err(problems) => {
            for problem in problems {
                violations.add(format!("entry.{}", problem.field), problem.remedy);
            }
            None
        }
    }
}
