//! Drafts, always as they are now (B1).

use super::difference as differing;
use crate::buyer;
use crate::store::book::{Book, today};
use crate::store::drafts as rows;
use crate::store::effort;
use crate::wire;
use jiff::civil::Date;
use kontor_access::Caller;
use kontor_billing_domain::vat::Vat;
use kontor_billing_domain::{Allocation, Draft, DraftKey, Period};
use kontor_ids::{CustomerId, DraftId, Uuid};
use kontor_money::{Amount, Currency};
use kontor_paging::page_size;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1 as wire_draft;
use kontor_proto::billing::v1::{
    DraftDifference, GetDraftDifferenceRequest, LineDifference, ListDraftsRequest, ListDraftsResponse,
};
use kontor_proto::contract::v1::Customer;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};

/// A draft as it is now, with what it was made from.
pub(crate) struct Current {
    pub(crate) draft: Draft,
    pub(crate) book: Book,
    pub(crate) allocation: Allocation,
    /// The etag of its row in the list.
    pub(crate) kept_etag: String,
}

impl Current {
    fn of(book: Book, (key, kept_etag): (&DraftKey, String), vat: &impl Fn(Date) -> Vat) -> Result<Self> {
        let allocation = book.allocation()?;
        let draft = book.draft(&allocation, key, vat)?;
        Ok(Self { draft, book, allocation, kept_etag })
    }

    /// As it is shown: with why its entries wait and what helps (C2).
    pub(crate) fn print(&self, id: DraftId) -> Result<wire_draft::Draft> {
        let waits = self.book.waits(&self.allocation)?;
        let undecided = self.draft.waiting.iter().map(|entry| wire_draft::UndecidedEntry {
            entry: entry.resource_name(),
            remedy: waits.get(entry).map(|waits| wire::rated::localized(waits.remedy())),
        });
        let undecided = undecided.collect();
        Ok(wire_draft::Draft { undecided, ..wire::draft::draft(id, &self.draft, &self.book.reviews) })
    }
}

/// Whose draft a name means, and which.
pub(crate) async fn row(kit: &Kit, caller: &Caller, draft: DraftId) -> Result<DraftKey> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    Ok(rows::row(&mut tx, draft).await?.0)
}

/// Computes a draft from what there is now: the only way to what is shown and to what is issued (B3a).
pub(crate) async fn current(
    tx: &mut TenantTx,
    kit: &Kit,
    draft: DraftId,
    vat: &impl Fn(Date) -> Vat,
) -> Result<Current> {
    let (key, kept_etag) = rows::row(tx, draft).await?;
    let book = Book::load(tx, key.customer, today(kit)).await?;
    Current::of(book, (&key, kept_etag), vat)
}

/// As [`current`] for drafts of different customers, each with its buyer, in their order.
pub(crate) async fn current_all(
    tx: &mut TenantTx,
    kit: &Kit,
    drafts: &[(DraftId, &Customer)],
) -> Result<Vec<Current>> {
    let ids: Vec<DraftId> = drafts.iter().map(|(draft, _)| *draft).collect();
    let rows = rows::rows(tx, &ids).await?;
    let customers: Vec<CustomerId> = rows.iter().map(|(key, _)| key.customer).collect();
    let books = Book::load_all(tx, &customers, today(kit)).await?;
    let made = books.into_iter().zip(rows).zip(drafts);
    made.map(|((book, (key, etag)), (_, buyer))| Current::of(book, (&key, etag), &buyer::vat_of(buyer)))
        .collect()
}

/// Shows a draft, and keeps what was shown.
pub(crate) async fn get(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    name: &str,
) -> Result<wire_draft::Draft> {
    let id = DraftId::from_resource_name(name).map_err(|e| Problem::field("name", e.to_string()))?;
    let key = row(kit, caller, id).await?;
    let buyer = buyer::ask(kit, contract, caller.tenant(), key.customer).await?;
    let vat = buyer::vat_of(&buyer);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut shown = current(&mut tx, kit, id, &vat).await?;
    let holds_any = !shown.draft.lines.is_empty() || !shown.draft.waiting.is_empty();
    if holds_any && wire::draft::etag(&shown.draft.canonical()) != shown.kept_etag {
        // A day passed, or the buyer is another: the row of the list follows, when nobody else writes it.
        Book::lock(&mut tx, key.customer).await?;
        shown = current(&mut tx, kit, id, &vat).await?;
        let draft = std::slice::from_ref(&shown.draft);
        rows::keep(&mut tx, &[key.customer], draft, (false, kit.ids())).await?;
    }
    let answer = shown.print(id)?;
    rows::keep_view(&mut tx, id, &answer, kit.clock().now()).await?;
    if !caller.is_service() {
        effort::opened(&mut tx, id, (caller.principal().uuid(), kit.clock().now())).await?;
    }
    tx.commit().await?;
    Ok(answer)
}

/// What changed in a draft since it was shown (B3a).
pub(crate) async fn difference(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: GetDraftDifferenceRequest,
) -> Result<DraftDifference> {
    let id = DraftId::from_resource_name(&request.name).map_err(|e| Problem::field("name", e.to_string()))?;
    if request.etag.is_empty() {
        return Err(Problem::field("etag", "give the etag under which the draft was shown"));
    }
    let key = row(kit, caller, id).await?;
    let buyer = buyer::ask(kit, contract, caller.tenant(), key.customer).await?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let shown = current(&mut tx, kit, id, &buyer::vat_of(&buyer)).await?;
    let now = shown.print(id)?;
    let then = rows::view(&mut tx, id, &request.etag).await?;
    let then =
        then.ok_or_else(|| Problem::NotFound(format!("what was shown under the etag {}", request.etag)))?;
    let lines = differing::between(&then, &now)
        .into_iter()
        .map(|line| LineDifference { before: line.then.cloned(), after: line.now.cloned() });
    Ok(DraftDifference {
        lines: lines.collect(),
        name: request.name,
        etag: now.etag.clone(),
        net_before: then.net.clone(),
        net_after: now.net.clone(),
    })
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
        let period = Period { start: row.month.to_jiff(), end: row.period_end.to_jiff() };
        let key = DraftKey { customer: CustomerId::from_uuid(row.customer_id), period, split: row.split };
        let named = wire::draft::named(DraftId::from_uuid(row.id), &key);
        drafts.push(wire_draft::Draft { net: wire::money::money(net), ..named });
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
