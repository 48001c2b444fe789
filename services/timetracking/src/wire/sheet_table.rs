//! The weekly sheet as a table for spreadsheets.

use crate::store::entry::EntryRow;
use crate::store::week::{Found, Question};
use jiff::civil::Weekday;
use kontor_access::Language;
use kontor_proto::timetracking::v1::WeekSheetFile;
use kontor_timetracking_domain::week::{Day, Range};

const HEADS_DE: [&str; 13] = [
    "Datum",
    "Tag",
    "Beginn",
    "Ende",
    "Dauer",
    "Ticket",
    "Tätigkeit",
    "Weg",
    "Text",
    "Überschneidung",
    "Freigabe",
    "Abrechnung",
    "Fahrzeit",
];
const HEADS_EN: [&str; 13] = [
    "date",
    "day",
    "start",
    "end",
    "duration",
    "ticket",
    "activity",
    "channel",
    "text",
    "overlaps",
    "approval",
    "billing",
    "travel time",
];

/// A row for each part of an entry on a day.
pub(crate) fn table(asked: &Question, found: &Found, language: Language) -> WeekSheetFile {
    let german = matches!(language, Language::De);
    let mut content = String::from("\u{feff}");
    line(&mut content, (if german { HEADS_DE } else { HEADS_EN }).map(str::to_owned));
    for day in &found.days {
        for (place, part) in &day.parts {
            line(&mut content, row(asked, day, &found.rows[*place], *part, german));
        }
    }
    let monday = found.days.first().map(|day| day.date.to_string()).unwrap_or_default();
    let name = if german { "Wochenblatt" } else { "week" };
    WeekSheetFile {
        file_name: format!("{name}-{monday}.csv"),
        content_type: "text/csv; charset=utf-8".to_owned(),
        content: content.into_bytes(),
    }
}

fn row(asked: &Question, day: &Day, entry: &EntryRow, part: Range, german: bool) -> [String; 13] {
    let clock = |at| asked.zone.to_datetime(at).strftime("%H:%M:%S").to_string();
    let way = if day.range.start <= entry.start_time.to_jiff() { entry.travel_seconds } else { 0 };
    let word = |word: &str| if german { german_word(word).to_owned() } else { word.replace('_', " ") };
    [
        if german { day.date.strftime("%d.%m.%Y").to_string() } else { day.date.to_string() },
        weekday(day.date.weekday(), german).to_owned(),
        clock(part.start),
        // The last second of a day ends at 24:00 where the clock says 00:00.
        if part.end == day.range.end { "24:00:00".to_owned() } else { clock(part.end) },
        duration(part.seconds()),
        text(&entry.ticket_number),
        text(&entry.activity),
        word(&entry.channel),
        text(&entry.text),
        (if !entry.overlaps {
            ""
        } else if german {
            "ja"
        } else {
            "yes"
        })
        .to_owned(),
        word(&entry.approval),
        word(&entry.billing_state),
        duration(u64::try_from(way).unwrap_or_default()),
    ]
}

/// Hours, minutes and seconds, as spreadsheets reckon with them.
fn duration(seconds: u64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A text that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

const fn weekday(day: Weekday, german: bool) -> &'static str {
    match (day, german) {
        (Weekday::Monday, true) => "Mo",
        (Weekday::Tuesday, true) => "Di",
        (Weekday::Wednesday, true) => "Mi",
        (Weekday::Thursday, true) => "Do",
        (Weekday::Friday, true) => "Fr",
        (Weekday::Saturday, true) => "Sa",
        (Weekday::Sunday, true) => "So",
        (Weekday::Monday, false) => "Mon",
        (Weekday::Tuesday, false) => "Tue",
        (Weekday::Wednesday, false) => "Wed",
        (Weekday::Thursday, false) => "Thu",
        (Weekday::Friday, false) => "Fri",
        (Weekday::Saturday, false) => "Sat",
        (Weekday::Sunday, false) => "Sun",
    }
}

fn german_word(word: &str) -> &str {
    match word {
        "remote" => "Fernwartung",
        "phone" => "Telefon",
        "on_site" => "vor Ort",
        "travel" => "Fahrt",
        "not_needed" => "nicht nötig",
        "waiting" => "wartet",
        "approved" => "freigegeben",
        "rejected" => "abgelehnt",
        "pending" => "noch nicht bewertet",
        "rated" => "bewertet",
        "undecided" => "zu entscheiden",
        "invoiced" => "berechnet",
        other => other,
    }
}

fn line(content: &mut String, fields: [String; 13]) {
    let quoted = |field: String| {
        if field.contains([';', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field
        }
    };
    content.push_str(&fields.map(quoted).join(";"));
    content.push_str("\r\n");
}
