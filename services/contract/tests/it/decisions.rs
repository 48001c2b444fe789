//! Notice and renewal.

use crate::world::{World, day, fields, from, id};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::renewal_service_client::RenewalServiceClient;
use kontor_service::Peer;
use std::time::Duration;

fn renewing(terms: wire::Terms, term_end: (i32, i32, i32), renewal_months: i32) -> wire::Terms {
    let renewal = wire::Renewal {
        term_end: day(term_end),
        notice_months: 3,
        renewal_months,
        remind_days: 30,
        ..Default::default()
    };
    wire::Terms { renewal: Some(renewal), ..terms }
}

impl World {
    fn renewals(&self, peer: Peer) -> RenewalServiceClient<Peer> {
        RenewalServiceClient::new(peer)
    }

    async fn decisions(&self, before: (i32, i32, i32)) -> Vec<wire::ContractDecision> {
        let list = wire::ListDecisionsRequest { before: day(before), ..Default::default() };
        self.renewals(self.peer()).list_decisions(list).await.expect("a list").into_inner().decisions
    }

    /// Waits until so many reminders of a contract were told, and a little longer for one too many.
    async fn reminders(&self, contract: &wire::Contract, count: usize) -> usize {
        let told = async || {
            let events = self.events(&contract.name).await;
            events.iter().filter(|(kind, _)| kind.ends_with("ContractDecisionDue")).count()
        };
        for _ in 0..300 {
            if told().await >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_secs(6)).await;
        told().await
    }
}

#[tokio::test]
async fn a_contract_is_reminded_of_once_for_each_last_day_of_notice() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    // Notice until 30 June 2026 for the end of September; the reminder from 31 May on. Today is 2 March.
    let terms = renewing(world.terms().await, (2026, 10, 1), 12);
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    let decisions = world.decisions((2026, 12, 31)).await;
    assert_eq!(decisions.len(), 1);
    assert_eq!((decisions[0].notice_day, decisions[0].term_end), (day((2026, 6, 30)), day((2026, 10, 1))));
    assert_eq!((decisions[0].contract_number.as_str(), decisions[0].reminded), ("W-1", false));
    assert!(world.decisions((2026, 6, 30)).await.is_empty(), "before the day, not on it");
    world.house.clock().advance(92 * 86_400);
    assert_eq!(world.reminders(&contract, 1).await, 1, "once, however often is looked");
    assert!(world.decisions((2026, 12, 31)).await[0].reminded);
    let told = world.payload::<wire::ContractDecisionDue>(&contract.name).await;
    assert_eq!((told.notice_day, told.renewal_months), (day((2026, 6, 30)), 12));
    let read = wire::GetContractRequest { name: contract.name.clone() };
    let current = world.contracts().get_contract(read).await.unwrap().into_inner();
    assert_eq!(current.etag, "\"2\"", "the reminder is an event of the contract");
    // Nobody gave notice: a year later it is due again.
    world.house.clock().advance(365 * 86_400);
    assert_eq!(world.reminders(&contract, 2).await, 2);
    assert_eq!(world.decisions((2027, 12, 31)).await[0].notice_day, day((2027, 6, 30)));
    // A new version from the end of the term on takes the decision.
    let next = wire::Terms { valid: Some(from((2027, 10, 1))), ..renewing(terms, (2028, 10, 1), 0) };
    let next =
        wire::Terms { quotas: Vec::new(), rules: vec![crate::world::rule(wire::Decision::Billable)], ..next };
    let add = wire::AddVersionRequest {
        name: contract.name.clone(),
        terms: Some(next),
        etag: "\"3\"".into(),
        request_id: id(),
    };
    world.contracts().add_version(add).await.unwrap();
    let days: Vec<_> = world.decisions((2029, 1, 1)).await.into_iter().map(|d| d.notice_day).collect();
    assert_eq!(days, [day((2028, 6, 30))]);
}

#[tokio::test]
async fn x4_decisions_are_paged_by_day_and_are_those_of_the_house() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    for (n, month) in [(1, 12), (2, 8), (3, 10)] {
        let terms = renewing(terms.clone(), (2026, month, 1), 0);
        world.contract(&customer, &format!("W-{n}"), terms).await;
    }
    let mut list =
        wire::ListDecisionsRequest { before: day((2027, 1, 1)), page_size: 2, ..Default::default() };
    let mut numbers = Vec::new();
    loop {
        let page = world.renewals(world.peer()).list_decisions(list.clone()).await.unwrap().into_inner();
        numbers.extend(page.decisions.into_iter().map(|decision| decision.contract_number));
        if page.next_page_token.is_empty() {
            break;
        }
        list.page_token = page.next_page_token;
    }
    assert_eq!(numbers, ["W-2", "W-3", "W-1"]);
    let all = wire::ListDecisionsRequest { page_token: String::new(), ..list };
    let foreign = world.renewals(world.stranger()).list_decisions(all).await.unwrap().into_inner();
    assert!(foreign.decisions.is_empty());
    let wrong = wire::ListDecisionsRequest { page_size: 201, ..Default::default() };
    assert_eq!(fields(world.renewals(world.peer()).list_decisions(wrong).await), ["before", "page_size"]);
}
