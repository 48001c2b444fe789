//! Lists page by opaque tokens (X4).

use crate::world::{DAY, World, wrong_fields};
use kontor_proto::billing::v1::*;

#[tokio::test]
async fn x4_drafts_page() {
    let world = World::open().await;
    let party = world.party().await;
    for month in 0..5 {
        world.save(&party.worked("project", -month * 31 * DAY, 900)).await;
    }
    world.owing().await;
    let customer = party.customer.name.clone();
    let mut request = ListDraftsRequest { page_size: 2, customer, ..ListDraftsRequest::default() };
    let mut seen = Vec::new();
    loop {
        let page = world.client().list_drafts(request.clone()).await.unwrap().into_inner();
        assert!(page.drafts.len() <= 2);
        seen.extend(page.drafts);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
        let other = ListDraftsRequest { customer: String::new(), ..request.clone() };
        assert_eq!(wrong_fields(world.client().list_drafts(other).await), ["page_token"]);
        assert_eq!(wrong_fields(world.foreigner().list_drafts(request.clone()).await), ["page_token"], "X1");
    }
    assert_eq!(seen, world.drafts(&party).await, "none twice, none left out");
    assert_eq!(seen.len(), 5);
    let every = world.client().list_drafts(ListDraftsRequest::default()).await.unwrap().into_inner();
    assert_eq!(every.drafts.len(), 6);
    let bad = ListDraftsRequest { page_size: 201, ..ListDraftsRequest::default() };
    assert_eq!(wrong_fields(world.client().list_drafts(bad).await), ["page_size"]);
    world.house.close().await;
}

#[tokio::test]
async fn x4_invoices_page_newest_first() {
    let world = World::selling().await;
    let mut issued = Vec::new();
    for n in 0..5 {
        // Some are of the same instant.
        world.house.clock().advance(n / 2);
        let invoice = world.issue(&world.owing().await).await;
        issued.push((invoice.issue_time.unwrap().seconds, invoice.name));
    }
    issued.sort();
    let mut request = ListInvoicesRequest { page_size: 2, ..ListInvoicesRequest::default() };
    let mut seen = Vec::new();
    loop {
        let page = world.client().list_invoices(request.clone()).await.unwrap().into_inner();
        assert!(page.invoices.len() <= 2 && page.invoices.iter().all(|i| i.lines.is_empty()));
        seen.extend(page.invoices.into_iter().map(|i| (i.issue_time.unwrap().seconds, i.name)));
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
        assert_eq!(
            wrong_fields(world.foreigner().list_invoices(request.clone()).await),
            ["page_token"],
            "X1"
        );
    }
    seen.reverse();
    assert_eq!(seen, issued);
    world.house.close().await;
}

#[tokio::test]
async fn x4_transfers_page_in_the_order_of_posting() {
    let world = World::open().await;
    let (party, other) = (world.party().await, world.party().await);
    for n in 0..4 {
        world.save(&party.worked("support", n * 1_000, 900)).await;
    }
    let quota = party.quota.clone();
    let mut request = ListTransfersRequest { quota, page_size: 2, ..ListTransfersRequest::default() };
    let mut seen = Vec::new();
    loop {
        let page = world.client().list_transfers(request.clone()).await.unwrap().into_inner();
        assert!(page.transfers.len() <= 2);
        seen.extend(page.transfers);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
        let wrong = ListTransfersRequest { quota: other.quota.clone(), ..request.clone() };
        assert_eq!(wrong_fields(world.client().list_transfers(wrong).await), ["page_token"]);
    }
    assert_eq!(seen, world.transfers(&party).await);
    let balances: Vec<_> = seen.iter().map(|t| t.balance_after.clone().unwrap().value).collect();
    assert_eq!(balances, ["7200", "6300", "5400", "4500", "3600"], "balances run on across pages");
    world.house.close().await;
}
