//! Calls are counted by the life of their ticket (R4), whatever billing hears first (R5a).

use crate::world::{DAY, NINE, Party, World, uuid};
use kontor_proto::billing::v1::TransferKind;
use kontor_proto::billing::v1::{QuoteWorkRequest, RatedEntry};
use kontor_proto::contract::v1::{CallTrigger, QuotaKind, Replenishment};
use kontor_proto::ticket::v1::{TicketMerged, TicketOpened, TicketState, TicketStateChanged};
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::Decimal;
use prost_types::Timestamp;

/// A customer with so many calls a month.
async fn party(world: &World, trigger: CallTrigger, calls: &str) -> Party {
    let amount = Some(Decimal { value: calls.into() });
    world
        .party_with(|quota| {
            quota.kind = QuotaKind::Calls.into();
            quota.amount = amount;
            quota.replenishment = Replenishment::Monthly.into();
            quota.call_trigger = trigger.into();
            quota.reopening_days = 7;
        })
        .await
}

const fn after_nine(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp { seconds: NINE + seconds, nanos: 0 })
}

pub async fn opened(world: &World, party: &Party, at: i64) {
    let event = TicketOpened {
        ticket: party.ticket.clone(),
        number: "T-2026-000042".into(),
        customer: party.customer.name.clone(),
        report_time: after_nine(at),
        ..TicketOpened::default()
    };
    world.tickets.tell(world.house.tenant(), uuid(&party.ticket), 1, &event).await;
}

pub async fn moved(
    world: &World,
    party: &Party,
    version: i64,
    (from, to): (TicketState, TicketState),
    at: i64,
) {
    let event = TicketStateChanged {
        ticket: party.ticket.clone(),
        from_state: from.into(),
        to_state: to.into(),
        event_time: after_nine(at),
        ..TicketStateChanged::default()
    };
    world.tickets.tell(world.house.tenant(), uuid(&party.ticket), version, &event).await;
}

async fn merged(world: &World, lost: &Party, version: i64, kept: &Party, at: i64) {
    let event = TicketMerged {
        ticket: lost.ticket.clone(),
        into: kept.ticket.clone(),
        event_time: after_nine(at),
        ..TicketMerged::default()
    };
    world.tickets.tell(world.house.tenant(), uuid(&lost.ticket), version, &event).await;
}

/// How much of the entry is drawn, not billed.
fn drawn(rated: &RatedEntry) -> i64 {
    let drawn = rated.portions.iter().filter(|p| !p.quota.is_empty() && !p.overage);
    drawn.map(|p| p.quantity.map_or(0, |q| q.seconds)).sum()
}

pub const RESOLVING: (TicketState, TicketState) = (TicketState::InProgress, TicketState::Resolved);
const REOPENING: (TicketState, TicketState) = (TicketState::Resolved, TicketState::InProgress);

