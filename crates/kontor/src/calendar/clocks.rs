//! Facts under a policy: what the clocks of a ticket show at an instant, by the rules of the escalation service alone.

use super::line::{Hours, INSTANT, hours};
use crate::rate::field::Field;
use jiff::Timestamp;
use kontor_calendar::ServiceTime;
use kontor_escalation_domain::{
    CalendarRef, ClockKind, ClockState, ClockView, Happening, Language, MAX_TARGET, ProofHeader,
    TargetChange, Targets, TicketClocks, TicketState, proof_sheet,
};
use kontor_ids::{CalendarId, Uuid};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What can happen, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Reported,
    Responded,
    State(TicketState),
    Merged,
    Policy,
    Calendar,
}

const WORDS: [(&str, Word); 11] = [
    ("reported", Word::Reported),
    ("responded", Word::Responded),
    ("in_progress", Word::State(TicketState::InProgress)),
    ("waiting_customer", Word::State(TicketState::WaitingCustomer)),
    ("waiting_vendor", Word::State(TicketState::WaitingVendor)),
    ("scheduled", Word::State(TicketState::Scheduled)),
    ("resolved", Word::State(TicketState::Resolved)),
    ("closed", Word::State(TicketState::Closed)),
    ("merged", Word::Merged),
    ("policy", Word::Policy),
    ("calendar", Word::Calendar),
];

const KINDS: [(&str, ClockKind); 3] =
    [("response", ClockKind::Response), ("update", ClockKind::Update), ("resolution", ClockKind::Resolution)];

/// The ticket as it is made of its facts.
struct Case {
    clocks: Option<TicketClocks>,
    targets: Targets,
    calendars: BTreeMap<CalendarRef, ServiceTime>,
    written: BTreeMap<CalendarRef, String>,
    last: Option<Timestamp>,
}

/// Where the clocks stand at the instant that is asked about; what happens later does not count.
pub(super) fn answer(root: &Field<'_>, first: Option<Hours>) -> Option<Value> {
    for key in ["start", "seconds", "end"] {
        if root.at(key).is_there() {
            root.at(key).refuse("does not go with facts; leave one of both out");
        }
    }
    let at: Option<Timestamp> = root.at("at").demand(INSTANT);
    let policy = root.at("policy");
    if !policy.is_there() {
        policy.refuse("is missing; give response, update and resolution in seconds of service time");
    }
    let language = root.at("proof").word(&[("de", Language::German), ("en", Language::English)]);
    let calendar = CalendarRef { id: CalendarId::from_uuid(Uuid::nil()), version: 1 };
    let targets = targets(&policy, calendar);
    let mut case =
        Case { clocks: None, targets, calendars: BTreeMap::new(), written: BTreeMap::new(), last: None };
    case.keep(calendar, first);
    let facts = root.at("facts");
    for fact in facts.list() {
        case.take(&fact);
    }
    if facts.list().is_empty() {
        facts.refuse("holds nothing; begin with {\"at\": ..., \"fact\": \"reported\"}");
    }
    let (at, clocks) = (at?, case.clocks.as_ref()?);
    let mut shown = Map::new();
    for (name, kind) in KINDS {
        match clocks.view(kind, &case.calendars, at) {
            Ok(Some(view)) => {
                shown.insert(name.to_owned(), clock(&view, language.map(|l| case.sheet(kind, &view, l))));
            }
            Ok(None) => {}
            Err(error) => facts.refuse(format!("{error}; give an earlier instant or a shorter target")),
        }
    }
    Some(json!({"at": at, "clocks": shown}))
}

/// Targets in seconds; what is not named is not promised.
fn targets(policy: &Field<'_>, calendar: CalendarRef) -> Targets {
    let policy = policy.object(&["response", "update", "resolution", "pause_on_vendor"]);
    let seconds = |key: &str| {
        let most = u64::try_from(MAX_TARGET).unwrap_or(u64::MAX);
        policy.at(key).whole(1, most).and_then(|seconds| i64::try_from(seconds).ok())
    };
    Targets {
        response: seconds("response"),
        update: seconds("update"),
        resolution: seconds("resolution"),
        calendar,
        pause_for_vendor: policy.at("pause_on_vendor").flag().unwrap_or(false),
    }
}

