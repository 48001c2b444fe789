//! The end of contracts: coverage, reminders and renewals stop by its day.

use crate::world::{World, day, fields, from, id, reason, rule};
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::ending_service_client::EndingServiceClient;
use kontor_proto::contract::v1::renewal_service_client::RenewalServiceClient;
use kontor_service::Peer;
use tonic::Code;

fn ends(contract: &wire::Contract, end: (i32, i32, i32)) -> wire::EndContractRequest {
    wire::EndContractRequest {
        name: contract.name.clone(),
        end: day(end),
        reason: "the customer gave notice".to_owned(),
        agreed: false,
        etag: contract.etag.clone(),
        request_id: id(),
    }
}

fn endings(peer: Peer) -> EndingServiceClient<Peer> {
    EndingServiceClient::new(peer)
}

/// Three months of notice before the end of September, renewed by a year.
async fn renewing(world: &World) -> wire::Terms {
    let renewal = wire::Renewal {
        term_end: day((2026, 10, 1)),
        notice_months: 3,
        renewal_months: 12,
        remind_days: 30,
        ..Default::default()
    };
    wire::Terms { renewal: Some(renewal), ..world.terms().await }
}

async fn decision_at(world: &World, customer: &wire::Customer, second: i64) -> (wire::Decision, String) {
    let request = wire::ResolveCoverageRequest {
        customer: customer.name.clone(),
        at: Some(prost_types::Timestamp { seconds: second, nanos: 0 }),
        ..Default::default()
    };
    let verdict = world.coverage().resolve_coverage(request).await.expect("a verdict").into_inner();
    (verdict.decision(), verdict.contract_number)
}

#[tokio::test]
async fn c3_a_contract_that_was_ended_covers_until_its_day_and_nobody_is_reminded() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", renewing(&world).await).await;
    let early = endings(world.peer()).end_contract(ends(&contract, (2026, 8, 1))).await;
    assert_eq!(fields(early), ["end"], "notice was agreed for the end of September");
    let request = ends(&contract, (2026, 10, 1));
    let ended = endings(world.peer()).end_contract(request.clone()).await.unwrap().into_inner();
    assert_eq!(endings(world.peer()).end_contract(request).await.unwrap().into_inner(), ended);
    assert_eq!((ended.end, ended.end_reason.as_str()), (day((2026, 10, 1)), "the customer gave notice"));
    assert_eq!(ended.versions[0].terms.as_ref().unwrap().valid.unwrap().end, day((2026, 10, 1)));
    let read = wire::GetContractRequest { name: contract.name.clone() };
    assert_eq!(world.contracts().get_contract(read).await.unwrap().into_inner(), ended);
    // 2026-09-30 and 2026-10-01, at noon in Berlin.
    assert_eq!(decision_at(&world, &customer, 1_790_762_400).await.1, "W-1");
    let (decision, number) = decision_at(&world, &customer, 1_790_848_800).await;
    assert!(number.is_empty() && decision != wire::Decision::Included, "{decision:?}");
    let list = wire::ListDecisionsRequest { before: day((2030, 1, 1)), ..Default::default() };
    let due =
        RenewalServiceClient::new(world.peer()).list_decisions(list).await.unwrap().into_inner().decisions;
    assert!(due.is_empty());
    let told = world.payload::<wire::ContractEnded>(&contract.name).await;
    assert_eq!((told.end, told.customer.as_str()), (day((2026, 10, 1)), customer.name.as_str()));
}

#[tokio::test]
async fn an_agreed_end_comes_any_day_and_a_later_version_lets_the_contract_go_on() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", renewing(&world).await).await;
    let request = wire::EndContractRequest { agreed: true, ..ends(&contract, (2026, 6, 1)) };
    let ended = endings(world.peer()).end_contract(request.clone()).await.unwrap().into_inner();
    // An end may come earlier still, never later.
    let again = |end| wire::EndContractRequest {
        etag: ended.etag.clone(),
        end: day(end),
        request_id: id(),
        ..request.clone()
    };
    assert_eq!(fields(endings(world.peer()).end_contract(again((2026, 7, 1))).await), ["end"]);
    let ended = endings(world.peer()).end_contract(again((2026, 5, 1))).await.unwrap().into_inner();
    assert_eq!(ended.end, day((2026, 5, 1)));
    let terms = wire::Terms {
        valid: Some(from((2026, 9, 1))),
        quotas: Vec::new(),
        rules: vec![rule(wire::Decision::Billable)],
        ..world.terms().await
    };
    let add = wire::AddVersionRequest {
        name: contract.name.clone(),
        terms: Some(terms),
        etag: ended.etag.clone(),
        request_id: id(),
    };
    let goes_on = world.contracts().add_version(add).await.unwrap().into_inner();
    assert_eq!((goes_on.end, goes_on.end_reason.as_str(), goes_on.versions.len()), (None, "", 2));
}

#[tokio::test]
async fn what_is_wrong_with_an_end_is_told_all_at_once_and_foreign_contracts_are_absent() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", world.terms().await).await;
    let empty = endings(world.peer()).end_contract(wire::EndContractRequest::default()).await;
    let mut named = fields(empty);
    named.sort();
    assert_eq!(named, ["end", "etag", "name", "reason", "request_id"]);
    let past = endings(world.peer()).end_contract(ends(&contract, (2026, 3, 2))).await;
    assert_eq!(fields(past), ["end"], "today is judged as it was");
    let stale = wire::EndContractRequest { etag: "\"9\"".into(), ..ends(&contract, (2026, 5, 1)) };
    assert_eq!(reason(endings(world.peer()).end_contract(stale).await).1, "ETAG_MISMATCH");
    let foreign = endings(world.stranger()).end_contract(ends(&contract, (2026, 5, 1))).await;
    assert_eq!(reason(foreign).0, Code::NotFound);
    assert!(endings(world.peer()).end_contract(ends(&contract, (2026, 5, 1))).await.is_ok());
}
