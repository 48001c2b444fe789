//! What reviewers decide, who has to agree, what happens when the work changes (B3).

use crate::world::*;
use kontor_proto::billing::v1::change_line_request::Change;
use kontor_proto::billing::v1::discount::Value;
use kontor_proto::billing::v1::review_service_client::ReviewServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, Decimal};
use kontor_status::Reason;

fn percent(value: &str) -> Change {
    Change::Discount(Discount { value: Some(Value::Percent(Decimal { value: value.into() })) })
}

fn off(value: &str) -> Change {
    Change::Discount(Discount { value: eur(value).map(Value::Amount) })
}

const JULY: Date = Date { year: 2026, month: 7, day: 15 };

fn sums(draft: &Draft) -> [&str; 2] {
    [&draft.net, &draft.goodwill].map(amount)
}

fn kinds(draft: &Draft) -> Vec<ConflictKind> {
    draft.conflicts.iter().map(DraftConflict::kind).collect()
}

async fn changes(world: &World, draft: &Draft) -> Vec<LineChange> {
    let request = ListLineChangesRequest { draft: draft.name.clone(), ..ListLineChangesRequest::default() };
    world.review().list_line_changes(request).await.unwrap().into_inner().line_changes
}

#[tokio::test]
async fn b3_discount_reprice_reword_and_restore_are_kept_with_who_when_and_why() {
    let world = World::selling().await;
    let party = world.owing().await;
    let mut draft = world.draft(&party).await;
    for (change, expected) in [
        (percent("50"), ["60.00", "60.00"]),
        (off("20.00"), ["100.00", "20.00"]),
        (Change::Reprice(eur("90.00").unwrap()), ["70.00", "50.00"]),
        (Change::Reword("Fernwartung Drucker".into()), ["70.00", "50.00"]),
        (Change::Waive(Waive { hidden: true }), ["0.00", "120.00"]),
        (Change::Restore(true), ["120.00", "0.00"]),
        (percent("12.5"), ["105.00", "15.00"]),
    ] {
        draft = world.change(&draft, 0, change.clone()).await;
        assert_eq!(sums(&draft), expected, "{change:?}");
        assert_eq!(amount(&draft.lines[0].list_net), "120.00", "R8b");
        assert_eq!(world.draft(&party).await, draft, "B3a");
    }
    let kept = changes(&world, &draft).await;
    let actions: Vec<_> = kept.iter().map(LineChange::action).collect();
    use LineAction as Is;
    let expected = [
        Is::DiscountPercent,
        Is::Restore,
        Is::WaiveHidden,
        Is::Reword,
        Is::Reprice,
        Is::DiscountAmount,
        Is::DiscountPercent,
    ];
    assert_eq!(actions, expected, "the latest first, none is lost");
    for change in &kept {
        assert_eq!((change.reason.as_str(), &change.draft), ("so vereinbart", &draft.name));
        assert_eq!(change.by, world.house.user().resource_name());
        assert!(change.decide_time.is_some() && change.line == draft.lines[0].name);
        assert_eq!(amount(&change.seen_list_net), "120.00");
    }
    assert_eq!(
        (kept[0].percent.as_ref().unwrap().value.as_str(), kept[3].words.as_str()),
        ("12.5", "Fernwartung Drucker")
    );
    let invoice = world.issue(&party).await;
    assert_eq!((amount(&invoice.net), amount(&invoice.lines[0].allowance)), ("105.00", "15.00"));
    world.house.close().await;
}

