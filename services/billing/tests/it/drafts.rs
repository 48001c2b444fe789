//! Drafts, waiving, what waits.

use crate::world::{DAY, Party, World, amount, id, issue, reason, waive};
use kontor_proto::billing::v1::{Draft, DraftLine};
use kontor_proto::types::v1::Date;
use kontor_status::Reason;

fn line<'a>(draft: &'a Draft, entry: &str) -> &'a DraftLine {
    draft.lines.iter().find(|line| line.entry == entry).unwrap()
}

fn sums(draft: &Draft) -> [&str; 4] {
    [&draft.net, &draft.vat, &draft.gross, &draft.goodwill].map(amount)
}

#[tokio::test]
async fn b1_each_charge_lands_at_once_in_the_draft_of_its_month() {
    let world = World::open().await;
    let party = world.party().await;
    let billed = party.worked("project", 0, 3_600);
    let free = party.worked("maintenance", 4_000, 1_800);
    let drawn = party.worked("support", 8_000, 1_800);
    for work in [&billed, &free, &drawn] {
        world.save(work).await;
    }
    let draft = world.draft(&party).await;
    let march = draft.period.as_ref().unwrap();
    assert_eq!(march.start, Some(Date { year: 2026, month: 3, day: 1 }));
    assert_eq!(march.end, Some(Date { year: 2026, month: 4, day: 1 }));
    assert_eq!(sums(&draft), ["120.00", "22.80", "142.80", "0.00"], "B6");
    assert_eq!(amount(&line(&draft, &billed.entry).net), "120.00");
    assert_eq!(amount(&line(&draft, &free.entry).net), "0.00", "the draft shows what is free, too");
    assert_eq!(amount(&line(&draft, &drawn.entry).net), "0.00");
    // Five days ago it was February.
    world.save(&party.worked("project", -5 * DAY, 900)).await;
    let nets: Vec<_> = world.drafts(&party).await.iter().map(|d| amount(&d.net).to_owned()).collect();
    assert_eq!(nets, ["120.00", "30.00"], "the newest month first");
    world.house.close().await;
}

/// What a customer reads of a draft's lines: the day, how long, net.
fn read(draft: &Draft) -> Vec<(Option<Date>, i64, String)> {
    let seconds = |line: &DraftLine| line.portion.as_ref().unwrap().quantity.unwrap().seconds;
    draft.lines.iter().map(|line| (line.service_date, seconds(line), amount(&line.net).to_owned())).collect()
}

#[tokio::test]
async fn n2_whatever_order_is_typed_the_quota_pays_for_the_same_work_and_what_is_shown_is_issued() {
    let world = World::selling().await;
    // Four hours, of which the quota pays two: the second piece of work tips over.
    let works = [(-DAY, 4_500), (0, 4_500), (10_000, 5_400)];
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let party = world.party().await;
        for (start, seconds) in order.map(|typed| works[typed]) {
            world.save(&party.worked("support", start, seconds)).await;
        }
        let shown = world.draft(&party).await;
        assert_eq!(world.balance(&party).await, "0");
        let invoice = world.client().issue_draft(issue(&shown)).await.unwrap().into_inner();
        assert_eq!(
            [&invoice.net, &invoice.vat, &invoice.gross],
            [&shown.net, &shown.vat, &shown.gross],
            "B3a"
        );
        let nets = |lines: Vec<String>| lines.into_iter().filter(|net| net != "0.00").collect::<Vec<_>>();
        let billed = nets(invoice.lines.iter().map(|line| amount(&line.net).to_owned()).collect());
        assert_eq!(billed, nets(shown.lines.iter().map(|line| amount(&line.net).to_owned()).collect()));
        seen.push((read(&shown), amount(&shown.net).to_owned(), billed));
    }
    assert_eq!(seen[0], seen[1], "R5a");
    assert_eq!(seen[0], seen[2], "R5a");
    // An hour and a quarter and three quarters of an hour are drawn; two hours are left over at 110.00.
    assert_eq!(seen[0].1, "220.00");
    world.house.close().await;
}

#[tokio::test]
async fn b3_a_waived_line_keeps_its_list_value() {
    let world = World::open().await;
    let party = world.owing().await;
    let shown = world.draft(&party).await;
    let request = waive(&shown, 0);
    let waived = world.client().waive_line(request.clone()).await.unwrap().into_inner();
    assert_eq!(sums(&waived), ["0.00", "0.00", "0.00", "120.00"], "R8b");
    let line = &waived.lines[0];
    assert_eq!([&line.list_net, &line.waived, &line.net].map(amount), ["120.00", "120.00", "0.00"]);
    assert_eq!((line.name.as_str(), line.waive_reason.as_str()), (request.line.as_str(), "Kulanz"));
    assert_ne!(waived.etag, shown.etag);
    assert_eq!(world.draft(&party).await, waived, "B3a: what is answered is what is shown");
    world.house.close().await;
}

#[tokio::test]
async fn b3a_what_was_shown_before_a_change_is_neither_waived_nor_issued() {
    let world = World::selling().await;
    let party = world.owing().await;
    let stale = world.draft(&party).await;
    world.save(&party.worked("project", 10_000, 900)).await;
    assert_eq!(reason(world.client().waive_line(waive(&stale, 0)).await), Reason::DraftChanged);
    assert_eq!(reason(world.client().issue_draft(issue(&stale)).await), Reason::DraftChanged);
    let now = world.draft(&party).await;
    assert_eq!(sums(&now), ["150.00", "28.50", "178.50", "0.00"], "nothing was waived");
    let invoice = world.client().issue_draft(issue(&now)).await.unwrap().into_inner();
    assert_eq!([&invoice.net, &invoice.vat, &invoice.gross].map(amount), ["150.00", "28.50", "178.50"]);
    world.house.close().await;
}

#[tokio::test]
async fn c2_an_undecided_entry_is_never_priced() {
    let world = World::selling().await;
    let party = world.party().await;
    let unclear = party.worked("unclear", 0, 3_600);
    let rated = world.save(&unclear).await;
    assert!(rated.undecided);
    assert_eq!(amount(&rated.net), "0.00");
    let draft = world.draft(&party).await;
    assert_eq!((draft.undecided_entries.as_slice(), draft.lines.len()), (&[unclear.entry.clone()][..], 0));
    assert_eq!(reason(world.client().issue_draft(issue(&draft)).await), Reason::DraftEmpty);
    world.save(&party.worked("project", 10_000, 3_600)).await;
    let invoice = world.issue(&party).await;
    assert_eq!((invoice.lines.len(), amount(&invoice.net)), (1, "120.00"), "it is not on the invoice");
    let left = world.draft(&party).await;
    assert_eq!((left.undecided_entries, left.lines.len()), (vec![unclear.entry], 0));
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_waiver_gets_its_answer_and_another_is_refused() {
    let world = World::open().await;
    let party: Party = world.owing().await;
    let request = waive(&world.draft(&party).await, 0);
    let first = world.client().waive_line(request.clone()).await.unwrap().into_inner();
    world.save(&party.worked("project", 10_000, 900)).await;
    assert_eq!(world.client().waive_line(request.clone()).await.unwrap().into_inner(), first);
    let other = kontor_proto::billing::v1::WaiveLineRequest { reason: "anders".into(), ..request.clone() };
    assert_eq!(reason(world.client().waive_line(other).await), Reason::RequestIdReused);
    let late = kontor_proto::billing::v1::WaiveLineRequest { request_id: id(), ..request };
    assert_eq!(reason(world.client().waive_line(late).await), Reason::DraftChanged);
    world.house.close().await;
}
