//! Tell people of what fired (E1, E4).

use crate::levels::Guard;
use crate::on_call;
use crate::store::firings::Firing;
use crate::store::notifications::{self, Notification};
use crate::store::{people, policies, schedules};
use crate::words;
use jiff::{SignedDuration, Timestamp};
use kontor_escalation_domain::{Action, Directory, Person, Schedule, notify_at};
use kontor_ids::{IdSource, NotificationId, TicketId, UserId};
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::{OnCallSchedule, PersonNotified, Step};
use kontor_proto::types::v1::{LocalizedText, Priority};
use kontor_status::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The people around a batch of tickets, and who is on call.
#[derive(Default)]
pub(crate) struct Around {
    people: BTreeMap<TicketId, (String, Directory)>,
    schedules: Vec<(OnCallSchedule, Schedule)>,
}

/// Whom a step tells, and when.
pub(crate) struct Told {
    /// Each once, with the instant from which on they know.
    pub(crate) people: BTreeMap<Person, Timestamp>,
    /// Actions that found nobody; the management is told instead.
    pub(crate) unreached: BTreeSet<i32>,
}

impl Around {
    /// Reads them.
    pub(crate) async fn read(tx: &mut TenantTx, tickets: &[TicketId]) -> Result<Self> {
        if tickets.is_empty() {
            return Ok(Self::default());
        }
        let people = people::of_tickets(tx, tickets).await?;
        let stored = schedules::newest(tx).await?;
        let sound = |stored: schedules::Stored| Some((stored.wire.clone(), on_call::stored(&stored.wire)?));
        Ok(Self { people, schedules: stored.into_iter().filter_map(sound).collect() })
    }

    /// The people around one of the tickets.
    pub(crate) fn of(&self, ticket: TicketId) -> Directory {
        self.people.get(&ticket).map(|(_, directory)| directory.clone()).unwrap_or_default()
    }

    /// The schedule that a step follows; without a name the house's oldest.
    fn schedule(&self, name: &str) -> Option<&Schedule> {
        let is = |(wire, _): &&(OnCallSchedule, Schedule)| name.is_empty() || wire.name == name;
        self.schedules.iter().find(is).map(|(_, schedule)| schedule)
    }

    /// Whom a firing of a step tells, and when.
    pub(crate) fn told(
        &self,
        directory: &Directory,
        (step, guard): (&Step, &Guard),
        (due, repetition): (Timestamp, u32),
        (now, priority): (Timestamp, Priority),
    ) -> Told {
        // Who is next in line depends on who was on call when the step first fired.
        let every = step.repeat_every.map_or(0, |every| every.seconds);
        let since = SignedDuration::from_secs(every.saturating_mul(i64::from(repetition)));
        let first = due.checked_sub(since).unwrap_or(due);
        let on_call = self.schedule(&step.on_call_schedule).map(|schedule| (schedule, first, repetition));
        let mut told = Told { people: BTreeMap::new(), unreached: BTreeSet::new() };
        for number in &step.actions {
            let Some(action) = policies::action(step, *number).filter(Action::notifies) else { continue };
            let urgent = action == Action::NotifyOnCall || priority == Priority::Critical;
            let mut people = directory.recipients(&action, on_call);
            if people.is_empty() {
                told.unreached.insert(*number);
                people = directory.recipients(&Action::NotifyManagement, None);
            }
            let at = notify_at(guard.quiet.as_deref(), now, urgent);
            for person in people {
                let known = told.people.entry(person).or_insert(at);
                *known = at.min(*known);
            }
        }
        told
    }
}

impl Told {
    /// The people of the house.
    pub(crate) fn users(&self) -> Vec<UserId> {
        let user = |person: &Person| match person {
            Person::User(id) => Some(*id),
            Person::Contact(_) | Person::Customer(_) => None,
        };
        self.people.keys().filter_map(user).collect()
    }

    /// What they are told.
    pub(crate) fn notifications(
        &self,
        ids: &dyn IdSource,
        (ticket, cause): (TicketId, &str),
        text: &LocalizedText,
    ) -> Vec<Notification> {
        let notification = |(person, at): (&Person, &Timestamp)| Notification {
            id: NotificationId::new(ids),
            person: *person,
            ticket,
            cause: cause.to_owned(),
            text: text.clone(),
            notify_time: *at,
        };
        self.people.iter().map(notification).collect()
    }
}

/// Stores what people are told, and tells the courier of what is told now.
pub(crate) async fn run(tx: &mut TenantTx, all: &[Notification], now: Timestamp) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    notifications::insert(tx, all, now).await?;
    let event = |n: &Notification| PersonNotified {
        notification: n.id.resource_name(),
        person: notifications::name(n.person),
        ticket: n.ticket.resource_name(),
        text: Some(n.text.clone()),
        notify_time: Some(words::time(n.notify_time)),
    };
    let due = all.iter().filter(|n| n.notify_time <= now);
    let events: Vec<_> = due.map(|n| (n.id.uuid(), 1, event(n))).collect();
    publish_all(tx, &events).await
}

/// The firing with whom it told.
pub(crate) fn noted(firing: &mut Firing, told: &Told) {
    firing.notified = told.users();
    firing.unreached.clone_from(&told.unreached);
}
