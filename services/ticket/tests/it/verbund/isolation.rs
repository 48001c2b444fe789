//! Who has nothing to do with it, or no longer, is answered as though there were nothing (X1).

use super::*;
use sqlx::{Connection as _, PgConnection};
use tonic::{Code, Status};

/// Everything that can be asked by a handover's name.
async fn ask_all(houses: &Houses, house: House, name: &str) -> Vec<(&'static str, Result<(), Status>)> {
    let at = || houses.at(house);
    let (name, request_id) = (name.to_owned(), id());
    let directive = "directives/01890a5d-ac96-774b-bcce-b302099a8057".to_owned();
    let get = GetHandoverRequest { name: name.clone() };
    let take = TakeHandoverRequest { name: name.clone(), request_id: id() };
    let acknowledge = AcknowledgeHandoverDirectiveRequest { name: name.clone(), directive, request_id: id() };
    let resolve = ResolveHandoverRequest { name: name.clone(), solution: "s".into(), request_id: id() };
    let back = ReturnHandoverRequest { name: name.clone(), note: "n".into(), request_id };
    vec![
        ("get", at().get_handover(get).await.map(drop)),
        ("take", at().take_handover(take).await.map(drop)),
        ("work", at().log_handover_work(houses.call(&name, 0)).await.map(drop)),
        ("acknowledge", at().acknowledge_handover_directive(acknowledge).await.map(drop)),
        ("resolve", at().resolve_handover(resolve).await.map(drop)),
        ("return", at().return_handover(back).await.map(drop)),
    ]
}

fn told(status: &Status, name: &str) -> String {
    let id = name.split('/').nth(1).unwrap();
    format!("{:?} {} {:?}", status.code(), status.message(), String::from_utf8_lossy(status.details()))
        .replace(name, "NAME")
        .replace(id, "ID")
}

/// What is asked about is answered exactly as what exists nowhere.
async fn assert_absent(houses: &Houses, house: House, name: &str, why: &str) {
    let absent = kontor_ids::HandoverId::new(&RandomIds).resource_name();
    let (real, nowhere) = (ask_all(houses, house, name).await, ask_all(houses, house, &absent).await);
    for ((what, real), (_, nowhere)) in real.into_iter().zip(nowhere) {
        let (real, nowhere) = (real.unwrap_err(), nowhere.unwrap_err());
        assert_eq!(real.code(), Code::NotFound, "{why}: {what}");
        assert_eq!(told(&real, name), told(&nowhere, &absent), "{why}: {what}");
    }
    assert!(houses.list(house, HandoverSide::Taken).await.is_empty(), "{why}");
}

#[tokio::test]
async fn x1_a_third_house_sees_neither_agreement_nor_handover_nor_ticket() {
    let houses = Houses::open().await;
    let agreement = houses.agree(houses.terms()).await.name;
    let (ticket, handover) = houses.taken("one").await;
    assert_absent(&houses, houses.third, &handover.name, "a third house").await;
    let mut third = houses.at(houses.third);
    let steps = ListHandoverStepsRequest { name: handover.name.clone(), ..Default::default() };
    assert_eq!(third.list_handover_steps(steps).await.unwrap_err().code(), Code::NotFound);
    let get = GetAgreementRequest { name: agreement.clone() };
    assert_eq!(third.get_agreement(get).await.unwrap_err().code(), Code::NotFound);
    let accept = AcceptAgreementRequest { name: agreement.clone(), request_id: id() };
    assert_eq!(third.accept_agreement(accept).await.unwrap_err().code(), Code::NotFound);
    let end = EndAgreementRequest { name: agreement.clone(), reason: "r".into(), request_id: id() };
    assert_eq!(third.end_agreement(end).await.unwrap_err().code(), Code::NotFound);
    let settled = GetSettlementRequest { name: agreement.clone(), year: 2026, month: 3 };
    assert_eq!(third.get_settlement(settled).await.unwrap_err().code(), Code::NotFound);
    let listed = third.list_agreements(ListAgreementsRequest::default()).await.unwrap().into_inner();
    assert!(listed.agreements.is_empty());
    // The giving house does not do what the taking one does, nor hand over by an agreement that is not its own.
    let take = TakeHandoverRequest { name: handover.name.clone(), request_id: id() };
    assert_eq!(houses.at(houses.giver).take_handover(take).await.unwrap_err().code(), Code::NotFound);
    let own =
        houses.tickets(houses.taker).create_ticket(houses.desk.request("own")).await.unwrap().into_inner();
    let request = HandOverTicketRequest { agreement, ..hand(&own.name) };
    assert_eq!(houses.at(houses.taker).hand_over_ticket(request).await.unwrap_err().code(), Code::NotFound);
    // The ticket itself stays the giving house's: no other RPC knows it.
    for house in [houses.taker, houses.third] {
        let get = GetTicketRequest { name: ticket.name.clone() };
        assert_eq!(houses.tickets(house).get_ticket(get).await.unwrap_err().code(), Code::NotFound);
        let log = ListLogEntriesRequest { name: ticket.name.clone(), ..Default::default() };
        assert_eq!(houses.tickets(house).list_log_entries(log).await.unwrap_err().code(), Code::NotFound);
        let back =
            TakeBackTicketRequest { name: ticket.name.clone(), request_id: id(), ..Default::default() };
        assert_eq!(houses.at(house).take_back_ticket(back).await.unwrap_err().code(), Code::NotFound);
        let over = hand(&ticket.name);
        assert_eq!(houses.at(house).hand_over_ticket(over).await.unwrap_err().code(), Code::NotFound);
    }
    let listed = houses.tickets(houses.taker).list_tickets(ListTicketsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().tickets.len(), 1, "its own alone");
    houses.desk.house.close().await;
}

