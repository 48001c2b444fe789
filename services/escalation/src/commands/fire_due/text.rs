//! What a firing says in a ticket's log (E6).

use crate::store::firings::Firing;
use jiff::tz::TimeZone;
use kontor_escalation_domain::ClockKind;
use kontor_proto::escalation::v1::Action;
use kontor_proto::types::v1::LocalizedText;

/// Cause and effect in both languages, times in the zone of the calendar.
pub(crate) fn of(firing: &Firing, zone: &TimeZone) -> LocalizedText {
    let due = firing.due_time.to_zoned(zone.clone());
    let (mut de, mut en) = cause(firing);
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
    let actions = firing.actions.iter().filter_map(|action| words(Action::try_from(*action).ok()?, firing));
    let (de_actions, en_actions): (Vec<_>, Vec<_>) = actions.unzip();
    de += &format!(". Folge: {}.", de_actions.join(", "));
    en += &format!(". Effect: {}.", en_actions.join(", "));
    LocalizedText { de, en }
}

fn cause(firing: &Firing) -> (String, String) {
    let (de_clock, en_clock) = clock(firing.kind);
    let Some(offset) = firing.offset else {
        return (
            format!("Eskalation: {} % der {de_clock} verbraucht", firing.percent),
            format!("Escalation: {} % of the {en_clock} used", firing.percent),
        );
    };
    let span = hours(offset.unsigned_abs());
    match offset {
        0 => (format!("Eskalation: {de_clock} abgelaufen"), format!("Escalation: {en_clock} over")),
        1.. => (
            format!("Eskalation: {de_clock} seit {span} Servicezeit abgelaufen"),
            format!("Escalation: {en_clock} over for {span} of service time"),
        ),
        _ => (
            format!("Eskalation: {de_clock} läuft in {span} Servicezeit ab"),
            format!("Escalation: {en_clock} over in {span} of service time"),
        ),
    }
}

/// Seconds as `h:mm:ss`.
fn hours(seconds: u64) -> String {
    format!("{}:{:02}:{:02} h", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

const fn clock(kind: ClockKind) -> (&'static str, &'static str) {
    match kind {
        ClockKind::Response => ("Reaktionszeit", "response time"),
        ClockKind::Update => ("Zeit bis zur nächsten Information", "update time"),
        ClockKind::Resolution => ("Wiederherstellungszeit", "resolution time"),
    }
}

fn words(action: Action, firing: &Firing) -> Option<(String, String)> {
    let (de, en) = match action {
        Action::Unspecified => return None,
        Action::NotifyAssignee => ("Bearbeiter benachrichtigt", "assignee notified"),
        Action::NotifyTeam => ("Team benachrichtigt", "team notified"),
        Action::NotifyTeamLead => ("Teamleitung benachrichtigt", "team lead notified"),
        Action::NotifyOnCall => ("Bereitschaft benachrichtigt", "on-call person notified"),
        Action::NotifyManagement => ("Leitung benachrichtigt", "management notified"),
        Action::NotifyAccountAgent => ("fester Ansprechpartner benachrichtigt", "account agent notified"),
        Action::NotifyCustomer => ("Kunde benachrichtigt", "customer notified"),
        Action::RaisePriority => ("Priorität erhöht", "priority raised"),
        Action::MoveToLevel2 => ("in den Second Level gegeben", "moved to level 2"),
        Action::OpenFollowUp => ("Folgevorgang angelegt", "follow-up opened"),
        Action::Reassign => {
            let team = &firing.team;
            return Some((format!("an das Team {team} gegeben"), format!("given to team {team}")));
        }
        Action::CallWebhook => {
            let url = &firing.webhook_url;
            return Some((format!("Webhook {url} gerufen"), format!("webhook {url} called")));
        }
    };
    if firing.unreached.contains(&action.into()) {
        return Some((
            format!("{de} (niemand erreichbar, an die Leitung)"),
            format!("{en} (nobody there, told the management)"),
        ));
    }
    Some((de.to_owned(), en.to_owned()))
}
