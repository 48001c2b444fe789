//! The draft becomes an invoice.

use super::job::Done;
use super::setting::Setting;
use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use serde_json::{Value, json};

impl Tour {
    /// Accounting looks the draft over and issues it.
    pub(super) async fn bill(
        &mut self,
        house: &House,
        setting: &Setting,
        done: &Done,
    ) -> Result<(), TourError> {
        self.chapter("The draft is there already");
        let books = self.sign_in(house, "accounting").await?;
        let draft = self.draft(&books, setting, done).await?;
        let shown = self.waive(&books, &draft, &done.entries[2]).await?;
        self.chapter("The invoice");
        let invoice = self.issue(&books, &draft, &shown).await?;
        self.documents(&books, &invoice).await?;
        self.locked(done).await?;
        self.chapter("The ticket is resolved, and the log shows everything");
        self.finish(done, &invoice).await
    }

    async fn draft(&mut self, books: &Door, setting: &Setting, done: &Done) -> Result<String, TourError> {
        let lists = ("billing.BillingService/ListDrafts", json!({"customer": setting.customer}));
        let has_one = |answer: &Value| answer.pointer("/drafts/0/name").is_some();
        let list = self.ask_until(books, "the customer's drafts", lists, has_one).await?;
        let drafts = list["drafts"].as_array().cloned().unwrap_or_default();
        // The seconds of the timer were today; what the tour looks at was yesterday, which may be another month.
        for draft in drafts {
            let name = text(&draft, "/name").to_owned();
            let rpc = "billing.BillingService/GetDraft";
            let read = self.ask(books, "a draft with its lines", rpc, json!({"name": name})).await?;
            if line_of(&read, &done.entries[1]).is_some() {
                let all = done.entries.iter().all(|entry| line_of(&read, entry).is_some());
                self.check(all, "B1: all three entries stand in it, the free one too")?;
                let explained =
                    line_of(&read, &done.entries[1]).is_some_and(|l| l.pointer("/explanation/0").is_some());
                self.check(explained, "R1: the lines explain themselves")?;
                self.check(text(&read, "/net/amount/value") == "85.00", "B6: 55.00 and 30.00 are 85.00")?;
                return Ok(name);
            }
        }
        Err(self.wrong("the entries stand in no draft"))
    }

    async fn waive(&mut self, books: &Door, draft: &str, entry: &str) -> Result<Value, TourError> {
        let read = json!({"name": draft});
        let shown = self.ask(books, "as it is now", "billing.BillingService/GetDraft", read).await?;
        let line = line_of(&shown, entry).map(|l| text(l, "/name").to_owned()).unwrap_or_default();
        let request = json!({"name": draft, "line": line, "reason": "Kulanz: kurze Rückfrage", "etag": shown["etag"],
            "requestId": request_id()});
        let waived =
            self.ask(books, "one line is waived", "billing.BillingService/WaiveLine", request).await?;
        self.check(text(&waived, "/net/amount/value") == "55.00", "R8b: 30.00 less")?;
        self.check(text(&waived, "/goodwill/amount/value") == "30.00", "N3: what was given is known")?;
        Ok(json!({"before": shown["etag"], "after": waived["etag"]}))
    }

    async fn issue(&mut self, books: &Door, draft: &str, shown: &Value) -> Result<String, TourError> {
        let issue = |etag: &Value| json!({"name": draft, "etag": etag, "requestId": request_id()});
        let stale = ("billing.BillingService/IssueDraft", issue(&shown["before"]));
        self.ask_in_vain(books, "issuing what was shown before the change", stale, "DRAFT_CHANGED").await?;
        let rpc = "billing.BillingService/IssueDraft";
        let invoice =
            self.ask(books, "issuing what was shown last (B3a)", rpc, issue(&shown["after"])).await?;
        self.check(!text(&invoice, "/number").is_empty(), "B4: it has the next number")?;
        self.check(text(&invoice, "/net/amount/value") == "55.00", "B3a: what was shown is what is issued")?;
        self.check(text(&invoice, "/vat/amount/value") == "10.45", "B6: 19 % of 55.00")?;
        self.check(text(&invoice, "/gross/amount/value") == "65.45", "B6: net and VAT")?;
        Ok(text(&invoice, "/name").to_owned())
    }

