//! Handing over, working, coming back.

use super::*;
use crate::desk::reason;
use kontor_ids::{CustomerId, DirectiveId};
use kontor_proto::contract::v1::Severity;
use prost::Message as _;

/// The record has no holes, each step is an entry of the log, and both houses read the same.
async fn assert_whole(houses: &Houses, ticket: &str, handover: &str) -> Vec<HandoverStep> {
    let steps = houses.steps(houses.giver, handover).await;
    assert_eq!(steps, houses.steps(houses.taker, handover).await);
    assert!(steps.iter().map(|s| s.sequence).eq(1..=i32::try_from(steps.len()).unwrap()));
    let log = houses.desk.log(ticket).await;
    assert!(log.iter().map(|e| e.sequence).eq(1..=i32::try_from(log.len()).unwrap()));
    steps
}

const STEPS: [HandoverStepKind; 4] = [
    HandoverStepKind::HandedOver,
    HandoverStepKind::Taken,
    HandoverStepKind::Worked,
    HandoverStepKind::Resolved,
];

#[tokio::test]
async fn n10_what_the_taking_house_does_stands_in_the_giving_houses_log() {
    let houses = Houses::open().await;
    houses.agree(houses.terms()).await;
    let (ticket, handover) = houses.taken("Drucker steht").await;
    assert_eq!((handover.state(), handover.ticket.as_str()), (HandoverState::Taken, ""));
    assert_eq!(houses.desk.get(&ticket.name).await.state(), TicketState::InProgress);
    houses.work(&handover.name, 7 * 60 + 1).await;
    let solve = ResolveHandoverRequest {
        name: handover.name.clone(),
        solution: "Dienst neu gestartet".into(),
        request_id: id(),
    };
    let resolved = houses.at(houses.taker).resolve_handover(solve).await.unwrap().into_inner();
    assert_eq!((resolved.state(), resolved.ended_as()), (HandoverState::Ended, HandoverStepKind::Resolved));

    let now = houses.desk.get(&ticket.name).await;
    assert_eq!((now.state(), now.log_length), (TicketState::Resolved, 6));
    let log = houses.desk.log(&ticket.name).await;
    use LogKind::{CallOut, Handover as Handed, Opened, StateChange};
    let kinds: Vec<LogKind> = log.iter().map(LogEntry::kind).collect();
    assert_eq!(kinds, [Opened, Handed, Handed, StateChange, CallOut, StateChange]);
    let partner = format!("{}/{}", houses.taker.name(), houses.taker.user.resource_name());
    assert!(log[2..].iter().all(|entry| entry.actor == partner), "{log:?}");
    assert_eq!(log[4].text, "Nachtdienst Süd, Test Person: Rückruf, Druckerdienst neu gestartet");
    assert_eq!((log[4].worked_minutes, log[4].public), (8, true));
    assert_eq!(log[1].text, "An Verbund übergeben: Nachtdienst Süd. bitte vor 6 Uhr anrufen");

    // The giving house's clocks hear that its customer heard from it (S3).
    let events = houses.desk.events(&ticket.name).await;
    assert!(events.iter().map(|e| e.version).eq(1..=6));
    let call = TicketLogged::decode(events[4].payload.as_slice()).unwrap();
    assert!(call.responds && call.actor == partner && call.worked_minutes == 8);

    let steps = assert_whole(&houses, &ticket.name, &handover.name).await;
    let kinds: Vec<HandoverStepKind> = steps.iter().map(HandoverStep::kind).collect();
    assert_eq!(kinds, STEPS);
    assert_eq!(steps[0].house, houses.giver.name());
    assert_eq!(
        (steps[2].house.as_str(), steps[2].duration.unwrap().seconds),
        (houses.taker.name().as_str(), 421)
    );
    houses.desk.house.close().await;
}

