//! What belongs to an invoice, from the call to the XML, asked of the services.

use super::chain::Piece;
use crate::client::Door;
use crate::tax::rows_of_day;
use crate::tour::text;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// All pieces, in the order in which they came about: tickets, work, rating, ledger, invoice, documents, what followed.
pub(super) async fn pieces(door: &Door, invoice: &str) -> Outcome<Vec<Piece>> {
    let invoice = find(door, invoice).await?;
    let number = text(&invoice, "/number").to_owned();
    if text(&invoice, "/type") == "INVOICE_TYPE_USAGE_STATEMENT" {
        return Err(format!("{number} is a usage statement: evidence is written of invoices").into());
    }
    let entries = entries(door, &invoice).await?;
    let mut work = Vec::new();
    let mut quotas: BTreeSet<String> = BTreeSet::new();
    let mut tickets: BTreeSet<String> = BTreeSet::new();
    for entry in &entries {
        let name = format!("timeEntries/{entry}");
        let versions =
            all(door, "timetracking.TimeService/ListTimeEntryVersions", json!({"name": name}), "versions");
        let versions = versions.await?;
        let of = |version: &Value| text(version, "/entry/ticket").to_owned();
        let known = tickets.len();
        tickets.extend(versions.iter().map(of).filter(|ticket| !ticket.is_empty()));
        if known == 0 && tickets.is_empty() {
            return Err(format!("{name} names no ticket").into());
        }
        work.push(piece(
            &format!("entry-{entry}.json"),
            "a time entry in all its versions",
            &json!(versions),
        )?);
        let rated = door.call("billing.BillingService/GetRatedEntry", json!({"entry": name})).await?;
        let portions = rated.get("portions").and_then(Value::as_array).into_iter().flatten();
        quotas.extend(
            portions.map(|portion| text(portion, "/quota").to_owned()).filter(|quota| !quota.is_empty()),
        );
        work.push(piece(&format!("rating-{entry}.json"), "how it was rated, with its explanation", &rated)?);
    }
    let mut pieces = Vec::new();
    for name in &tickets {
        let id = name.rsplit('/').next().unwrap_or_default();
        let ticket = door.call("ticket.TicketService/GetTicket", json!({"name": name})).await?;
        pieces.push(piece(&format!("ticket-{id}.json"), "a ticket with its verdict", &ticket)?);
        let log = all(door, "ticket.TicketService/ListLogEntries", json!({"name": name}), "entries").await?;
        let what = "the ticket's log; each entry's digest covers the one before";
        pieces.push(piece(&format!("log-{id}.json"), what, &json!(log))?);
    }
    pieces.extend(work);
    pieces.extend(ledger(door, &quotas, &entries).await?);
    pieces.push(piece("invoice.json", &format!("the invoice {number}"), &invoice)?);
    pieces.extend(documents(door, &invoice).await?);
    pieces.extend(after(door, &invoice).await?);
    Ok(pieces)
}

fn piece(file: &str, what: &str, value: &Value) -> Outcome<Piece> {
    let content = serde_json::to_string_pretty(value)? + "\n";
    Ok(Piece { file: file.to_owned(), what: what.to_owned(), content: content.into_bytes() })
}

/// The invoice by its resource name or its number.
async fn find(door: &Door, wanted: &str) -> Outcome<Value> {
    let rpc = "billing.BillingService/GetInvoice";
    if wanted.starts_with("invoices/") {
        return Ok(door.call(rpc, json!({"name": wanted})).await?);
    }
    let mut token = String::new();
    loop {
        let request = json!({"pageSize": 200, "pageToken": token});
        let page = door.call("billing.BillingService/ListInvoices", request).await?;
        let invoices = page.get("invoices").and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(found) = invoices.iter().find(|invoice| text(invoice, "/number") == wanted) {
            return Ok(door.call(rpc, json!({"name": text(found, "/name")})).await?);
        }
        text(&page, "/nextPageToken").clone_into(&mut token);
        if token.is_empty() {
            return Err(format!("there is no invoice {wanted}").into());
        }
    }
}

