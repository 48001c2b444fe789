//! Customers that became one: the one that stays has the open drafts and quotas of both, what was issued stays.

use crate::debiting::{collect, collecting, day, debits, mandate, sign, xml};
use crate::payments::{IBAN, entry, import, open};
use crate::reports::{march, rate, reports, table};
use crate::world::{DAY, Party, World, amount, eur, id, issue, waive};
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

#[tokio::test]
async fn b8_mandates_and_accounts_of_both_hold_for_the_one_that_stays() {
    let world = collecting().await;
    let (lost, kept) = (world.owing().await, world.party().await);
    sign(&world, mandate(&lost, "M-1")).await;
    let of_lost = world.issue(&lost).await;
    world.save(&kept.worked("project", 0, 7_200)).await;
    let of_kept = world.issue(&kept).await;
    assert!(xml(&world, &of_kept, DocumentFormat::XrechnungUbl).await.contains(">58<"), "by transfer");
    world.save(&lost.worked("project", 10_000, 1_800)).await;
    merge(&world, &lost, &kept).await;
    // What is issued from now on is debited by the mandate that the other gave.
    let newest = world.issue(&kept).await;
    let ubl = xml(&world, &newest, DocumentFormat::XrechnungUbl).await;
    assert!(ubl.contains(">59<") && ubl.contains("M-1"), "{ubl}");
    let run = debits(&world).create_debit_run(collect(day(3, 16))).await.unwrap().into_inner();
    let mut collected: Vec<&str> = run.items.iter().map(|item| item.invoice.as_str()).collect();
    collected.sort_unstable();
    let mut announced = [of_lost.name.as_str(), newest.name.as_str()];
    announced.sort_unstable();
    assert_eq!((collected, amount(&run.total)), (announced.to_vec(), "214.20"));
    // One payment for invoices of both, and one from the account of the other's mandate.
    let both = format!("{} {}", of_lost.number, of_kept.number);
    let entries =
        [entry("B-1", "428.40", "DE75512108001245126199", &both), entry("B-2", "71.40", IBAN, "Danke")];
    let read = import(&world, &entries, false).await;
    assert_eq!((read.matched, read.unmatched), (2, 0), "{read:?}");
    for told in &read.entries {
        assert_eq!(told.payment.as_ref().unwrap().customer, kept.customer.name);
    }
    assert!(open(&world, "").await.items.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn n3_goodwill_budgets_of_both_add_up_until_someone_sets_it_anew() {
    let world = World::selling().await;
    let (lost, kept) = (world.party().await, world.party().await);
    let set = async |of: &Party, euros: &str| {
        let budget = GoodwillBudget { customer: of.customer.name.clone(), per_quarter: eur(euros) };
        let request = SetGoodwillBudgetRequest { budget: Some(budget), request_id: id() };
        reports(&world).set_goodwill_budget(request).await.unwrap();
    };
    set(&lost, "50.00").await;
    set(&kept, "20.00").await;
    world.save(&lost.worked("project", 0, 900)).await;
    world.save(&kept.worked("project", 7_200, 3_600)).await;
    merge(&world, &lost, &kept).await;
    let shown = world.draft(&kept).await;
    let shown = world.client().waive_line(waive(&shown, 0)).await.unwrap().into_inner();
    world.client().issue_draft(issue(&shown)).await.unwrap();
    let left = async || {
        let request = GetGoodwillRequest { year: 2026, quarter: 1, customer: kept.customer.name.clone() };
        let row = reports(&world).get_goodwill(request).await.unwrap().into_inner().customers.remove(0);
        [&row.given, &row.budget, &row.left].map(|money| amount(money).to_owned())
    };
    assert_eq!(left().await, ["30.00", "70.00", "40.00"]);
    // Who names the one that was merged means the one that stays.
    set(&lost, "90.00").await;
    assert_eq!(left().await, ["30.00", "90.00", "60.00"]);
    world.house.close().await;
}
