//! A person assigns a payment that nobody recognised, or what is left of one (B8).

use crate::queries::payments as read;
use crate::store::payments;
use crate::wire::{money, parse};
use kontor_access::Caller;
use kontor_billing_domain::accounting::matching::{Incoming, OpenItem, Sign, spread};
use kontor_idempotency::{Begun, begin};
use kontor_ids::{InvoiceId, PaymentId, Uuid};
use kontor_proto::billing::v1::{AssignPaymentRequest, Payment};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use rust_decimal::Decimal;

pub(crate) async fn assign(kit: &Kit, caller: &Caller, request: AssignPaymentRequest) -> Result<Payment> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", PaymentId::from_resource_name(&request.name));
    let count = request.invoices.len();
    wrong.require((1..=100).contains(&count), "invoices", "give 1 to 100 invoices");
    let mut invoices: Vec<Uuid> = Vec::new();
    for (name, i) in request.invoices.iter().zip(0..) {
        let invoice = wrong.take(format!("invoices[{i}]"), InvoiceId::from_resource_name(name));
        invoices.extend(invoice.map(InvoiceId::uuid));
    }
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "AssignPayment", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    let payment = read::read(tx, id).await?;
    let rest = payment.unassigned.as_ref().map(money::read_money).transpose()?.map(|a| a.value());
    let rest = rest.filter(|rest| *rest > Decimal::ZERO).ok_or_else(|| {
        Problem::refused(Reason::WrongState, request.name.clone(), "nothing of it is left to assign")
    })?;
    let open = payments::open(tx, None, Some(&invoices)).await?;
    check_open(&request, &open.iter().map(|o| &o.item).collect::<Vec<_>>(), &payment)?;
    let incoming = Incoming {
        booked: payment.date.as_ref().and_then(money::read_date).unwrap_or_default(),
        amount: rest,
        end_to_end: String::new(),
        remittance: String::new(),
        payer: None,
    };
    let items: Vec<&OpenItem> = open.iter().map(|open| &open.item).collect();
    let shares = spread(&incoming, &items, Sign::Person).shares;
    let shares: Vec<_> = shares.into_iter().map(|share| (id, share)).collect();
    payments::insert_shares(tx, &shares, caller.principal().uuid(), kit.clock().now()).await?;
    let answer = read::read(tx, id).await?;
    fresh.finish(answer).await
}

fn check_open(request: &AssignPaymentRequest, open: &[&OpenItem], payment: &Payment) -> Result<()> {
    let mut wrong = Violations::new();
    for (name, i) in request.invoices.iter().zip(0..) {
        let found = open.iter().any(|item| item.invoice.resource_name() == *name);
        wrong.require(
            found,
            format!("invoices[{i}]"),
            "give an invoice of the house on which something is open",
        );
        let twice = payment.shares.iter().any(|share| share.invoice == *name);
        wrong.require(!twice, format!("invoices[{i}]"), "this payment has a share in it already");
    }
    let first = open.first().map(|item| item.customer);
    let one = open.iter().all(|item| Some(item.customer) == first);
    wrong.require(one, "invoices", "give invoices of one customer only");
    wrong.finish()
}
