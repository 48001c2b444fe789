//! Fees that change after they were invoiced (R9).

use crate::world::{Party, World, amount, eur, issue, uuid, waive};
use kontor_ids::{ContractId, ContractVersionId, RandomIds};
use kontor_proto::billing::v1::Draft;
use kontor_proto::contract::v1::{ContractVersionAdded, RecurringFee, Replenishment, Terms};
use kontor_proto::types::v1::{Date, DateRange};

/// A contract whose fee is 100.00 a month in advance, from January on.
async fn contract(world: &World, party: &Party) -> String {
    let name = ContractId::new(&RandomIds).resource_name();
    version(world, party, (&name, 1), (1, 1), Some("100.00")).await;
    let three = || async { world.drafts(party).await.len() == 3 };
    world.house.eventually("January, February, March", three).await;
    name
}

async fn version(
    world: &World,
    party: &Party,
    (contract, number): (&str, i32),
    (month, day): (i32, i32),
    fee: Option<&str>,
) {
    let fees = fee.map(|amount| RecurringFee {
        display_name: "Wartung".into(),
        amount: eur(amount),
        period: Replenishment::Monthly.into(),
        in_advance: true,
        ..RecurringFee::default()
    });
    let valid = Some(DateRange { start: Some(Date { year: 2026, month, day }), end: None });
    let added = ContractVersionAdded {
        contract: contract.into(),
        contract_number: "W-2001".into(),
        customer: party.customer.name.clone(),
        contract_version: ContractVersionId::new(&RandomIds).resource_name(),
        version_number: number,
        terms: Some(Terms { valid, fees: fees.into_iter().collect(), ..Terms::default() }),
        time_zone: "Europe/Berlin".into(),
    };
    world.contract.voice.tell(world.house.tenant(), uuid(contract), number.into(), &added).await;
}

async fn issue_all(world: &World, party: &Party) {
    for draft in world.drafts(party).await {
        let shown = world.draft_named(&draft.name).await;
        world.client().issue_draft(issue(&shown)).await.unwrap();
    }
}

async fn only(world: &World, party: &Party) -> Draft {
    let there = || async { world.drafts(party).await.len() == 1 };
    world.house.eventually("one draft", there).await;
    world.draft(party).await
}

#[tokio::test]
async fn r9_a_fee_that_ends_after_its_invoice_is_given_back_by_day() {
    let world = World::selling().await;
    let party = world.party().await;
    let name = contract(&world, &party).await;
    issue_all(&world, &party).await;
    assert!(world.drafts(&party).await.is_empty());
    // From the 11th of March on the contract costs nothing: 21 of 31 days were paid for.
    version(&world, &party, (&name, 2), (3, 11), None).await;
    let draft = only(&world, &party).await;
    assert_eq!((amount(&draft.net), draft.lines.len()), ("-67.74", 1));
    assert_eq!(draft.lines[0].text, "Wartung, Ausgleich für 01.03.2026 bis 31.03.2026");
    // It is settled with the next work, and once.
    world.save(&party.worked("project", 0, 3_600)).await;
    assert_eq!(amount(&world.draft(&party).await.net), "52.26");
    let invoice = world.issue(&party).await;
    assert_eq!((amount(&invoice.net), invoice.lines.len()), ("52.26", 2));
    assert!(world.drafts(&party).await.is_empty());
    // Where the contract goes on after all, the difference is billed again.
    version(&world, &party, (&name, 3), (3, 11), Some("100.00")).await;
    let draft = only(&world, &party).await;
    assert_eq!(amount(&draft.net), "67.74");
    world.house.close().await;
}

#[tokio::test]
async fn r9_what_was_given_as_goodwill_is_not_given_back_again() {
    let world = World::selling().await;
    let party = world.party().await;
    let name = contract(&world, &party).await;
    // March is waived, beside an hour that is billed.
    world.save(&party.worked("project", 0, 3_600)).await;
    let march = world.drafts(&party).await.remove(0);
    let shown = world.draft_named(&march.name).await;
    let fee = shown.lines.iter().position(|line| line.text == "Wartung").unwrap();
    world.client().waive_line(waive(&shown, fee)).await.unwrap();
    issue_all(&world, &party).await;
    version(&world, &party, (&name, 2), (3, 11), None).await;
    world.save(&party.worked("maintenance", 7_200, 900)).await;
    assert!(world.draft(&party).await.lines.iter().all(|line| !line.text.starts_with("Wartung")));
    world.house.close().await;
}
