//! The service report as a table for a spreadsheet.

use super::{ServiceReport, clock};
use crate::cells::{amount_cell, text_cell};
use crate::figures::day;
use crate::words::Language;

/// UTF-8 with a byte order mark, semicolons, CR LF; texts in quotation marks, and none that a spreadsheet would reckon.
#[must_use]
pub fn service_report_csv(report: &ServiceReport, language: Language) -> Vec<u8> {
    let head = language.say(
        "Datum;Beginn;Dauer;Sekunden;Ticket;Techniker;Tätigkeit;Kostenstelle;Abrechnung;Netto EUR",
        "Date;Start;Duration;Seconds;Ticket;Technician;Work;Cost center;Billing;Net EUR",
    );
    let mut out = format!("\u{feff}{head}\r\n");
    for row in &report.rows {
        let texts = [&row.ticket, &row.technician, &row.text, &row.cost_center].map(|text| text_cell(text));
        let [start, time] = row.times();
        out.push_str(&format!(
            "{};{start};{time};{};{};{};{}\r\n",
            day(row.day, language),
            row.seconds,
            texts.join(";"),
            row.cover.word(language),
            amount_cell(row.net, language),
        ));
    }
    let (seconds, net) = (report.seconds(), amount_cell(report.net(), language));
    out.push_str(&format!("{};;{};{seconds};;;;;;{net}\r\n", language.say("Summe", "Total"), clock(seconds)));
    out.into_bytes()
}
