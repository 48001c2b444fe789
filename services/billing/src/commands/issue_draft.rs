//! Issuing a draft: what was last shown becomes an invoice with the next number, all or nothing (B3a, B4, I9).

use super::check_drafts::seller_of;
use crate::buyer;
use crate::commands::rate_customer;
use crate::language;
use crate::queries::difference;
use crate::queries::drafts::{self, Current};
use crate::queries::invoices as read;
use crate::service_report;
use crate::store::book::{Book, today};
use crate::store::debits;
use crate::store::invoices::{self, NewInvoice, Place};
use crate::store::styles;
use crate::terms_of_invoice::{due_date, terms};
use crate::wire::debit::Agreed;
use crate::wire::draft::etag;
use crate::wire::money;
use crate::wire::parse;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::{Document, Frozen, IssueRefusal, LineKey};
use kontor_documents::{Edition, HouseStyle, Language, invoice_pdf};
use kontor_einvoice::{Invoice as Terms, Profile, to_cii, to_ubl};
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{DraftId, InvoiceId, TicketId};
use kontor_outbox::publish;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{
    BillingProfile, DocumentFormat, Invoice, InvoiceIssued, InvoiceLine, InvoiceType, IssueDraftRequest,
    SellerProfile,
};
use kontor_proto::contract::v1::Customer;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) async fn issue(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: IssueDraftRequest,
) -> Result<Invoice> {
    let (id, date) = check(kit, &request)?;
    // A repetition gets its answer even while the contract service is down (X2).
    if let Some(answer) = answered(kit.db(), caller, "IssueDraft", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let customer = drafts::row(kit, caller, id).await?.customer;
    let buyer = buyer::ask(kit, contract, caller.tenant(), customer).await?;
    let mut fresh = match begin(kit.db(), caller, "IssueDraft", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), customer).await?;
    let current = drafts::current(fresh.tx(), kit, id, &buyer::vat_of(&buyer)).await?;
    difference::unchanged(fresh.tx(), id, &request.etag, &current).await?;
    let document = document(&current, &request.etag, &request.name)?;
    let seller = seller_of(fresh.tx()).await?;
    // Checked before a number is taken; the number itself cannot make good terms bad.
    let agreed = debits::agreed(fresh.tx(), customer).await?;
    compute("0000-000000", date, &document, (&seller, &buyer), (&current.book.wishes, &agreed))?;
    let issuing = Issuing { kit, caller, buyer, seller, agreed, date, at: kit.clock().now() };
    let invoice = issuing.put(fresh.tx(), id, &current, &document).await?;
    let issued = read::read(fresh.tx(), invoice).await?;
    fresh.finish(issued.invoice).await
}

/// What is issued: exactly what was shown (B3a).
pub(crate) fn document(current: &Current, shown: &str, name: &str) -> Result<Document> {
    current.draft.issue(&shown.to_owned(), etag).map_err(|refusal| refused(refusal, name))
}

fn check(kit: &Kit, request: &IssueDraftRequest) -> Result<(DraftId, Date)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", DraftId::from_resource_name(&request.name));
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    let today = today(kit);
    let date = match &request.issue_date {
        None => Some(today),
        Some(date) => money::read_date(date).filter(|d| *d <= today),
    };
    wrong.require(date.is_some(), "issue_date", "give a day of the calendar that is not in the future");
    wrong.finish()?;
    id.zip(date).ok_or_else(|| Problem::internal("checked above"))
}

pub(crate) fn refused(refusal: IssueRefusal, draft: &str) -> Problem {
    match refusal {
        IssueRefusal::NoInvoice(_) => Problem::refused(Reason::DraftEmpty, draft, refusal.to_string()),
        IssueRefusal::Changed | IssueRefusal::Conflicts(_) | IssueRefusal::NegativePrice => {
            Problem::refused(Reason::WrongState, draft, refusal.to_string())
        }
    }
}

/// The business terms, checked as a receiver would check them. What is missing is named by field.
pub(crate) fn compute(
    number: &str,
    date: Date,
    document: &Document,
    parties: (&SellerProfile, &Customer),
    agreed: (&BillingProfile, &Agreed),
) -> Result<Terms> {
    Terms::new(terms(number, date, document, parties, agreed)).map_err(|problems| {
        let fields =
            problems.0.iter().map(|p| format!("{}: {}", p.field, p.text)).collect::<Vec<_>>().join("; ");
        Problem::refused(Reason::BuyerDataIncomplete, parties.1.name.clone(), fields)
    })
}

/// Who issues, to whom, on which day.
pub(crate) struct Issuing<'a> {
    pub(crate) kit: &'a Kit,
    pub(crate) caller: &'a Caller,
    pub(crate) buyer: Customer,
    pub(crate) seller: SellerProfile,
    pub(crate) agreed: Agreed,
    pub(crate) date: Date,
    pub(crate) at: Timestamp,
}

