//! Invoices and usage statements out of drafts: numbers, documents, claims and events in one transaction (B4, I9). As many
//! statements for fifty as for one.

use super::issue_draft::compute;
use super::rate_customer;
use super::set_seller_profile::statement_prefix;
use crate::language;
use crate::queries::drafts::Current;
use crate::rendering::{Drawing, draw, in_parallel};
use crate::service_report::{self, Report, ReportDrawing};
use crate::store::invoices::{self, Documents, NewInvoice, Place, Taken};
use crate::store::{people, styles};
use crate::terms_of_invoice::{due_date, terms};
use crate::wire::debit::Agreed;
use crate::wire::money;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::{Document, Frozen, LineKey, Outcome};
use kontor_documents::{HouseStyle, ServiceReport};
use kontor_ids::{CustomerId, DraftId, InvoiceId, TicketId, Uuid};
use kontor_outbox::publish_all;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{Invoice, InvoiceIssued, InvoiceLine, InvoiceType, SellerProfile};
use kontor_proto::contract::v1::Customer;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::{BTreeMap, BTreeSet};

/// How many invoices' documents lie in memory at once.
const DRAWN_AT_ONCE: usize = 10;

/// A draft that nothing stops from being issued.
pub(crate) struct Ready {
    pub(crate) draft: DraftId,
    pub(crate) current: Current,
    pub(crate) document: Document,
    pub(crate) buyer: Customer,
    pub(crate) agreed: Agreed,
}

/// Who issues, on which day.
pub(crate) struct Issuing<'a> {
    pub(crate) kit: &'a Kit,
    pub(crate) caller: &'a Caller,
    pub(crate) seller: &'a SellerProfile,
    pub(crate) date: Date,
}

/// An invoice that is to be stored.
struct Made {
    new: NewInvoice,
    frozen: Vec<Frozen>,
    event: InvoiceIssued,
}