#[tokio::test]
async fn b3_what_reviewers_decided_cannot_be_changed_or_removed() {
    let world = World::open().await;
    let party = world.owing().await;
    world.change(&world.draft(&party).await, 0, percent("50")).await;
    let mut owner = world.house.database().owner().await;
    for change in [
        "update billing.reviews set reason = 'anders'",
        "delete from billing.reviews",
        "truncate billing.reviews cascade",
        "delete from billing.review_verdicts",
        "delete from billing.profiles",
        "delete from billing.order_numbers",
        "update billing.review_settings set version = 2",
    ] {
        let refused = sqlx::query(change).execute(&mut owner).await;
        assert!(refused.is_err() || refused.unwrap().rows_affected() == 0, "{change}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn b3_a_line_that_is_held_back_is_billed_later_and_once() {
    let world = World::selling().await;
    let party = world.owing().await;
    world.save(&party.worked("project", 7_200, 1_800)).await;
    let shown = world.draft(&party).await;
    let left = world.change(&shown, 0, Change::HoldBackUntil(JULY)).await;
    assert_eq!((sums(&left), left.lines.len(), left.kept_out.len()), (["60.00", "0.00"], 1, 1));
    let drafts = world.drafts(&party).await;
    assert_eq!(drafts.iter().map(|d| amount(&d.net)).collect::<Vec<_>>(), ["120.00", "60.00"]);
    let later = world.draft_named(&drafts[0].name).await;
    assert_eq!(later.period.as_ref().unwrap().start, Some(Date { day: 1, ..JULY }));
    let request = issue(&left);
    assert_eq!(amount(&world.client().issue_draft(request).await.unwrap().into_inner().net), "60.00");
    let request = issue(&world.draft_named(&later.name).await);
    assert_eq!(amount(&world.client().issue_draft(request).await.unwrap().into_inner().net), "120.00");
    assert!(world.drafts(&party).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b3_a_line_moves_to_another_draft_and_back() {
    let world = World::selling().await;
    let party = world.owing().await;
    world.save(&party.worked("project", 7_200, 1_800)).await;
    let shown = world.draft(&party).await;
    let group = Some(DraftGroup { label: "Umbau".into(), ..DraftGroup::default() });
    let to = |group| Change::Move(MoveTarget { period: None, group });
    let left = world.change(&shown, 0, to(group.clone())).await;
    assert_eq!((left.lines.len(), left.kept_out[0].group.as_ref()), (1, group.as_ref()));
    let named = world.drafts(&party).await.into_iter().find(|d| d.group == group).unwrap();
    let moved = world.draft_named(&named.name).await;
    assert_eq!(sums(&moved), ["120.00", "0.00"]);
    world.change(&moved, 0, to(None)).await;
    let back = world.draft(&party).await;
    assert_eq!(
        (back.name.as_str(), back.lines.len(), sums(&back)),
        (shown.name.as_str(), 2, ["180.00", "0.00"])
    );
    world.house.close().await;
}

#[tokio::test]
async fn b3_later_rating_overwrites_no_decision_and_shows_the_conflict() {
    let world = World::selling().await;
    let party = world.party().await;
    let mut work = party.worked("project", 0, 3_600);
    world.save(&work).await;
    world.change(&world.draft(&party).await, 0, percent("50")).await;
    work.version = 2;
    work.duration = length(7_200);
    world.save(&work).await;
    let draft = world.draft(&party).await;
    assert_eq!((sums(&draft), kinds(&draft)), (["120.00", "120.00"], vec![ConflictKind::LineChanged]));
    let (seen, now) = (amount(&draft.conflicts[0].seen_list_net), amount(&draft.conflicts[0].list_net));
    assert_eq!((seen, now), ("120.00", "240.00"));
    assert_eq!(reason(world.client().issue_draft(issue(&draft)).await), Reason::WrongState);
    let confirm = ChangeLineRequest { reason: String::new(), ..changing(&draft, 0, Change::Confirm(true)) };
    let confirmed = world.review().change_line(confirm).await.unwrap().into_inner();
    assert_eq!((sums(&confirmed), confirmed.conflicts.len()), (["120.00", "120.00"], 0));
    let again = changing(&confirmed, 0, Change::Confirm(true));
    assert_eq!(reason(world.review().change_line(again).await), Reason::WrongState);
    assert_eq!(amount(&world.issue(&party).await.net), "120.00");
    world.house.close().await;
}

#[tokio::test]
async fn b3_a_decision_about_a_line_that_is_gone_waits_to_be_restored() {
    let world = World::selling().await;
    let party = world.party().await;
    let mut work = party.worked("project", 0, 3_600);
    world.save(&work).await;
    let shown = world.draft(&party).await;
    world.change(&shown, 0, percent("50")).await;
    // It turns out to be maintenance: the flat fee covers it, and the discounted line is no more.
    work.version = 2;
    work.activity = "maintenance".into();
    world.save(&work).await;
    let draft = world.draft(&party).await;
    assert_eq!((sums(&draft), kinds(&draft)), (["0.00", "0.00"], vec![ConflictKind::LineGone]));
    let restore = ChangeLineRequest {
        line: draft.conflicts[0].line.clone(),
        ..changing(&draft, 0, Change::Restore(true))
    };
    let restored = world.review().change_line(restore).await.unwrap().into_inner();
    assert!(restored.conflicts.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b3_above_the_limit_another_person_has_to_agree() {
    let world = World::selling().await;
    world.limit("50.00").await;
    let party = world.owing().await;
    let small = world.change(&world.draft(&party).await, 0, off("50.00")).await;
    assert!(small.conflicts.is_empty(), "up to the limit one person is enough");
    let draft = world.change(&small, 0, off("50.01")).await;
    assert_eq!(kinds(&draft), [ConflictKind::NeedsSecondPerson]);
    assert_eq!(amount(&draft.conflicts[0].goodwill), "50.01");
    assert_eq!(reason(world.client().issue_draft(issue(&draft)).await), Reason::WrongState);
    let name = draft.conflicts[0].line_changes[0].clone();
    let approve =
        |name: &str| ApproveLineChangeRequest { name: name.into(), reason: String::new(), request_id: id() };
    assert_eq!(
        reason(world.review().approve_line_change(approve(&name)).await),
        Reason::WrongState,
        "not by oneself"
    );
    let mut second = ReviewServiceClient::new(world.colleague());
    let request = approve(&name);
    let agreed = second.approve_line_change(request.clone()).await.unwrap().into_inner();
    assert_eq!((agreed.state(), agreed.second_by != agreed.by), (ChangeState::Approved, true));
    assert_eq!(second.approve_line_change(request).await.unwrap().into_inner(), agreed, "X2");
    assert_eq!(reason(second.approve_line_change(approve(&name)).await), Reason::WrongState, "once");
    assert!(world.draft(&party).await.conflicts.is_empty());
    assert_eq!(amount(&world.issue(&party).await.net), "69.99");
    world.house.close().await;
}

#[tokio::test]
async fn b3_what_the_second_person_refuses_does_not_count() {
    let world = World::selling().await;
    world.limit("0.00").await;
    let party = world.owing().await;
    let draft = world.change(&world.draft(&party).await, 0, Change::Reprice(eur("60.00").unwrap())).await;
    assert_eq!((sums(&draft), kinds(&draft)), (["60.00", "60.00"], vec![ConflictKind::NeedsSecondPerson]));
    let name = draft.conflicts[0].line_changes[0].clone();
    let request = RejectLineChangeRequest { name, reason: "zu viel".into(), request_id: id() };
    let mut second = ReviewServiceClient::new(world.colleague());
    let refused = second.reject_line_change(request).await.unwrap().into_inner();
    assert_eq!((refused.state(), refused.second_reason.as_str()), (ChangeState::Rejected, "zu viel"));
    let draft = world.draft(&party).await;
    assert_eq!((sums(&draft), draft.conflicts.len()), (["120.00", "0.00"], 0));
    world.house.close().await;
}

#[tokio::test]
async fn b3_the_database_refuses_a_second_person_who_is_the_first() {
    let world = World::open().await;
    let party = world.owing().await;
    world.change(&world.draft(&party).await, 0, percent("50")).await;
    let alone =
        "insert into billing.review_verdicts (tenant_id, review_id, review_by, agreed, reason, by_id, at)
        select tenant_id, id, by_id, true, '', by_id, at from billing.reviews";
    let mut owner = world.house.database().owner().await;
    let refused = sqlx::query(alone).execute(&mut owner).await.unwrap_err();
    let violated = refused.into_database_error().unwrap().constraint().unwrap().to_owned();
    assert_eq!(violated, "review_verdicts_second_person");
    world.house.close().await;
}

#[tokio::test]
async fn b3a_a_refusal_names_what_changed_since_one_looked() {
    use tonic_types::StatusExt as _;
    let world = World::selling().await;
    let party = world.owing().await;
    let stale = world.draft(&party).await;
    let added = party.worked("project", 10_000, 900);
    world.save(&added).await;
    let refused = world.client().issue_draft(issue(&stale)).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition);
    let told = refused.get_details_precondition_failure().unwrap().violations;
    let now = world.draft(&party).await;
    let line = now.lines.iter().find(|l| l.entry == added.entry).unwrap();
    let told: Vec<_> = told.iter().map(|v| (v.r#type.as_str(), v.subject.as_str())).collect();
    assert_eq!(told, [("DRAFT_CHANGED", now.name.as_str()), ("LINE_ADDED", line.name.as_str())]);
    assert_eq!(refused.get_details_error_info().unwrap().metadata["etag"], now.etag);
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_change_gets_its_answer_and_another_is_refused() {
    let world = World::open().await;
    let party = world.owing().await;
    let request = changing(&world.draft(&party).await, 0, percent("50"));
    let first = world.review().change_line(request.clone()).await.unwrap().into_inner();
    world.contract.leave(true);
    assert_eq!(world.review().change_line(request.clone()).await.unwrap().into_inner(), first);
    let other = ChangeLineRequest { change: Some(percent("60")), ..request.clone() };
    assert_eq!(reason(world.review().change_line(other).await), Reason::RequestIdReused);
    world.contract.leave(false);
    let late = ChangeLineRequest { request_id: id(), ..request };
    assert_eq!(reason(world.review().change_line(late).await), Reason::DraftChanged);
    world.house.close().await;
}

#[tokio::test]
async fn x6_a_change_tells_all_that_is_wrong() {
    let world = World::open().await;
    let fields = wrong_fields(world.review().change_line(ChangeLineRequest::default()).await);
    assert_eq!(fields, ["request_id", "name", "change", "reason", "etag", "line"]);
    let party = world.owing().await;
    let shown = world.draft(&party).await;
    let dollars = kontor_proto::types::v1::Money { currency_code: "USD".into(), ..eur("1.00").unwrap() };
    let past = Date { year: 2026, month: 3, day: 31 };
    let group = Some(DraftGroup { site: "x".into(), label: "l".repeat(61), ..DraftGroup::default() });
    for (change, expected) in [
        (percent("0"), &["discount.percent"][..]),
        (percent("100.01"), &["discount.percent"]),
        (percent("1e2"), &["discount.percent"]),
        (percent("0.001"), &["discount.percent"]),
        (off("0.00"), &["discount.amount"]),
        (off("-1.00"), &["discount.amount"]),
        (off("1.005"), &["discount.amount"]),
        (off("120.01"), &["discount.amount"]),
        (Change::Reprice(dollars), &["reprice"]),
        (Change::Reprice(eur("-0.01").unwrap()), &["reprice"]),
        (Change::Reword(String::new()), &["reword"]),
        (Change::HoldBackUntil(Date { day: 32, ..past }), &["hold_back_until"]),
        (Change::HoldBackUntil(past), &["hold_back_until"]),
        (Change::Restore(false), &["change"]),
        (Change::Move(MoveTarget { period: None, group }), &["move.group.label", "move.group.site"]),
        (Change::Move(MoveTarget::default()), &["move"]),
        (Change::Discount(Discount::default()), &["discount"]),
    ] {
        let request = changing(&shown, 0, change.clone());
        assert_eq!(wrong_fields(world.review().change_line(request).await), expected, "{change:?}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_draft_and_change_are_as_absent() {
    let world = World::open().await;
    let party = world.owing().await;
    let shown = world.change(&world.draft(&party).await, 0, percent("50")).await;
    let change = changes(&world, &shown).await.remove(0);
    let mut foreigner = ReviewServiceClient::new(world.foreign_peer());
    let nobody = Draft { name: absent("drafts"), ..shown.clone() };
    for draft in [&shown, &nobody] {
        assert_eq!(reason(foreigner.change_line(changing(draft, 0, percent("60"))).await), Reason::NotFound);
        let split = SplitDraftRequest {
            name: draft.name.clone(),
            by: SplitBy::Ticket.into(),
            reason: "x".into(),
            etag: draft.etag.clone(),
            request_id: id(),
        };
        assert_eq!(reason(foreigner.split_draft(split).await), Reason::NotFound);
        let list = ListLineChangesRequest { draft: draft.name.clone(), ..ListLineChangesRequest::default() };
        assert_eq!(reason(foreigner.list_line_changes(list).await), Reason::NotFound);
    }
    for name in [change.name.clone(), absent("lineChanges")] {
        let approve =
            ApproveLineChangeRequest { name: name.clone(), reason: String::new(), request_id: id() };
        assert_eq!(reason(foreigner.approve_line_change(approve).await), Reason::NotFound);
        let reject = RejectLineChangeRequest { name, reason: "x".into(), request_id: id() };
        assert_eq!(reason(foreigner.reject_line_change(reject).await), Reason::NotFound);
    }
    assert_eq!(changes(&world, &shown).await, [change]);
    world.house.close().await;
}
