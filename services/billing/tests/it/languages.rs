//! Documents in the language of the customer.

use crate::world::{Party, World, cancel};
use kontor_proto::billing::v1::*;
use kontor_proto::contract::v1::Customer;

async fn documents(world: &World, invoice: &Invoice) -> (String, Vec<u8>) {
    let mut contents = Vec::new();
    for format in [DocumentFormat::XrechnungUbl, DocumentFormat::Pdf] {
        let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format: format.into() };
        contents.push(world.client().get_invoice_document(request).await.unwrap().into_inner().content);
    }
    let pdf = contents.pop().unwrap();
    (String::from_utf8(contents.pop().unwrap()).unwrap(), pdf)
}

fn has(pdf: &[u8], words: &str) -> bool {
    pdf.windows(words.len()).any(|window| window == words.as_bytes())
}

async fn reads_english(world: &World, party: &Party) {
    let customer = Customer { language_code: "en".into(), ..party.customer.clone() };
    world.contract.put(world.house.tenant(), customer);
}

#[tokio::test]
async fn b7_an_english_customer_gets_english_documents_also_when_they_are_cancelled() {
    let world = World::selling().await;
    let party = world.owing().await;
    let german = world.issue(&party).await;
    assert_eq!(german.language_code, "de");
    let (xml, pdf) = documents(&world, &german).await;
    assert!(xml.contains("Zahlbar ohne Abzug bis ") && has(&pdf, "Rechnung "), "{xml}");

    let party = world.owing().await;
    reads_english(&world, &party).await;
    let english = world.issue(&party).await;
    assert_eq!(english.language_code, "en");
    let (xml, pdf) = documents(&world, &english).await;
    assert!(xml.contains("Payable without deduction by ") && !xml.contains("Zahlbar"), "{xml}");
    assert!(has(&pdf, "Invoice ") && !has(&pdf, "Rechnung "));

    // The customer reads German again; what belongs to the English invoice stays English.
    world.contract.put(world.house.tenant(), party.customer.clone());
    let cancellation = world.client().cancel_invoice(cancel(&english)).await.unwrap().into_inner();
    assert_eq!(cancellation.language_code, "en");
    let (_, pdf) = documents(&world, &cancellation).await;
    assert!(!has(&pdf, "Rechnung ") && !has(&pdf, "Storno"));
    world.house.close().await;
}
