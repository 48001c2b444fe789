//! Splitting a draft: each part becomes a draft, and an invoice, of its own (B2).

use crate::buyer;
use crate::commands::rate_customer;
use crate::queries::{difference, drafts};
use crate::store::book::Book;
use crate::store::drafts as rows;
use crate::store::reviews::{self, NewReview};
use crate::wire;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_billing_domain::profile::{split_parts, split_text};
use kontor_billing_domain::{Action, DraftKey, DraftLine, LineKey, Review, Seen};
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{DraftId, LineChangeId, UserId};
use kontor_proto::billing::v1::{SplitBy, SplitDraftRequest, SplitDraftResponse};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) async fn split(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: SplitDraftRequest,
) -> Result<SplitDraftResponse> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let draft = wrong.take("name", DraftId::from_resource_name(&request.name));
    let by = SplitBy::try_from(request.by).unwrap_or_default();
    let splits = !matches!(by, SplitBy::Unspecified | SplitBy::None);
    wrong.require(splits, "by", "say by what: cost center, site, contract, ticket or order number");
    let reason = wrong.text("reason", &request.reason, 1, 200);
    wrong.require(!request.etag.is_empty(), "etag", "give the etag of the draft as it was shown");
    wrong.finish()?;
    let draft = draft.ok_or_else(|| Problem::internal("checked above"))?;
    if let Some(answer) = answered(kit.db(), caller, "SplitDraft", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let key = drafts::row(kit, caller, draft).await?;
    let buyer = buyer::ask(kit, contract, caller.tenant(), key.customer).await?;
    let mut fresh = match begin(kit.db(), caller, "SplitDraft", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), key.customer).await?;
    let vat = buyer::vat_of(&buyer);
    let shown = drafts::current(fresh.tx(), kit, draft, &vat).await?;
    difference::unchanged(fresh.tx(), draft, &request.etag, &shown).await?;
    let moves = moves(&shown.draft.lines, &key, by);
    if moves.is_empty() {
        let remedy = "no line has anything else to split by: it would stay one draft";
        return Err(Problem::refused(Reason::WrongState, request.name, remedy));
    }
    let person = caller.user().unwrap_or(UserId::from_uuid(caller.principal().uuid()));
    let at = kit.clock().now();
    let new = moves.values().map(|(line, target)| NewReview {
        id: LineChangeId::new(kit.ids()),
        review: Review {
            line: line.key.clone(),
            action: Action::MoveTo(target.clone()),
            by: person,
            at,
            reason: reason.clone(),
            approved_by: None,
            seen: Seen::of(&line.charge),
        },
        line_text: line.facts.text.clone(),
    });
    let new: Vec<_> = new.collect();
    let parts: BTreeSet<_> = moves.values().map(|(_, target)| target.clone()).chain([key.clone()]).collect();
    reviews::insert(fresh.tx(), (key.customer, draft), &new).await?;
    rate_customer::rate(fresh.tx(), kit, key.customer).await?;
    let book = Book::load(fresh.tx(), key.customer, crate::store::book::today(kit)).await?;
    let names = rows::names(fresh.tx(), key.customer).await?;
    let after = book.drafts(&book.allocation()?, &vat)?;
    let named = after.iter().filter(|d| parts.contains(&d.key) && !d.lines.is_empty());
    let named = named.filter_map(|d| Some(wire::draft::head(*names.get(&d.key)?, d)));
    let drafts = named.collect();
    fresh.finish(SplitDraftResponse { drafts }).await
}

/// Where each whole goes: one move for each entry, fee or lot.
fn moves<'a>(
    lines: &'a [DraftLine],
    key: &DraftKey,
    by: SplitBy,
) -> BTreeMap<String, (&'a DraftLine, DraftKey)> {
    let mut moves = BTreeMap::new();
    for line in lines {
        let ticket = line.charge.ticket.map(|t| t.to_string()).unwrap_or_default();
        let facts = &line.facts;
        let (what, which) = match by {
            SplitBy::Unspecified | SplitBy::None => continue,
            SplitBy::CostCenter => ("cost_center", facts.cost_center.as_str()),
            SplitBy::Site => ("site", facts.site.as_str()),
            SplitBy::Contract => ("contract", facts.contract.as_str()),
            SplitBy::Ticket => ("ticket", ticket.as_str()),
            SplitBy::OrderNumber => ("order_number", facts.order_number.as_str()),
        };
        let mut parts: Vec<_> = split_parts(&key.split).filter(|(own, _)| *own != what).collect();
        parts.push((what, which));
        let target = DraftKey { split: split_text(&parts), ..key.clone() };
        let whole = match &line.key {
            LineKey::Work { entry, .. } | LineKey::Extra { entry, .. } => entry.to_string(),
            other => other.to_string(),
        };
        if !which.is_empty() && target != *key {
            moves.entry(whole).or_insert((line, target));
        }
    }
    moves
}