    async fn documents(&mut self, books: &Door, invoice: &str) -> Result<(), TourError> {
        for (format, begins) in [
            ("DOCUMENT_FORMAT_PDF", "JVBERi0"),
            ("DOCUMENT_FORMAT_XRECHNUNG_UBL", "PD94bWw"),
            ("DOCUMENT_FORMAT_XRECHNUNG_CII", "PD94bWw"),
        ] {
            let request =
                ("billing.BillingService/GetInvoiceDocument", json!({"name": invoice, "format": format}));
            let there = |answer: &Value| answer.get("content").is_some();
            let document = self.ask_until(books, format, request, there).await?;
            let content = text(&document, "/content");
            self.check(
                content.starts_with(begins),
                &format!("B7: {} is there", text(&document, "/fileName")),
            )?;
        }
        Ok(())
    }

    async fn locked(&mut self, done: &Done) -> Result<(), TourError> {
        let entry = &done.entries[1];
        let read = ("timetracking.TimeService/GetTimeEntry", json!({"name": entry}));
        let invoiced = |answer: &Value| text(answer, "/billingState") == "BILLING_STATE_INVOICED";
        let mut locked = self.ask_until(&done.agent, "the entries are locked", read, invoiced).await?;
        locked["text"] = json!("etwas anderes");
        let request = json!({"entry": locked, "reason": "Tippfehler", "requestId": request_id()});
        let change = ("timetracking.TimeService/CorrectTimeEntry", request);
        self.ask_in_vain(&done.agent, "changing an invoiced entry", change, "ENTRY_INVOICED").await
    }

    async fn finish(&mut self, done: &Done, invoice: &str) -> Result<(), TourError> {
        let request = json!({"name": done.ticket, "solution": "Dienst neu gestartet, Ursache behoben.",
            "requestId": request_id()});
        self.ask(&done.agent, "the ticket is resolved", "ticket.TicketService/ResolveTicket", request)
            .await?;
        let clocks = ("escalation.EscalationService/GetClocks", json!({"ticket": done.ticket}));
        let all_met = |answer: &Value| {
            let clocks = answer["clocks"].as_array().cloned().unwrap_or_default();
            clocks.len() >= 2 && clocks.iter().filter(|c| text(c, "/state") == "CLOCK_STATE_MET").count() >= 2
        };
        self.ask_until(&done.agent, "both clocks are met", clocks, all_met).await?;
        let sheet = json!({"ticket": done.ticket});
        let rpc = "escalation.EscalationService/GetProofSheet";
        let sheet = self.ask(&done.agent, "the proof sheet (N5)", rpc, sheet).await?;
        self.check(sheet.pointer("/intervals/0").is_some(), "N5: the sheet has intervals")?;
        let log = ("ticket.TicketService/ListLogEntries", json!({"name": done.ticket}));
        let remarked = |answer: &Value| {
            let entries = answer["entries"].as_array().cloned().unwrap_or_default();
            entries.iter().any(|e| text(e, "/kind") == "LOG_KIND_BILLING_REMARK")
        };
        let log = self.ask_until(&done.agent, "the log shows everything", log, remarked).await?;
        let sequences: Vec<_> =
            log["entries"].as_array().into_iter().flatten().map(|e| e["sequence"].as_i64()).collect();
        let dense = sequences.iter().zip(1..).all(|(have, want)| *have == Some(want));
        self.check(dense, &format!("K2: the log of {} has no holes ({invoice} is on it)", done.number))
    }
}

fn line_of<'a>(draft: &'a Value, entry: &str) -> Option<&'a Value> {
    draft["lines"].as_array()?.iter().find(|line| text(line, "/entry") == entry)
}
