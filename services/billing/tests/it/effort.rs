//! What it costs to bill.

use crate::calls::{RESOLVING, moved, opened};
use crate::reports::{march, reports};
use crate::world::{Client, World, issue, waive, wrong_fields};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::billing::v1::report_service_client::ReportServiceClient;
use kontor_proto::billing::v1::*;

fn asked() -> GetBookkeepingEffortRequest {
    GetBookkeepingEffortRequest { period: march() }
}

async fn seen(world: &World) -> BookkeepingEffort {
    reports(world).get_bookkeeping_effort(asked()).await.unwrap().into_inner()
}

fn seconds(length: Option<prost_types::Duration>) -> i64 {
    length.unwrap().seconds
}

#[tokio::test]
async fn n11_clicks_and_minutes_from_closed_ticket_to_issued_invoice_are_a_figure() {
    let world = World::selling().await;
    let party = world.party().await;
    // Closed an hour before nine.
    opened(&world, &party, -7_200).await;
    moved(&world, &party, 2, RESOLVING, -3_600).await;
    world.save(&party.worked("project", -7_000, 3_600)).await;
    world.save(&party.worked("project", -3_000, 900)).await;
    let none = seen(&world).await;
    assert_eq!((none.rows.len(), none.total.as_ref().unwrap().clicks), (0, 0));
    assert!(none.total.unwrap().clicks_per_invoice.is_none());
    let clock = world.house.clock();
    // Opened at nine, a line waived a minute later, then lunch; opened again and issued twenty seconds later.
    let shown = world.draft(&party).await;
    clock.advance(60);
    world.client().waive_line(waive(&shown, 1)).await.unwrap();
    clock.advance(1_800);
    let shown = world.draft(&party).await;
    clock.advance(20);
    // A colleague looks at it in between: a click, but no time of the one who issues.
    let mut colleague = Client::new(world.colleague());
    colleague.get_draft(GetDraftRequest { name: shown.name.clone() }).await.unwrap();
    world.client().issue_draft(issue(&shown)).await.unwrap();
    let effort = seen(&world).await;
    assert_eq!(effort.rows.len(), 1);
    let row = &effort.rows[0];
    assert_eq!((row.customer.as_str(), row.customer_name.as_str()), (&*party.customer.name, "Muster GmbH"));
    assert_eq!((row.invoices, row.tickets, row.clicks, seconds(row.time)), (1, 1, 5, 80));
    assert_eq!(
        (row.clicks_per_invoice.as_ref().unwrap().value.as_str(), seconds(row.time_per_invoice)),
        ("5", 80)
    );
    // From eight o'clock, when it was closed, to its invoice.
    assert_eq!((seconds(row.median_wait), seconds(row.longest_wait)), (5_480, 5_480));
    let total = EffortRow { customer: String::new(), customer_name: String::new(), ..row.clone() };
    assert_eq!(effort.total, Some(total));
    // Another house did nothing, and not everyone may know.
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut foreign =
        ReportServiceClient::new(world.house.peer_of("billing", tenant, user, &["report.read"]));
    let theirs = foreign.get_bookkeeping_effort(asked()).await.unwrap().into_inner();
    assert_eq!((theirs.rows.len(), theirs.total), (0, Some(none_of_it())));
    let mut technician = ReportServiceClient::new(world.house.peer_as("billing", &["billing.read"]));
    let refused = technician.get_bookkeeping_effort(asked()).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    let wrong = reports(&world).get_bookkeeping_effort(GetBookkeepingEffortRequest::default()).await;
    assert_eq!(wrong_fields(wrong), ["period.start", "period.end"]);
    world.house.close().await;
}

fn none_of_it() -> EffortRow {
    EffortRow { time: Some(prost_types::Duration::default()), ..EffortRow::default() }
}
