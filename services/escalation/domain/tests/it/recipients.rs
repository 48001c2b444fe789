//! Who hears, and when, by rule id.

use jiff::Timestamp;
use kontor_calendar::{Calendar, ServiceTime};
use kontor_escalation_domain::{Action, Directory, Person, notify_at};
use kontor_ids::{RandomIds, UserId};
use proptest::prelude::*;
use std::sync::LazyLock;

static NIGHT: LazyLock<ServiceTime> =
    LazyLock::new(|| Calendar::parse("Europe/Berlin; Mo-Su 22:00-06:00").unwrap().compile());

#[test]
fn e1_who_stands_for_an_action_is_told_once_and_the_deputy_only_without_an_agent() {
    let [agent, deputy, lead]: [UserId; 3] = std::array::from_fn(|_| UserId::new(&RandomIds));
    let mut directory = Directory {
        team: vec![lead, lead],
        team_lead: Some(lead),
        account_agent: Some(agent),
        account_deputy: Some(deputy),
        ..Directory::default()
    };
    let told = |directory: &Directory, action: Action| {
        directory.recipients(&action, None).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(told(&directory, Action::NotifyTeam), [Person::User(lead)]);
    assert_eq!(told(&directory, Action::NotifyAccountAgent), [Person::User(agent)]);
    directory.account_agent = None;
    assert_eq!(told(&directory, Action::NotifyAccountAgent), [Person::User(deputy)]);
    assert_eq!(told(&directory, Action::NotifyAssignee), []);
    assert_eq!(told(&directory, Action::RaisePriority), []);
}

#[test]
fn e1_quiet_windows_that_touch_at_midnight_are_one_night() {
    let quiet = Calendar::parse("Europe/Berlin; Mo-Su 00:00-06:00,22:00-24:00").unwrap().compile();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let end = notify_at(Some(&quiet), at("2026-03-03T23:00+01"), false);
    assert_eq!(end, at("2026-03-04T06:00+01"));
    assert_eq!(notify_at(Some(&quiet), at("2026-03-03T23:00+01"), true), at("2026-03-03T23:00+01"));
}

proptest! {
    #[test]
    fn e1_quiet_hours_never_tell_early_nor_within_them(second in 1_767_225_600_i64..1_798_761_600) {
        let at = Timestamp::from_second(second).unwrap();
        let told = notify_at(Some(&NIGHT), at, false);
        prop_assert!(told >= at && !NIGHT.is_open(told));
        prop_assert_eq!(told == at, !NIGHT.is_open(at));
    }
}
