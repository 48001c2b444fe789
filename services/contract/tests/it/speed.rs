//! What a verdict costs.

use crate::world::{World, ask};
use kontor_proto::contract::v1 as wire;
use kontor_testkit::StatementCount;

const MONDAY: &str = "2026-03-02T09:00:00Z";

#[tokio::test]
async fn c1_a_verdict_takes_one_statement_and_sees_each_change_at_once() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    let question = ask(&customer, MONDAY);
    world.coverage().resolve_coverage(question.clone()).await.unwrap();
    let count = StatementCount::begin();
    let mut least = usize::MAX;
    // Stamping events goes on beside it and may fall into some of the rounds.
    for _ in 0..10 {
        let _ = count.take();
        world.coverage().resolve_coverage(question.clone()).await.unwrap();
        least = least.min(count.take());
    }
    assert_eq!(least, 1);
    drop(count);
    for suspended in [true, false] {
        let read = wire::GetCustomerRequest { name: customer.name.clone() };
        let current = world.customers().get_customer(read).await.unwrap().into_inner();
        let changed = wire::Customer { suspended, ..current };
        let request = wire::UpdateCustomerRequest { customer: Some(changed), request_id: crate::world::id() };
        world.customers().update_customer(request).await.unwrap();
        let verdict = world.coverage().resolve_coverage(question.clone()).await.unwrap().into_inner();
        assert_eq!(verdict.suspended, suspended);
    }
}

/// The least of several rounds: stamping events goes on beside it and may fall into some of them.
async fn statements_of_a_lookup(world: &World, count: &StatementCount, query: &str, matches: usize) -> usize {
    let mut least = usize::MAX;
    for _ in 0..10 {
        let _ = count.take();
        let request = wire::LookupCallerRequest { query: query.to_owned() };
        let found = world.coverage().lookup_caller(request).await.expect("an answer").into_inner().matches;
        assert_eq!(found.len(), matches);
        assert!(found.iter().all(|one| one.coverage.is_some()));
        least = least.min(count.take());
    }
    least
}

#[tokio::test]
async fn n1_a_lookup_costs_as_many_statements_for_twenty_matches_as_for_one() {
    let world = World::open().await;
    let terms = world.terms().await;
    for n in 0..20 {
        let customer = world.customer(&n.to_string(), &format!("Kunde {n}")).await;
        world.contract(&customer, &format!("W-{n}"), terms.clone()).await;
    }
    world.customer("99", "Zander").await;
    let count = StatementCount::begin();
    let one = statements_of_a_lookup(&world, &count, "zander", 1).await;
    let twenty = statements_of_a_lookup(&world, &count, "kunde", 20).await;
    assert_eq!(one, twenty);
}
