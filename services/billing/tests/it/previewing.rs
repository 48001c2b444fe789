//! A month's preview, review marks, what changed, what stops (B1, B3, B3a).

use crate::world::*;
use kontor_ids::{RandomIds, UserId};
use kontor_proto::billing::v1::change_line_request::Change;
use kontor_proto::billing::v1::preview_service_client::PreviewServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, Decimal};
use kontor_status::Reason;

async fn search(world: &World, request: SearchDraftsRequest) -> SearchDraftsResponse {
    world.preview().search_drafts(request).await.unwrap().into_inner()
}

async fn mark(world: &World, name: &str) -> ReviewMark {
    let review_mark = Some(ReviewMark { display_name: name.into(), ..ReviewMark::default() });
    let request = CreateReviewMarkRequest { review_mark, request_id: id() };
    world.preview().create_review_mark(request).await.unwrap().into_inner()
}

fn marking(draft: &Draft, mark: &ReviewMark) -> MarkDraftRequest {
    MarkDraftRequest {
        name: draft.name.clone(),
        mark: mark.name.clone(),
        etag: draft.etag.clone(),
        remove: false,
        request_id: id(),
    }
}

#[tokio::test]
async fn b1_one_query_shows_a_month_over_all_customers_with_its_sums() {
    let world = World::selling().await;
    let (one, other) = (world.owing().await, world.owing().await);
    world.save(&other.worked("project", 7_200, 600)).await;
    world.save(&other.worked("project", -5 * DAY, 900)).await;
    world.save(&one.worked("unclear", 20_000, 900)).await;
    world.change(&world.draft(&one).await, 0, Change::Reprice(eur("90.00").unwrap())).await;
    let march = Some(Date { year: 2026, month: 3, day: 9 });
    let month = SearchDraftsRequest { month: march, ..SearchDraftsRequest::default() };
    let found = search(&world, month.clone()).await;
    let totals = found.totals.clone().unwrap();
    assert_eq!((totals.draft_count, amount(&totals.net), amount(&totals.goodwill)), (2, "240.00", "30.00"));
    assert_eq!((amount(&totals.vat), amount(&totals.gross)), ("45.60", "285.60"));
    assert_eq!(totals.rounding_uplift_seconds, 300, "ten minutes are billed as a quarter of an hour");
    assert_eq!(found.drafts.len(), 2);
    for shown in &found.drafts {
        let row = shown.draft.as_ref().unwrap();
        let now = world.draft_named(&row.name).await;
        assert_eq!(
            (&row.etag, &row.gross, &row.net),
            (&now.etag, &now.gross, &now.net),
            "B3a: as it is shown"
        );
        assert_eq!(usize::try_from(shown.line_count).unwrap(), now.lines.len());
    }
    let all = search(&world, SearchDraftsRequest::default()).await;
    assert_eq!((all.drafts.len(), all.totals.unwrap().draft_count), (3, 3));
    // Pages follow each other, and the sums stay those of all.
    let mut names = Vec::new();
    let mut page_token = String::new();
    loop {
        let page = search(
            &world,
            SearchDraftsRequest { page_size: 2, page_token, ..SearchDraftsRequest::default() },
        )
        .await;
        assert_eq!(page.totals.unwrap().draft_count, 3);
        names.extend(page.drafts.into_iter().map(|d| d.draft.unwrap().name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(names, all.drafts.into_iter().map(|d| d.draft.unwrap().name).collect::<Vec<_>>());
    let count = async |request: SearchDraftsRequest| search(&world, request).await.drafts.len();
    assert_eq!(count(SearchDraftsRequest { undecided: true, ..month.clone() }).await, 1);
    assert_eq!(
        count(SearchDraftsRequest { customer: other.customer.name.clone(), ..month.clone() }).await,
        1
    );
    let min_net = Some(Decimal { value: "120".into() });
    assert_eq!(count(SearchDraftsRequest { min_net, ..month.clone() }).await, 1);
    assert_eq!(count(SearchDraftsRequest { blocked: true, ..month }).await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn b3_drafts_are_filtered_by_agent_and_by_the_houses_own_marks() {
    let world = World::selling().await;
    let (one, other) = (world.owing().await, world.owing().await);
    let agent = UserId::new(&RandomIds).resource_name();
    let looked_after =
        kontor_proto::contract::v1::Customer { account_agent: agent.clone(), ..one.customer.clone() };
    world.contract.put(world.house.tenant(), looked_after);
    let (first, second) = (world.draft(&one).await, world.draft(&other).await);
    let (times, texts) = (mark(&world, "Zeiten geprüft").await, mark(&world, "Texte geprüft").await);
    let twice = CreateReviewMarkRequest {
        review_mark: Some(ReviewMark { name: String::new(), ..times.clone() }),
        request_id: id(),
    };
    assert_eq!(reason(world.preview().create_review_mark(twice).await), Reason::AlreadyExists);
    let listed = world.preview().list_review_marks(ListReviewMarksRequest {}).await.unwrap().into_inner();
    assert_eq!(listed.review_marks, [texts.clone(), times.clone()]);
    let request = marking(&first, &times);
    let marked = world.preview().mark_draft(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.preview().mark_draft(request).await.unwrap().into_inner(), marked, "X2");
    assert_eq!((marked.marks[0].mark.as_str(), marked.marks[0].stale), (times.name.as_str(), false));
    let names = async |request: SearchDraftsRequest| {
        let found = search(&world, request).await.drafts;
        found.into_iter().map(|d| d.draft.unwrap().name).collect::<Vec<_>>()
    };
    let by_mark = |name: &str| SearchDraftsRequest { mark: name.into(), ..SearchDraftsRequest::default() };
    assert_eq!(names(by_mark(&times.name)).await, std::slice::from_ref(&first.name));
    assert!(names(by_mark(&texts.name)).await.is_empty());
    let lacking = SearchDraftsRequest { lacks_mark: times.name.clone(), ..SearchDraftsRequest::default() };
    assert_eq!(names(lacking).await, std::slice::from_ref(&second.name));
    let of_agent = SearchDraftsRequest { account_agent: agent, ..SearchDraftsRequest::default() };
    assert_eq!(names(of_agent).await, std::slice::from_ref(&first.name));
    // The draft changes: the mark stays, and says so.
    world.save(&one.worked("project", 9_000, 900)).await;
    let stale = search(&world, by_mark(&times.name)).await.drafts.remove(0);
    assert!(stale.marks[0].stale);
    let off = MarkDraftRequest { remove: true, ..marking(&first, &times) };
    assert!(world.preview().mark_draft(off).await.unwrap().into_inner().marks.is_empty());
    // What was issued was looked over; what comes after it was not.
    world.preview().mark_draft(marking(&second, &times)).await.unwrap();
    world.client().issue_draft(issue(&second)).await.unwrap();
    world.save(&other.worked("project", 9_000, 900)).await;
    assert!(names(by_mark(&times.name)).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b3a_the_difference_since_one_looked() {
    let world = World::selling().await;
    let party = world.party().await;
    let (mut changes, mut goes) = (party.worked("project", 0, 3_600), party.worked("project", 9_000, 900));
    for work in [&changes, &goes] {
        world.save(work).await;
    }
    let looked = world.draft(&party).await;
    changes.version = 2;
    changes.duration = length(7_200);
    goes.version = 2;
    goes.customer = world.party().await.customer.name;
    let added = party.worked("project", 20_000, 1_800);
    for work in [&changes, &goes, &added] {
        world.save(work).await;
    }
    let request = GetDraftDifferenceRequest { name: looked.name.clone(), etag: looked.etag.clone() };
    let told = world.preview().get_draft_difference(request.clone()).await.unwrap().into_inner();
    assert_eq!((amount(&told.net_before), amount(&told.net_after)), ("150.00", "300.00"));
    let entries =
        |line: &Option<DraftLine>| line.as_ref().map(|l| (l.entry.clone(), amount(&l.net).to_owned()));
    let lines: Vec<_> = told.lines.iter().map(|l| (entries(&l.before), entries(&l.after))).collect();
    let line = |entry: &str, net: &str| Some((entry.to_owned(), net.to_owned()));
    let expected = [
        (line(&changes.entry, "120.00"), line(&changes.entry, "240.00")),
        (None, line(&added.entry, "60.00")),
        (line(&goes.entry, "30.00"), None),
    ];
    assert_eq!(lines, expected);
    assert_eq!(told.etag, world.draft(&party).await.etag);
    let never = GetDraftDifferenceRequest { etag: "ab".into(), ..request };
    assert_eq!(reason(world.preview().get_draft_difference(never).await), Reason::NotFound);
    world.house.close().await;
}

#[tokio::test]
async fn b4_what_stops_drafts_is_listed_before_anyone_issues() {
    let world = World::selling().await;
    let (good, lacking, unclear) = (world.owing().await, world.owing().await, world.owing().await);
    let mut buyer = lacking.customer.clone();
    buyer.invoice_email = String::new();
    buyer.suspended = true;
    world.contract.put(world.house.tenant(), buyer);
    world.save(&unclear.worked("unclear", 9_000, 900)).await;
    let mut names = Vec::new();
    for party in [&good, &lacking, &unclear] {
        names.push(world.draft(party).await.name);
    }
    let request = CheckDraftsRequest { names: names.clone() };
    let checks = world.preview().check_drafts(request).await.unwrap().into_inner().checks;
    assert_eq!(checks.iter().map(|c| c.name.clone()).collect::<Vec<_>>(), names);
    let reasons = |check: &DraftCheck| check.obstacles.iter().map(|o| o.reason.clone()).collect::<Vec<_>>();
    assert!(reasons(&checks[0]).is_empty());
    assert_eq!(reasons(&checks[1]), ["WRONG_STATE", "BUYER_DATA_INCOMPLETE"]);
    assert!(checks[1].obstacles[1].text.contains("buyer.endpoint"));
    assert_eq!(reasons(&checks[2]), ["ENTRIES_UNDECIDED"]);
    world.house.close().await;
}

#[tokio::test]
async fn x6_x1_a_preview_tells_all_that_is_wrong_and_is_of_ones_own_house() {
    let world = World::selling().await;
    let party = world.owing().await;
    let shown = world.draft(&party).await;
    let own = mark(&world, "geprüft").await;
    let bad = SearchDraftsRequest {
        month: Some(Date { year: 2026, month: 13, day: 1 }),
        customer: "x".into(),
        account_agent: "x".into(),
        mark: "x".into(),
        lacks_mark: "x".into(),
        min_net: Some(Decimal { value: "1e9".into() }),
        ..SearchDraftsRequest::default()
    };
    let fields = wrong_fields(world.preview().search_drafts(bad).await);
    assert_eq!(fields, ["month", "mark", "lacks_mark", "account_agent", "min_net", "customer"]);
    let fields = wrong_fields(world.preview().mark_draft(MarkDraftRequest::default()).await);
    assert_eq!(fields, ["request_id", "name", "mark", "etag"]);
    let fields = wrong_fields(world.preview().check_drafts(CheckDraftsRequest::default()).await);
    assert_eq!(fields, ["names"]);
    let mut foreigner = PreviewServiceClient::new(world.foreign_peer());
    let all = foreigner.search_drafts(SearchDraftsRequest::default()).await.unwrap().into_inner();
    assert!(all.drafts.is_empty() && all.totals.unwrap().draft_count == 0);
    let marks = foreigner.list_review_marks(ListReviewMarksRequest {}).await.unwrap().into_inner();
    assert!(marks.review_marks.is_empty());
    for name in [shown.name.clone(), absent("drafts")] {
        let marking = MarkDraftRequest { name: name.clone(), ..marking(&shown, &own) };
        assert_eq!(reason(foreigner.mark_draft(marking).await), Reason::NotFound);
        let check = CheckDraftsRequest { names: vec![name.clone()] };
        assert_eq!(reason(foreigner.check_drafts(check).await), Reason::NotFound);
        let since = GetDraftDifferenceRequest { name, etag: shown.etag.clone() };
        assert_eq!(reason(foreigner.get_draft_difference(since).await), Reason::NotFound);
    }
    let unknown = MarkDraftRequest { mark: absent("reviewMarks"), ..marking(&shown, &own) };
    assert_eq!(reason(world.preview().mark_draft(unknown).await), Reason::NotFound);
    world.house.close().await;
}
