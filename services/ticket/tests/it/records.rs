//! Records that became one in the contract service: tickets name what stays.

use crate::desk::Desk;
use kontor_ids::{AssetId, ContactId, CustomerId, IdSource as _, RandomIds};
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged};
use kontor_proto::ticket::v1::*;

#[tokio::test]
async fn k3_tickets_follow_merged_records_and_their_logs_tell_it() {
    let desk = Desk::open().await;
    let mut request = desk.request("printer");
    let ticket = request.ticket.as_mut().unwrap();
    ticket.contact = ContactId::new(&RandomIds).resource_name();
    ticket.asset = AssetId::new(&RandomIds).resource_name();
    let about = desk.client.clone().create_ticket(request).await.unwrap().into_inner();
    let other = desk.create("another of the customer").await.name;
    let mut request = desk.request("another customer's");
    request.ticket.as_mut().unwrap().customer = CustomerId::new(&RandomIds).resource_name();
    let foreign = desk.client.clone().create_ticket(request).await.unwrap().into_inner();
    let (contact, asset, customer) = (
        ContactId::new(&RandomIds).resource_name(),
        AssetId::new(&RandomIds).resource_name(),
        CustomerId::new(&RandomIds).resource_name(),
    );
    let of = desk.customer.clone();
    let merged =
        ContactMerged { contact: about.contact.clone(), into: contact.clone(), customer: of.clone() };
    desk.told_by_contract(RandomIds.uuid(), 1, &merged).await;
    let merged = AssetMerged { asset: about.asset.clone(), into: asset.clone(), customer: of.clone() };
    desk.told_by_contract(RandomIds.uuid(), 1, &merged).await;
    let merged = CustomerMerged {
        customer: of.clone(),
        number: "10001".into(),
        into: customer.clone(),
        into_number: "10002".into(),
        contracts: Vec::new(),
    };
    desk.told_by_contract(RandomIds.uuid(), 1, &merged).await;
    let moved = async || desk.get(&other).await.customer == customer;
    desk.house.eventually("the tickets follow", moved).await;
    let now = desk.get(&about.name).await;
    assert_eq!((&now.customer, &now.contact, &now.asset), (&customer, &contact, &asset));
    let log = desk.log(&about.name).await;
    assert_eq!((log.len(), log[3].kind(), log[3].actor.as_str()), (4, LogKind::Note, "contract"));
    assert_eq!(log[3].text, "Kunde 10001 ist jetzt Kunde 10002");
    assert_eq!(desk.events(&about.name).await.len(), 4);
    assert_eq!(desk.get(&foreign.name).await, foreign);
    assert_eq!(desk.rows("select reason from ticket.parked_event").await, Vec::<String>::new());
    desk.house.close().await;
}
