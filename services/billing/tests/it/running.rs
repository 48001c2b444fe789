//! Runs that issue several drafts in blocks (B3a, B4, I7, I9).

use crate::world::*;
use kontor_proto::billing::v1::issue_service_client::IssueServiceClient;
use kontor_proto::billing::v1::*;
use kontor_status::{Problem, Reason};
use kontor_testkit::StatementCount;
use tokio::task::JoinSet;

fn selected(draft: &Draft) -> SelectedDraft {
    SelectedDraft { name: draft.name.clone(), etag: draft.etag.clone() }
}

async fn begin(world: &World, drafts: Vec<SelectedDraft>) -> IssueRun {
    let request = CreateIssueRunRequest { drafts, issue_date: None, request_id: id() };
    world.issuing().create_issue_run(request).await.unwrap().into_inner()
}

fn next(run: &IssueRun, block_size: i32) -> ContinueIssueRunRequest {
    ContinueIssueRunRequest { name: run.name.clone(), block_size, request_id: id() }
}

fn states(run: &IssueRun) -> Vec<(IssueItemState, &str, &str)> {
    run.items.iter().map(|i| (i.state(), i.number.as_str(), i.reason.as_str())).collect()
}

#[tokio::test]
async fn b4_a_run_issues_in_blocks_and_leaves_out_what_changed_or_has_to_be_looked_at() {
    let world = World::selling().await;
    let mut parties = Vec::new();
    let mut drafts = Vec::new();
    for _ in 0..6 {
        let party = world.owing().await;
        drafts.push(selected(&world.draft(&party).await));
        parties.push(party);
    }
    // The second changed since; the fourth is suspended; of the fifth someone has to decide.
    world.save(&parties[1].worked("project", 9_000, 900)).await;
    let suspended = kontor_proto::contract::v1::Customer { suspended: true, ..parties[3].customer.clone() };
    world.contract.put(world.house.tenant(), suspended);
    world.save(&parties[4].worked("unclear", 9_000, 900)).await;
    drafts[4] = selected(&world.draft(&parties[4]).await);
    let mut run = begin(&world, drafts.clone()).await;
    assert_eq!((run.waiting_count, run.issued_count, run.left_out_count), (6, 0, 0));
    let request = next(&run, 2);
    run = world.issuing().continue_issue_run(request.clone()).await.unwrap().into_inner();
    assert_eq!((run.waiting_count, run.issued_count, run.left_out_count), (4, 1, 1));
    assert_eq!(world.issuing().continue_issue_run(request).await.unwrap().into_inner(), run, "X2");
    while run.waiting_count > 0 {
        run = world.issuing().continue_issue_run(next(&run, 2)).await.unwrap().into_inner();
    }
    use IssueItemState as Is;
    let expected = [
        (Is::Issued, "RE-2026-000001", ""),
        (Is::Skipped, "", "DRAFT_CHANGED"),
        (Is::Issued, "RE-2026-000002", ""),
        (Is::Parked, "", "WRONG_STATE"),
        (Is::Parked, "", "ENTRIES_UNDECIDED"),
        (Is::Issued, "RE-2026-000003", ""),
    ];
    assert_eq!(states(&run), expected);
    let done = world.issuing().continue_issue_run(next(&run, 2)).await.unwrap().into_inner();
    assert_eq!(done, run, "a run that is done stays as it is");
    let read = GetIssueRunRequest { name: run.name.clone() };
    assert_eq!(world.issuing().get_issue_run(read).await.unwrap().into_inner(), run);
    let invoice = world.invoice(&run.items[0].invoice).await;
    assert_eq!((amount(&invoice.net), invoice.documents.len()), ("120.00", 3));
    let told: Vec<InvoiceIssued> = world.told(&invoice.name).await;
    assert_eq!(told[0].number, "RE-2026-000001");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn i9_a_block_that_fails_leaves_nothing_and_the_run_goes_on() {
    let world = World::selling().await;
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(selected(&world.draft(&world.owing().await).await));
    }
    let run = begin(&world, drafts).await;
    // The third invoice cannot be stored: the two before it must not stay either.
    let mut owner = world.house.database().owner().await;
    let full = "alter table billing.invoices add constraint full_disk check (counter < 3) not valid";
    sqlx::query(full).execute(&mut owner).await.unwrap();
    world.issuing().continue_issue_run(next(&run, 3)).await.unwrap_err();
    let read = GetIssueRunRequest { name: run.name.clone() };
    let still = world.issuing().get_issue_run(read).await.unwrap().into_inner();
    assert_eq!(still, run, "none of the block");
    let invoices = world.client().list_invoices(ListInvoicesRequest::default()).await.unwrap().into_inner();
    assert!(invoices.invoices.is_empty());
    sqlx::query("alter table billing.invoices drop constraint full_disk").execute(&mut owner).await.unwrap();
    let done = world.issuing().continue_issue_run(next(&run, 3)).await.unwrap().into_inner();
    let numbers: Vec<_> = done.items.iter().map(|i| i.number.as_str()).collect();
    assert_eq!(numbers, ["RE-2026-000001", "RE-2026-000002", "RE-2026-000003"], "I7: no gap");
    world.house.close().await;
}

