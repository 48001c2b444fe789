//! Nobody is reminded of what is disputed or settled otherwise, until someone lifts that (B8).

use crate::queries::{invoices, reminders as read};
use crate::store::payments;
use crate::store::reminders::{self, NewStop};
use crate::wire::{money, parse};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, InvoiceId, ReminderStopId};
use kontor_proto::billing::v1::{
    CreateReminderStopRequest, LiftReminderStopRequest, ReminderStop, ReminderStopKind,
};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};

pub(crate) async fn stop(
    kit: &Kit,
    caller: &Caller,
    request: CreateReminderStopRequest,
) -> Result<ReminderStop> {
    let (customer, mut new) = check(kit, &request)?;
    let mut fresh = match begin(kit.db(), caller, "CreateReminderStop", &request.request_id, &request).await?
    {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    if let Some(invoice) = new.invoice {
        let issued = invoices::read(tx, invoice).await?.invoice;
        let owner = CustomerId::from_resource_name(&issued.customer).map_err(Problem::internal)?;
        if customer.is_some_and(|named| named != owner) {
            return Err(Problem::field("stop.customer", "the invoice is another customer's: leave it out"));
        }
        new.customer = owner;
    } else if !reminders::knows(tx, new.customer).await? {
        return Err(Problem::NotFound(new.customer.resource_name()));
    }
    let by = caller.principal().resource_name();
    reminders::insert_stop(tx, &new, (&by, kit.clock().now())).await?;
    let answer = read::stop(tx, new.id).await?;
    fresh.finish(answer).await
}

fn check(kit: &Kit, request: &CreateReminderStopRequest) -> Result<(Option<CustomerId>, NewStop)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let stop = request.stop.clone().unwrap_or_default();
    let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let customer = named(&stop.customer)
        .and_then(|name| wrong.take("stop.customer", CustomerId::from_resource_name(&name)));
    let invoice = named(&stop.invoice)
        .and_then(|name| wrong.take("stop.invoice", InvoiceId::from_resource_name(&name)));
    let said = !stop.customer.is_empty() || !stop.invoice.is_empty();
    wrong.require(said, "stop.customer", "name a customer or an invoice");
    let kind = ReminderStopKind::try_from(stop.kind).ok().filter(|k| *k != ReminderStopKind::Unspecified);
    wrong.require(kind.is_some(), "stop.kind", "choose why nobody is reminded");
    let reason = wrong.text("stop.reason", &stop.reason, 1, 500);
    let until = stop.until.as_ref().map(money::read_date);
    wrong.require(until != Some(None), "stop.until", "give a day of the calendar");
    wrong.finish()?;
    // The invoice tells whose it is where no customer is named.
    let of = customer.unwrap_or_else(|| CustomerId::from_uuid(kontor_ids::Uuid::nil()));
    let id = ReminderStopId::new(kit.ids());
    let new = NewStop { id, customer: of, invoice, kind: stop.kind, reason, until: until.flatten() };
    Ok((customer, new))
}

/// Ends a stop: what it held back is reminded of again.
pub(crate) async fn lift(
    kit: &Kit,
    caller: &Caller,
    request: LiftReminderStopRequest,
) -> Result<ReminderStop> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", ReminderStopId::from_resource_name(&request.name));
    let reason = wrong.text("reason", &request.reason, 1, 500);
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "LiftReminderStop", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    if !read::stop(tx, id).await?.lift_reason.is_empty() {
        return Err(Problem::refused(Reason::WrongState, request.name, "it was lifted before"));
    }
    let by = caller.principal().resource_name();
    reminders::end_stop(tx, id, &reason, (&by, kit.clock().now())).await?;
    let answer = read::stop(tx, id).await?;
    fresh.finish(answer).await
}
