//! Setting the customer's order number for a ticket: what is open of it carries it (BT-13).

use crate::commands::rate_customer;
use crate::store::book::{Book, today};
use crate::store::profiles;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{CustomerId, TicketId};
use kontor_proto::billing::v1::{OrderNumber, SetOrderNumberRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

pub(crate) async fn set(kit: &Kit, caller: &Caller, request: SetOrderNumberRequest) -> Result<OrderNumber> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let ticket = wrong.take("ticket", TicketId::from_resource_name(&request.ticket));
    let customer = wrong.take("customer", CustomerId::from_resource_name(&request.customer));
    let number = wrong.text("order_number", &request.order_number, 0, 60);
    wrong.finish()?;
    let whose = customer.zip(ticket).ok_or_else(|| Problem::internal("checked above"))?;
    let mut fresh = match begin(kit.db(), caller, "SetOrderNumber", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), whose.0).await?;
    let book = Book::load(fresh.tx(), whose.0, today(kit)).await?;
    // A ticket that nothing was done on for this customer has nothing to carry a number.
    if !book.entries.iter().any(|e| e.entry.ticket == whose.1) {
        return Err(Problem::NotFound(request.ticket));
    }
    let who = (caller.principal().uuid(), kit.clock().now());
    profiles::set_order_number(fresh.tx(), whose, &number, who).await?;
    rate_customer::rate(fresh.tx(), kit, whose.0).await?;
    let OrderNumber { ticket, customer, .. } =
        OrderNumber { ticket: request.ticket, customer: request.customer, ..OrderNumber::default() };
    fresh.finish(OrderNumber { ticket, customer, order_number: number }).await
}
