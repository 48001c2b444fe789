//! `ResolveTerms`.

use crate::world::{World, ask, decimal, from, id, instant, money, reason, rule, seconds};
use kontor_proto::contract::v1 as wire;
use kontor_proto::types::v1 as types;
use tonic::Code;

fn work(customer: &wire::Customer, start: &str, length: i64) -> wire::ResolveTermsRequest {
    wire::ResolveTermsRequest {
        question: Some(ask(customer, "2020-01-01T00:00:00Z")),
        start: Some(instant(start)),
        duration: Some(seconds(length)),
        ..wire::ResolveTermsRequest::default()
    }
}

#[tokio::test]
async fn c6_work_is_cut_at_the_band_to_the_second_with_all_that_rating_needs() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let contract = world.contract(&customer, "W-1", world.terms().await).await;
    let quota = contract.versions[0].terms.as_ref().unwrap().quotas[0].clone();
    // 16:59:30 to 17:10:00 in Munich.
    let request = work(&customer, "2026-03-02T15:59:30Z", 630);
    let spans = world.internal().resolve_terms(request.clone()).await.unwrap().into_inner().spans;
    let lengths: Vec<i64> = spans.iter().map(|s| s.duration.unwrap().seconds).collect();
    assert_eq!(lengths, [30, 600]);
    assert_eq!(spans[1].start, Some(instant("2026-03-02T16:00:00Z")));
    let (first, second) = (spans[0].terms.as_ref().unwrap(), spans[1].terms.as_ref().unwrap());
    assert_eq!(first.quotas, [quota]);
    assert_eq!(first.per_hour, money("120.00"));
    assert_eq!(first.price_source.as_ref().unwrap().en, "contract W-1 version 1");
    assert_eq!(first.rounding.unwrap().increment_seconds, 900);
    assert_eq!(first.time_zone, "Europe/Berlin");
    assert_eq!(first.surcharge_percent, decimal("0"));
    assert_eq!((second.surcharge_percent.clone(), second.quotas.len()), (decimal("50"), 0));
    assert_eq!(spans[0].coverage.as_ref().unwrap().decision(), wire::Decision::Quota);
    assert_eq!(spans[1].coverage.as_ref().unwrap().decision(), wire::Decision::Billable);
    assert_eq!(reason(world.coverage().resolve_terms(request).await).0, Code::PermissionDenied);
}

#[tokio::test]
async fn c3_work_over_midnight_is_cut_where_the_version_changes() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    let next =
        wire::Terms { valid: Some(from((2026, 4, 1))), rules: vec![rule(wire::Decision::Included)], ..terms };
    let next = wire::Terms { quotas: Vec::new(), ..next };
    let add = wire::AddVersionRequest {
        name: contract.name,
        terms: Some(next),
        etag: contract.etag,
        request_id: id(),
    };
    world.contracts().add_version(add).await.unwrap();
    // Midnight in Munich is 22:00 in summer time.
    let request = work(&customer, "2026-03-31T21:30:00Z", 3600);
    let spans = world.internal().resolve_terms(request).await.unwrap().into_inner().spans;
    let seen: Vec<_> =
        spans.iter().map(|s| (s.start.unwrap(), s.coverage.as_ref().unwrap().decision())).collect();
    assert_eq!(
        seen,
        [
            (instant("2026-03-31T21:30:00Z"), wire::Decision::Billable),
            (instant("2026-03-31T22:00:00Z"), wire::Decision::Included),
        ]
    );
    assert_eq!(spans.iter().map(|s| s.duration.unwrap().seconds).sum::<i64>(), 3600, "without holes");
}

#[tokio::test]
async fn c2_undecided_work_has_no_terms() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let request = work(&customer, "2026-03-02T09:00:00Z", 60);
    let spans = world.internal().resolve_terms(request).await.unwrap().into_inner().spans;
    assert_eq!((spans.len(), &spans[0].terms), (1, &None));
    let channel = types::Channel::OnSite as i32;
    let mut request = work(&customer, "2026-03-02T09:00:00Z", 0);
    request.question.as_mut().unwrap().channel = channel + 90;
    request.start = None;
    let wrong = crate::world::fields(world.internal().resolve_terms(request).await);
    assert_eq!(wrong, ["start", "question.channel", "duration"]);
}

#[tokio::test]
async fn c2_a_tie_is_resolved_by_the_contract_that_someone_chose_or_by_the_list() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let first = world.contract(&customer, "W-1", world.terms().await).await;
    let second = world.contract(&customer, "W-2", world.terms().await).await;
    let ask = async |only: &str, list_price| {
        let request = wire::ResolveTermsRequest {
            only_contract: only.into(),
            list_price,
            ..work(&customer, "2026-03-02T09:00:00Z", 900)
        };
        let spans = world.internal().resolve_terms(request).await.unwrap().into_inner().spans;
        let coverage = spans[0].coverage.clone().unwrap();
        (coverage.decision(), coverage.contract)
    };
    assert_eq!(ask("", false).await.0, wire::Decision::Undecided);
    for contract in [&first, &second] {
        assert_eq!(ask(&contract.name, false).await, (wire::Decision::Quota, contract.name.clone()));
    }
    let (decision, contract) = ask("", true).await;
    assert!(decision != wire::Decision::Quota && contract.is_empty(), "as though there were no contract");
    let stranger = "contracts/01890a5d-ac96-774b-bcce-b302099a8057";
    assert!(ask(stranger, false).await.1.is_empty());
}

#[tokio::test]
async fn b10_the_terms_of_work_tell_the_class_of_its_asset() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.contract(&customer, "W-1", world.terms().await).await;
    let asset = world.asset(&customer, "SRV-02", "server").await;
    let request = work(&customer, "2026-03-02T09:00:00Z", 900);
    let question = wire::ResolveCoverageRequest { asset: asset.name, ..request.question.clone().unwrap() };
    let on_asset = wire::ResolveTermsRequest { question: Some(question), ..request.clone() };
    for (request, class) in [(&on_asset, "server"), (&request, "")] {
        let answer = world.internal().resolve_terms(request.clone()).await.unwrap().into_inner();
        assert_eq!((answer.asset_class.as_str(), answer.spans.is_empty()), (class, false));
    }
    let many = wire::BatchResolveTermsRequest { requests: vec![request, on_asset], draft: None };
    let answer = world.internal().batch_resolve_terms(many).await.unwrap().into_inner();
    let classes: Vec<&str> = answer.responses.iter().map(|response| response.asset_class.as_str()).collect();
    assert_eq!(classes, ["", "server"]);
}
