//! Holding quota while work is captured (R8, I4, I5).

use crate::world::{DAY, NINE, Party, World, absent, id, length, reason, uuid, wrong_fields};
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::OverageRule;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_status::Reason;

/// A customer whose quota of two hours refuses to be overdrawn.
async fn strict(world: &World) -> Party {
    world.party_with(|quota| quota.overage_rule = OverageRule::Refuse.into()).await
}

fn hold(work: &TimeEntrySaved) -> HoldQuotaRequest {
    HoldQuotaRequest { work: Some(work.clone()), expire_time: None, request_id: id() }
}

async fn held(world: &World, work: &TimeEntrySaved) -> Hold {
    world.rating().hold_quota(hold(work)).await.unwrap().into_inner()
}

/// How the holds of an entry ended, in the order they were taken.
async fn ends(world: &World, entry: &str) -> Vec<Option<String>> {
    let read = "select ended from billing.holds where entry_id = $1 order by held_at, id";
    let mut owner = world.house.database().owner().await;
    sqlx::query_scalar(read).bind(uuid(entry)).fetch_all(&mut owner).await.unwrap()
}

/// How often each relation of pending transfers is there: held, posted, let go.
async fn pendings(world: &World) -> [i64; 3] {
    let mut owner = world.house.database().owner().await;
    let mut counts = [0; 3];
    let counted = [(0, "relation = 0 and pending"), (1, "relation = 2"), (2, "relation = 3")];
    for (place, condition) in counted {
        let count = format!("select count(*) from billing.transfers where {condition}");
        counts[place] = sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&mut owner).await.unwrap();
    }
    counts
}

