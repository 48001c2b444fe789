//! After the invoice: split by cost center, cancelled, handed over to bookkeeping, and what it all brought.

use super::job::Done;
use super::setting::{Setting, now_in_berlin};
use super::{House, Tour, TourError, request_id, text};
use crate::client::Door;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

impl Tour {
    /// Accounting splits by cost center, cancels, exports; management sees the margin.
    pub(super) async fn books(
        &mut self,
        house: &House,
        setting: &Setting,
        done: &Done,
    ) -> Result<(), TourError> {
        self.chapter("The customer wants an invoice for each cost center");
        let books = self.sign_in(house, "accounting").await?;
        let profile = json!({"profile": {"customer": setting.customer, "split": "SPLIT_BY_COST_CENTER",
            "costCenters": [{"code": "4711"}, {"code": "4712"}]}, "requestId": request_id()});
        let rpc = "billing.ProfileService/SetBillingProfile";
        self.ask(&books, "split by cost center (B2)", rpc, profile).await?;
        let (ticket, entries) = self.split_work(&done.agent, setting).await?;
        let first = self.issue_center(&books, setting, (&entries[0], "4711")).await?;
        let second = self.issue_center(&books, setting, (&entries[1], "4712")).await?;
        self.check(first != second, "B2: two cost centers, two invoices")?;
        self.chapter("One was wrong: it is cancelled, never changed");
        self.cancel(&books, &first).await?;
        self.chapter("Bookkeeping gets its file");
        self.hand_over(&books).await?;
        self.chapter("What the ticket brought");
        self.margin(&books, setting, &ticket).await
    }

    /// An hour for each of two cost centers on a ticket of its own.
    async fn split_work(
        &mut self,
        agent: &Door,
        setting: &Setting,
    ) -> Result<(String, Vec<String>), TourError> {
        let request = json!({"ticket": {"customer": setting.customer, "contact": setting.contact,
            "subject": "Umzug zweier Abteilungen", "priority": "PRIORITY_NORMAL"},
            "channel": "CHANNEL_PHONE", "activity": "project", "requestId": request_id()});
        let ticket = self.ask(agent, "a project", "ticket.TicketService/CreateTicket", request).await?;
        let ticket = text(&ticket, "/name").to_owned();
        self.acknowledge(agent, &ticket).await?;
        let mut entries = Vec::new();
        for (center, hour) in [("4711", 14), ("4712", 16)] {
            let start = setting.day.at(hour, 0, 0, 0).to_zoned(now_in_berlin().time_zone().clone());
            let start = start.map_err(|e| self.wrong(&e.to_string()))?.timestamp();
            let entry = json!({"ticket": ticket, "activity": "project", "startTime": start.to_string(),
                "duration": "3600s", "text": format!("Umzug für Kostenstelle {center}"), "costCenter": center,
                "allowOverlap": true});
            let request = json!({"entry": entry, "requestId": request_id()});
            let title = format!("an hour for cost center {center}");
            let rpc = "timetracking.TimeService/CreateTimeEntry";
            let saved = self.ask(agent, &title, rpc, request).await?;
            entries.push(text(&saved, "/name").to_owned());
        }
        Ok((ticket, entries))
    }

    async fn issue_center(
        &mut self,
        books: &Door,
        setting: &Setting,
        (entry, center): (&str, &str),
    ) -> Result<String, TourError> {
        let rated = ("billing.BillingService/GetRatedEntry", json!({"entry": entry}));
        self.ask_until(books, "the hour is rated", rated, |r| text(r, "/net/amount/value") == "120.00")
            .await?;
        let list = json!({"customer": setting.customer});
        let rpc = "billing.BillingService/ListDrafts";
        let list = self.ask(books, "the customer's drafts", rpc, list).await?;
        let drafts = list["drafts"].as_array().cloned().unwrap_or_default();
        for draft in drafts {
            let request = json!({"name": text(&draft, "/name")});
            let rpc = "billing.BillingService/GetDraft";
            let draft = self.ask(books, "a draft with its lines", rpc, request).await?;
            let lines = draft["lines"].as_array().cloned().unwrap_or_default();
            if !lines.iter().any(|line| text(line, "/entry") == entry) {
                continue;
            }
            let alone = lines.iter().all(|line| text(line, "/costCenter") == center);
            self.check(alone, &format!("B2: every line of the draft is for {center}"))?;
            let request = json!({"name": draft["name"], "etag": draft["etag"], "requestId": request_id()});
            let title = format!("the invoice for cost center {center}");
            let invoice = self.ask(books, &title, "billing.BillingService/IssueDraft", request).await?;
            self.check(text(&invoice, "/gross/amount/value") == "142.80", "B6: 120.00 and 19 %")?;
            return Ok(text(&invoice, "/name").to_owned());
        }
        Err(self.wrong("the hour stands in no draft"))
    }

