//! The service report inside the electronic invoice.

use crate::world::{World, issue, waive};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kontor_proto::billing::v1::*;
use kontor_proto::timetracking::v1::TimeEntrySaved;

/// The bytes of an attachment of an UBL invoice.
fn attached(xml: &str, name: &str) -> Vec<u8> {
    let rest = &xml[xml.find(&format!("filename=\"{name}\"")).unwrap()..];
    let content = &rest[rest.find('>').unwrap() + 1..rest.find("</").unwrap()];
    STANDARD.decode(content.trim()).unwrap()
}

#[tokio::test]
async fn n8_the_report_of_all_work_travels_in_the_invoice_the_free_part_included() {
    let world = World::selling().await;
    let party = world.party().await;
    world.save(&party.worked("support", 0, 3_600)).await;
    world.save(&party.worked("project", 7_200, 3_600)).await;
    world.save(&party.worked("project", 14_400, 900)).await;
    let shown = world.draft(&party).await;
    let last = shown.lines.len() - 1;
    let shown = world.client().waive_line(waive(&shown, last)).await.unwrap().into_inner();
    let invoice = world.client().issue_draft(issue(&shown)).await.unwrap().into_inner();
    let format = DocumentFormat::XrechnungUbl.into();
    let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format };
    let document = world.client().get_invoice_document(request).await.unwrap().into_inner();
    let xml = String::from_utf8(document.content).unwrap();
    let csv = String::from_utf8(attached(&xml, "leistungsnachweis.csv")).unwrap();
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 5, "{csv}");
    assert!(lines[1].contains(";Kontingent;0,00"), "{csv}");
    assert!(lines[2].contains(";berechnet;120,00"), "{csv}");
    assert!(lines[3].contains(";Kulanz;0,00"), "{csv}");
    assert_eq!(lines[4], "Summe;;2:15;8100;;;;;;120,00");
    assert!(attached(&xml, "leistungsnachweis.pdf").starts_with(b"%PDF-1.7"));
    let pdf = GetInvoiceDocumentRequest { name: invoice.name.clone(), format: 0 };
    let pdf = world.client().get_invoice_document(pdf).await.unwrap().into_inner().content;
    assert!(pdf.windows(21).any(|w| w == b"leistungsnachweis.csv"), "in the PDF as well");
    world.house.close().await;
}

/// The service report that travels in an invoice, as a table.
async fn table(world: &World, invoice: &Invoice) -> String {
    let format = DocumentFormat::XrechnungUbl.into();
    let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format };
    let document = world.client().get_invoice_document(request).await.unwrap().into_inner();
    let xml = String::from_utf8(document.content).unwrap();
    String::from_utf8(attached(&xml, "leistungsnachweis.csv")).unwrap()
}

#[tokio::test]
async fn n8_the_report_names_who_worked_as_they_were_called_when_it_was_issued() {
    let mut world = World::selling().await;
    let identity = world.people().await;
    let (one, other) = (world.party().await, world.party().await);
    let work = one.worked("project", 7_200, 3_600);
    world.save(&work).await;
    world
        .save(&TimeEntrySaved { technician: work.technician.clone(), ..other.worked("project", 0, 900) })
        .await;
    let stranger = one.worked("project", 14_400, 900);
    world.save(&stranger).await;
    identity.hire(world.house.tenant(), &work.technician, "Anna \"Fix\" Weiß").await;
    let names = async || {
        let read = "select count(*) from billing.people where display_name like 'Anna%'";
        let mut owner = world.house.database().owner().await;
        sqlx::query_scalar::<_, i64>(read).fetch_one(&mut owner).await.unwrap() == 1
    };
    world.house.eventually("the name", names).await;
    let issued = world.issue(&one).await;
    let csv = table(&world, &issued).await;
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert!(lines[1].contains(";\"Anna \"\"Fix\"\" Weiß\";"), "{csv}");
    assert!(lines[2].contains(";\"T-2026-000042\";\"\";"), "nobody told who this is: {csv}");
    // Whoever is called otherwise later stays under the old name on what was issued.
    let mut owner = world.house.database().owner().await;
    sqlx::query("update billing.people set display_name = 'Anna Schwarz'").execute(&mut owner).await.unwrap();
    assert_eq!(table(&world, &issued).await, csv);
    let later = world.issue(&other).await;
    assert!(table(&world, &later).await.contains(";\"Anna Schwarz\";"));
    world.house.close().await;
}

#[tokio::test]
async fn n8_the_report_speaks_the_language_of_the_customers_documents() {
    let world = World::selling().await;
    let party = world.owing().await;
    world.save(&party.worked("support", 7_200, 3_600)).await;
    let english =
        kontor_proto::contract::v1::Customer { language_code: "en".into(), ..party.customer.clone() };
    world.contract.put(world.house.tenant(), english);
    let invoice = world.issue(&party).await;
    let format = DocumentFormat::XrechnungUbl.into();
    let request = GetInvoiceDocumentRequest { name: invoice.name, format };
    let document = world.client().get_invoice_document(request).await.unwrap().into_inner();
    let xml = String::from_utf8(document.content).unwrap();
    let csv = String::from_utf8(attached(&xml, "service-report.csv")).unwrap();
    assert!(csv.contains("Total") && !csv.contains("Summe") && !csv.contains("Kontingent"), "{csv}");
    assert!(attached(&xml, "service-report.pdf").starts_with(b"%PDF-1.7"));
    assert!(!xml.contains("leistungsnachweis"));
    world.house.close().await;
}