#[tokio::test]
async fn x1_what_is_over_is_absent_for_the_taking_house() {
    let houses = Houses::open().await;
    let agreement = houses.agree(houses.terms()).await.name;
    // Beyond the hours, before anything has brought it back.
    let (_, handover) = houses.taken("beyond its hours").await;
    houses.desk.house.clock().set("2026-03-03T07:00:00Z".parse().unwrap());
    assert_absent(&houses, houses.taker, &handover.name, "beyond the hours").await;
    // Taken back.
    houses.desk.house.clock().set("2026-03-03T21:30:00Z".parse().unwrap());
    let (ticket, handover) = houses.taken("taken back").await;
    let back = TakeBackTicketRequest { name: ticket.name, request_id: id(), ..Default::default() };
    houses.at(houses.giver).take_back_ticket(back).await.unwrap();
    assert_absent(&houses, houses.taker, &handover.name, "taken back").await;
    // The agreement ended.
    let (_, handover) = houses.taken("of an ended agreement").await;
    let end = EndAgreementRequest { name: agreement, reason: "r".into(), request_id: id() };
    houses.at(houses.giver).end_agreement(end).await.unwrap();
    assert_absent(&houses, houses.taker, &handover.name, "the agreement ended").await;
    houses.desk.house.close().await;
}

#[tokio::test]
async fn x1_a_ticket_that_is_no_part_of_the_agreement_never_reaches_the_taking_house() {
    let houses = Houses::open().await;
    let asset = kontor_ids::AssetId::new(&RandomIds).resource_name();
    let agreement = houses.agree(VerbundAgreement { assets: vec![asset.clone()], ..houses.terms() }).await;
    let without = houses.create("about nothing named").await;
    let mut about = houses.desk.request("about another asset");
    about.ticket.as_mut().unwrap().asset = kontor_ids::AssetId::new(&RandomIds).resource_name();
    let about = houses.tickets(houses.giver).create_ticket(about).await.unwrap().into_inner();
    for ticket in [&without, &about] {
        for agreement in ["", agreement.name.as_str()] {
            let request = HandOverTicketRequest { agreement: agreement.into(), ..hand(&ticket.name) };
            let refused = houses.at(houses.giver).hand_over_ticket(request).await.unwrap_err();
            assert_eq!(crate::desk::reason(&refused), "WRONG_STATE");
        }
    }
    assert!(houses.list(houses.taker, HandoverSide::Taken).await.is_empty());
    let mut part = houses.desk.request("about the one");
    part.ticket.as_mut().unwrap().asset = asset;
    let part = houses.tickets(houses.giver).create_ticket(part).await.unwrap().into_inner();
    houses.hand_over(&part.name).await;
    assert_eq!(houses.list(houses.taker, HandoverSide::Taken).await.len(), 1);
    houses.desk.house.close().await;
}

#[tokio::test]
async fn x1_the_database_lets_the_taking_house_read_and_write_nothing() {
    let houses = Houses::open().await;
    houses.agree(houses.terms()).await;
    let (_, handover) = houses.taken("one").await;
    houses.work(&handover.name, 60).await;
    let url = houses.desk.house.database().options("ticket").url;
    let mut role = PgConnection::connect(&url).await.unwrap();
    let enter = "select set_config('app.tenant', $1, false)";
    sqlx::query(enter).bind(houses.taker.tenant.to_string()).execute(&mut role).await.unwrap();
    for (count, expected) in [
        ("select count(*) from ticket.verbund_agreements", 1_i64),
        ("select count(*) from ticket.handovers", 1),
        ("select count(*) from ticket.handover_steps", 3),
        ("select count(*) from ticket.tickets", 0),
        ("select count(*) from ticket.log_entries", 0),
        ("select count(*) from ticket.verdicts", 0),
        ("select count(*) from ticket.verbund_intake", 0),
    ] {
        assert_eq!(
            sqlx::query_scalar::<_, i64>(count).fetch_one(&mut role).await.unwrap(),
            expected,
            "{count}"
        );
    }
    for write in [
        "update ticket.handovers set state = 'ended', ended_as = 'lapsed', end_time = now()",
        "update ticket.verbund_agreements set state = 'ended', ended_by = taker_id, end_time = now(), end_reason = 'r'",
    ] {
        let written = sqlx::query(write).execute(&mut role).await.unwrap();
        assert_eq!(written.rows_affected(), 0, "{write}");
    }
    // Not even the giving house changes the terms or the record.
    sqlx::query(enter).bind(houses.giver.tenant.to_string()).execute(&mut role).await.unwrap();
    for write in [
        "update ticket.verbund_agreements set price_per_call = 0",
        "update ticket.verbund_agreements set taker_id = id",
        "update ticket.handovers set access_until = access_until + interval '1 day'",
        "update ticket.handover_steps set seconds = 0",
        "delete from ticket.handover_steps",
    ] {
        assert!(sqlx::query(write).execute(&mut role).await.is_err(), "{write}");
    }
    houses.desk.house.close().await;
}

/// The one place where a request reaches rows of another house is the crossing; founding a house is identity's.
#[test]
fn x1_only_the_crossing_goes_into_another_house() {
    fn sources(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let enters = |text: &str| text.contains("tx.enter(") || text.contains(".enter(self.");
    let crossing: Vec<_> = found.iter().filter(|(_, text)| enters(text)).map(|(path, _)| path).collect();
    assert_eq!(crossing.len(), 1, "{crossing:?}");
    assert!(crossing[0].ends_with("store/crossing.rs"));
}
