//! Handing data over to tax auditors (Z3), and the description of the procedure.

use crate::client::Door;
use crate::tour::text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn day(date: Date) -> Value {
    json!({"year": date.year(), "month": date.month(), "day": date.day()})
}

/// Writes `index.xml`, its DTD and a CSV file for each table; with documents also the stored bytes of each. The same
/// period gives the same bytes. Tells how many rows and documents it wrote.
///
/// # Errors
/// When the gateway refuses a part of it, or the folder holds something or cannot be written.
pub async fn export_z3(
    door: &Door,
    (from, until): (Date, Date),
    folder: &Path,
    with_documents: bool,
) -> Outcome<(usize, usize)> {
    let period = json!({"start": day(from), "end": day(until)});
    let index = door.call("billing.TaxService/GetTaxIndex", json!({"period": period})).await?;
    std::fs::create_dir_all(folder)?;
    if std::fs::read_dir(folder)?.next().is_some() {
        return Err(format!("{} holds something already, choose a new folder", folder.display()).into());
    }
    std::fs::write(folder.join("index.xml"), text(&index, "/indexXml"))?;
    std::fs::write(folder.join(text(&index, "/dtdFileName")), text(&index, "/dtd"))?;
    let mut rows = 0;
    for table in index.get("tables").and_then(Value::as_array).into_iter().flatten() {
        let path = folder.join(text(table, "/fileName"));
        let mut file = std::fs::File::create(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        file.write_all(text(table, "/head").as_bytes())?;
        let mut token = String::new();
        loop {
            let request =
                json!({"period": period, "table": text(table, "/name"), "pageSize": 500, "pageToken": token});
            let page = door.call("billing.TaxService/GetTaxTable", request).await?;
            file.write_all(text(&page, "/rows").as_bytes())?;
            rows += text(&page, "/rows").matches("\r\n").count();
            text(&page, "/nextPageToken").clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
    }
    let documents = if with_documents { documents(door, (from, until), folder).await? } else { 0 };
    Ok((rows, documents))
}

/// The stored bytes of every document of the period.
async fn documents(door: &Door, (from, until): (Date, Date), folder: &Path) -> Outcome<usize> {
    let folder = folder.join("belege");
    std::fs::create_dir_all(&folder)?;
    let (mut written, mut token) = (0, String::new());
    loop {
        let request = json!({"pageSize": 200, "pageToken": token});
        let page = door.call("billing.BillingService/ListInvoices", request).await?;
        for invoice in page.get("invoices").and_then(Value::as_array).into_iter().flatten() {
            // A usage statement is no invoice (B5a).
            let is_invoice = text(invoice, "/type") != "INVOICE_TYPE_USAGE_STATEMENT";
            if !is_invoice || !within(&invoice["issueDate"], from, until) {
                continue;
            }
            for (format, ending) in [
                ("DOCUMENT_FORMAT_PDF", "pdf"),
                ("DOCUMENT_FORMAT_XRECHNUNG_UBL", "ubl.xml"),
                ("DOCUMENT_FORMAT_XRECHNUNG_CII", "cii.xml"),
            ] {
                let request = json!({"name": text(invoice, "/name"), "format": format});
                let document = door.call("billing.BillingService/GetInvoiceDocument", request).await?;
                let name = format!("{}.{ending}", text(invoice, "/number").replace('/', "_"));
                std::fs::write(folder.join(name), STANDARD.decode(text(&document, "/content"))?)?;
                written += 1;
            }
        }
        text(&page, "/nextPageToken").clone_into(&mut token);
        if token.is_empty() {
            return Ok(written);
        }
    }
}

fn within(date: &Value, from: Date, until: Date) -> bool {
    read_day(date).is_some_and(|day| day >= from && day < until)
}

fn read_day(date: &Value) -> Option<Date> {
    let part = |name: &str| date.get(name).and_then(Value::as_i64);
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The rows of a table whose documents are of one day.
pub(crate) async fn rows_of_day(door: &Door, table: &str, date: &Value) -> Outcome<Vec<Vec<String>>> {
    let start = read_day(date).ok_or("a document without a day")?;
    let period = json!({"start": day(start), "end": day(start.checked_add(1.day())?)});
    let (mut rows, mut token) = (Vec::new(), String::new());
    loop {
        let request = json!({"period": period, "table": table, "pageSize": 500, "pageToken": token});
        let page = door.call("billing.TaxService/GetTaxTable", request).await?;
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).delimiter(b';');
        for record in reader.from_reader(text(&page, "/rows").as_bytes()).records() {
            rows.push(record?.iter().map(str::to_owned).collect());
        }
        text(&page, "/nextPageToken").clone_into(&mut token);
        if token.is_empty() {
            return Ok(rows);
        }
    }
}

/// The description of the procedure as Markdown.
///
/// # Errors
/// When the gateway refuses it.
pub async fn procedure(door: &Door, language: &str) -> Outcome<String> {
    let request = json!({"languageCode": language});
    let description = door.call("billing.TaxService/GetProcedureDescription", request).await?;
    Ok(text(&description, "/markdown").to_owned())
}