    async fn cancel(&mut self, books: &Door, invoice: &str) -> Result<(), TourError> {
        let cancel = || json!({"name": invoice, "reason": "falsche Kostenstelle", "requestId": request_id()});
        let rpc = "billing.BillingService/CancelInvoice";
        let mirror = self.ask(books, "the cancellation", rpc, cancel()).await?;
        self.check(text(&mirror, "/gross/amount/value") == "-142.80", "B5: the exact negative")?;
        self.check(text(&mirror, "/cancels") == invoice, "B5: it refers to the invoice")?;
        self.ask_in_vain(books, "cancelling it twice", (rpc, cancel()), "ALREADY_CANCELLED").await
    }

    async fn hand_over(&mut self, books: &Door) -> Result<(), TourError> {
        let settings = json!({"settings": {"adviserNumber": 29098, "clientNumber": 55003,
            "chart": "CHART_OF_ACCOUNTS_SKR03"}, "requestId": request_id()});
        let rpc = "billing.AccountingService/SetAccountingSettings";
        self.ask(books, "adviser, client, chart of accounts", rpc, settings).await?;
        let today = now_in_berlin().date();
        let tomorrow = today.checked_add(1.day()).map_err(|e| self.wrong(&e.to_string()))?;
        // One day: a period must not cross the fiscal year.
        let export =
            json!({"period": {"start": day(today), "end": day(tomorrow)}, "requestId": request_id()});
        let rpc = "billing.AccountingService/ExportBookings";
        let run = self.ask(books, "a DATEV run (B9)", rpc, export.clone()).await?;
        let again = self.ask(books, "the same request again gives the same run", rpc, export).await?;
        self.check(run == again, "X2: handed over once")?;
        for file in run["files"].as_array().cloned().unwrap_or_default() {
            let request = json!({"name": run["name"], "fileName": file["fileName"]});
            let rpc = "billing.AccountingService/GetBookingFile";
            let title = format!("the file {}", text(&file, "/fileName"));
            let read = self.ask(books, &title, rpc, request).await?;
            self.check(read["sha256"] == file["sha256"], "B9: its bytes are those of the run")?;
        }
        Ok(())
    }

    async fn margin(&mut self, books: &Door, setting: &Setting, ticket: &str) -> Result<(), TourError> {
        let rate = json!({"rate": {"perHour": {"currencyCode": "EUR", "amount": {"value": "50.00"}},
            "from": {"year": 2020, "month": 1, "day": 1}}, "requestId": request_id()});
        let rpc = "billing.ReportService/SetInternalRate";
        self.ask(books, "what an hour costs the house", rpc, rate).await?;
        let rpc = "billing.ReportService/GetTicketMargin";
        let margin = self.ask(books, "the margin of the ticket (N7)", rpc, json!({"ticket": ticket})).await?;
        let value = |field: &str| text(&margin, &format!("/{field}/amount/value")).to_owned();
        self.check(value("margin") == "140.00", "N7: 240.00 for two hours that cost 100.00")?;
        let from = setting.day.first_of_month();
        let until = now_in_berlin().date().first_of_month().checked_add(1.month());
        let until = until.map_err(|e| self.wrong(&e.to_string()))?;
        let period = json!({"start": day(from), "end": day(until)});
        let request =
            json!({"period": period, "customer": setting.customer, "by": "PROFIT_DIMENSION_CUSTOMER"});
        let rpc = "billing.ReportService/GetProfitability";
        let all = self.ask(books, "what the customer brings (B10)", rpc, request).await?;
        self.check(all.pointer("/total/margin/amount/value").is_some(), "B10: revenue less cost")
    }
}

fn day(day: Date) -> Value {
    json!({"year": day.year(), "month": day.month(), "day": day.day()})
}
