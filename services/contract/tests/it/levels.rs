//! Calendars, policies, price lists and the house's defaults through their versions.

use crate::world::{World, ask, day, fields, id, instant, reason, rule, seconds};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_proto::contract::v1 as wire;
use kontor_proto::contract::v1::Decision::{Billable, Included, Quota, Undecided};
use kontor_proto::contract::v1::level_service_client::LevelServiceClient;
use kontor_proto::types::v1 as types;
use tonic::Code;

/// A day so many days after the one that the clock of these tests shows, 2 March 2026, a Monday.
fn ahead(days: i64) -> (Option<types::Date>, Date) {
    let date = Date::constant(2026, 3, 2).saturating_add(days.days());
    (day((date.year().into(), date.month().into(), date.day().into())), date)
}

fn at(date: Date, hour: i8) -> String {
    let wall = date.at(hour, 0, 0, 0).in_tz("Europe/Berlin").expect("a time of that zone");
    wall.timestamp().to_string()
}

fn change(calendar: &wire::Calendar, days: i64, definition: &str) -> wire::AddCalendarVersionRequest {
    wire::AddCalendarVersionRequest {
        name: calendar.name.clone(),
        definition: definition.to_owned(),
        valid_from: ahead(days).0,
        etag: calendar.etag.clone(),
        request_id: id(),
    }
}

const ALWAYS: &str = "Europe/Berlin; 24/7";

#[tokio::test]
async fn s1_a_calendar_goes_on_in_versions_from_a_day_on() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let (name, policy) = (terms.calendar.clone(), terms.sla_policy.clone());
    world.contract(&customer, "W-1", terms).await;
    let read = wire::GetCalendarRequest { name: name.clone() };
    let first = world.contracts().get_calendar(read).await.unwrap().into_inner();
    let saved = world.levels().add_calendar_version(change(&first, 8, ALWAYS)).await.unwrap().into_inner();
    assert_eq!((saved.version, saved.valid_from, saved.definition.as_str()), (2, ahead(8).0, ALWAYS));
    let told = world.payload::<wire::CalendarChanged>(&name).await;
    assert_eq!((told.version, told.valid_from, told.definition.as_str()), (2, ahead(8).0, ALWAYS));
    let kinds: Vec<_> = world.events(&name).await.into_iter().map(|(_, version)| version).collect();
    assert_eq!(kinds, [1, 2]);
    // In the night: closed before the day of the change, open from it on, at once and without a restart.
    for (days, band) in [(7, types::Band::AfterHours), (8, types::Band::Service), (9, types::Band::Service)] {
        let date = ahead(days).1;
        let verdict =
            world.coverage().resolve_coverage(ask(&customer, &at(date, 3))).await.unwrap().into_inner();
        assert_eq!(verdict.band(), band, "{date}");
        assert_eq!(verdict.calendar_version, 2);
    }
    let level =
        wire::GetServiceLevelRequest { calendar: name.clone(), sla_policy: policy, ..Default::default() };
    let newest = world.internal().get_service_level(level.clone()).await.unwrap().into_inner();
    let stretches: Vec<_> =
        newest.calendar_stretches.iter().map(|stretch| (stretch.version, stretch.valid_from)).collect();
    assert_eq!(stretches, [(1, None), (2, ahead(8).0)]);
    let former = wire::GetServiceLevelRequest { calendar_version: 1, ..level };
    let former = world.internal().get_service_level(former).await.unwrap().into_inner();
    assert_eq!((former.calendar_version, former.calendar_stretches.len()), (1, 1));
}

#[tokio::test]
async fn s1_the_past_the_zone_and_an_empty_calendar_are_refused() {
    let world = World::open().await;
    let first = world.calendar().await;
    let levels = || world.levels();
    assert_eq!(fields(levels().add_calendar_version(change(&first, -1, ALWAYS)).await), ["valid_from"]);
    let abroad = change(&first, 1, "Europe/Vienna; 24/7");
    assert_eq!(fields(levels().add_calendar_version(abroad).await), ["definition"]);
    let empty = wire::AddCalendarVersionRequest {
        name: "x".into(),
        valid_from: None,
        etag: String::new(),
        ..change(&first, 1, "Europe/Berlin; Mo-Fr off")
    };
    let wrong = fields(levels().add_calendar_version(empty).await);
    assert_eq!(wrong, ["name", "definition", "valid_from", "etag"]);
    levels().add_calendar_version(change(&first, 1, ALWAYS)).await.unwrap();
    let stale = levels().add_calendar_version(change(&first, 2, ALWAYS)).await;
    assert_eq!(reason(stale).1, "ETAG_MISMATCH");
    let list =
        wire::ListCalendarVersionsRequest { name: first.name.clone(), page_size: 1, ..Default::default() };
    let page = levels().list_calendar_versions(list.clone()).await.unwrap().into_inner();
    let next = wire::ListCalendarVersionsRequest { page_token: page.next_page_token, ..list };
    let rest = levels().list_calendar_versions(next).await.unwrap().into_inner();
    let versions =
        [&page.calendars[..], &rest.calendars].concat().iter().map(|c| c.version).collect::<Vec<_>>();
    assert_eq!((versions, rest.next_page_token), (vec![2, 1], String::new()));
}

