//! Drafts, always as they are now (B1).

use crate::store::book::{Book, today};
use crate::wire;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::vat::Vat;
use kontor_billing_domain::{Allocation, Draft};
use kontor_ids::{CustomerId, DraftId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{ListDraftsRequest, ListDraftsResponse};
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// A draft as it is now, with what it was made from.
pub(crate) struct Current {
    pub(crate) draft: Draft,
    pub(crate) book: Book,
    pub(crate) allocation: Allocation,
}

/// Customer and month of a draft.
pub(crate) async fn row(kit: &Kit, caller: &Caller, draft: DraftId) -> Result<(CustomerId, Date)> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    row_in(&mut tx, draft).await
}

async fn row_in(tx: &mut TenantTx, draft: DraftId) -> Result<(CustomerId, Date)> {
    let row = sqlx::query_file!("queries/draft/get.sql", tx.tenant().uuid(), draft.uuid());
    let row = row.fetch_optional(tx.conn()).await?;
    let row = row.ok_or_else(|| Problem::NotFound(draft.resource_name()))?;
    Ok((CustomerId::from_uuid(row.customer_id), row.month.to_jiff()))
}

/// Computes a draft from what there is now: the only way to what is shown and to what is issued (B3a).
pub(crate) async fn current(
    tx: &mut TenantTx,
    kit: &Kit,
    draft: DraftId,
    vat: &impl Fn(Date) -> Vat,
) -> Result<Current> {
    let (customer, month) = row_in(tx, draft).await?;
    let book = Book::load(tx, customer, today(kit)).await?;
    let allocation = book.allocation()?;
    let draft = book.draft(&allocation, month, vat)?;
    Ok(Current { draft, book, allocation })
}

/// Lists drafts, the newest month first.
pub(crate) async fn list(
    kit: &Kit,
    caller: &Caller,
    request: ListDraftsRequest,
) -> Result<ListDraftsResponse> {
    let size = page_size(request.page_size, 50, 200)?;
    let customer = optional_customer(&request.customer)?;
    let tenant = caller.tenant().to_string();
    let binding = [tenant.as_str(), "ListDrafts", request.customer.as_str()];
    let after: Option<(Date, Uuid)> = kit
        .seal()
        .open::<(String, Uuid)>(&binding, &request.page_token)?
        .and_then(|(month, id)| Some((month.parse().ok()?, id)));
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = sqlx::query_file!(
        "queries/draft/list.sql",
        caller.tenant().uuid(),
        customer.map(CustomerId::uuid),
        after.map(|(month, _)| jiff_sqlx::Date::from(month)) as _,
        after.map(|(_, id)| id),
        size + 1,
    );
    let mut rows = rows.fetch_all(tx.conn()).await?;
    let more = rows.len() > usize::try_from(size).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next_page_token = match rows.last().filter(|_| more) {
        Some(last) => kit.seal().close(&binding, &(last.month.to_jiff().to_string(), last.id))?,
        None => String::new(),
    };
    let mut drafts = Vec::with_capacity(rows.len());
    for row in rows {
        let net = Amount::new(row.net, Currency::EUR).map_err(Problem::internal)?;
        let (id, customer) = (DraftId::from_uuid(row.id), CustomerId::from_uuid(row.customer_id));
        drafts.push(wire::draft::summary(id, customer, row.month.to_jiff(), net));
    }
    Ok(ListDraftsResponse { drafts, next_page_token })
}

/// A customer filter; empty for none.
pub(crate) fn optional_customer(name: &str) -> Result<Option<CustomerId>> {
    if name.is_empty() {
        return Ok(None);
    }
    CustomerId::from_resource_name(name).map(Some).map_err(|e| Problem::field("customer", e.to_string()))
}
