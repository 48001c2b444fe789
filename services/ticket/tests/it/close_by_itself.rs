//! Resolved tickets close by themselves (K1).

use crate::desk::{Desk, id};
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