#[tokio::test]
async fn n10_the_taking_house_returns_it_and_the_giving_house_takes_it_back() {
    let houses = Houses::open().await;
    houses.agree(houses.terms()).await;
    let ticket = houses.create("Server steht").await;
    let handover = houses.hand_over(&ticket.name).await;
    assert_eq!((handover.state(), &handover.ticket), (HandoverState::Handed, &ticket.name));
    let twice = houses.at(houses.giver).hand_over_ticket(hand(&ticket.name)).await.unwrap_err();
    assert_eq!(reason(&twice), "WRONG_STATE");
    let back =
        ReturnHandoverRequest { name: handover.name.clone(), note: "kein Zugang".into(), request_id: id() };
    let returned = houses.at(houses.taker).return_handover(back).await.unwrap().into_inner();
    assert_eq!(returned.ended_as(), HandoverStepKind::Returned);
    let log = houses.desk.log(&ticket.name).await;
    assert_eq!(log[2].text, "Nachtdienst Süd, Test Person: zurückgegeben. kein Zugang");
    assert_whole(&houses, &ticket.name, &handover.name).await;

    let again = houses.hand_over(&ticket.name).await;
    assert_ne!(again.name, handover.name);
    let take_back = || TakeBackTicketRequest {
        name: ticket.name.clone(),
        note: "Herr Huber fährt".into(),
        request_id: id(),
    };
    let back = houses.at(houses.giver).take_back_ticket(take_back()).await.unwrap().into_inner();
    assert_eq!(back.ended_as(), HandoverStepKind::TakenBack);
    let steps = assert_whole(&houses, &ticket.name, &again.name).await;
    assert_eq!(steps[1].text, "Herr Huber fährt");
    let not_given = houses.at(houses.giver).take_back_ticket(take_back()).await.unwrap_err();
    assert_eq!(reason(&not_given), "WRONG_STATE");
    assert_eq!(houses.list(houses.giver, HandoverSide::Given).await.len(), 2);
    assert!(houses.list(houses.taker, HandoverSide::Taken).await.is_empty());
    houses.desk.house.close().await;
}

#[tokio::test]
async fn n10_tickets_go_over_by_the_hour_and_come_back_when_it_is_over() {
    let houses = Houses::open().await;
    let customer = CustomerId::new(&RandomIds).resource_name();
    let terms =
        VerbundAgreement { automatic: true, customers: vec![houses.desk.customer.clone()], ..houses.terms() };
    houses.agree(terms).await;
    let by_hand = VerbundAgreement {
        title: "Tagdienst".into(),
        hours: "Europe/Berlin; 24/7".into(),
        customers: vec![customer.clone()],
        ..houses.terms()
    };
    houses.agree(by_hand).await;
    // One of a customer that is no part of it comes first, so that the other shows that both were looked at.
    let mut other = houses.desk.request("not part of it");
    other.ticket.as_mut().unwrap().customer = customer;
    let other = houses.tickets(houses.giver).create_ticket(other).await.unwrap().into_inner();
    let ticket = houses.create("at night").await;
    let house = &houses.desk.house;
    house
        .eventually("the handing over", async || {
            !houses.list(houses.taker, HandoverSide::Taken).await.is_empty()
        })
        .await;
    let taken = houses.list(houses.taker, HandoverSide::Taken).await;
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].ticket_number.as_str(), taken[0].automatic), (ticket.number.as_str(), true));
    let shown = taken[0].shown.clone().unwrap();
    assert_eq!((shown.subject.as_str(), shown.state()), ("at night", TicketState::New));
    assert!(shown.resolution_due_time.is_some());
    assert_eq!(houses.desk.get(&other.name).await.log_length, 1);

    // Monday's night ends at seven; an hour later it is over.
    house.clock().set("2026-03-03T06:59:59Z".parse().unwrap());
    assert_eq!(houses.list(houses.taker, HandoverSide::Taken).await.len(), 1);
    house.clock().advance(1);
    assert!(houses.list(houses.taker, HandoverSide::Taken).await.is_empty(), "at once, whoever looked");
    let ended = async || {
        houses.list(houses.giver, HandoverSide::Given).await[0].ended_as() == HandoverStepKind::Lapsed
    };
    house.eventually("the coming back", ended).await;
    let steps = assert_whole(&houses, &ticket.name, &taken[0].name).await;
    assert_eq!((steps.len(), steps[1].kind(), steps[1].house.as_str()), (2, HandoverStepKind::Lapsed, ""));
    let log = houses.desk.log(&ticket.name).await;
    assert_eq!(log[2].text, "Aus dem Verbund zurück, die Zeit ist um: Nachtdienst Süd");

    // By day nothing goes over by itself.
    houses.create("by day").await;
    house
        .eventually("the look", async || {
            houses.desk.rows("select count(*)::text from ticket.verbund_intake").await == ["0"]
        })
        .await;
    assert_eq!(houses.list(houses.giver, HandoverSide::Given).await.len(), 1);
    houses.desk.house.close().await;
}

