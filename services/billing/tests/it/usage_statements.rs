//! What comes to 0.00 becomes a usage statement, not an invoice (B5a).

use crate::world::{BOOKS, Party, World, amount, cancel, id, issue, reason};
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::*;
use kontor_status::Reason;

/// Work that all draws from the quota.
async fn drawn(world: &World) -> Party {
    let party = world.party().await;
    world.save(&party.worked("support", 0, 3_600)).await;
    party
}

async fn content(world: &World, invoice: &Invoice, format: DocumentFormat) -> InvoiceDocument {
    let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format: format.into() };
    world.client().get_invoice_document(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn b5a_what_comes_to_nothing_is_a_usage_statement_in_a_series_of_its_own() {
    let world = World::selling().await;
    let party = drawn(&world).await;
    let shown = world.draft(&party).await;
    let checked = CheckDraftsRequest { names: vec![shown.name.clone()] };
    let checked = world.preview().check_drafts(checked).await.unwrap().into_inner();
    assert!(checked.checks[0].obstacles.is_empty(), "{checked:?}");
    let statement = world.issue(&party).await;
    assert_eq!(
        (statement.r#type(), statement.number.as_str()),
        (InvoiceType::UsageStatement, "LN-2026-000001")
    );
    assert_eq!([&statement.net, &statement.vat, &statement.gross].map(amount), ["0.00"; 3]);
    assert_eq!(statement.due_date, None, "there is nothing to pay");
    let told: Vec<InvoiceIssued> = world.told(&statement.name).await;
    assert_eq!((told.len(), told[0].entries.len()), (1, 1), "its work is locked");
    assert!(world.drafts(&party).await.is_empty());
    let formats: Vec<i32> = statement.documents.iter().map(|stored| stored.format).collect();
    assert_eq!(formats, [DocumentFormat::Pdf, DocumentFormat::Csv].map(i32::from));
    let pdf = content(&world, &statement, DocumentFormat::Pdf).await;
    assert_eq!(pdf.file_name, "Leistungsnachweis-LN-2026-000001.pdf");
    assert!(pdf.content.starts_with(b"%PDF"));
    let csv = content(&world, &statement, DocumentFormat::Csv).await;
    let table = String::from_utf8(csv.content).unwrap();
    assert!(table.contains(";1:00;3600;") && table.contains("Kontingent"), "{table}");
    // Invoices stay without gaps: the statement took none of their numbers.
    let invoice = world.issue(&world.owing().await).await;
    assert_eq!((invoice.r#type(), invoice.number.as_str()), (InvoiceType::Invoice, "RE-2026-000001"));
    let mut payments = PaymentServiceClient::new(world.house.peer_as("billing", &BOOKS));
    let open = payments.list_open_items(ListOpenItemsRequest::default()).await.unwrap().into_inner();
    let open: Vec<&str> = open.items.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(open, ["RE-2026-000001"], "nobody owes a statement");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn b5a_what_was_waived_as_a_whole_is_a_statement_that_counts_as_goodwill() {
    let world = World::selling().await;
    let party = world.owing().await;
    let shown = world.draft(&party).await;
    let request = crate::world::waive(&shown, 0);
    world.client().waive_line(request).await.unwrap();
    let statement = world.issue(&party).await;
    assert_eq!(statement.r#type(), InvoiceType::UsageStatement);
    let [line] = &statement.lines[..] else { panic!("{statement:?}") };
    assert_eq!([&line.price, &line.allowance, &line.net].map(amount), ["120.00", "120.00", "0.00"]);
    let csv = content(&world, &statement, DocumentFormat::Csv).await;
    assert!(String::from_utf8(csv.content).unwrap().contains("Kulanz"));
    world.house.close().await;
}

#[tokio::test]
async fn b5a_a_run_issues_statements_beside_invoices() {
    let world = World::selling().await;
    let mut drafts = Vec::new();
    for party in [world.owing().await, drawn(&world).await, world.owing().await, drawn(&world).await] {
        let draft = world.draft(&party).await;
        drafts.push(SelectedDraft { name: draft.name, etag: draft.etag });
    }
    let request = CreateIssueRunRequest { drafts, issue_date: None, request_id: id() };
    let run = world.issuing().create_issue_run(request).await.unwrap().into_inner();
    let request = ContinueIssueRunRequest { name: run.name, block_size: 4, request_id: id() };
    let run = world.issuing().continue_issue_run(request).await.unwrap().into_inner();
    let numbers: Vec<&str> = run.items.iter().map(|item| item.number.as_str()).collect();
    assert_eq!(numbers, ["RE-2026-000001", "LN-2026-000001", "RE-2026-000002", "LN-2026-000002"]);
    world.house.close().await;
}

#[tokio::test]
async fn b5a_b5_a_statement_is_cancelled_by_another_and_gives_its_work_back() {
    let world = World::selling().await;
    let party = drawn(&world).await;
    let shown = world.draft(&party).await;
    let statement = world.issue(&party).await;
    let credit = CreditInvoiceRequest {
        name: statement.name.clone(),
        reason: "Kulanz".into(),
        lines: vec![CreditedLine { position: 1, ..CreditedLine::default() }],
        request_id: id(),
    };
    assert_eq!(reason(world.issuing().credit_invoice(credit).await), Reason::AlreadyCancelled);
    let back = world.client().cancel_invoice(cancel(&statement)).await.unwrap().into_inner();
    assert_eq!((back.r#type(), back.number.as_str()), (InvoiceType::UsageStatement, "LN-2026-000002"));
    assert_eq!((back.cancels.as_str(), back.documents.len()), (statement.name.as_str(), 2));
    assert_eq!(world.invoice(&statement.name).await.cancelled_by, back.name);
    assert_eq!(world.draft(&party).await, shown, "as if it had never been issued");
    for twice in [&statement, &back] {
        let refused = world.client().cancel_invoice(cancel(twice)).await;
        assert_eq!(reason(refused), Reason::AlreadyCancelled);
    }
    let again = world.client().issue_draft(issue(&world.draft(&party).await)).await.unwrap().into_inner();
    assert_eq!(again.number, "LN-2026-000003");
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}
