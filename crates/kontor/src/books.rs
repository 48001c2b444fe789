//! Bank statements in, bookings out (docs/accounting.md).

use crate::client::{CallError, Door};
use crate::tour::{request_id, text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;

/// Reads a bank statement and prints what became of each entry.
///
/// # Errors
/// When the file cannot be read or the gateway refuses it.
pub async fn import_camt(door: &Door, file: &Path, dry_run: bool) -> Result<(), Box<dyn Error>> {
    let content = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let request = json!({"content": STANDARD.encode(content), "dryRun": dry_run, "requestId": request_id()});
    let answer = door.call("billing.PaymentService/ImportStatement", request).await?;
    for entry in array(&answer, "/entries") {
        println!("{}", entry_line(entry));
    }
    let count = |name: &str| answer.get(name).and_then(Value::as_i64).unwrap_or_default();
    println!(
        "{} assigned, {} wait for a person, {} came back, {} known, {} skipped, {} bad{}",
        count("matched"),
        count("unmatched"),
        count("returned"),
        count("known"),
        count("skipped"),
        count("bad"),
        if dry_run { "; nothing was recorded" } else { "" }
    );
    Ok(())
}

fn entry_line(entry: &Value) -> String {
    let outcome = text(entry, "/outcome").trim_start_matches("ENTRY_OUTCOME_").to_lowercase();
    let mut numbers: Vec<&str> =
        array(entry, "/payment/shares").iter().map(|share| text(share, "/number")).collect();
    let mut amount = text(entry, "/payment/amount/amount/value");
    if entry.get("debitReturn").is_some() {
        numbers.push(text(entry, "/debitReturn/number"));
        amount = text(entry, "/debitReturn/amount/amount/value");
    }
    let position = entry.get("position").and_then(Value::as_i64).unwrap_or_default();
    let reference = text(entry, "/entryReference");
    format!(
        "{position:>5}  {outcome:<9}  {amount:>12}  {reference:<24}  {}{}",
        numbers.join(" "),
        text(entry, "/problem")
    )
}

/// Makes a run of bookings and writes its files to a folder.
///
/// # Errors
/// When the gateway refuses it or the files cannot be written.
pub async fn export_datev(
    door: &Door,
    (from, until): (Date, Date),
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let day = |date: Date| json!({"year": date.year(), "month": date.month(), "day": date.day()});
    let period = json!({"start": day(from), "end": day(until)});
    let request = json!({"period": period, "requestId": request_id()});
    let run = door.call("billing.AccountingService/ExportBookings", request).await?;
    std::fs::create_dir_all(folder)?;
    let name = text(&run, "/name");
    for file in array(&run, "/files") {
        let file_name = text(file, "/fileName");
        let path = folder.join(file_name);
        std::fs::write(&path, content(door, name, file_name).await?)?;
        println!("{}", path.display());
    }
    let invoices = run.get("invoices").and_then(Value::as_i64).unwrap_or_default();
    println!("{invoices} invoices, {} EUR", text(&run, "/gross/amount/value"));
    Ok(())
}

async fn content(door: &Door, run: &str, file_name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let request = json!({"name": run, "fileName": file_name});
    let file: Result<Value, CallError> = door.call("billing.AccountingService/GetBookingFile", request).await;
    Ok(STANDARD.decode(text(&file?, "/content"))?)
}

fn array<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b8_an_entry_is_one_line() {
        let entry = json!({
            "position": 2, "entryReference": "B-2", "outcome": "ENTRY_OUTCOME_MATCHED",
            "payment": {"amount": {"amount": {"value": "142.80"}}, "shares": [{"number": "RE-2026-000001"}]},
        });
        assert_eq!(
            entry_line(&entry),
            "    2  matched          142.80  B-2                       RE-2026-000001"
        );
        let back = json!({
            "position": 4, "entryReference": "R-1", "outcome": "ENTRY_OUTCOME_RETURNED",
            "debitReturn": {"amount": {"amount": {"value": "145.80"}}, "number": "RE-2026-000001"},
        });
        assert_eq!(
            entry_line(&back),
            "    4  returned         145.80  R-1                       RE-2026-000001"
        );
        let bad = json!({"position": 3, "outcome": "ENTRY_OUTCOME_BAD", "problem": "the amount is missing"});
        assert!(entry_line(&bad).ends_with("the amount is missing"));
    }
}
