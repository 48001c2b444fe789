//! What a firing says in a ticket's log (E6).

use crate::store::firings::Firing;
use jiff::tz::TimeZone;
use kontor_escalation_domain::ClockKind;
use kontor_proto::escalation::v1::Action;
use kontor_proto::types::v1::LocalizedText;

/// Cause and effect in both languages, times in the zone of the calendar.
pub(super) fn of(firing: &Firing, zone: &TimeZone) -> LocalizedText {
    let due = firing.due_time.to_zoned(zone.clone());
    let (de_clock, en_clock) = clock(firing.kind);
    let mut de = format!("Eskalation: {} % der {de_clock} verbraucht", firing.percent);
    let mut en = format!("Escalation: {} % of the {en_clock} used", firing.percent);
    de += &format!(", fällig {}", due.strftime("%d.%m.%Y %H:%M:%S %Z"));
    en += &format!(", due {}", due.strftime("%Y-%m-%d %H:%M:%S %Z"));
    if firing.repetition > 0 {
        de += &format!(", {}. Wiederholung", firing.repetition);
        en += &format!(", repetition {}", firing.repetition);
    }
    if firing.late {
        de += ", verspätet";
        en += ", late";
    }
    let actions = firing.actions.iter().filter_map(|action| words(Action::try_from(*action).ok()?));
    let (de_actions, en_actions): (Vec<_>, Vec<_>) = actions.unzip();
    de += &format!(". Folge: {}.", de_actions.join(", "));
    en += &format!(". Effect: {}.", en_actions.join(", "));
    LocalizedText { de, en }
}

const fn clock(kind: ClockKind) -> (&'static str, &'static str) {
    match kind {
        ClockKind::Response => ("Reaktionszeit", "response time"),
        ClockKind::Update => ("Zeit bis zur nächsten Information", "update time"),
        ClockKind::Resolution => ("Wiederherstellungszeit", "resolution time"),
    }
}

const fn words(action: Action) -> Option<(&'static str, &'static str)> {
    match action {
        Action::Unspecified => None,
        Action::NotifyAssignee => Some(("Bearbeiter benachrichtigt", "assignee notified")),
        Action::NotifyTeam => Some(("Team benachrichtigt", "team notified")),
        Action::NotifyManagement => Some(("Leitung benachrichtigt", "management notified")),
        Action::NotifyAccountAgent => {
            Some(("fester Ansprechpartner benachrichtigt", "account agent notified"))
        }
        Action::MoveToLevel2 => Some(("in den Second Level gegeben", "moved to level 2")),
    }
}
