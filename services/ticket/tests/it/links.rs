//! Links between tickets (K7).

use crate::desk::{Desk, id, reason};
use kontor_proto::ticket::v1::*;
use tonic::Code;

fn link(name: &str, relation: TicketRelation, other: &str) -> LinkTicketRequest {
    LinkTicketRequest { name: name.into(), relation: relation.into(), other: other.into(), request_id: id() }
}

async fn relations(desk: &Desk, name: &str) -> Vec<(TicketRelation, String)> {
    let list = desk.links().list_ticket_links(ListTicketLinksRequest { name: name.into() }).await.unwrap();
    let links = list.into_inner().links;
    assert!(links.iter().all(|link| link.create_time.is_some() && link.creator.starts_with("users/")));
    links.into_iter().map(|link| (link.relation(), link.other)).collect()
}

#[tokio::test]
async fn k7_a_link_is_seen_from_both_sides_and_both_logs_tell_it() {
    let desk = Desk::open().await;
    let (child, parent) = (desk.create("mail").await, desk.create("server room").await);
    let request = link(&child.name, TicketRelation::ChildOf, &parent.name);
    let made = desk.links().link_ticket(request.clone()).await.unwrap().into_inner();
    assert_eq!((made.other_number.as_str(), made.other_state()), (parent.number.as_str(), TicketState::New));
    assert_eq!(desk.links().link_ticket(request).await.unwrap().into_inner(), made);
    assert_eq!(relations(&desk, &child.name).await, [(TicketRelation::ChildOf, parent.name.clone())]);
    assert_eq!(relations(&desk, &parent.name).await, [(TicketRelation::ParentOf, child.name.clone())]);
    let log = desk.log(&parent.name).await;
    assert_eq!((log.len(), log[1].kind(), log[1].relation()), (2, LogKind::Link, TicketRelation::ParentOf));
    assert_eq!((log[1].linked_ticket.as_str(), log[1].link_ended), (child.name.as_str(), false));
    // It ends from the other side.
    let end = UnlinkTicketRequest {
        name: parent.name.clone(),
        relation: TicketRelation::ParentOf.into(),
        other: child.name.clone(),
        request_id: id(),
    };
    desk.links().unlink_ticket(end.clone()).await.unwrap();
    assert!(relations(&desk, &child.name).await.is_empty());
    assert!(desk.log(&child.name).await[2].link_ended);
    let again = UnlinkTicketRequest { request_id: id(), ..end };
    assert_eq!(reason(&desk.links().unlink_ticket(again).await.unwrap_err()), "WRONG_STATE");
    assert_eq!(desk.events(&child.name).await.len(), 3);
    desk.house.close().await;
}

#[tokio::test]
async fn k7_no_ring_and_no_second_parent_also_at_once() {
    let desk = Desk::open().await;
    let mut names = Vec::new();
    for n in 0..4 {
        names.push(desk.create(&format!("ticket {n}")).await.name);
    }
    let child_of = |child: usize, parent: usize| link(&names[child], TicketRelation::ChildOf, &names[parent]);
    desk.links().link_ticket(child_of(0, 1)).await.unwrap();
    desk.links().link_ticket(child_of(1, 2)).await.unwrap();
    for refused in [child_of(2, 0), child_of(2, 1), child_of(0, 3), child_of(3, 3)] {
        assert_eq!(desk.links().link_ticket(refused).await.unwrap_err().code(), Code::FailedPrecondition);
    }
    // Either half of a ring may be made, never both.
    let (a, b) = (desk.create("a").await.name, desk.create("b").await.name);
    let half = |one: &str, other: &str| {
        let (mut links, request) = (desk.links(), link(one, TicketRelation::ChildOf, other));
        async move { links.link_ticket(request).await.is_ok() }
    };
    let (one, other) = tokio::join!(half(&a, &b), half(&b, &a));
    assert!(one ^ other);
    desk.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_ticket_is_linked_to_nothing() {
    let desk = Desk::open().await;
    let (one, other) = (desk.create("one").await.name, desk.create("other").await.name);
    let foreign =
        desk.foreign_links().link_ticket(link(&one, TicketRelation::Causes, &other)).await.unwrap_err();
    assert_eq!((foreign.code(), foreign.message().contains(&one)), (Code::NotFound, true));
    let list = desk.foreign_links().list_ticket_links(ListTicketLinksRequest { name: one.clone() }).await;
    assert_eq!(list.unwrap_err().code(), Code::NotFound);
    let history = ListTicketHistoryRequest { name: one.clone(), ..Default::default() };
    assert_eq!(desk.foreign_links().list_ticket_history(history).await.unwrap_err().code(), Code::NotFound);
    let merge = MergeTicketRequest { name: one.clone(), into: other, request_id: id(), ..Default::default() };
    assert_eq!(desk.foreign_links().merge_ticket(merge).await.unwrap_err().code(), Code::NotFound);
    let split = SplitTicketRequest {
        name: one.clone(),
        sequences: vec![1],
        subject: "part".into(),
        request_id: id(),
        ..Default::default()
    };
    assert_eq!(desk.foreign_links().split_ticket(split).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.log(&one).await.len(), 1);
    desk.house.close().await;
}
