//! A second opinion on clocks (S1 to S6): walks every minute of every imported incident, by hours, holidays and targets that
//! are written down here once more. All it takes from the system is what the ticket service told.

use crate::installation::Installation;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use kontor::client::Door;
use kontor_proto::ticket::v1::{
    TicketLogged, TicketOpened, TicketPriorityChanged, TicketState, TicketStateChanged,
};
use kontor_proto::types::v1::Priority;
use prost::Message as _;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection, Row as _};
use std::collections::BTreeMap;

/// The first and the last day that are walked.
const DAYS: (Date, Date) = (date(2016, 1, 1), date(2017, 12, 31));
/// The public holidays of Bayern on working days of these years.
const HOLIDAYS: [(i16, i8, i8); 21] = [
    (2016, 1, 1),
    (2016, 1, 6),
    (2016, 3, 25),
    (2016, 3, 28),
    (2016, 5, 5),
    (2016, 5, 16),
    (2016, 5, 26),
    (2016, 10, 3),
    (2016, 11, 1),
    (2016, 12, 26),
    (2017, 1, 6),
    (2017, 4, 14),
    (2017, 4, 17),
    (2017, 5, 1),
    (2017, 5, 25),
    (2017, 6, 5),
    (2017, 6, 15),
    (2017, 10, 3),
    (2017, 10, 31),
    (2017, 11, 1),
    (2017, 12, 25),
];

/// What happened to a ticket, by minute.
#[derive(Debug, Clone, Copy)]
enum Told {
    Priority(Priority),
    State(TicketState),
    Responded,
}

#[derive(Debug, Default)]
struct History {
    reported: i64,
    priority: Priority,
    told: Vec<(i64, Told)>,
}

/// What a clock shows.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    state: &'static str,
    consumed: i64,
    due: Option<Timestamp>,
    met: Option<Timestamp>,
    breached: Option<Timestamp>,
}

/// Which minutes are served: Monday to Friday from 8 to 17, not on holidays.
struct Served {
    first: i64,
    open: Vec<bool>,
}

