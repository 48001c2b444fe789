//! A person marks an invoice as paid (B8).

use crate::queries::payments as read;
use crate::store::book::today;
use crate::store::payments::{self, NewPayment};
use crate::wire::{money, parse};
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::accounting::matching::{Incoming, Sign, spread};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{InvoiceId, PaymentId};
use kontor_money::Amount;
use kontor_proto::billing::v1::{Payment, PaymentSource, RecordPaymentRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use rust_decimal::Decimal;

struct Checked {
    invoice: InvoiceId,
    amount: Option<Decimal>,
    date: Date,
    remittance: String,
}

pub(crate) async fn record(kit: &Kit, caller: &Caller, request: RecordPaymentRequest) -> Result<Payment> {
    let checked = check(kit, &request)?;
    let mut fresh = match begin(kit.db(), caller, "RecordPayment", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    // Absent and foreign ones are told apart from paid ones here.
    crate::queries::invoices::read(tx, checked.invoice).await?;
    payments::lock(tx).await?;
    let open = payments::open(tx, None, Some(&[checked.invoice.uuid()])).await?;
    let open = open.first().filter(|open| open.currency == "EUR").ok_or_else(|| {
        let remedy = "nothing is open on it: it is paid or cancelled, or is no invoice in EUR";
        Problem::refused(Reason::WrongState, request.invoice.clone(), remedy)
    })?;
    let amount = checked.amount.unwrap_or_else(|| open.item.open - open.item.discount(checked.date));
    let incoming = Incoming {
        booked: checked.date,
        amount,
        end_to_end: String::new(),
        remittance: checked.remittance.clone(),
        payer: None,
    };
    let new = NewPayment {
        id: PaymentId::new(kit.ids()),
        entry_reference: String::new(),
        booked: checked.date,
        amount,
        payer_name: open.customer_name.clone(),
        payer_iban: String::new(),
        remittance: checked.remittance,
        matched: Some(spread(&incoming, &[&open.item], Sign::Person)),
    };
    let id = new.id;
    let source = PaymentSource::Marked.into();
    payments::insert(tx, source, &[new], caller.principal().uuid(), kit.clock().now()).await?;
    let answer = read::read(tx, id).await?;
    fresh.finish(answer).await
}

fn check(kit: &Kit, request: &RecordPaymentRequest) -> Result<Checked> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let invoice = wrong.take("invoice", InvoiceId::from_resource_name(&request.invoice));
    let amount = request.amount.as_ref().map(|amount| {
        let read: Option<Amount> = money::read_money(amount).ok();
        let euros = read.filter(|a| a.currency().code() == "EUR" && a.value() > Decimal::ZERO);
        wrong.require(euros.is_some(), "amount", "give an amount in EUR above zero with at most two places");
        euros.map(|a| a.value()).unwrap_or_default()
    });
    let today = today(kit);
    let date = match &request.date {
        None => Some(today),
        Some(date) => money::read_date(date).filter(|day| *day <= today),
    };
    wrong.require(date.is_some(), "date", "give a day of the calendar that is not in the future");
    let remittance = wrong.text("remittance", &request.remittance, 0, 140);
    wrong.finish()?;
    let (invoice, date) = invoice.zip(date).ok_or_else(|| Problem::internal("checked above"))?;
    Ok(Checked { invoice, amount, date, remittance })
}
