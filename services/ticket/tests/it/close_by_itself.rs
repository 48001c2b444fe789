//! Resolved tickets close by themselves (K1).

use crate::desk::{Desk, id};
use kontor_proto::contract::v1::HouseDefaultsChanged;
use kontor_proto::ticket::v1::*;

const DAY: i64 = 24 * 3600;

#[tokio::test]
async fn k1_a_resolved_ticket_closes_after_seven_days() {
    let desk = Desk::open().await;
    let (kept, reopened) = (desk.create("kept").await.name, desk.create("reopened").await.name);
    for name in [&kept, &reopened] {
        let resolve = ResolveTicketRequest { name: name.clone(), solution: "s".into(), request_id: id() };
        desk.client.clone().resolve_ticket(resolve).await.unwrap();
    }
    let reopen = ReopenTicketRequest { name: reopened.clone(), reason: "no".into(), request_id: id() };
    desk.client.clone().reopen_ticket(reopen).await.unwrap();
    desk.house.clock().advance(7 * DAY - 1);
    // Time for a look at what is due.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    assert_eq!(desk.get(&kept).await.state(), TicketState::Resolved);
    desk.house.clock().advance(1);
    desk.house.eventually("the close", async || desk.get(&kept).await.state() == TicketState::Closed).await;
    let log = desk.log(&kept).await;
    assert_eq!((log.len(), log[2].actor.as_str(), log[2].kind()), (3, "ticket", LogKind::StateChange));
    assert_eq!(desk.get(&reopened).await.state(), TicketState::InProgress);
    desk.house.close().await;
}

/// After how many seconds each resolved ticket may close.
const RULES: &str = "select extract(epoch from close_time - resolve_time)::bigint::text from ticket.tickets
    where state = 'resolved' order by number";

#[tokio::test]
async fn k1_the_days_that_the_house_decided_hold_for_what_is_resolved_too() {
    let desk = Desk::open().await;
    let name = desk.create("kept").await.name;
    let resolve = ResolveTicketRequest { name: name.clone(), solution: "s".into(), request_id: id() };
    desk.client.clone().resolve_ticket(resolve).await.unwrap();
    assert_eq!(desk.rows(RULES).await, [(7 * DAY).to_string()]);
    let house = desk.house.tenant().uuid();
    for (version, days) in [(1, 2), (2, 3)] {
        desk.told_by_contract(house, version, &HouseDefaultsChanged { auto_close_days: days }).await;
        let follows = async || desk.rows(RULES).await == [(i64::from(days) * DAY).to_string()];
        desk.house.eventually("what is resolved follows", follows).await;
    }
    let next = desk.create("next").await.name;
    let resolve = ResolveTicketRequest { name: next.clone(), solution: "s".into(), request_id: id() };
    desk.client.clone().resolve_ticket(resolve).await.unwrap();
    assert_eq!(desk.rows(RULES).await, [(3 * DAY).to_string(), (3 * DAY).to_string()]);
    desk.house.clock().advance(3 * DAY);
    desk.house.eventually("the close", async || desk.get(&next).await.state() == TicketState::Closed).await;
    assert_eq!(desk.get(&name).await.state(), TicketState::Closed);
    desk.house.close().await;
}
