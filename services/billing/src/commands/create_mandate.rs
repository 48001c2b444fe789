//! A customer lets the house debit its account, until that is revoked (B8).

use crate::queries::debits as read;
use crate::store::book::today;
use crate::store::{debits, payments, reminders};
use crate::wire::{debit, parse};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, MandateId};
use kontor_proto::billing::v1::{CreateMandateRequest, Mandate, RevokeMandateRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};

pub(crate) async fn create(kit: &Kit, caller: &Caller, request: CreateMandateRequest) -> Result<Mandate> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let asked = request.mandate.clone().unwrap_or_default();
    let customer = wrong.take("mandate.customer", CustomerId::from_resource_name(&asked.customer));
    let (mandate, signed) = debit::mandate(&mut wrong, &asked, today(kit));
    wrong.finish()?;
    let (customer, signed) = customer.zip(signed).ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "CreateMandate", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    if !reminders::knows(tx, customer).await? {
        return Err(Problem::NotFound(customer.resource_name()));
    }
    let id = MandateId::new(kit.ids());
    let by = (caller.principal().uuid(), kit.clock().now());
    if !debits::insert_mandate(tx, (id, customer), (&mandate, signed), by).await? {
        let remedy = "another mandate of the house has this reference: give another one";
        return Err(Problem::field("mandate.reference", remedy));
    }
    let answer = read::mandate(tx, id).await?;
    fresh.finish(answer).await
}

pub(crate) async fn revoke(kit: &Kit, caller: &Caller, request: RevokeMandateRequest) -> Result<Mandate> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let id = wrong.take("name", MandateId::from_resource_name(&request.name));
    let reason = wrong.text("reason", &request.reason, 1, 500);
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "RevokeMandate", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let tx = fresh.tx();
    payments::lock(tx).await?;
    if !read::mandate(tx, id).await?.revoke_reason.is_empty() {
        return Err(Problem::refused(Reason::WrongState, request.name, "it was revoked before"));
    }
    let by = caller.principal().resource_name();
    debits::revoke(tx, id, &reason, (&by, kit.clock().now())).await?;
    let answer = read::mandate(tx, id).await?;
    fresh.finish(answer).await
}