#[tokio::test]
async fn s5_a_policy_goes_on_in_versions_that_hold_at_once() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let name = terms.sla_policy.clone();
    world.contract(&customer, "W-1", terms).await;
    let read = wire::GetSlaPolicyRequest { name: name.clone(), version: 0 };
    let first = world.levels().get_sla_policy(read.clone()).await.unwrap().into_inner();
    let question = ask(&customer, "2026-03-02T09:00:00Z");
    let before = world.coverage().resolve_coverage(question.clone()).await.unwrap().into_inner();
    let mut policy = first.clone();
    policy.targets[0].response = Some(seconds(1800));
    let add = wire::AddPolicyVersionRequest {
        name: name.clone(),
        policy: Some(policy),
        etag: first.etag.clone(),
        request_id: id(),
    };
    let second = world.levels().add_policy_version(add.clone()).await.unwrap().into_inner();
    assert_eq!((first.version, second.version), (1, 2));
    let told = world.payload::<wire::PolicyChanged>(&name).await;
    assert_eq!((told.version, told.targets), (2, second.targets.clone()));
    let after = world.coverage().resolve_coverage(question).await.unwrap().into_inner();
    let response = |c: &wire::Coverage| c.deadlines.as_ref().unwrap().response.unwrap().seconds;
    assert_eq!((before.sla_policy_version, after.sla_policy_version), (1, 2));
    assert_eq!(response(&before) - response(&after), 1800);
    let former = wire::GetSlaPolicyRequest { version: 1, ..read };
    let former = world.levels().get_sla_policy(former).await.unwrap().into_inner();
    assert_eq!(former.targets, first.targets, "what was promised stays known");
    let stale = wire::AddPolicyVersionRequest { request_id: id(), ..add };
    assert_eq!(reason(world.levels().add_policy_version(stale).await).1, "ETAG_MISMATCH");
    let wrong = wire::AddPolicyVersionRequest { request_id: id(), ..Default::default() };
    assert_eq!(fields(world.levels().add_policy_version(wrong).await), ["name", "etag", "policy"]);
}

#[tokio::test]
async fn c5_price_lists_follow_each_other_and_never_overlap() {
    let world = World::open().await;
    let first = world.price_list("", (2026, 1, 1), "120.00").await.unwrap();
    world.price_list("", (2027, 1, 1), "130.00").await.unwrap();
    let again = world.price_list("", (2026, 6, 1), "125.00").await;
    assert_eq!(reason(again).1, "RANGES_OVERLAP");
    let lists = wire::ListPriceListsRequest::default();
    let lists = world.levels().list_price_lists(lists).await.unwrap().into_inner().price_lists;
    let valid: Vec<_> = lists.iter().map(|list| list.valid.unwrap()).collect();
    assert_eq!((valid[0].end, valid[1].end), (day((2027, 1, 1)), None));
    let read = wire::GetPriceListRequest { name: first.name.clone() };
    let read = world.levels().get_price_list(read).await.unwrap().into_inner();
    assert_eq!((read.prices, read.valid.unwrap().end), (first.prices, day((2027, 1, 1))));
    let mut owner = world.house.database().owner().await;
    let change = "update contract.price_lists set validity = daterange('2020-01-01', null)";
    assert!(sqlx::query(change).execute(&mut owner).await.is_err(), "what was agreed stays");
}