impl Issuing<'_> {
    /// Takes the next numbers and puts invoices, their documents, claims and events into the transaction (I9): one for
    /// each draft, in their order. The drafts are of different customers: each changes what the others of its customer
    /// rest on.
    pub(crate) async fn put(&self, tx: &mut TenantTx, ready: &[Ready]) -> Result<Vec<InvoiceId>> {
        if ready.is_empty() {
            return Ok(Vec::new());
        }
        let styles = self.styles(tx, ready).await?;
        // Drawn before the series waits: they name no number.
        let reports = self.reports(tx, ready, &styles).await?;
        // The series wait from here to the commit.
        let places = self.places(tx, ready).await?;
        let (mut made, mut drawings) = (Vec::with_capacity(ready.len()), Vec::with_capacity(ready.len()));
        for (((ready, place), report), style) in ready.iter().zip(places).zip(reports).zip(styles) {
            let (one, drawing) = self.make(ready, place, report, style)?;
            made.push(one);
            drawings.push(drawing);
        }
        self.store(tx, ready, (made, drawings)).await
    }

    /// The place of each in its series: those of invoices are taken before those of usage statements.
    async fn places(&self, tx: &mut TenantTx, ready: &[Ready]) -> Result<Vec<Place>> {
        let is_statement = |ready: &&Ready| ready.document.outcome == Outcome::UsageStatement;
        let statements = ready.iter().filter(is_statement).count();
        let year = self.date.year();
        let series = (self.seller.number_prefix.as_str(), year);
        let mut invoices = invoices::next_numbers(tx, series, ready.len() - statements).await?.into_iter();
        let series = (statement_prefix(self.seller), year);
        let mut statements = invoices::next_numbers(tx, series, statements).await?.into_iter();
        let place = |ready: &Ready| {
            let place = if is_statement(&ready) { statements.next() } else { invoices.next() };
            place.ok_or_else(|| Problem::internal("as many places as were asked for"))
        };
        ready.iter().map(place).collect()
    }

    async fn styles(&self, tx: &mut TenantTx, ready: &[Ready]) -> Result<Vec<HouseStyle>> {
        let mut styles = BTreeMap::new();
        for ready in ready {
            let language = language::of(Some(&ready.buyer));
            if !styles.contains_key(language::code(language)) {
                styles.insert(language::code(language), styles::of_house(tx, language).await?);
            }
        }
        let of = |ready: &Ready| styles[language::code(language::of(Some(&ready.buyer)))].clone();
        Ok(ready.iter().map(of).collect())
    }

    async fn reports(
        &self,
        tx: &mut TenantTx,
        ready: &[Ready],
        styles: &[HouseStyle],
    ) -> Result<Vec<Report>> {
        let entries = ready.iter().flat_map(|ready| &ready.current.book.entries);
        let people = entries.filter(|e| e.frozen.is_none()).map(|e| e.entry.technician).collect();
        let people = people::names(tx, &people).await?;
        let at = self.kit.clock().now();
        let drawing = |(ready, style): (&Ready, &HouseStyle)| {
            let names = (self.seller.legal_name.as_str(), ready.buyer.display_name.as_str());
            let language = language::of(Some(&ready.buyer));
            let report = service_report::report(&ready.current, &ready.document, &people, names, language);
            let embedded = ready.document.outcome == Outcome::Invoice;
            ReportDrawing { report, embedded, language, at, style: style.clone() }
        };
        in_parallel(ready.iter().zip(styles).map(drawing).collect(), service_report::draw).await
    }

    fn make(
        &self,
        ready: &Ready,
        place: Place,
        report: Report,
        style: HouseStyle,
    ) -> Result<(Made, Drawing)> {
        // Read while the series waits, so that instants rise with the numbers (I7).
        let at = self.kit.clock().now();
        let Ready { current, document, buyer, agreed, .. } = ready;
        let (parties, wishes) = ((self.seller, buyer), (&current.book.wishes, agreed));
        let language = language::of(Some(buyer));
        let (terms, drawing) = if document.outcome == Outcome::UsageStatement {
            let terms = terms(&place.number, self.date, document, parties, wishes);
            let Report::Statement(report) = report else {
                return Err(Problem::internal("drawn as what it becomes"));
            };
            let report = ServiceReport { number: Some(place.number.clone()), ..report };
            (terms, Drawing::Statement { report, language, at, style })
        } else {
            let terms = compute(&place.number, self.date, document, parties, wishes)?;
            // The stored terms stay without the report: it is in the stored documents.
            let Report::Embedded(files) = report else {
                return Err(Problem::internal("drawn as what it becomes"));
            };
            let printed = service_report::attached(&terms, files)?;
            (terms.data().clone(), Drawing::Invoice { terms: Box::new(printed), language, at, style })
        };
        let id = InvoiceId::new(self.kit.ids());
        let invoice = self.invoice(ready, id, &place, at);
        let frozen = frozen(current, document);
        let tickets: BTreeSet<TicketId> = frozen.iter().map(|f| f.entry.ticket).collect();
        let event = InvoiceIssued {
            invoice: id.resource_name(),
            number: place.number.clone(),
            customer: current.book.customer.resource_name(),
            entries: frozen.iter().map(|f| f.entry.id.resource_name()).collect(),
            tickets: tickets.iter().map(|t| t.resource_name()).collect(),
            gross: invoice.gross.clone(),
        };
        let new = NewInvoice {
            id,
            customer: current.book.customer,
            place,
            cancels: None,
            sums: [document.totals.net, document.totals.tax, document.totals.gross],
            invoice,
            terms: serde_json::to_value(terms).map_err(Problem::internal)?,
            at,
        };
        Ok((Made { new, frozen, event }, drawing))
    }

    async fn store(
        &self,
        tx: &mut TenantTx,
        ready: &[Ready],
        (made, drawings): (Vec<Made>, Vec<Drawing>),
    ) -> Result<Vec<InvoiceId>> {
        let by = self.caller.principal().uuid();
        let ids: Vec<InvoiceId> = made.iter().map(|made| made.new.id).collect();
        let taken = made.iter().zip(ready).map(|(made, ready)| Taken {
            invoice: made.new.id,
            document: &ready.document,
            drafted: &ready.current.draft.lines,
            frozen: &made.frozen,
        });
        let taken: Vec<Taken<'_>> = taken.collect();
        let news: Vec<&NewInvoice> = made.iter().map(|made| &made.new).collect();
        invoices::insert(tx, &news, (self.date, by)).await?;
        store_documents(tx, &news, drawings).await?;
        invoices::claim(tx, &taken).await?;
        drop(taken);
        let at = made.last().map_or_else(|| self.kit.clock().now(), |made| made.new.at);
        let events: Vec<_> = made.into_iter().map(|made| (made.new.id.uuid(), 1, made.event)).collect();
        publish_all(tx, &events).await?;
        let customers: BTreeSet<CustomerId> = ready.iter().map(|ready| ready.current.book.customer).collect();
        rate_customer::rate_all(tx, self.kit, &customers).await?;
        // What was looked over is issued: what comes next has to be looked over anew (B3).
        let drafts: Vec<Uuid> = ready.iter().map(|ready| ready.draft.uuid()).collect();
        let (tenant, at) = (tx.tenant().uuid(), jiff_sqlx::Timestamp::from(at));
        sqlx::query_file!("queries/mark/take_off.sql", tenant, &drafts, by, at as _)
            .execute(tx.conn())
            .await?;
        Ok(ids)
    }

    fn invoice(&self, ready: &Ready, id: InvoiceId, place: &Place, at: Timestamp) -> Invoice {
        let Ready { buyer, document, .. } = ready;
        let (kind, due) = match document.outcome {
            Outcome::UsageStatement => (InvoiceType::UsageStatement, None),
            _ => (InvoiceType::Invoice, money::date(due_date(buyer, self.date))),
        };
        Invoice {
            name: id.resource_name(),
            number: place.number.clone(),
            r#type: kind.into(),
            customer: buyer.name.clone(),
            issue_date: money::date(self.date),
            due_date: due,
            lines: lines(document),
            net: money::money(document.totals.net),
            vat: money::money(document.totals.tax),
            gross: money::money(document.totals.gross),
            issue_time: money::stamp(at),
            language_code: language::code(language::of(Some(buyer))).to_owned(),
            ..Invoice::default()
        }
    }
}

/// Draws documents and stores them, some at a time: that many lie in memory.
async fn store_documents(tx: &mut TenantTx, news: &[&NewInvoice], drawings: Vec<Drawing>) -> Result<()> {
    let mut drawings = drawings.into_iter();
    for news in news.chunks(DRAWN_AT_ONCE) {
        let some = drawings.by_ref().take(news.len()).collect();
        let forms = in_parallel(some, draw).await?;
        let documents = news.iter().zip(forms);
        let documents = documents.map(|(new, forms)| Documents { invoice: new.id, forms, at: new.at });
        invoices::insert_documents(tx, documents.collect()).await?;
    }
    Ok(())
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
