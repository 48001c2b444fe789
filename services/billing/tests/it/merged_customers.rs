//! Customers that became one: the one that stays has the open drafts and quotas of both, what was issued stays.

use crate::reports::{march, rate, reports, table};
use crate::world::{DAY, Party, World, amount, issue, waive};
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::CustomerMerged;
use kontor_proto::timetracking::v1::TimeEntrySaved;

pub async fn merge(world: &World, lost: &Party, kept: &Party) {
    let merged = CustomerMerged {
        customer: lost.customer.name.clone(),
        number: lost.customer.number.clone(),
        into: kept.customer.name.clone(),
        into_number: kept.customer.number.clone(),
        contracts: Vec::new(),
    };
    let thing = crate::world::uuid(&lost.customer.name);
    world.contract.voice.tell(world.house.tenant(), thing, 2, &merged).await;
    let moved = async || world.drafts(lost).await.is_empty();
    world.house.eventually("the drafts go over", moved).await;
}

#[tokio::test]
async fn r5a_b1_the_book_of_a_merged_customer_goes_over_and_what_was_issued_stays() {
    let world = World::selling().await;
    let (lost, kept) = (world.party().await, world.party().await);
    // An hour of the two that the quota has is invoiced with the lost one's project.
    world.save(&lost.worked("support", -9 * DAY, 3_600)).await;
    world.save(&lost.worked("project", -8 * DAY, 3_600)).await;
    let issued = world.issue(&lost).await;
    let open = lost.worked("support", -3_600, 1_800);
    world.save(&open).await;
    world.save(&kept.worked("support", -7_200, 900)).await;
    let before = world.balance(&lost).await;
    assert_eq!(before, "1800");
    merge(&world, &lost, &kept).await;
    let draft = world.draft(&kept).await;
    assert_eq!(draft.lines.len(), 2, "both customers' open work: {draft:?}");
    assert_eq!((world.balance(&lost).await, world.balance(&kept).await), (before, "6300".to_owned()));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    assert_eq!(world.invoice(&issued.name).await, issued);
    // Time tracking tells the open work under its new name, to which the terms of the one that stays apply: what it drew is
    // given back and drawn there, and nothing is charged or drawn twice.
    let told = TimeEntrySaved { version: 2, customer: kept.customer.name.clone(), ..open };
    world.save(&told).await;
    assert_eq!(world.draft(&kept).await.lines.len(), 2);
    assert_eq!((world.balance(&lost).await, world.balance(&kept).await), ("3600".into(), "4500".to_owned()));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    assert!(world.drafts(&lost).await.is_empty());
    // Late work that names the lost one draws from what is left of its quota, in the survivor's book.
    world.save(&lost.worked("support", -1_000, 900)).await;
    assert_eq!(world.balance(&lost).await, "2700");
    assert_eq!(world.draft(&kept).await.lines.len(), 3);
    assert!(world.drafts(&lost).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b10_n3_b8_reports_and_lists_tell_the_past_of_a_merged_customer_under_the_one_that_stays() {
    let world = World::selling().await;
    rate(&world, "", "50.00").await;
    let (lost, kept) = (world.owing().await, world.owing().await);
    let issued = {
        world.save(&lost.worked("project", 10_000, 900)).await;
        let shown = world.draft(&lost).await;
        let shown = world.client().waive_line(waive(&shown, 1)).await.unwrap().into_inner();
        world.client().issue_draft(issue(&shown)).await.unwrap().into_inner()
    };
    world.save(&lost.worked("project", 20_000, 1_800)).await;
    let before = table(&world, ProfitDimension::Customer).await;
    assert_eq!(before.rows.len(), 2);
    merge(&world, &lost, &kept).await;
    // One row with what two had, and the same whether all are asked or the one that stays.
    let after = table(&world, ProfitDimension::Customer).await;
    let keys: Vec<&str> = after.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!((keys, &after.total), (vec![kept.customer.name.as_str()], &before.total));
    let asked = |of: &Party| GetProfitabilityRequest {
        period: march(),
        by: ProfitDimension::Customer.into(),
        customer: of.customer.name.clone(),
    };
    let alone = reports(&world).get_profitability(asked(&kept)).await.unwrap().into_inner();
    assert_eq!(alone, after);
    let past = reports(&world).get_profitability(asked(&lost)).await.unwrap().into_inner();
    assert_eq!(past.rows[0].key, kept.customer.name);
    let goodwill =
        |of: &Party| GetGoodwillRequest { year: 2026, quarter: 1, customer: of.customer.name.clone() };
    let given = reports(&world).get_goodwill(goodwill(&kept)).await.unwrap().into_inner();
    assert_eq!((given.customers.len(), amount(&given.given)), (1, "30.00"));
    assert_eq!(given.customers[0].customer, kept.customer.name);
    assert_eq!(given.customers[0].lines[0].number, issued.number);
    // What was issued is found under both, and keeps the name it was issued to.
    for party in [&kept, &lost] {
        let customer = party.customer.name.clone();
        let request = ListInvoicesRequest { customer: customer.clone(), ..ListInvoicesRequest::default() };
        let found = world.client().list_invoices(request).await.unwrap().into_inner().invoices;
        assert_eq!(found.len(), 1, "{customer}");
        assert_eq!((&found[0].name, &found[0].customer), (&issued.name, &lost.customer.name));
        let request = ListOpenItemsRequest { customer, ..ListOpenItemsRequest::default() };
        let mut payments = PaymentServiceClient::new(world.house.peer_as("billing", &["billing.read"]));
        let open = payments.list_open_items(request).await.unwrap().into_inner().items;
        assert_eq!((open.len(), &open[0].number), (1, &issued.number));
    }
    world.house.close().await;
}
