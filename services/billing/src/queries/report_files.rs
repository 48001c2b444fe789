//! Reports as files in the caller's language: a table for a spreadsheet, a picture.

use super::reports::{Line, Table, table};
use crate::language::{of_code, said};
use kontor_access::Caller;
use kontor_billing_domain::profit::Sum;
use kontor_documents::{Bar, Language, amount_cell, bar_chart, text_cell};
use kontor_proto::billing::v1::{GetProfitabilityFileRequest, ReportFile, ReportFormat};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use rust_decimal::Decimal;

/// More bars than this nobody tells apart.
const MOST_BARS: usize = 40;

pub(crate) async fn profitability(
    kit: &Kit,
    caller: &Caller,
    request: GetProfitabilityFileRequest,
) -> Result<ReportFile> {
    let format = ReportFormat::try_from(request.format);
    let format = format.map_err(|_| Problem::field("format", "choose CSV or SVG"))?;
    let asked = (request.period, request.customer.as_str());
    let table = table(kit, caller, asked, request.by).await?;
    let language = of_code(caller.language().code());
    let name = said(language, "deckungsbeitrag", "profitability");
    Ok(match format {
        ReportFormat::Unspecified | ReportFormat::Csv => ReportFile {
            media_type: "text/csv; charset=utf-8".to_owned(),
            file_name: format!("{name}.csv"),
            content: csv(&table, language).into_bytes(),
        },
        ReportFormat::Svg => ReportFile {
            media_type: "image/svg+xml".to_owned(),
            file_name: format!("{name}.svg"),
            content: picture(&table, language).into_bytes(),
        },
    })
}

const HEAD: (&str, &str) = (
    "Schlüssel;Name;Stunden;Arbeit EUR;Pauschalen EUR;Erlös EUR;Kosten EUR;Deckungsbeitrag EUR;Erlös je Stunde EUR;\
     Kulanz EUR;Stunden ohne Kostensatz",
    "Key;Name;Hours;Work EUR;Flat fees EUR;Revenue EUR;Cost EUR;Margin EUR;Revenue per hour EUR;Goodwill EUR;\
     Hours without a cost rate",
);

fn csv(table: &Table, language: Language) -> String {
    let rows = table.rows.iter().map(|Line { key, name, sum }| line(key, name, sum, language));
    let total = line(said(language, "Summe", "Total"), "", &table.total, language);
    let lines = [said(language, HEAD.0, HEAD.1).to_owned()].into_iter().chain(rows).chain([total]);
    // A byte order mark, for spreadsheets that would take it for another encoding.
    format!("\u{feff}{}\r\n", lines.collect::<Vec<_>>().join("\r\n"))
}

/// Keys are names of ours: nothing in them has to be quoted.
fn line(key: &str, name: &str, sum: &Sum, language: Language) -> String {
    let number = |value: Decimal| amount_cell(value, language);
    let hours = |seconds: u64| number((Decimal::from(seconds) / Decimal::from(3600)).round_dp(2));
    let per_hour = sum.per_hour().map(number).unwrap_or_default();
    let amounts = [sum.work, sum.fees, sum.revenue(), sum.cost, sum.margin()].map(number).join(";");
    format!(
        "{key};{};{};{amounts};{per_hour};{};{}",
        text_cell(name),
        hours(sum.seconds),
        number(sum.goodwill),
        hours(sum.unrated_seconds)
    )
}

fn picture(table: &Table, language: Language) -> String {
    let bar = |line: &Line| Bar {
        label: label(line, language).to_owned(),
        revenue: line.sum.revenue(),
        cost: line.sum.cost,
    };
    let bars: Vec<Bar> = table.rows.iter().take(MOST_BARS).map(bar).collect();
    bar_chart(said(language, "Erlös und Kosten", "Revenue and cost"), &bars, language)
}

/// What people call it, or else its key.
fn label(line: &Line, language: Language) -> &str {
    let none = said(language, "ohne Zuordnung", "not assigned");
    [line.name.as_str(), line.key.as_str()].into_iter().find(|text| !text.is_empty()).unwrap_or(none)
}