#[tokio::test]
async fn n10_with_the_agreement_all_that_was_handed_over_comes_back() {
    let houses = Houses::open().await;
    let agreement = houses.agree(houses.terms()).await;
    let (one, taken) = houses.taken("one").await;
    let two = houses.create("two").await;
    let handed = houses.hand_over(&two.name).await;
    let end = EndAgreementRequest { name: agreement.name, reason: "Schluss".into(), request_id: id() };
    houses.at(houses.taker).end_agreement(end).await.unwrap();
    for (ticket, handover) in [(&one.name, &taken.name), (&two.name, &handed.name)] {
        let steps = assert_whole(&houses, ticket, handover).await;
        let last = steps.last().unwrap();
        assert_eq!(
            (last.kind(), last.house.as_str()),
            (HandoverStepKind::Lapsed, houses.taker.name().as_str())
        );
        let log = houses.desk.log(ticket).await;
        let text = "Aus dem Verbund zurück, die Vereinbarung ist beendet: Nachtdienst Süd";
        assert_eq!(log.last().unwrap().text, text);
    }
    let refused = houses.at(houses.giver).hand_over_ticket(hand(&one.name)).await.unwrap_err();
    assert_eq!(reason(&refused), "WRONG_STATE");
    houses.desk.house.close().await;
}

#[tokio::test]
async fn c7_a_directive_is_acknowledged_by_who_takes_the_ticket() {
    let directive = Directive {
        name: DirectiveId::new(&RandomIds).resource_name(),
        severity: Severity::Acknowledge.into(),
        text: "Nie nach 22 Uhr klingeln".into(),
        ..Directive::default()
    };
    let houses = Houses::with_directives(vec![directive.clone()]).await;
    houses.agree(houses.terms()).await;
    let ticket = houses.create("one").await;
    let name = houses.hand_over(&ticket.name).await.name;
    let take = || TakeHandoverRequest { name: name.clone(), request_id: id() };
    let refused = houses.at(houses.taker).take_handover(take()).await.unwrap_err();
    assert_eq!(reason(&refused), "DIRECTIVE_UNACKNOWLEDGED");
    assert!(!refused.message().contains(&ticket.name) && houses.desk.get(&ticket.name).await.log_length == 2);
    let acknowledge = AcknowledgeHandoverDirectiveRequest {
        name: name.clone(),
        directive: directive.name,
        request_id: id(),
    };
    houses.at(houses.taker).acknowledge_handover_directive(acknowledge).await.unwrap();
    houses.at(houses.taker).take_handover(take()).await.unwrap();
    let steps = assert_whole(&houses, &ticket.name, &name).await;
    assert_eq!(steps[1].kind(), HandoverStepKind::Acknowledged);
    houses.desk.house.close().await;
}

