//! What both houses settle.

use super::*;

#[tokio::test]
async fn n10_both_houses_settle_the_same_and_it_is_the_sum_of_the_logged_work() {
    let houses = Houses::open().await;
    let agreement = houses.agree(houses.terms()).await.name;
    let (_, one) = houses.taken("one").await;
    houses.work(&one.name, 7 * 60 + 1).await;
    houses.work(&one.name, 30).await;
    let (_, two) = houses.taken("two").await;
    houses.work(&two.name, 600).await;
    let (_, _without_work) = houses.taken("three").await;
    let settled = houses.settlement(houses.giver, &agreement, 3).await;
    assert_eq!(settled, houses.settlement(houses.taker, &agreement, 3).await);
    assert_eq!((settled.calls, settled.worked.unwrap().seconds, settled.minutes), (2, 1051, 18));
    // Two calls at 12.50 and 8 + 10 started minutes at 0.95.
    assert_eq!(settled.amount.clone().unwrap(), euro("42.10"));
    let lines: Vec<_> = settled.lines.iter().map(|l| (l.handover.as_str(), l.pieces, l.minutes)).collect();
    assert_eq!(lines, [(one.name.as_str(), 2, 8), (two.name.as_str(), 1, 10)]);
    assert_eq!(settled.lines[0].amount.clone().unwrap(), euro("20.10"));
    let rows: Vec<&str> = settled.csv.lines().collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], "handover;ticket_number;calls;pieces;seconds;minutes;amount;currency");
    assert!(rows[1].ends_with(&format!("{};1;2;451;8;20.10;EUR", one.ticket_number)), "{}", rows[1]);
    let logged = "select sum(seconds)::text from ticket.handover_steps where kind = 'worked'";
    assert_eq!(houses.desk.rows(logged).await, ["1051"]);
    // The log of the giving house tells the same, minute by minute.
    let minutes = "select sum(worked_minutes)::text from ticket.log_entries";
    assert_eq!(houses.desk.rows(minutes).await, ["19"]);
    assert!(houses.settlement(houses.giver, &agreement, 2).await.lines.is_empty());
    // A settlement stays when the agreement is over.
    let end = EndAgreementRequest { name: agreement.clone(), reason: "r".into(), request_id: id() };
    houses.at(houses.giver).end_agreement(end).await.unwrap();
    assert_eq!(houses.settlement(houses.taker, &agreement, 3).await, settled);
    houses.desk.house.close().await;
}
