//! Cancelling an invoice by its exact negative mirror (B5): a document of its own with a number of its own. The
//! entries are open again.

use crate::commands::rate_customer;
use crate::language::{self, said};
use crate::queries::invoices::{self as read, Issued};
use crate::rendering::{Drawing, render};
use crate::store::book::{Book, today};
use crate::store::invoices::{self, Documents, NewInvoice, Place};
use crate::store::styles;
use crate::wire::money;
use crate::wire::parse;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_documents::{Language, ServiceReport};
use kontor_einvoice::{Invoice as Terms, InvoiceData};
use kontor_idempotency::{Begun, Fresh, begin};
use kontor_ids::{CustomerId, InvoiceId, TicketId, TimeEntryId};
use kontor_money::Amount;
use kontor_outbox::publish;
use kontor_proto::billing::v1::{CancelInvoiceRequest, Invoice, InvoiceCancelled, InvoiceLine, InvoiceType};
use kontor_proto::types::v1::Money;
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::BTreeSet;

pub(crate) async fn cancel(kit: &Kit, caller: &Caller, request: CancelInvoiceRequest) -> Result<Invoice> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", InvoiceId::from_resource_name(&request.name));
    let reason = wrong.text("reason", &request.reason, 1, 500);
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "CancelInvoice", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let first = read::read(fresh.tx(), id).await?;
    let customer = CustomerId::from_resource_name(&first.invoice.customer).map_err(Problem::internal)?;
    // Two cancellations at once: the second waits here and then sees the first.
    Book::lock(fresh.tx(), customer).await?;
    let issued = read::read(fresh.tx(), id).await?;
    let kind = issued.invoice.r#type();
    let cancellable = matches!(kind, InvoiceType::Invoice | InvoiceType::UsageStatement);
    if !issued.invoice.cancelled_by.is_empty() || !issued.invoice.cancels.is_empty() || !cancellable {
        let remedy = "it is cancelled already, or is itself a cancellation";
        return Err(Problem::refused(Reason::AlreadyCancelled, request.name, remedy));
    }
    let credited = sqlx::query_file!("queries/credit/of_invoice.sql", caller.tenant().uuid(), id.uuid());
    if !credited.fetch_all(fresh.tx().conn()).await?.is_empty() {
        let remedy = "parts of it are credited already: credit the rest instead";
        return Err(Problem::refused(Reason::WrongState, request.name, remedy));
    }
    mirror(kit, caller, fresh, (id, customer), (&issued, &reason)).await
}

