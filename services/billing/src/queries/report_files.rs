//! Reports as files: a table for a spreadsheet, a picture.

use super::reports::{Table, table};
use kontor_access::Caller;
use kontor_billing_domain::profit::Sum;
use kontor_documents::{Bar, Language, bar_chart};
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
    Ok(match format {
        ReportFormat::Unspecified | ReportFormat::Csv => ReportFile {
            media_type: "text/csv; charset=utf-8".to_owned(),
            file_name: "deckungsbeitrag.csv".to_owned(),
            content: csv(&table).into_bytes(),
        },
        ReportFormat::Svg => ReportFile {
            media_type: "image/svg+xml".to_owned(),
            file_name: "deckungsbeitrag.svg".to_owned(),
            content: picture(&table).into_bytes(),
        },
    })
}

const HEAD: &str = "Schlüssel;Stunden;Arbeit EUR;Pauschalen EUR;Erlös EUR;Kosten EUR;Deckungsbeitrag EUR;Erlös je Stunde EUR;Kulanz EUR;\
     Stunden ohne Kostensatz";

fn csv(table: &Table) -> String {
    let rows = table.rows.iter().map(|(key, sum)| line(key, sum));
    let lines = [HEAD.to_owned()].into_iter().chain(rows).chain([line("Summe", &table.total)]);
    // A byte order mark, for spreadsheets that would take it for another encoding.
    format!("\u{feff}{}\r\n", lines.collect::<Vec<_>>().join("\r\n"))
}

/// Keys are names of ours: nothing in them has to be quoted.
fn line(key: &str, sum: &Sum) -> String {
    let number = |value: Decimal| {
        let mut value = value;
        value.rescale(2);
        value.to_string().replace('.', ",")
    };
    let hours = |seconds: u64| number((Decimal::from(seconds) / Decimal::from(3600)).round_dp(2));
    let per_hour = sum.per_hour().map(number).unwrap_or_default();
    let amounts = [sum.work, sum.fees, sum.revenue(), sum.cost, sum.margin()].map(number).join(";");
    format!(
        "{key};{};{amounts};{per_hour};{};{}",
        hours(sum.seconds),
        number(sum.goodwill),
        hours(sum.unrated_seconds)
    )
}

fn picture(table: &Table) -> String {
    let bar = |(key, sum): &(String, Sum)| Bar {
        label: if key.is_empty() { "–".to_owned() } else { key.clone() },
        revenue: sum.revenue(),
        cost: sum.cost,
    };
    let bars: Vec<Bar> = table.rows.iter().take(MOST_BARS).map(bar).collect();
    bar_chart("Erlös und Kosten", &bars, Language::German)
}