#[tokio::test]
async fn n10_only_what_the_agreement_allows_is_done() {
    let houses = Houses::open().await;
    houses.agree(VerbundAgreement { may_resolve: false, ..houses.terms() }).await;
    let ticket = houses.create("one").await;
    let name = houses.hand_over(&ticket.name).await.name;
    let not_taken = houses.at(houses.taker).log_handover_work(houses.call(&name, 0)).await.unwrap_err();
    assert_eq!(reason(&not_taken), "WRONG_STATE");
    houses
        .at(houses.taker)
        .take_handover(TakeHandoverRequest { name: name.clone(), request_id: id() })
        .await
        .unwrap();
    let solve = ResolveHandoverRequest { name: name.clone(), solution: "s".into(), request_id: id() };
    let refused = houses.at(houses.taker).resolve_handover(solve).await.unwrap_err();
    assert_eq!(reason(&refused), "WRONG_STATE");
    let before = houses.at(houses.taker).log_handover_work(houses.call(&name, 60)).await.unwrap_err();
    assert_eq!(crate::desk::fields(&before), ["start_time"]);
    assert_eq!(houses.desk.get(&ticket.name).await.state(), TicketState::InProgress);
    // By day no agreement hands anything over, and the giving house is told so.
    let (other, house) = (houses.create("two").await, &houses.desk.house);
    house.clock().set("2026-03-03T12:00:00Z".parse().unwrap());
    let outside = houses.at(houses.giver).hand_over_ticket(hand(&other.name)).await.unwrap_err();
    assert_eq!(reason(&outside), "WRONG_STATE");
    houses.desk.house.close().await;
}

#[tokio::test]
async fn x2_equal_work_is_logged_once() {
    let houses = Houses::open().await;
    houses.agree(houses.terms()).await;
    let (ticket, handover) = houses.taken("one").await;
    houses.desk.house.clock().advance(60);
    let request = houses.call(&handover.name, 60);
    let first = houses.at(houses.taker).log_handover_work(request.clone()).await.unwrap().into_inner();
    let again = houses.at(houses.taker).log_handover_work(request.clone()).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = LogHandoverWorkRequest { text: "other".into(), ..request };
    let reused = houses.at(houses.taker).log_handover_work(other).await.unwrap_err();
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
    assert_whole(&houses, &ticket.name, &handover.name).await;
    // Many at once queue up: no hole and no double in either log.
    let all = (0..8).map(|_| {
        let (mut client, request) = (houses.at(houses.taker), houses.call(&handover.name, 30));
        async move { client.log_handover_work(request).await.map(drop) }
    });
    assert!(futures::future::join_all(all).await.into_iter().all(|done| done.is_ok()));
    assert_eq!(assert_whole(&houses, &ticket.name, &handover.name).await.len(), 11);
    houses.desk.house.close().await;
}

#[tokio::test]
async fn k7_a_merged_ticket_goes_back_and_tells_no_other_name() {
    let houses = Houses::open().await;
    houses.agree(houses.terms()).await;
    let (ticket, handover) = houses.taken("one").await;
    let other = houses.create("two").await;
    let peer = houses.desk.house.peer_as("ticket", &MAY);
    let merge = MergeTicketRequest {
        name: ticket.name.clone(),
        into: other.name.clone(),
        reason: "dasselbe".into(),
        request_id: id(),
    };
    let mut links = link_service_client::LinkServiceClient::new(peer);
    links.merge_ticket(merge).await.unwrap();
    let solve =
        ResolveHandoverRequest { name: handover.name.clone(), solution: "s".into(), request_id: id() };
    let refused = houses.at(houses.taker).resolve_handover(solve).await.unwrap_err();
    assert_eq!(reason(&refused), "WRONG_STATE");
    assert!(!refused.message().contains("tickets/"), "{}", refused.message());
    let back = ReturnHandoverRequest { name: handover.name.clone(), note: "n".into(), request_id: id() };
    houses.at(houses.taker).return_handover(back).await.unwrap();
    assert_whole(&houses, &ticket.name, &handover.name).await;
    houses.desk.house.close().await;
}
