//! Deciding about an entry that waits (C2, R6): kept with who, when and why, never overwritten; the newest counts.

use crate::commands::rate_customer;
use crate::store::book::Book;
use crate::store::decisions::{self, Choice, Decision};
use crate::store::entries::{self, OneEntry};
use crate::wire::{self, parse};
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::{ContractId, TimeEntryId};
use kontor_proto::billing::v1::{DecideEntryRequest, EntryChoice, EntryDecision, RatedEntry};
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{ResolveTermsRequest, ResolveTermsResponse};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Reason, Result, Violations};
use prost::Message as _;

pub(crate) async fn decide(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: DecideEntryRequest,
) -> Result<EntryDecision> {
    let (id, choice, reason) = check(&request)?;
    if let Some(answer) = answered(kit.db(), caller, "DecideEntry", &request.request_id, &request).await? {
        return Ok(answer);
    }
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let seen = entries::one(&mut tx, id).await?.ok_or_else(|| Problem::NotFound(request.entry.clone()))?;
    drop(tx);
    // Asked before the transaction begins; that nothing changed meanwhile is looked at under the lock.
    let cut = match question(&seen.saved, choice) {
        None => seen.cut.clone(),
        Some(question) => {
            let mut client = CoverageServiceClient::new(contract.on_own_behalf(caller.tenant()));
            client.resolve_terms(question).await.map_err(Problem::from)?.into_inner()
        }
    };
    let mut fresh = match begin(kit.db(), caller, "DecideEntry", &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), seen.customer).await?;
    let entry =
        entries::one(fresh.tx(), id).await?.ok_or_else(|| Problem::NotFound(request.entry.clone()))?;
    let former = decisions::of_entry(fresh.tx(), id).await?;
    let candidates = allowed(&request, &entry, &former, choice)?;
    let decision = Decision {
        number: former.last().map_or(1, |last| last.number + 1),
        choice,
        candidates,
        reason,
        by: caller.principal().resource_name(),
        at: kit.clock().now(),
    };
    decisions::insert(fresh.tx(), id, &decision).await?;
    entries::decide(fresh.tx(), id, &cut, choice == Choice::Overage).await?;
    rate_customer::rate(fresh.tx(), kit, entry.customer).await?;
    let rated = entries::rated(fresh.tx(), id).await?.flatten().unwrap_or_default();
    let rated = RatedEntry::decode(rated.as_slice()).map_err(Problem::internal)?;
    // What was decided by must be a price; an overage may still be decided about afterwards.
    if rated.undecided && !is_refused(&cut) {
        return Err(wrong_state(&request, "no price is valid for this work on its day under this choice"));
    }
    fresh.finish(EntryDecision { rated: Some(rated), ..wire::decision::decision(id, &decision) }).await
}

fn check(request: &DecideEntryRequest) -> Result<(TimeEntryId, Choice, String)> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let entry = wrong.take("entry", TimeEntryId::from_resource_name(&request.entry));
    wrong.require(request.entry_version >= 1, "entry_version", "give the version that was looked at");
    let named = !request.contract.is_empty();
    let choice = match EntryChoice::try_from(request.choice) {
        Ok(EntryChoice::Contract) => {
            wrong.take("contract", ContractId::from_resource_name(&request.contract)).map(Choice::Contract)
        }
        Ok(EntryChoice::ListPrice) => Some(Choice::ListPrice),
        Ok(EntryChoice::Overage) => Some(Choice::Overage),
        Ok(EntryChoice::Unspecified) | Err(_) => {
            wrong.add("choice", "give CONTRACT, LIST_PRICE or OVERAGE");
            None
        }
    };
    let fits = !named || request.choice() == EntryChoice::Contract;
    wrong.require(fits, "contract", "leave it empty unless the choice is CONTRACT");
    let reason = wrong.text("reason", &request.reason, 1, 500);
    wrong.finish()?;
    let both = entry.zip(choice).ok_or_else(|| Problem::internal("checked above"))?;
    Ok((both.0, both.1, reason))
}

/// The question to the contract service that a choice gives; none where the terms stay.
fn question(saved: &TimeEntrySaved, choice: Choice) -> Option<ResolveTermsRequest> {
    let question = wire::entry::question(saved);
    match choice {
        Choice::Overage => None,
        Choice::ListPrice => Some(ResolveTermsRequest { list_price: true, ..question }),
        Choice::Contract(id) => Some(ResolveTermsRequest { only_contract: id.resource_name(), ..question }),
    }
}

/// Whether the decision may be taken; gives the contracts that could be chosen.
fn allowed(
    request: &DecideEntryRequest,
    entry: &OneEntry,
    former: &[Decision],
    choice: Choice,
) -> Result<Vec<ContractId>> {
    if entry.frozen {
        let remedy = "the entry is on an invoice: cancel that first";
        return Err(Problem::refused(Reason::EntryInvoiced, request.entry.clone(), remedy));
    }
    if entry.version != request.entry_version {
        let remedy = format!("the entry's version is {}: look at it again", entry.version);
        return Err(Problem::Conflict { reason: Reason::EtagMismatch, remedy });
    }
    let mut candidates: Vec<ContractId> = former.iter().flat_map(|d| d.candidates.iter().copied()).collect();
    let coverages = entry.cut.spans.iter().filter_map(|span| span.coverage.as_ref());
    let names = coverages.flat_map(|coverage| &coverage.candidates);
    candidates.extend(names.filter_map(|name| ContractId::from_resource_name(name).ok()));
    candidates.sort_unstable();
    candidates.dedup();
    let refused = is_refused(&entry.cut) && (entry.undecided || entry.bill_refused);
    match choice {
        _ if !entry.undecided && former.is_empty() => {
            Err(wrong_state(request, "the entry waits for no decision"))
        }
        Choice::Overage if !refused => Err(wrong_state(request, "no quota refused anything of the entry")),
        Choice::Contract(id) if !candidates.contains(&id) => {
            let names: Vec<String> = candidates.iter().map(|c| c.resource_name()).collect();
            let remedy = format!("choose one of the contracts that could cover it: {}", names.join(", "));
            Err(Problem::field("contract", remedy))
        }
        _ => Ok(candidates),
    }
}

/// Whether all parts are decided, so that only a quota can have refused.
fn is_refused(cut: &ResolveTermsResponse) -> bool {
    !cut.spans.is_empty()
        && cut.spans.iter().all(|span| span.terms.is_some())
        && cut.spans.iter().any(|s| s.terms.as_ref().is_some_and(|t| !t.quotas.is_empty()))
}

fn wrong_state(request: &DecideEntryRequest, remedy: &str) -> Problem {
    Problem::refused(Reason::WrongState, request.entry.clone(), remedy.to_owned())
}
