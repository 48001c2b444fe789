//! Crediting parts of invoices (B5).

use crate::world::*;
use kontor_proto::billing::v1::issue_service_client::IssueServiceClient;
use kontor_proto::billing::v1::*;
use kontor_status::Reason;

fn line(position: i32, net: Option<&str>, give_back: bool) -> CreditedLine {
    CreditedLine { position, net: net.and_then(eur), give_back }
}

fn crediting(invoice: &Invoice, lines: Vec<CreditedLine>) -> CreditInvoiceRequest {
    CreditInvoiceRequest { name: invoice.name.clone(), lines, reason: "Mangel".into(), request_id: id() }
}

/// An invoice of two entries: 120.00 and 30.00.
async fn two(world: &World) -> (Party, Invoice) {
    let party = world.owing().await;
    world.save(&party.worked("project", 9_000, 900)).await;
    let invoice = world.issue(&party).await;
    (party, invoice)
}

#[tokio::test]
async fn b5_a_part_is_credited_with_positive_amounts_and_names_the_original() {
    let world = World::selling().await;
    let (party, invoice) = two(&world).await;
    let request = crediting(&invoice, vec![line(1, Some("20.00"), false), line(2, None, false)]);
    let credit = world.issuing().credit_invoice(request.clone()).await.unwrap().into_inner();
    assert_eq!((credit.number.as_str(), credit.r#type()), ("RE-2026-000002", InvoiceType::Credit));
    assert_eq!([&credit.net, &credit.vat, &credit.gross].map(amount), ["50.00", "9.50", "59.50"]);
    assert_eq!((&credit.credits, credit.documents.len()), (&invoice.name, 3));
    let nets: Vec<_> = credit.lines.iter().map(|l| (l.position, amount(&l.net))).collect();
    assert_eq!(nets, [(1, "20.00"), (2, "30.00")]);
    assert_eq!(world.issuing().credit_invoice(request.clone()).await.unwrap().into_inner(), credit, "X2");
    let other = CreditInvoiceRequest { reason: "anders".into(), ..request };
    assert_eq!(reason(world.issuing().credit_invoice(other).await), Reason::RequestIdReused);
    let document = GetInvoiceDocumentRequest { name: credit.name.clone(), format: 2 };
    let document = world.client().get_invoice_document(document).await.unwrap().into_inner();
    let xml = String::from_utf8(document.content).unwrap();
    assert!(xml.contains("<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>"));
    assert!(xml.contains(&format!("<cbc:ID>{}</cbc:ID>", invoice.number)), "BG-3");
    assert!(document.file_name.starts_with("Gutschrift-"));
    assert!(world.drafts(&party).await.is_empty(), "nothing was given back");
    let told: Vec<InvoiceCredited> = world.told(&credit.name).await;
    assert_eq!((told[0].invoice.as_str(), amount(&told[0].gross)), (invoice.name.as_str(), "59.50"));
    world.house.close().await;
}

#[tokio::test]
async fn b5_no_line_is_credited_beyond_what_it_came_to() {
    let world = World::selling().await;
    let (_, invoice) = two(&world).await;
    let credit = |lines| world_credit(&world, &invoice, lines);
    credit(vec![line(1, Some("100.00"), false)]).await.unwrap();
    for lines in [vec![line(1, Some("20.01"), false)], vec![line(1, None, false)]] {
        assert_eq!(wrong_fields(credit(lines).await), ["lines[0].net"]);
    }
    credit(vec![line(1, Some("20.00"), false)]).await.unwrap();
    assert_eq!(wrong_fields(credit(vec![line(1, Some("0.01"), false)]).await), ["lines[0].net"]);
    // What is credited in part is not cancelled on top.
    assert_eq!(reason(world.client().cancel_invoice(cancel(&invoice)).await), Reason::WrongState);
    world.house.close().await;
}

async fn world_credit(
    world: &World,
    invoice: &Invoice,
    lines: Vec<CreditedLine>,
) -> Result<tonic::Response<Invoice>, tonic::Status> {
    world.issuing().credit_invoice(crediting(invoice, lines)).await
}

#[tokio::test]
async fn b5_what_is_given_back_is_open_again_and_billed_once_more() {
    let world = World::selling().await;
    let (party, invoice) = two(&world).await;
    world_credit(&world, &invoice, vec![line(1, None, true)]).await.unwrap();
    let draft = world.draft(&party).await;
    assert_eq!((draft.lines.len(), amount(&draft.net)), (1, "120.00"));
    assert_eq!(
        wrong_fields(world_credit(&world, &invoice, vec![line(1, None, true)]).await),
        ["lines[0].net"]
    );
    assert_eq!(amount(&world.issue(&party).await.net), "120.00");
    assert!(world.drafts(&party).await.is_empty());
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn b5_an_entry_is_given_back_as_a_whole() {
    let world = World::selling().await;
    let party = world.party().await;
    // Two hours of the quota, one of overage: two lines of one entry, the first at zero.
    world.save(&party.worked("support", 0, 10_800)).await;
    let invoice = world.issue(&party).await;
    assert_eq!(invoice.lines.len(), 2);
    let paid = invoice.lines.iter().find(|l| amount(&l.net) == "110.00").unwrap().position;
    let zero = 3 - paid;
    assert_eq!(
        wrong_fields(world_credit(&world, &invoice, vec![line(zero, None, false)]).await),
        ["lines[0].net"]
    );
    world_credit(&world, &invoice, vec![line(paid, None, true)]).await.unwrap();
    let draft = world.draft(&party).await;
    assert_eq!((draft.lines.len(), amount(&draft.net)), (2, "110.00"), "the part at zero came back with it");
    world.house.close().await;
}

#[tokio::test]
async fn b5_cancellations_and_credits_are_not_credited() {
    let world = World::selling().await;
    let (_, invoice) = two(&world).await;
    let credit = world_credit(&world, &invoice, vec![line(2, None, false)]).await.unwrap().into_inner();
    let again = world_credit(&world, &credit, vec![line(1, None, false)]).await;
    assert_eq!(reason(again), Reason::AlreadyCancelled);
    assert_eq!(reason(world.client().cancel_invoice(cancel(&credit)).await), Reason::AlreadyCancelled);
    let (_, other) = two(&world).await;
    world.client().cancel_invoice(cancel(&other)).await.unwrap();
    let gone = world_credit(&world, &other, vec![line(1, None, false)]).await;
    assert_eq!(reason(gone), Reason::AlreadyCancelled);
    world.house.close().await;
}

#[tokio::test]
async fn x6_x1_a_credit_tells_all_that_is_wrong_and_is_of_ones_own_house() {
    let world = World::selling().await;
    let (_, invoice) = two(&world).await;
    let fields = wrong_fields(world.issuing().credit_invoice(CreditInvoiceRequest::default()).await);
    assert_eq!(fields, ["request_id", "name", "reason", "lines"]);
    let bad = vec![line(1, Some("-1.00"), false), line(1, Some("1.00"), true), line(9, None, false)];
    let fields = wrong_fields(world_credit(&world, &invoice, bad).await);
    assert_eq!(fields, ["lines[0].net", "lines[1].position", "lines[1].give_back"]);
    assert_eq!(
        wrong_fields(world_credit(&world, &invoice, vec![line(9, None, false)]).await),
        ["lines[0].position"]
    );
    let mut foreigner = IssueServiceClient::new(world.foreign_peer());
    for name in [invoice.name.clone(), absent("invoices")] {
        let request = CreditInvoiceRequest { name, ..crediting(&invoice, vec![line(1, None, false)]) };
        assert_eq!(reason(foreigner.credit_invoice(request).await), Reason::NotFound);
    }
    world.house.close().await;
}