#[tokio::test]
async fn r4_a_call_on_opening_counts_in_the_month_the_ticket_was_opened() {
    let world = World::open().await;
    // One call in February, one in March; the clock stands at the 2nd of March.
    let party = party(&world, CallTrigger::Opening, "1").await;
    world.save(&party.worked("support", 0, 900)).await;
    let march = || async { world.balance(&party).await == "0" };
    world.house.eventually("counted with the first work while nothing is known of the ticket", march).await;
    opened(&world, &party, -5 * DAY).await;
    let february = || async { world.balance(&party).await == "1" };
    world.house.eventually("counted in February", february).await;
    // Another ticket of March finds the call of March.
    let second = Party { ticket: another_ticket(), ..party };
    opened(&world, &second, 0).await;
    let rated = world.save(&second.worked("support", 3_600, 900)).await;
    assert_eq!((drawn(&rated), world.balance(&second).await.as_str()), (900, "0"));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r4_a_call_on_closing_moves_to_the_day_of_closing() {
    let world = World::open().await;
    let party = party(&world, CallTrigger::Closing, "1").await;
    opened(&world, &party, -6 * DAY).await;
    let work = party.worked("support", -5 * DAY, 900);
    world.save(&work).await;
    assert_eq!(world.balance(&party).await, "1", "provisionally with the first work, in February");
    moved(&world, &party, 2, RESOLVING, 0).await;
    let march = || async { world.balance(&party).await == "0" };
    world.house.eventually("counted when it was resolved, in March", march).await;
    let rated = world.rated(&work.entry).await.unwrap();
    assert_eq!(drawn(&rated), 900);
    // Closing what is resolved says nothing new.
    let transfers = world.transfers(&party).await.len();
    moved(&world, &party, 3, (TicketState::Resolved, TicketState::Closed), DAY).await;
    world.save(&party.worked("maintenance", 7_200, 900)).await;
    assert_eq!(world.transfers(&party).await.len(), transfers);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r4_a_late_reopening_counts_twice_and_an_early_one_once() {
    let world = World::open().await;
    for (reopened, left) in [(5, "2"), (12, "1")] {
        let party = party(&world, CallTrigger::FirstWork, "3").await;
        opened(&world, &party, -DAY).await;
        world.save(&party.worked("support", 0, 900)).await;
        world.save(&party.worked("support", (reopened + 1) * DAY, 900)).await;
        moved(&world, &party, 2, RESOLVING, 3_600).await;
        moved(&world, &party, 3, REOPENING, reopened * DAY).await;
        let counted = || async { world.balance(&party).await == left };
        world.house.eventually("counted", counted).await;
    }
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r5a_what_is_heard_first_changes_no_call() {
    let world = World::open().await;
    let mut told = Vec::new();
    for ticket_first in [true, false] {
        let party = party(&world, CallTrigger::Closing, "1").await;
        let work = party.worked("support", -5 * DAY, 900);
        let life = async || {
            opened(&world, &party, -6 * DAY).await;
            moved(&world, &party, 2, RESOLVING, 0).await;
        };
        if ticket_first {
            life().await;
            world.save(&work).await;
        } else {
            world.save(&work).await;
            life().await;
        }
        let march = || async { world.balance(&party).await == "0" };
        world.house.eventually("counted in March", march).await;
        let rated = world.rated(&work.entry).await.unwrap();
        told.push(rated.portions.iter().map(|p| p.quantity.map(|q| q.seconds)).collect::<Vec<_>>());
    }
    assert_eq!(told[0], told[1]);
    world.house.close().await;
}

#[tokio::test]
async fn r4_a_merge_takes_back_the_second_call_visibly() {
    let world = World::open().await;
    let kept = party(&world, CallTrigger::FirstWork, "3").await;
    let lost = Party { ticket: another_ticket(), customer: kept.customer.clone(), quota: kept.quota.clone() };
    opened(&world, &kept, -DAY).await;
    opened(&world, &lost, 0).await;
    world.save(&kept.worked("support", 0, 900)).await;
    let work = lost.worked("support", 3_600, 900);
    world.save(&work).await;
    assert_eq!(world.balance(&kept).await, "1");
    merged(&world, &lost, 2, &kept, 7_200).await;
    let one = || async { world.balance(&kept).await == "2" };
    world.house.eventually("one call for both", one).await;
    let told = world.transfers(&kept).await;
    let kinds = |kind: TransferKind| told.iter().filter(|t| t.kind() == kind).count();
    assert_eq!((kinds(TransferKind::Draw), kinds(TransferKind::Reverse)), (2, 1), "taken back, not edited");
    // Its work is told anew for the ticket that stays: nothing changes any more.
    world.save(&TimeEntrySaved { version: 2, ticket: kept.ticket.clone(), ..work }).await;
    assert_eq!((world.balance(&kept).await.as_str(), world.transfers(&kept).await.len()), ("2", told.len()));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r4_an_invoiced_call_of_the_merged_ticket_is_the_call_of_both() {
    let world = World::selling().await;
    let kept = party(&world, CallTrigger::FirstWork, "3").await;
    let lost = Party { ticket: another_ticket(), customer: kept.customer.clone(), quota: kept.quota.clone() };
    opened(&world, &lost, -DAY).await;
    opened(&world, &kept, 0).await;
    world.save(&lost.worked("support", 0, 900)).await;
    world.save(&lost.worked("project", 1_000, 3_600)).await;
    world.issue(&lost).await;
    let work = kept.worked("support", 7_200, 900);
    assert_eq!(drawn(&world.save(&work).await), 900);
    assert_eq!(world.balance(&kept).await, "1");
    merged(&world, &lost, 2, &kept, 9_000).await;
    let one = || async { world.balance(&kept).await == "2" };
    world.house.eventually("the call on the invoice counts for both", one).await;
    assert_eq!(drawn(&world.rated(&work.entry).await.unwrap()), 900, "it is still covered");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r10_a_quote_counts_the_call_as_its_rating_would() {
    let world = World::open().await;
    let party = party(&world, CallTrigger::Opening, "1").await;
    opened(&world, &party, -5 * DAY).await;
    // February's call has expired unused; the ticket was opened then, so March's stays.
    let ask = QuoteWorkRequest {
        customer: party.customer.name.clone(),
        ticket: party.ticket.clone(),
        activity: "support".into(),
        start_time: after_nine(0),
        duration: Some(prost_types::Duration { seconds: 900, nanos: 0 }),
        ..QuoteWorkRequest::default()
    };
    let left = || async {
        let quote = world.client().quote_work(ask.clone()).await.unwrap().into_inner();
        quote.balances[0].balance.as_ref().is_some_and(|left| left.value == "1")
    };
    world.house.eventually("the call counts in February", left).await;
    assert_eq!(drawn(&world.save(&party.worked("support", 0, 900)).await), 900);
    assert_eq!(world.balance(&party).await, "1");
    world.house.close().await;
}

fn another_ticket() -> String {
    kontor_ids::TicketId::new(&kontor_ids::RandomIds).resource_name()
}