/// The entries that the invoice settles, in their order.
async fn entries(door: &Door, invoice: &Value) -> Outcome<Vec<String>> {
    // A cancellation or a credit refers to the invoice that settles them.
    let settling =
        match [text(invoice, "/cancels"), text(invoice, "/credits")].into_iter().find(|n| !n.is_empty()) {
            Some(original) => find(door, original).await?,
            None => invoice.clone(),
        };
    let rows = rows_of_day(door, "work", &settling["issueDate"]).await?;
    let number = text(&settling, "/number");
    let of_invoice = rows.iter().filter(|row| row.first().is_some_and(|first| first == number));
    Ok(of_invoice.filter_map(|row| row.get(1).cloned()).collect())
}

/// What the ledger holds of the entries, and what was granted before, by quota (R7).
async fn ledger(door: &Door, quotas: &BTreeSet<String>, entries: &[String]) -> Outcome<Option<Piece>> {
    let mut ledger = serde_json::Map::new();
    for quota in quotas {
        let request = json!({"quota": quota, "pageSize": 200});
        let rows = all(door, "billing.BillingService/ListTransfers", request, "transfers").await?;
        let belongs = |row: &Value| {
            let entry = text(row, "/entry").trim_start_matches("timeEntries/");
            entry.is_empty() || entries.iter().any(|known| known == entry)
        };
        ledger.insert(quota.clone(), rows.into_iter().filter(belongs).collect());
    }
    let what = "what the ledger holds of this work, and what was granted before";
    let found = (!ledger.is_empty()).then(|| piece("ledger.json", what, &Value::Object(ledger)));
    found.transpose()
}

/// All pages of a list.
async fn all(door: &Door, rpc: &str, mut request: Value, field: &str) -> Outcome<Vec<Value>> {
    let mut found = Vec::new();
    loop {
        let page = door.call(rpc, request.clone()).await?;
        found.extend(page.get(field).and_then(Value::as_array).cloned().unwrap_or_default());
        let token = text(&page, "/nextPageToken").to_owned();
        if token.is_empty() {
            return Ok(found);
        }
        request["pageToken"] = json!(token);
    }
}

async fn documents(door: &Door, invoice: &Value) -> Outcome<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (format, file, what) in [
        (
            "DOCUMENT_FORMAT_PDF",
            "invoice.pdf",
            "the invoice as PDF with its electronic form and report inside",
        ),
        ("DOCUMENT_FORMAT_XRECHNUNG_UBL", "invoice.ubl.xml", "the invoice as XRechnung (UBL)"),
        ("DOCUMENT_FORMAT_XRECHNUNG_CII", "invoice.cii.xml", "the invoice as XRechnung (CII)"),
    ] {
        let request = json!({"name": text(invoice, "/name"), "format": format});
        let document = door.call("billing.BillingService/GetInvoiceDocument", request).await?;
        let content = STANDARD.decode(text(&document, "/content"))?;
        pieces.push(Piece { file: file.to_owned(), what: what.to_owned(), content });
    }
    Ok(pieces)
}

/// Reminders and payments.
async fn after(door: &Door, invoice: &Value) -> Outcome<Vec<Piece>> {
    let name = text(invoice, "/name");
    let mut pieces = Vec::new();
    let request = json!({"invoice": name});
    let reminders = all(door, "billing.ReminderService/ListReminders", request, "reminders").await?;
    for reminder in &reminders {
        let number = text(reminder, "/number");
        let request = json!({"name": text(reminder, "/name")});
        let document = door.call("billing.ReminderService/GetReminderDocument", request).await?;
        let content = STANDARD.decode(text(&document, "/content"))?;
        let what = "a reminder as it went out".to_owned();
        pieces.push(Piece { file: format!("reminder-{number}.pdf"), what, content });
    }
    let payments =
        all(door, "billing.PaymentService/ListPayments", json!({"pageSize": 200}), "payments").await?;
    let settles = |payment: &&Value| {
        let shares = payment.get("shares").and_then(Value::as_array);
        shares.is_some_and(|shares| shares.iter().any(|share| text(share, "/invoice") == name))
    };
    let paid: Vec<&Value> = payments.iter().filter(settles).collect();
    if !paid.is_empty() {
        pieces.push(piece("payments.json", "what was paid of it", &json!(paid))?);
    }
    Ok(pieces)
}
