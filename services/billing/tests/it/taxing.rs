//! What tax audits ask for.

use crate::world::{BOOKS, World, cancel, eur, id, wrong_fields};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::tax_service_client::TaxServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::timetracking::v1::TimeEntrySaved;
use kontor_proto::types::v1::{Date, DateRange};
use kontor_service::Peer;

type Taxes = TaxServiceClient<Peer>;

pub fn taxes(world: &World) -> Taxes {
    TaxServiceClient::new(world.house.peer_as("billing", &BOOKS))
}

fn march() -> Option<DateRange> {
    let day = |month, day| Some(Date { year: 2026, month, day });
    Some(DateRange { start: day(3, 1), end: day(4, 1) })
}

/// All pages of a table, a document a page.
pub async fn table(client: &mut Taxes, table: &str) -> Vec<String> {
    let (mut lines, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = GetTaxTableRequest { period: march(), table: table.into(), page_size: 1, page_token };
        let page = client.get_tax_table(request).await.unwrap().into_inner();
        lines.extend(page.rows.split_terminator("\r\n").map(str::to_owned));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return lines;
        }
    }
}

#[tokio::test]
async fn b9_every_document_line_and_cent_of_the_period_is_handed_over_in_the_same_bytes() {
    let world = World::selling().await;
    let party = world.owing().await;
    let first = world.issue(&party).await;
    let second = world.issue(&world.owing().await).await;
    world.client().cancel_invoice(cancel(&first)).await.unwrap();
    let paid = RecordPaymentRequest {
        invoice: second.name.clone(),
        amount: eur("100.00"),
        request_id: id(),
        ..RecordPaymentRequest::default()
    };
    let mut payments = PaymentServiceClient::new(world.house.peer_as("billing", &BOOKS));
    payments.record_payment(paid).await.unwrap();
    let index =
        taxes(&world).get_tax_index(GetTaxIndexRequest { period: march() }).await.unwrap().into_inner();
    assert!(index.index_xml.contains("<Name>Systemhaus Beispiel GmbH</Name>"));
    let mut client = taxes(&world);
    let mut all = Vec::new();
    for described in &index.tables {
        let lines = table(&mut client, &described.name).await;
        let columns = described.head.matches(';').count();
        assert!(lines.iter().all(|line| line.matches(';').count() >= columns), "{}", described.name);
        all.push((described.name.as_str(), lines));
    }
    let of = |name: &str| &all.iter().find(|(known, _)| *known == name).unwrap().1;
    let numbers: Vec<&str> = of("invoices").iter().map(|line| line.split(';').next().unwrap()).collect();
    assert_eq!(numbers, ["\"RE-2026-000001\"", "\"RE-2026-000002\"", "\"RE-2026-000003\""]);
    assert!(of("invoices")[0].contains(";120,00;22,80;142,80;"), "{:?}", of("invoices"));
    assert!(of("invoices")[2].contains(";-120,00;-22,80;-142,80;\"EUR\";\"RE-2026-000001\""));
    assert_eq!(
        (of("lines").len(), of("vat").len(), of("work").len()),
        (3, 3, 2),
        "the cancelled one keeps its work"
    );
    assert!(of("vat")[0].ends_with("\"S\";19,00;120,00;22,80"));
    assert!(of("payments")[0].contains(";100,00;1;"));
    assert!(of("shares")[0].ends_with("\"RE-2026-000002\";100,00;0,00"));
    assert!(of("settings").iter().any(|line| line.starts_with("\"seller\";\"\";1;")));
    // Another reading gives the same bytes.
    for (name, lines) in &all {
        assert_eq!(&table(&mut client, name).await, lines, "{name}");
    }
    // Another house sees nothing of it.
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut other = TaxServiceClient::new(world.house.peer_of("billing", tenant, user, &BOOKS));
    for (name, _) in &all {
        assert!(table(&mut other, name).await.is_empty(), "{name}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn b9_the_work_of_an_invoice_is_handed_over_as_it_was_issued() {
    let world = World::selling().await;
    let party = world.party().await;
    let work = party.worked("project", 0, 3_600);
    world.save(&work).await;
    let first = world.issue(&party).await;
    let mut client = taxes(&world);
    let before = table(&mut client, "work").await;
    assert_eq!(before.len(), 1);
    // After the cancellation the work turns out to be another, and is invoiced anew.
    world.client().cancel_invoice(cancel(&first)).await.unwrap();
    let corrected = TimeEntrySaved { version: 2, text: "doch etwas anderes".into(), ..work };
    world.save(&corrected).await;
    let second = world.issue(&party).await;
    let after = table(&mut client, "work").await;
    assert_eq!(after.len(), 2);
    assert_eq!(after[0], before[0], "what was handed over once stays so");
    assert!(after[1].contains(&second.number) && after[1].contains("doch etwas anderes"), "{after:?}");
    world.house.close().await;
}

#[tokio::test]
async fn n9_the_procedure_is_described_from_the_running_house() {
    let world = World::selling().await;
    world.issue(&world.owing().await).await;
    let ask = |language: &str| GetProcedureDescriptionRequest { language_code: language.into() };
    for (language, title) in [("", "# Verfahrensdokumentation"), ("en", "# Procedure description")] {
        let described = taxes(&world).get_procedure_description(ask(language)).await.unwrap().into_inner();
        let text = described.markdown;
        assert!(text.starts_with(title) && text.contains("Systemhaus Beispiel GmbH"), "{text}");
        assert!(text.contains("| `RE-` | 2026 | 1 | 1 | 1 | 0 |"), "{text}");
        assert!(
            text.contains("IssueDraft") && text.contains("`billing.issue`"),
            "rights from the descriptors"
        );
        assert!(text.contains("- `seller`: 1,") && text.contains("DE136695976"));
        assert!(!text.contains('{'), "nothing is left to fill in: {text}");
    }
    assert_eq!(wrong_fields(taxes(&world).get_procedure_description(ask("fr")).await), ["language_code"]);
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_periods_and_tables_are_told_by_field() {
    let world = World::selling().await;
    let request = GetTaxTableRequest { table: "x".into(), ..GetTaxTableRequest::default() };
    let fields = wrong_fields(taxes(&world).get_tax_table(request).await);
    assert_eq!(fields, ["period.start", "period.end", "table"]);
    let day = |year| Some(Date { year, month: 1, day: 1 });
    for end in [2026, 2037] {
        let period = Some(DateRange { start: day(2026), end: day(end) });
        let fields = wrong_fields(taxes(&world).get_tax_index(GetTaxIndexRequest { period }).await);
        assert_eq!(fields, ["period.end"]);
    }
    world.house.close().await;
}