#[tokio::test]
async fn the_defaults_of_a_house_hold_where_no_contract_does() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    world.price_list("", (2020, 1, 1), "120.00").await.unwrap();
    let read = || wire::GetHouseDefaultsRequest {};
    let before = world.houses().get_house_defaults(read()).await.unwrap().into_inner();
    assert_eq!((before.time_zone.as_str(), before.auto_close_days), ("Europe/Berlin", 7));
    assert!(before.price_list.starts_with("priceLists/"));
    let question = ask(&customer, "2026-03-02T09:00:00Z");
    let bare = world.coverage().resolve_coverage(question.clone()).await.unwrap().into_inner();
    assert_eq!((bare.decision(), bare.deadlines), (wire::Decision::NotCovered, None));
    let defaults = wire::HouseDefaults {
        time_zone: "Europe/Vienna".into(),
        rounding: Some(wire::Rounding { increment_seconds: 60, ..Default::default() }),
        calendar: world.calendar().await.name,
        sla_policy: world.policy().await.name,
        auto_close_days: 21,
        ..before.clone()
    };
    let update = wire::UpdateHouseDefaultsRequest { defaults: Some(defaults.clone()), request_id: id() };
    let saved = world.houses().update_house_defaults(update.clone()).await.unwrap().into_inner();
    assert_eq!((saved.auto_close_days, &saved.calendar), (21, &defaults.calendar));
    let verdict = world.coverage().resolve_coverage(question.clone()).await.unwrap().into_inner();
    let deadlines = verdict.deadlines.unwrap();
    assert_eq!(deadlines.response, Some(instant("2026-03-02T10:00:00Z")));
    assert!(
        verdict.explanation.iter().any(|step| step.de.starts_with("SLA des Hauses: Reaktion bis 02.03.2026"))
    );
    let work = wire::ResolveTermsRequest {
        question: Some(question),
        start: Some(instant("2026-03-02T09:00:00Z")),
        duration: Some(seconds(60)),
        ..Default::default()
    };
    let spans = world.internal().resolve_terms(work).await.unwrap().into_inner().spans;
    let terms = spans[0].terms.as_ref().unwrap();
    assert_eq!((terms.rounding.unwrap().increment_seconds, terms.time_zone.as_str()), (60, "Europe/Vienna"));
    let stale = wire::UpdateHouseDefaultsRequest { request_id: id(), ..update };
    assert_eq!(reason(world.houses().update_house_defaults(stale).await).1, "ETAG_MISMATCH");
    let foreign =
        wire::HouseDefaults { calendar: "calendars/0198aaaa-0000-7000-8000-000000000000".into(), ..saved };
    let foreign = wire::UpdateHouseDefaultsRequest { defaults: Some(foreign), request_id: id() };
    assert_eq!(reason(world.houses().update_house_defaults(foreign).await).0, Code::NotFound);
    let wrong = wire::HouseDefaults {
        time_zone: "Mars".into(),
        rounding: Some(wire::Rounding::default()),
        sla_policy: "slaPolicies/1".into(),
        auto_close_days: 366,
        ..Default::default()
    };
    let wrong = wire::UpdateHouseDefaultsRequest { defaults: Some(wrong), request_id: id() };
    assert_eq!(
        fields(world.houses().update_house_defaults(wrong).await),
        [
            "defaults.time_zone",
            "defaults.rounding.increment_seconds",
            "defaults.sla_policy",
            "defaults.calendar",
            "defaults.auto_close_days",
            "defaults.etag"
        ]
    );
}

#[tokio::test]
async fn c1_many_questions_are_judged_in_their_order() {
    let world = World::open().await;
    let (one, two) = (world.customer("1", "Huber").await, world.customer("2", "Maier").await);
    world.contract(&one, "W-1", world.terms().await).await;
    let flat = wire::Terms { rules: vec![rule(Included)], quotas: vec![], ..world.terms().await };
    world.contract(&two, "W-2", flat).await;
    let server = world.asset(&two, "SRV-1", "server").await;
    let on = |customer, asset: &str| wire::ResolveCoverageRequest {
        asset: asset.to_owned(),
        ..ask(customer, "2026-03-02T09:00:00Z")
    };
    let requests =
        vec![on(&two, &server.name), on(&one, ""), on(&two, ""), ask(&one, "2026-03-02T22:00:00Z")];
    let batch = wire::BatchResolveCoverageRequest { requests: requests.clone() };
    let answer = world.coverage().batch_resolve_coverage(batch).await.unwrap().into_inner().coverages;
    let mut alone = Vec::new();
    for request in &requests {
        alone.push(world.coverage().resolve_coverage(request.clone()).await.unwrap().into_inner());
    }
    assert_eq!(answer, alone);
    let decisions: Vec<_> = answer.iter().map(wire::Coverage::decision).collect();
    assert_eq!(decisions, [Included, Quota, Included, Billable]);
    let strange = wire::BatchResolveCoverageRequest { requests: vec![on(&one, ""), on(&one, &server.name)] };
    assert_eq!(reason(world.coverage().batch_resolve_coverage(strange).await).0, Code::NotFound);
    let none = wire::BatchResolveCoverageRequest::default();
    assert_eq!(fields(world.coverage().batch_resolve_coverage(none).await), ["requests"]);
    let odd = wire::ResolveCoverageRequest { activity: "A b".into(), ..Default::default() };
    let wrong = wire::BatchResolveCoverageRequest { requests: vec![on(&one, ""), odd] };
    let wrong = fields(world.coverage().batch_resolve_coverage(wrong).await);
    assert_eq!(wrong, ["requests[1].activity", "requests[1].customer"]);
}

