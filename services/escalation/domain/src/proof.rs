//! The proof sheet of a clock (N5).

use crate::clock::{ClockState, ClockView, Interval};
use crate::facts::{Cause, ClockKind, Pause, Target, TargetChange};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write;

/// A language of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// German.
    German,
    /// English.
    English,
}

/// What stands above the table.
#[derive(Debug, Clone)]
pub struct ProofHeader<'a> {
    /// The ticket's number.
    pub ticket: &'a str,
    /// What the clock measures.
    pub kind: ClockKind,
    /// The calendar's text form.
    pub calendar: &'a str,
    /// The zone the times are shown in.
    pub zone: &'a TimeZone,
}

/// The sheet as plain text: what was promised, what came of it, and every interval with its cause (N5).
#[must_use]
pub fn proof_sheet(header: &ProofHeader<'_>, view: &ClockView, language: Language) -> String {
    let say = |de: &'static str, en: &'static str| language.say(de, en);
    let time = |at: Timestamp| language.time(at, header.zone);
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<14} {value}");
    };
    line(say("Nachweis", "Proof sheet"), &format!("{} {}", header.ticket, language.kind(header.kind)));
    line(say("Stand", "State"), language.state(view.state));
    if let Some(target) = view.target {
        let calendar = say("Kalender, Version", "calendar, version");
        line(say("Ziel", "Target"), &duration(target.seconds()));
        line(
            say("Servicezeit", "Service time"),
            &format!("{} ({calendar} {})", header.calendar, target.calendar().version),
        );
    }
    line(say("Verbraucht", "Consumed"), &duration(view.consumed));
    for (name, at) in [
        (say("Fällig", "Due"), view.due),
        (say("Erfüllt", "Met"), view.met_at),
        (say("Verletzt", "Breached"), view.breached_at),
    ] {
        line(name, &at.map_or_else(|| "-".to_owned(), time));
    }
    for missed in &view.missed_rounds {
        line(say("Früher verletzt", "Missed before"), &time(*missed));
    }
    for former in &view.former_breaches {
        let target = language.target(former.target);
        line(say("Früheres Ziel", "Former target"), &format!("{target}: {}", time(former.at)));
    }
    text + "\n" + &table(view, language, header.zone)
}

fn table(view: &ClockView, language: Language, zone: &TimeZone) -> String {
    let say = |de: &'static str, en: &'static str| language.say(de, en);
    let mut rows = vec![[
        say("Beginn", "Start").to_owned(),
        say("Ende", "End").to_owned(),
        say("Uhr", "Clock").to_owned(),
        say("Verbraucht", "Consumed").to_owned(),
        say("Grund", "Cause").to_owned(),
        say("Durch", "By").to_owned(),
    ]];
    rows.extend(view.intervals.iter().map(|interval| row(interval, language, zone)));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

fn row(interval: &Interval, language: Language, zone: &TimeZone) -> [String; 6] {
    let end = interval.end.map_or_else(|| "...".to_owned(), |end| language.time(end, zone));
    let clock =
        if interval.running { language.say("läuft", "runs") } else { language.say("steht", "stands") };
    [
        language.time(interval.start, zone),
        end,
        clock.to_owned(),
        duration(interval.consumed),
        language.cause_of(interval),
        interval.actor.clone(),
    ]
}

/// Hours, minutes and seconds: `4:00:00`.
fn duration(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

impl Language {
    const fn say(self, de: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::German => de,
            Self::English => en,
        }
    }

    /// With the abbreviation of the zone, so that the repeated hour is not ambiguous.
    fn time(self, at: Timestamp, zone: &TimeZone) -> String {
        let format = self.say("%d.%m.%Y %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %Z");
        at.to_zoned(zone.clone()).strftime(format).to_string()
    }

    const fn kind(self, kind: ClockKind) -> &'static str {
        match kind {
            ClockKind::Response => self.say("Reaktionszeit", "response time"),
            ClockKind::Update => self.say("Informationspflicht", "update time"),
            ClockKind::Resolution => self.say("Wiederherstellungszeit", "resolution time"),
        }
    }

    const fn state(self, state: ClockState) -> &'static str {
        match state {
            ClockState::Running => self.say("läuft", "running"),
            ClockState::Paused => self.say("steht", "paused"),
            ClockState::Met => self.say("eingehalten", "met"),
            ClockState::Breached => self.say("verletzt", "breached"),
            ClockState::Cancelled => self.say("entfallen", "cancelled"),
        }
    }

    /// `8:00:00, calendar version 2`
    fn target(self, target: Target) -> String {
        let version = self.say("Kalender-Version", "calendar version");
        format!("{}, {version} {}", duration(target.seconds()), target.calendar().version)
    }

    /// Why an interval began, for people; the same words as on the sheet. A changed target is told (S5).
    #[must_use]
    pub fn cause_of(self, interval: &Interval) -> String {
        let cause = self.cause(interval.cause);
        match (interval.cause, interval.target) {
            (Cause::TargetChanged(_), Some(target)) => format!("{cause}: {}", self.target(target)),
            (Cause::TargetChanged(_), None) => {
                format!("{cause}: {}", self.say("nichts mehr zugesagt", "nothing promised any more"))
            }
            _ => cause.to_owned(),
        }
    }

    const fn cause(self, cause: Cause) -> &'static str {
        match cause {
            Cause::Started => self.say("Beginn", "started"),
            Cause::Paused(Pause::WaitingCustomer) => {
                self.say("wartet auf Kunden", "waiting for the customer")
            }
            Cause::Paused(Pause::WaitingVendor) => self.say("wartet auf Hersteller", "waiting for a vendor"),
            Cause::Paused(Pause::Scheduled) => self.say("eingeplant", "scheduled"),
            Cause::Paused(Pause::Resolved) => self.say("Ticket gelöst", "ticket resolved"),
            Cause::Resumed => self.say("fortgesetzt", "resumed"),
            Cause::TargetChanged(TargetChange::Priority) => {
                self.say("Priorität geändert", "priority changed")
            }
            Cause::TargetChanged(TargetChange::Policy) => self.say("Vereinbarung geändert", "policy changed"),
            Cause::TargetChanged(TargetChange::Calendar) => self.say("Kalender geändert", "calendar changed"),
            Cause::Met => self.say("erfüllt", "met"),
            Cause::Reopened => self.say("wieder geöffnet", "reopened"),
            Cause::Restarted => self.say("Kunde informiert", "customer informed"),
            Cause::Cancelled => self.say("entfallen", "cancelled"),
        }
    }
}