impl Issuing<'_> {
    /// Takes the next number and puts the invoice, its documents, claims and event into the transaction (I9).
    pub(crate) async fn put(
        mut self,
        tx: &mut TenantTx,
        draft: DraftId,
        current: &Current,
        document: &Document,
    ) -> Result<InvoiceId> {
        let id = InvoiceId::new(self.kit.ids());
        let frozen = frozen(current, document);
        let customer = current.book.customer;
        // Drawn before the series waits: it names no number.
        let names = (self.seller.legal_name.as_str(), self.buyer.display_name.as_str());
        let report = service_report::report(tx, current, document, names).await?;
        let language = language::of(Some(&self.buyer));
        let style = styles::of_house(tx, language).await?;
        let report = service_report::render(report, language, self.at, &style).await?;
        // The series waits from here to the commit.
        let place = invoices::next_number(tx, &self.seller.number_prefix, self.date.year()).await?;
        // Read while the series waits, so that instants rise with the numbers (I7).
        self.at = self.kit.clock().now();
        let parties = (&self.seller, &self.buyer);
        let terms =
            compute(&place.number, self.date, document, parties, (&current.book.wishes, &self.agreed))?;
        let invoice = self.invoice(id, &place, document);
        let stored = NewInvoice {
            id,
            customer,
            place: &place,
            cancels: None,
            issued: self.date,
            sums: [document.totals.net, document.totals.tax, document.totals.gross],
            invoice: &invoice,
            terms: serde_json::to_value(terms.data()).map_err(Problem::internal)?,
            by: self.caller.principal().uuid(),
            at: self.at,
        };
        invoices::insert(tx, &stored).await?;
        // The stored terms stay without the report: it is in the stored documents.
        let printed = service_report::attached(&terms, report)?;
        invoices::insert_documents(tx, id, &render(printed, (self.at, language), style).await?, self.at)
            .await?;
        invoices::claim(tx, id, (document, &current.draft.lines), &frozen).await?;
        let tickets: BTreeSet<TicketId> = frozen.iter().map(|f| f.entry.ticket).collect();
        let event = InvoiceIssued {
            invoice: id.resource_name(),
            number: place.number.clone(),
            customer: customer.resource_name(),
            entries: frozen.iter().map(|f| f.entry.id.resource_name()).collect(),
            tickets: tickets.iter().map(|t| t.resource_name()).collect(),
            gross: invoice.gross.clone(),
        };
        publish(tx, id.uuid(), 1, &event).await?;
        rate_customer::rate(tx, self.kit, customer).await?;
        // What was looked over is issued: what comes next has to be looked over anew (B3).
        let (by, at) = (self.caller.principal().uuid(), jiff_sqlx::Timestamp::from(self.at));
        let tenant = tx.tenant().uuid();
        sqlx::query_file!("queries/mark/take_off.sql", tenant, draft.uuid(), by, at as _)
            .execute(tx.conn())
            .await?;
        Ok(id)
    }

    fn invoice(&self, id: InvoiceId, place: &Place, document: &Document) -> Invoice {
        Invoice {
            name: id.resource_name(),
            number: place.number.clone(),
            r#type: InvoiceType::Invoice.into(),
            customer: self.buyer.name.clone(),
            issue_date: money::date(self.date),
            due_date: money::date(due_date(&self.buyer, self.date)),
            lines: lines(document),
            net: money::money(document.totals.net),
            vat: money::money(document.totals.tax),
            gross: money::money(document.totals.gross),
            issue_time: money::stamp(self.at),
            language_code: language::code(language::of(Some(&self.buyer))).to_owned(),
            ..Invoice::default()
        }
    }
}

/// The lines of a document as the wire has them.
pub(crate) fn lines(document: &Document) -> Vec<InvoiceLine> {
    let line = |line: &kontor_billing_domain::DocumentLine| InvoiceLine {
        position: i32::try_from(line.position).unwrap_or(i32::MAX),
        text: line.text.clone(),
        ticket_number: line.ticket_number.clone(),
        quantity: money::decimal(line.quantity.value),
        unit_code: line.quantity.unit.code().to_owned(),
        price: money::money(line.price),
        base: money::decimal(line.quantity.base),
        allowance: money::money(line.allowance),
        allowance_reason: line.allowance_reason.clone(),
        net: money::money(line.net),
        vat_percent: money::decimal(line.vat.percent),
        entry: match &line.key {
            LineKey::Work { entry, .. } if line.keys.len() == 1 => entry.resource_name(),
            LineKey::Extra { entry, .. } => entry.resource_name(),
            _ => String::new(),
        },
        cost_center: line.cost_center.clone(),
        order_number: line.order_number.clone(),
    };
    document.lines.iter().map(line).collect()
}

/// What the invoiced entries were billed and drew.
fn frozen(current: &Current, document: &Document) -> Vec<Frozen> {
    let settled = document.settles.iter().filter_map(|key| match key {
        LineKey::Work { entry, .. } => Some(*entry),
        _ => None,
    });
    let settled: BTreeSet<_> = settled.collect();
    let rated: BTreeMap<_, _> = current.allocation.rated.iter().map(|r| (r.entry, r)).collect();
    let entries = current.book.entries.iter().filter(|e| settled.contains(&e.entry.id));
    entries.filter_map(|e| Some(Frozen::new(e.entry.clone(), rated.get(&e.entry.id)?))).collect()
}

/// PDF and both forms of XRechnung, off the threads that serve requests.
pub(crate) async fn render(
    terms: Terms,
    (at, language): (Timestamp, Language),
    style: HouseStyle,
) -> Result<Vec<(DocumentFormat, Vec<u8>)>> {
    let rendered = tokio::task::spawn_blocking(move || {
        let edition = Edition { language, profile: Profile::En16931, at };
        let pdf = invoice_pdf(&terms, edition, &style).map_err(Problem::internal)?;
        Ok(vec![
            (DocumentFormat::Pdf, pdf),
            (DocumentFormat::XrechnungUbl, to_ubl(&terms).into_bytes()),
            (DocumentFormat::XrechnungCii, to_cii(&terms, Profile::Xrechnung).into_bytes()),
        ])
    });
    rendered.await.map_err(Problem::internal)?
}