async fn mirror(
    kit: &Kit,
    caller: &Caller,
    mut fresh: Fresh,
    (original, customer): (InvoiceId, CustomerId),
    (issued, reason): (&Issued, &str),
) -> Result<Invoice> {
    let data: InvoiceData = serde_json::from_value(issued.terms.clone()).map_err(Problem::internal)?;
    let date = today(kit).max(data.issue_date);
    let id = InvoiceId::new(kit.ids());
    let released = invoices::entries(fresh.tx(), original).await?;
    let prefix = prefix_of(&issued.invoice.number);
    let place = invoices::next_number(fresh.tx(), &prefix, date.year()).await?;
    // Read while the series waits, so that instants rise with the numbers (I7).
    let at = kit.clock().now();
    let number = place.number.clone();
    let language = language::of_code(&issued.invoice.language_code);
    let style = styles::of_house(fresh.tx(), language).await?;
    let (terms, drawing) = if issued.invoice.r#type() == InvoiceType::UsageStatement {
        let report = withdrawn(&data, &number, (&issued.invoice.number, reason), language);
        let terms = InvoiceData { number: number.clone(), issue_date: date, ..data };
        (terms, Drawing::Statement { report, language, at, style })
    } else {
        let terms = Terms::new(data).map_err(Problem::internal)?;
        let mirrored = terms.mirrored(&number, date, reason).map_err(Problem::internal)?;
        let data = mirrored.data().clone();
        (data, Drawing::Invoice { terms: Box::new(mirrored), language, at, style })
    };
    let mirror = negative(&issued.invoice, (id, original), &place, date);
    let invoice = Invoice { issue_time: money::stamp(at), ..mirror };
    let amount = |money: &Option<Money>| {
        let money = money.as_ref().ok_or_else(|| Problem::internal("an invoice without a sum"))?;
        money::read_money(money)
    };
    let stored = NewInvoice {
        id,
        customer,
        place,
        cancels: Some(original),
        sums: [amount(&invoice.net)?, amount(&invoice.vat)?, amount(&invoice.gross)?],
        invoice,
        terms: serde_json::to_value(terms).map_err(Problem::internal)?,
        at,
    };
    invoices::insert(fresh.tx(), &[&stored], (date, caller.principal().uuid())).await?;
    let forms = render(drawing).await?;
    invoices::insert_documents(fresh.tx(), vec![Documents { invoice: id, forms, at }]).await?;
    invoices::release(fresh.tx(), original, id).await?;
    let tickets: BTreeSet<_> =
        released.iter().map(|(_, t)| TicketId::from_uuid(*t).resource_name()).collect();
    let event = InvoiceCancelled {
        invoice: original.resource_name(),
        cancellation_number: number,
        entries: released.iter().map(|(e, _)| TimeEntryId::from_uuid(*e).resource_name()).collect(),
        tickets: tickets.into_iter().collect(),
    };
    publish(fresh.tx(), original.uuid(), 2, &event).await?;
    rate_customer::rate(fresh.tx(), kit, customer).await?;
    let kept = read::read(fresh.tx(), id).await?;
    fresh.finish(kept.invoice).await
}

/// What says that a usage statement no longer holds.
fn withdrawn(
    data: &InvoiceData,
    number: &str,
    (original, reason): (&str, &str),
    language: Language,
) -> ServiceReport {
    let day = data.issue_date;
    ServiceReport {
        number: Some(number.to_owned()),
        note: format!("{} {original}: {reason}", said(language, "Storniert wird", "This cancels")),
        seller: data.seller.name.clone(),
        customer: data.buyer.name.clone(),
        period: data.period.map_or((day, day), |period| (period.start, period.end)),
        rows: Vec::new(),
    }
}

/// The prefix of a number such as `RE-2026-000042`.
fn prefix_of(number: &str) -> String {
    // The year and the counter are the last eleven or more characters; the prefix may itself hold hyphens.
    let end = number.rmatch_indices('-').next().map_or(0, |(at, _)| at);
    number[..end]
        .strip_suffix(|c: char| c.is_ascii_digit())
        .map_or_else(String::new, |_| number[..end.saturating_sub(4)].to_owned())
}

fn negative(issued: &Invoice, (id, original): (InvoiceId, InvoiceId), place: &Place, date: Date) -> Invoice {
    let negated = |money: &Option<Money>| {
        let amount = money.as_ref().and_then(|m| money::read_money(m).ok()).map(Amount::negated);
        amount.and_then(money::money)
    };
    let line = |line: &InvoiceLine| InvoiceLine {
        quantity: money::read_decimal(line.quantity.as_ref())
            .ok()
            .map(|q| if q.is_zero() { q } else { -q })
            .and_then(money::decimal),
        allowance: negated(&line.allowance),
        net: negated(&line.net),
        ..line.clone()
    };
    let mirrored = match issued.r#type() {
        InvoiceType::UsageStatement => InvoiceType::UsageStatement,
        _ => InvoiceType::Cancellation,
    };
    Invoice {
        name: id.resource_name(),
        number: place.number.clone(),
        r#type: mirrored.into(),
        customer: issued.customer.clone(),
        language_code: issued.language_code.clone(),
        issue_date: money::date(date),
        due_date: None,
        lines: issued.lines.iter().map(line).collect(),
        net: negated(&issued.net),
        vat: negated(&issued.vat),
        gross: negated(&issued.gross),
        cancels: original.resource_name(),
        ..Invoice::default()
    }
}
