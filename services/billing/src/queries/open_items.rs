//! What is not paid yet.

use super::drafts::optional_customer;
use super::payments::euros;
use crate::store::book::today;
use crate::store::payments::{self, Open};
use crate::wire::money;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::accounting::aging::{by_age, overdue_days};
use kontor_ids::Uuid;
use kontor_paging::page_size;
use kontor_proto::billing::v1::{ListOpenItemsRequest, ListOpenItemsResponse, OpenItem};
use kontor_service::Kit;
use kontor_status::Result;
use rust_decimal::Decimal;

/// A page of open items, oldest due first, and the sums over all.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListOpenItemsRequest,
) -> Result<ListOpenItemsResponse> {
    let size = usize::try_from(page_size(request.page_size, 50, 200)?).unwrap_or(usize::MAX);
    let customer = optional_customer(&request.customer)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListOpenItems", request.customer.as_str()];
    let after: Option<(String, Uuid)> = kit.seal().open(&binding, &request.page_token)?;
    let after = after.and_then(|(due, id)| Some((due.parse::<Date>().ok()?, id)));
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    // The sums need them all: a house has some hundreds.
    let all = payments::open(&mut tx, customer, None).await?;
    let today = today(kit);
    let aged: Vec<(Date, Decimal)> = all.iter().map(|open| (open.due, open.item.open)).collect();
    let by_age = by_age(&aged, today).into_iter().map(|sum| euros(sum).map(Option::unwrap_or_default));
    let by_age = by_age.collect::<Result<_>>()?;
    let total = euros(aged.iter().map(|(_, open)| *open).sum())?;
    let mut rest = all.iter().filter(|open| after.is_none_or(|after| key(open) > after));
    let page: Vec<&Open> = rest.by_ref().take(size).collect();
    let next_page_token = match page.last().filter(|_| rest.next().is_some()) {
        Some(last) => kit.seal().close(&binding, &(last.due.to_string(), last.item.invoice.uuid()))?,
        None => String::new(),
    };
    let items = page.into_iter().map(|open| item(open, today)).collect::<Result<_>>()?;
    Ok(ListOpenItemsResponse { items, next_page_token, by_age, total })
}

fn key(open: &Open) -> (Date, Uuid) {
    (open.due, open.item.invoice.uuid())
}

fn item(open: &Open, today: Date) -> Result<OpenItem> {
    Ok(OpenItem {
        invoice: open.item.invoice.resource_name(),
        number: open.item.number.clone(),
        customer: open.item.customer.resource_name(),
        customer_name: open.customer_name.clone(),
        issue_date: money::date(open.item.issued),
        due_date: money::date(open.due),
        gross: euros(open.item.gross)?,
        open: euros(open.item.open)?,
        overdue_days: overdue_days(open.due, today).max(0),
    })
}