#[tokio::test]
async fn n6_work_is_judged_by_a_draft_as_if_it_held() {
    let world = World::open().await;
    let customer = world.customer("1", "Huber").await;
    let terms = world.terms().await;
    let contract = world.contract(&customer, "W-1", terms.clone()).await;
    let work = |start: &str| wire::ResolveTermsRequest {
        question: Some(ask(&customer, "2020-01-01T00:00:00Z")),
        start: Some(instant(start)),
        duration: Some(seconds(1200)),
        ..Default::default()
    };
    let requests = vec![work("2026-03-02T09:00:00Z"), work("2026-03-02T15:50:00Z")];
    let flat = wire::Terms {
        rules: vec![rule(Included)],
        quotas: vec![],
        surcharges: vec![],
        valid: Some(types::DateRange { start: day((2025, 1, 1)), end: None }),
        ..terms.clone()
    };
    let draft = |contract: &str, alone| wire::DraftTerms {
        terms: Some(flat.clone()),
        contract: contract.to_owned(),
        priority: 0,
        alone,
    };
    let ask = |draft: Option<wire::DraftTerms>| wire::BatchResolveTermsRequest {
        requests: requests.clone(),
        draft,
    };
    let decisions = |answer: &wire::BatchResolveTermsResponse| {
        let spans = answer.responses.iter().flat_map(|response| &response.spans);
        spans.map(|span| span.coverage.as_ref().unwrap().decision()).collect::<Vec<_>>()
    };
    let real = world.internal().batch_resolve_terms(ask(None)).await.unwrap().into_inner();
    assert_eq!(decisions(&real), [Quota, Quota, Billable]);
    for draft in [draft(&contract.name, false), draft("", true)] {
        let under = world.internal().batch_resolve_terms(ask(Some(draft))).await.unwrap().into_inner();
        assert_eq!(decisions(&under), [Included, Included, Included]);
        assert_eq!(under.draft_time_zone, "Europe/Berlin");
    }
    let beside =
        world.internal().batch_resolve_terms(ask(Some(draft("", false)))).await.unwrap().into_inner();
    assert!(decisions(&beside).iter().all(|decision| *decision == Undecided), "both could cover it");
    let quota = wire::DraftTerms { terms: Some(terms), alone: true, ..Default::default() };
    let named = world.internal().batch_resolve_terms(ask(Some(quota))).await.unwrap().into_inner();
    let name = &named.draft.as_ref().unwrap().quotas[0].name;
    assert_eq!(&named.responses[0].spans[0].coverage.as_ref().unwrap().quotas[0], name);
    let wrong = wire::DraftTerms { terms: Some(wire::Terms::default()), priority: 101, ..Default::default() };
    let wrong = fields(world.internal().batch_resolve_terms(ask(Some(wrong))).await);
    assert!(
        wrong.contains(&"draft.terms.rules".into()) && wrong.contains(&"draft.priority".into()),
        "{wrong:?}"
    );
    assert_eq!(reason(world.coverage().batch_resolve_terms(ask(None)).await).0, Code::PermissionDenied);
}

#[tokio::test]
async fn x1_levels_of_another_house_answer_as_absent_ones() {
    let world = World::open().await;
    let (calendar, policy) = (world.calendar().await, world.policy().await);
    let list = world.price_list("", (2026, 1, 1), "120.00").await.unwrap();
    let mut stranger = LevelServiceClient::new(world.stranger());
    let add = stranger.add_calendar_version(change(&calendar, 1, ALWAYS)).await;
    assert_eq!(reason(add).0, Code::NotFound);
    let versions = wire::ListCalendarVersionsRequest { name: calendar.name, ..Default::default() };
    assert_eq!(reason(stranger.list_calendar_versions(versions).await).0, Code::NotFound);
    let read = wire::GetSlaPolicyRequest { name: policy.name.clone(), version: 0 };
    assert_eq!(reason(stranger.get_sla_policy(read).await).0, Code::NotFound);
    let add = wire::AddPolicyVersionRequest {
        name: policy.name.clone(),
        policy: Some(policy.clone()),
        etag: policy.etag,
        request_id: id(),
    };
    assert_eq!(reason(stranger.add_policy_version(add).await).0, Code::NotFound);
    let read = wire::GetPriceListRequest { name: list.name };
    assert_eq!(reason(stranger.get_price_list(read).await).0, Code::NotFound);
    let all = stranger.list_calendars(wire::ListCalendarsRequest::default()).await.unwrap().into_inner();
    assert!(all.calendars.is_empty());
    let own =
        world.levels().list_calendars(wire::ListCalendarsRequest::default()).await.unwrap().into_inner();
    assert_eq!(own.calendars.len(), 1);
    let own = world.levels().list_sla_policies(wire::ListSlaPoliciesRequest::default()).await.unwrap();
    assert_eq!(own.into_inner().policies.len(), 1);
}