#[tokio::test]
async fn r8_a_hold_is_posted_by_the_entrys_event() {
    let world = World::open().await;
    let party = strict(&world).await;
    let work = party.worked("support", 0, 3_600);
    let hold = held(&world, &work).await;
    assert!(hold.held && hold.expire_time.is_some());
    assert_eq!(hold.portions.iter().map(|p| p.quantity).collect::<Vec<_>>(), [length(3_600)]);
    assert_eq!(world.balance(&party).await, "3600", "what is held nobody else can draw");
    assert!(world.drafts(&party).await.is_empty(), "and nobody is billed for it yet");
    let rated = world.save(&work).await;
    assert_eq!((rated.billable, rated.undecided), (length(3_600), false));
    assert_eq!(world.balance(&party).await, "3600");
    assert_eq!(
        (pendings(&world).await, ends(&world, &work.entry).await),
        ([1, 1, 0], vec![Some("posted".into())])
    );
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn r8_a_hold_is_let_go_by_a_void_or_by_its_time() {
    let world = World::open().await;
    let party = strict(&world).await;
    let (first, second) = (party.worked("support", 0, 3_600), party.worked("support", 10_000, 3_600));
    held(&world, &first).await;
    held(&world, &second).await;
    assert_eq!(world.balance(&party).await, "0");
    let void = VoidHoldRequest { entry: first.entry.clone(), request_id: id() };
    for _ in 0..2 {
        let answer = world.rating().void_hold(void.clone()).await.unwrap().into_inner();
        assert!(!answer.held);
    }
    assert_eq!(world.balance(&party).await, "3600");
    world.house.clock().advance(15 * 60);
    let back = || async { world.balance(&party).await == "7200" };
    world.house.eventually("the hold's expiry", back).await;
    assert_eq!(ends(&world, &first.entry).await, [Some("voided".into())]);
    assert_eq!(ends(&world, &second.entry).await, [Some("expired".into())]);
    assert_eq!(pendings(&world).await, [2, 0, 2]);
    // What was captured nevertheless is never lost.
    assert!(!world.save(&second).await.undecided);
    assert_eq!((world.balance(&party).await.as_str(), world.accounts_out_of_balance().await), ("3600", 0));
    world.house.close().await;
}

#[tokio::test]
async fn i5_a_hold_ends_once_whoever_tries() {
    let world = World::open().await;
    let party = strict(&world).await;
    let work = party.worked("support", 0, 3_600);
    held(&world, &work).await;
    world.save(&work).await;
    let mut owner = world.house.database().owner().await;
    for sql in [
        "update billing.holds set ended = 'voided', ended_at = now()",
        "update billing.holds set ended = null, ended_at = null",
        "delete from billing.holds",
        // The pending transfer is ended a second time.
        "insert into billing.transfers (tenant_id, id, customer_id, quota_id, kind, debit, credit, amount, date, cause,
           pending, relation, related_id, posted_at)
         select tenant_id, gen_random_uuid(), customer_id, quota_id, kind, debit, credit, amount, date, cause, pending,
           3, related_id, now() from billing.transfers where relation = 2",
    ] {
        assert!(sqlx::query(sql).execute(&mut owner).await.is_err(), "{sql}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn i4_holds_at_once_never_overdraw() {
    let world = World::open().await;
    let party = strict(&world).await;
    // Eight workers, each with half an hour; four of them fit into two hours.
    let works: Vec<_> = (0..8).map(|n| party.worked("support", n * 1_800, 1_800)).collect();
    let mut workers = tokio::task::JoinSet::new();
    for work in works.clone() {
        let mut client = world.rating();
        workers.spawn(async move {
            let answer = client.hold_quota(hold(&work)).await;
            (work, answer)
        });
    }
    let mut taken = Vec::new();
    while let Some(answer) = workers.join_next().await {
        match answer.unwrap() {
            (work, Ok(hold)) => {
                assert!(hold.into_inner().held);
                taken.push(work);
            }
            (_, refused) => assert_eq!(reason(refused), Reason::QuotaExhausted),
        }
    }
    assert_eq!((taken.len(), world.balance(&party).await.as_str()), (4, "0"));
    for work in &taken {
        assert!(!world.save(work).await.undecided, "what was held is covered");
    }
    assert_eq!((world.balance(&party).await.as_str(), world.accounts_out_of_balance().await), ("0", 0));
    assert_eq!(pendings(&world).await.iter().sum::<i64>() % 2, 0, "each ended");
    world.house.close().await;
}

#[tokio::test]
async fn r6_what_a_quota_refuses_is_told_with_what_is_missing() {
    let world = World::open().await;
    let party = strict(&world).await;
    let long = party.worked("support", 0, 9_000);
    let refused = world.rating().hold_quota(hold(&long)).await.unwrap_err();
    assert!(refused.message().contains("1800") || format!("{refused:?}").contains("1800"), "{refused:?}");
    assert_eq!(reason::<Hold>(Err(refused)), Reason::QuotaExhausted);
    assert_eq!(world.balance(&party).await, "7200", "nothing was held");
    // A late entry that fits itself but displaces one that stands is refused as well.
    world.save(&party.worked("support", 0, 7_200)).await;
    let early = party.worked("support", -DAY, 900);
    assert_eq!(reason(world.rating().hold_quota(hold(&early)).await), Reason::QuotaExhausted);
    world.house.close().await;
}

#[tokio::test]
async fn r8_where_no_quota_refuses_nothing_is_held() {
    let world = World::open().await;
    let (lenient, strict) = (world.party().await, strict(&world).await);
    for work in [lenient.worked("support", 0, 86_400), strict.worked("project", 0, 86_400)] {
        assert_eq!(held(&world, &work).await, Hold { entry: work.entry.clone(), ..Hold::default() });
        assert!(ends(&world, &work.entry).await.is_empty());
    }
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_hold_gets_its_answer_and_a_new_one_replaces_it() {
    let world = World::open().await;
    let party = strict(&world).await;
    let work = party.worked("support", 0, 3_600);
    let request = hold(&work);
    let first = world.rating().hold_quota(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.rating().hold_quota(request.clone()).await.unwrap().into_inner(), first);
    let other = HoldQuotaRequest { request_id: request.request_id, ..hold(&party.worked("support", 9, 900)) };
    assert_eq!(reason(world.rating().hold_quota(other).await), Reason::RequestIdReused);
    let shorter = TimeEntrySaved { duration: length(1_800), ..work.clone() };
    held(&world, &shorter).await;
    assert_eq!(world.balance(&party).await, "5400");
    assert_eq!(ends(&world, &work.entry).await, [Some("replaced".into()), None]);
    // A correction holds for its new version; while it is not there the first stands in the draft.
    world.save(&shorter).await;
    let longer = TimeEntrySaved { version: 2, duration: length(7_200), ..work.clone() };
    held(&world, &longer).await;
    assert_eq!(world.balance(&party).await, "0");
    assert_eq!(world.draft(&party).await.lines[0].portion.as_ref().unwrap().quantity, length(1_800));
    world.save(&longer).await;
    assert_eq!((world.balance(&party).await.as_str(), world.accounts_out_of_balance().await), ("0", 0));
    world.house.close().await;
}

#[tokio::test]
async fn x1_x6_holds_of_others_and_bad_ones() {
    let world = World::open().await;
    let party = strict(&world).await;
    let work = party.worked("support", 0, 3_600);
    held(&world, &work).await;
    let mut foreigner = world.foreign_rating();
    let void = VoidHoldRequest { entry: work.entry.clone(), request_id: id() };
    let nothing = VoidHoldRequest { entry: absent("timeEntries"), request_id: id() };
    assert!(!foreigner.void_hold(void).await.unwrap().into_inner().held);
    assert!(!foreigner.void_hold(nothing).await.unwrap().into_inner().held);
    assert_eq!(world.balance(&party).await, "3600", "another house lets nothing go");
    let late = Some(prost_types::Timestamp { seconds: NINE + 901, nanos: 0 });
    let bad = HoldQuotaRequest { expire_time: late, ..HoldQuotaRequest::default() };
    let fields = wrong_fields(world.rating().hold_quota(bad).await);
    let expected = [
        "request_id",
        "work.entry",
        "work.version",
        "work.customer",
        "work.ticket",
        "work.start_time",
        "work.duration",
        "expire_time",
    ];
    assert_eq!(fields, expected);
    let fields = wrong_fields(world.rating().void_hold(VoidHoldRequest::default()).await);
    assert_eq!(fields, ["request_id", "entry"]);
    world.house.close().await;
}