#[tokio::test]
async fn b4_drafts_of_one_customer_in_one_block_are_issued_one_after_the_other() {
    let world = World::selling().await;
    let (first, second) = (world.owing().await, world.owing().await);
    // Both months draw from one quota: once the newer one is issued, the older one draws from what is left.
    world.save(&first.worked("support", -45 * DAY, 3_600)).await;
    world.save(&first.worked("project", -45 * DAY + 7_200, 3_600)).await;
    world.save(&first.worked("support", 7_200, 36_000)).await;
    let mut drafts = vec![selected(&world.draft(&second).await)];
    for draft in world.drafts(&first).await {
        drafts.push(selected(&world.draft_named(&draft.name).await));
    }
    let older = drafts[2].name.clone();
    let run = begin(&world, drafts).await;
    let run = world.issuing().continue_issue_run(next(&run, 3)).await.unwrap().into_inner();
    use IssueItemState as Is;
    let expected = [
        (Is::Issued, "RE-2026-000001", ""),
        (Is::Issued, "RE-2026-000002", ""),
        (Is::Skipped, "", "DRAFT_CHANGED"),
    ];
    assert_eq!(states(&run), expected);
    let again = begin(&world, vec![selected(&world.draft_named(&older).await)]).await;
    let again = world.issuing().continue_issue_run(next(&again, 3)).await.unwrap().into_inner();
    assert_eq!(states(&again), [(Is::Issued, "RE-2026-000003", "")]);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

/// What issuing reads and writes, and nobody else does meanwhile.
const TABLES: [&str; 8] = [
    "billing.of_books",
    "billing.entries",
    "billing.invoices",
    "billing.invoice_documents",
    "billing.claims",
    "billing.frozen_entries",
    "billing.drafts",
    "billing.number_series",
];

#[tokio::test]
async fn b4_a_block_of_many_drafts_takes_no_more_statements_than_one_of_few() {
    let world = World::selling().await;
    let mut drafts = Vec::new();
    for _ in 0..10 {
        drafts.push(selected(&world.draft(&world.owing().await).await));
    }
    let run = begin(&world, drafts).await;
    let count = StatementCount::begin_naming(&TABLES);
    let mut counts = Vec::new();
    for size in [2, 8] {
        let _before = count.take();
        let run = world.issuing().continue_issue_run(next(&run, size)).await.unwrap().into_inner();
        counts.push((count.take(), run.issued_count));
    }
    let [(few, two), (many, ten)] = counts[..] else { panic!("{counts:?}") };
    assert_eq!((two, ten), (2, 10));
    assert!(few > 10 && many == few, "statements for 2 and for 8 drafts: {few} and {many}");
    world.house.close().await;
}

#[tokio::test]
async fn i1_i7_two_that_go_on_with_one_run_issue_each_draft_once() {
    let world = World::selling().await;
    let mut drafts = Vec::new();
    for _ in 0..6 {
        drafts.push(selected(&world.draft(&world.owing().await).await));
    }
    let run = begin(&world, drafts).await;
    let mut going = JoinSet::new();
    for _ in 0..4 {
        let (mut client, request) = (world.issuing(), next(&run, 2));
        going.spawn(async move {
            // On a busy machine the others may render longer than a lock is waited for: then nothing was done, and
            // the same request is repeated, as every client does.
            while let Err(status) = client.continue_issue_run(request.clone()).await {
                assert_eq!(Problem::from(status).reason(), Reason::Conflict);
            }
        });
    }
    going.join_all().await;
    let mut now = world
        .issuing()
        .get_issue_run(GetIssueRunRequest { name: run.name.clone() })
        .await
        .unwrap()
        .into_inner();
    while now.waiting_count > 0 {
        now = world.issuing().continue_issue_run(next(&now, 2)).await.unwrap().into_inner();
    }
    let mut numbers: Vec<_> = now.items.iter().map(|i| i.number.clone()).collect();
    numbers.sort();
    let expected: Vec<_> = (1..=6).map(|n| format!("RE-2026-{n:06}")).collect();
    assert_eq!(numbers, expected);
    world.house.close().await;
}

#[tokio::test]
async fn i9_who_waits_too_long_for_a_run_is_told_to_repeat_and_nothing_was_done() {
    let world = World::selling().await;
    let drafts = vec![selected(&world.draft(&world.owing().await).await)];
    let run = begin(&world, drafts).await;
    let mut owner = world.house.database().owner().await;
    let take = "select pg_advisory_lock(hashtextextended($1, 4))";
    let name = run.name.trim_start_matches("issueRuns/");
    sqlx::query(take).bind(name).execute(&mut owner).await.unwrap();
    let request = next(&run, 1);
    assert_eq!(reason(world.issuing().continue_issue_run(request.clone()).await), Reason::Conflict);
    let read = GetIssueRunRequest { name: run.name.clone() };
    assert_eq!(world.issuing().get_issue_run(read).await.unwrap().into_inner(), run);
    sqlx::query("select pg_advisory_unlock_all()").execute(&mut owner).await.unwrap();
    let done = world.issuing().continue_issue_run(request).await.unwrap().into_inner();
    assert_eq!(done.items[0].number, "RE-2026-000001");
    world.house.close().await;
}

#[tokio::test]
async fn x6_x1_a_run_tells_all_that_is_wrong_and_is_of_ones_own_house() {
    let world = World::selling().await;
    let draft = world.draft(&world.owing().await).await;
    let fields = wrong_fields(world.issuing().create_issue_run(CreateIssueRunRequest::default()).await);
    assert_eq!(fields, ["request_id", "drafts"]);
    let twice =
        vec![selected(&draft), selected(&draft), SelectedDraft { name: "x".into(), etag: String::new() }];
    let request = CreateIssueRunRequest { drafts: twice, issue_date: None, request_id: id() };
    let fields = wrong_fields(world.issuing().create_issue_run(request).await);
    assert_eq!(fields, ["drafts[1].name", "drafts[2].name", "drafts[2].etag"]);
    let run = begin(&world, vec![selected(&draft)]).await;
    let fields = wrong_fields(
        world
            .issuing()
            .continue_issue_run(ContinueIssueRunRequest {
                name: "x".into(),
                block_size: 51,
                request_id: String::new(),
            })
            .await,
    );
    assert_eq!(fields, ["request_id", "name", "block_size"]);
    let mut foreigner = IssueServiceClient::new(world.foreign_peer());
    for name in [draft.name.clone(), absent("drafts")] {
        let drafts = vec![SelectedDraft { name, etag: draft.etag.clone() }];
        let request = CreateIssueRunRequest { drafts, issue_date: None, request_id: id() };
        assert_eq!(reason(foreigner.create_issue_run(request).await), Reason::NotFound);
    }
    for name in [run.name.clone(), absent("issueRuns")] {
        let read = GetIssueRunRequest { name: name.clone() };
        assert_eq!(reason(foreigner.get_issue_run(read).await), Reason::NotFound);
        let go_on = ContinueIssueRunRequest { name, block_size: 0, request_id: id() };
        assert_eq!(reason(foreigner.continue_issue_run(go_on).await), Reason::NotFound);
    }
    world.house.close().await;
}
