//! Logo, colour and texts of the house's documents.

use crate::world::{BOOKS, World, id, wrong_fields};
use kontor_proto::billing::v1::style_service_client::StyleServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Peer;

const LOGO: &[u8] = include_bytes!("../../../../crates/documents/examples/logo.png");

fn styles(world: &World) -> StyleServiceClient<Peer> {
    StyleServiceClient::new(world.house.peer_as("billing", &BOOKS))
}

fn setting(style: DocumentStyle) -> SetDocumentStyleRequest {
    SetDocumentStyleRequest { style: Some(style), request_id: id() }
}

async fn pdf(world: &World, invoice: &Invoice) -> Vec<u8> {
    let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format: 0 };
    world.client().get_invoice_document(request).await.unwrap().into_inner().content
}

fn has_picture(pdf: &[u8]) -> bool {
    [&b"/Subtype /Image"[..], b"/Subtype/Image"]
        .iter()
        .any(|mark| pdf.windows(mark.len()).any(|w| w == *mark))
}

#[tokio::test]
async fn b7_documents_carry_the_houses_logo_from_now_on_and_earlier_ones_stay() {
    let world = World::selling().await;
    let plain = world.issue(&world.owing().await).await;
    let before = pdf(&world, &plain).await;
    assert!(!has_picture(&before));
    let text = Some(LocalizedText { de: "vielen Dank".into(), en: String::new() });
    let style = DocumentStyle { logo: LOGO.to_vec(), intro: text, ..DocumentStyle::default() };
    let kept = styles(&world).set_document_style(setting(style)).await.unwrap().into_inner();
    assert_eq!(kept.accent_color, "#174A7C");
    let read = styles(&world).get_document_style(GetDocumentStyleRequest {}).await.unwrap().into_inner();
    assert_eq!(read, kept);
    let styled = world.issue(&world.owing().await).await;
    assert!(has_picture(&pdf(&world, &styled).await));
    assert_eq!(pdf(&world, &plain).await, before);
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_styles_are_told_by_field() {
    let world = World::selling().await;
    let long = |length: usize| Some(LocalizedText { de: "x".repeat(length), en: String::new() });
    let bad = DocumentStyle {
        logo: b"\x89PNG no picture".to_vec(),
        accent_color: "#FFCC00".into(),
        header: long(101),
        closing: long(1_001),
        footer: vec![LocalizedText::default(); 4],
        ..DocumentStyle::default()
    };
    let fields = wrong_fields(styles(&world).set_document_style(setting(bad)).await);
    let expected = ["logo", "accent_color", "header.de", "closing.de", "footer"];
    assert_eq!(fields, expected.map(|field| format!("style.{field}")));
    let large = DocumentStyle { logo: vec![0; 512 * 1024 + 1], ..DocumentStyle::default() };
    assert_eq!(wrong_fields(styles(&world).set_document_style(setting(large)).await), ["style.logo"]);
    world.house.close().await;
}
