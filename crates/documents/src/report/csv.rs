//! The service report as a table for a spreadsheet.

use super::{ServiceReport, clock};
use crate::figures::day;
use crate::words::Language;
use rust_decimal::Decimal;

/// UTF-8 with a byte order mark, semicolons, CR LF; texts in quotation marks, and none that a spreadsheet would reckon.
#[must_use]
pub fn service_report_csv(report: &ServiceReport, language: Language) -> Vec<u8> {
    let head = language.say(
        "Datum;Beginn;Dauer;Sekunden;Ticket;Techniker;Tätigkeit;Kostenstelle;Abrechnung;Netto EUR",
        "Date;Start;Duration;Seconds;Ticket;Technician;Work;Cost center;Billing;Net EUR",
    );
    let mut out = format!("\u{feff}{head}\r\n");
    for row in &report.rows {
        let texts = [&row.ticket, &row.technician, &row.text, &row.cost_center].map(|text| quoted(text));
        let [start, time] = row.times();
        out.push_str(&format!(
            "{};{start};{time};{};{};{};{}\r\n",
            day(row.day, language),
            row.seconds,
            texts.join(";"),
            row.cover.word(language),
            amount(row.net, language),
        ));
    }
    let (seconds, net) = (report.seconds(), amount(report.net(), language));
    out.push_str(&format!("{};;{};{seconds};;;;;;{net}\r\n", language.say("Summe", "Total"), clock(seconds)));
    out.into_bytes()
}

fn amount(value: Decimal, language: Language) -> String {
    let mut value = value;
    value.rescale(2);
    match language {
        Language::German => value.to_string().replace('.', ","),
        Language::English => value.to_string(),
    }
}

/// A text in quotation marks on one line. A leading `=`, `+`, `-` or `@` would be a formula.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let guard = if line.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", line.replace('"', "\"\""))
}