impl Case {
    fn keep(&mut self, calendar: CalendarRef, hours: Option<Hours>) {
        if let Some(Hours { text, time }) = hours {
            self.calendars.insert(calendar, time);
            self.written.insert(calendar, text);
        }
    }

    /// Takes a fact; they come in the order in which they happened, and the first is the report.
    fn take(&mut self, fact: &Field<'_>) {
        let fact = fact.object(&["at", "fact", "by", "policy", "calendar", "zone", "land"]);
        let at: Option<Timestamp> = fact.at("at").demand(INSTANT);
        if !fact.at("fact").is_there() {
            fact.at("fact").refuse("is missing; say what happened");
        }
        let word = fact.at("fact").word(&WORDS);
        let by = fact.at("by").text().unwrap_or("-");
        if let Some((at, last)) = at.zip(self.last).filter(|(at, last)| at < last) {
            fact.at("at").refuse(format!("{at} is before {last}; give facts in the order of time"));
        }
        self.last = self.last.max(at);
        let (Some(at), Some(word)) = (at, word) else { return };
        let Some(happening) = self.happening(&fact, word) else {
            match (&self.clocks, word) {
                (None, Word::Reported) => {
                    self.clocks = Some(TicketClocks::open(at, self.targets, by));
                }
                (Some(_), Word::Reported) => {
                    fact.at("fact").refuse("was reported before; leave it out");
                }
                _ => {}
            }
            return;
        };
        match &mut self.clocks {
            Some(clocks) => {
                clocks.take(at, &happening, by);
            }
            None => fact.at("fact").refuse("comes before the report; begin with `reported`"),
        }
    }

    /// What a word means for the clocks; none for the report, and for what is wrong.
    fn happening(&mut self, fact: &Field<'_>, word: Word) -> Option<Happening> {
        Some(match word {
            Word::Reported => return None,
            Word::Responded => Happening::Logged { responds: true },
            Word::State(to) => Happening::StateChanged { to },
            Word::Merged => Happening::Merged,
            Word::Policy => {
                if !fact.at("policy").is_there() {
                    fact.at("policy").refuse("is missing; give what is promised from then on");
                }
                self.targets = targets(&fact.at("policy"), self.targets.calendar);
                Happening::TargetsChanged { targets: self.targets, why: TargetChange::Policy }
            }
            Word::Calendar => {
                let version = self.targets.calendar.version + 1;
                self.targets.calendar = CalendarRef { version, ..self.targets.calendar };
                self.keep(self.targets.calendar, hours(fact));
                Happening::TargetsChanged { targets: self.targets, why: TargetChange::Calendar }
            }
        })
    }

    fn sheet(&self, kind: ClockKind, view: &ClockView, language: Language) -> String {
        let calendar = view.target.map_or(self.targets.calendar, |target| target.calendar());
        let (Some(text), Some(time)) = (self.written.get(&calendar), self.calendars.get(&calendar)) else {
            return String::new();
        };
        proof_sheet(&ProofHeader { ticket: "-", kind, calendar: text, zone: time.zone() }, view, language)
    }
}

fn clock(view: &ClockView, proof: Option<String>) -> Value {
    let state = match view.state {
        ClockState::Running => "running",
        ClockState::Paused => "paused",
        ClockState::Met => "met",
        ClockState::Breached => "breached",
        ClockState::Cancelled => "cancelled",
    };
    let pauses = view.intervals.iter().filter(|interval| !interval.running);
    let pause = |interval: &kontor_escalation_domain::Interval| json!({"start": interval.start, "end": interval.end, "why": Language::English.cause_of(interval)});
    let mut shown = json!({
        "state": state,
        "target": view.target.map(|target| target.seconds()),
        "due": view.due,
        "consumed": view.consumed,
        "remaining": view.remaining(),
        "met": view.met_at,
        "breached": view.breached_at,
        "missed_rounds": view.missed_rounds,
        "pauses": pauses.map(pause).collect::<Vec<_>>(),
    });
    if let Some(proof) = proof {
        shown["proof"] = json!(proof);
    }
    shown
}
