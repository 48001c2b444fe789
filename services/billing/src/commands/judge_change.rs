//! What a second person says of a change (B3): it agrees or refuses, once, and never of what it decided itself.

use crate::commands::rate_customer;
use crate::queries::changes;
use crate::store::book::Book;
use crate::store::reviews;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, LineChangeId, UserId};
use kontor_proto::billing::v1::{ApproveLineChangeRequest, LineChange, RejectLineChangeRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Reason, Result, Violations};
use prost::Message;

pub(crate) async fn approve(
    kit: &Kit,
    caller: &Caller,
    request: ApproveLineChangeRequest,
) -> Result<LineChange> {
    let said = (true, request.reason.as_str(), 0);
    judge(kit, caller, ("ApproveLineChange", &request), (&request.name, &request.request_id), said).await
}

pub(crate) async fn reject(
    kit: &Kit,
    caller: &Caller,
    request: RejectLineChangeRequest,
) -> Result<LineChange> {
    let said = (false, request.reason.as_str(), 1);
    judge(kit, caller, ("RejectLineChange", &request), (&request.name, &request.request_id), said).await
}

async fn judge<M: Message>(
    kit: &Kit,
    caller: &Caller,
    (method, request): (&'static str, &M),
    (name, request_id): (&str, &str),
    (agreed, reason, least): (bool, &str, usize),
) -> Result<LineChange> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, request_id);
    let id = wrong.take("name", LineChangeId::from_resource_name(name));
    let reason = wrong.text("reason", reason, least, 200);
    wrong.finish()?;
    let id = id.ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, method, request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let customer = changes::customer_of(fresh.tx(), id).await?;
    let refused = |remedy: &str| Err(Problem::refused(Reason::WrongState, name, remedy));
    let customer = CustomerId::from_uuid(customer);
    Book::lock(fresh.tx(), customer).await?;
    let before = changes::get(fresh.tx(), id).await?;
    let Some(person) = caller.user() else {
        return refused("a second person is a person: sign in as one");
    };
    if agreed && before.by == UserId::resource_name(person) {
        return refused("it is your own change: another person has to agree");
    }
    if !before.second_by.is_empty() {
        return refused("a second person spoke already: decide about the line anew");
    }
    let who = (person.uuid(), kit.clock().now());
    reviews::insert_verdict(fresh.tx(), id, (agreed, &reason), who).await?;
    rate_customer::rate(fresh.tx(), kit, customer).await?;
    let after = changes::get(fresh.tx(), id).await?;
    fresh.finish(after).await
}