fn instant(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

fn minute(at: Option<prost_types::Timestamp>) -> i64 {
    let seconds = at.unwrap().seconds;
    assert_eq!(seconds % 60, 0, "the log has minutes");
    seconds / 60
}

impl Served {
    fn new() -> Self {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let wall = |day: Date, hour| berlin.to_timestamp(day.at(hour, 0, 0, 0)).unwrap().as_second() / 60;
        let first = wall(DAYS.0, 0);
        let mut open = vec![false; usize::try_from(wall(DAYS.1, 0) - first).unwrap()];
        let mut day = DAYS.0;
        while day < DAYS.1 {
            let is_holiday = HOLIDAYS.contains(&(day.year(), day.month(), day.day()));
            if day.weekday().to_monday_one_offset() <= 5 && !is_holiday {
                for minute in wall(day, 8)..wall(day, 17) {
                    open[usize::try_from(minute - first).unwrap()] = true;
                }
            }
            day = day.checked_add(1.day()).unwrap();
        }
        Self { first, open }
    }

    fn is_open(&self, minute: i64) -> bool {
        self.open[usize::try_from(minute - self.first).unwrap()]
    }
}

/// Minutes until the first response and until it is solved.
fn targets(priority: Priority) -> (usize, usize) {
    match priority {
        Priority::Critical => (60, 480),
        Priority::High => (120, 960),
        Priority::Normal => (240, 2_400),
        Priority::Low => (480, 4_800),
        Priority::Unspecified => panic!("a ticket has a priority"),
    }
}

/// Walks the minutes of a clock until everything has been told.
fn walk(history: &History, served: &Served, is_response: bool) -> Shown {
    let target = |priority| if is_response { targets(priority).0 } else { targets(priority).1 };
    let end = history.told.iter().map(|(at, _)| *at).max().unwrap().max(history.reported) + 1;
    let (mut judged, mut next_target) = (target(history.priority), None);
    let (mut state, mut met, mut over, mut stood) = (TicketState::New, None, false, false);
    let mut ran = Vec::new();
    for minute in history.reported..end {
        for (_, told) in history.told.iter().filter(|(at, _)| *at == minute) {
            let stands = matches!(state, TicketState::WaitingCustomer | TicketState::Scheduled)
                || (is_response && state == TicketState::Resolved);
            match told {
                Told::Priority(priority) if met.is_some() => next_target = Some(target(*priority)),
                Told::Priority(priority) => judged = target(*priority),
                Told::Responded if is_response && met.is_none() && !over => {
                    (met, stood) = (Some(minute), stands);
                }
                Told::Responded => {}
                Told::State(to) => {
                    let ends = matches!(to, TicketState::Resolved | TicketState::Closed);
                    if !is_response && ends && met.is_none() {
                        (met, stood) = (Some(minute), stands);
                    } else if !is_response && !ends && met.is_some() {
                        // Reopened: it goes on with what was consumed before.
                        met = None;
                        judged = next_target.take().unwrap_or(judged);
                    }
                    over |= is_response && *to == TicketState::Closed;
                    state = *to;
                }
            }
        }
        let runs = matches!(state, TicketState::New | TicketState::InProgress | TicketState::WaitingVendor);
        if runs && met.is_none() && !over && served.is_open(minute) {
            ran.push(minute);
        }
    }
    shown(&ran, judged, (met, stood, over), served)
}

fn shown(
    ran: &[i64],
    target: usize,
    (met, stood, over): (Option<i64>, bool, bool),
    served: &Served,
) -> Shown {
    // The target is reached at the end of its last minute. Being met at that instant is in time.
    let reached = ran.get(target - 1).map(|minute| minute + 1);
    let breached = reached.filter(|reached| met.is_none_or(|met| *reached < met));
    let would_be = met.filter(|_| !stood && breached.is_none()).map(|met| {
        let mut left = target - ran.len();
        let mut minute = met;
        while left > 0 {
            left -= usize::from(served.is_open(minute));
            minute += 1;
        }
        if target == ran.len() { reached.unwrap() } else { minute }
    });
    let state = match (breached, met, over) {
        (Some(_), ..) => "CLOCK_STATE_BREACHED",
        (None, Some(_), _) => "CLOCK_STATE_MET",
        (None, None, _) => "CLOCK_STATE_PAUSED",
    };
    Shown {
        state,
        consumed: i64::try_from(ran.len()).unwrap() * 60,
        due: breached.or(would_be).map(instant),
        met: met.map(instant),
        breached: breached.map(instant),
    }
}

/// What the ticket service told of imported incidents, in its order.
async fn histories(url: &str) -> BTreeMap<String, History> {
    let mut owner = PgConnection::connect(url).await.unwrap();
    let sql = "select kind, payload from ticket.event_log where aggregate_id in
        (select id from ticket.tickets where external_key is not null) order by pos";
    let rows = sqlx::query(sql).fetch_all(&mut owner).await.unwrap();
    let mut all: BTreeMap<String, History> = BTreeMap::new();
    for row in rows {
        let (kind, payload): (String, Vec<u8>) = (row.get(0), row.get(1));
        match kind.trim_start_matches("kontor.ticket.v1.") {
            "TicketOpened" => {
                let opened = TicketOpened::decode(&*payload).unwrap();
                let (reported, priority) = (minute(opened.report_time), opened.priority());
                all.insert(opened.ticket, History { reported, priority, told: Vec::new() });
            }
            "TicketStateChanged" => {
                let changed = TicketStateChanged::decode(&*payload).unwrap();
                let told = (minute(changed.event_time), Told::State(changed.to_state()));
                all.get_mut(&changed.ticket).unwrap().told.push(told);
            }
            "TicketPriorityChanged" => {
                let changed = TicketPriorityChanged::decode(&*payload).unwrap();
                let told = (minute(changed.event_time), Told::Priority(changed.priority()));
                all.get_mut(&changed.ticket).unwrap().told.push(told);
            }
            "TicketLogged" => {
                let logged = TicketLogged::decode(&*payload).unwrap();
                if logged.responds {
                    let told = (minute(logged.event_time), Told::Responded);
                    all.get_mut(&logged.ticket).unwrap().told.push(told);
                }
            }
            _ => {}
        }
    }
    all
}

fn clock(value: &Value) -> Shown {
    let time = |key: &str| value.get(key).and_then(Value::as_str).map(|text| text.parse().unwrap());
    let state = match value["state"].as_str().unwrap() {
        "CLOCK_STATE_BREACHED" => "CLOCK_STATE_BREACHED",
        "CLOCK_STATE_MET" => "CLOCK_STATE_MET",
        "CLOCK_STATE_PAUSED" => "CLOCK_STATE_PAUSED",
        other => panic!("no clock runs any more: {other}"),
    };
    let consumed = value["consumed"].as_str().unwrap().trim_end_matches('s').parse().unwrap();
    Shown { state, consumed, due: time("dueTime"), met: time("metTime"), breached: time("breachTime") }
}

/// Compares what the system says of all imported incidents with what the walk finds.
pub(crate) async fn agrees(installation: &Installation, door: &Door) {
    let served = Served::new();
    let histories = histories(&installation.house.owner_url()).await;
    assert_eq!(histories.len(), 500);
    let mut states: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut differ = Vec::new();
    for (ticket, history) in &histories {
        let answer = door.call("escalation.EscalationService/GetClocks", json!({"ticket": ticket})).await;
        for value in answer.unwrap()["clocks"].as_array().unwrap() {
            let kind = value["kind"].as_str().unwrap().to_owned();
            assert_ne!(kind, "CLOCK_KIND_UPDATE", "nothing is promised of it");
            let walked = walk(history, &served, kind == "CLOCK_KIND_RESPONSE");
            let said = clock(value);
            if said != walked {
                differ.push(format!("{ticket} {kind} {history:?}\n  said {said:?}\n  walked {walked:?}"));
            }
            *states.entry((kind, walked.state)).or_default() += 1;
        }
    }
    println!("{states:?}");
    let first = differ.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(differ.is_empty(), "{} clocks differ:\n{first}", differ.len());
    assert_eq!(states.values().sum::<usize>(), 1_000);
    assert!(states.len() >= 4, "the incidents are met and breached: {states:?}");
}
