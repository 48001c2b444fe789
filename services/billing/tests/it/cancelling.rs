//! Cancelling by the exact negative mirror.

use crate::world::{Party, World, amount, cancel, id, reason};
use kontor_proto::billing::v1::*;
use kontor_status::Reason;

async fn cancelled(world: &World, invoice: &Invoice) -> Invoice {
    world.client().cancel_invoice(cancel(invoice)).await.unwrap().into_inner()
}

fn negated(text: &str) -> String {
    text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned)
}

#[tokio::test]
async fn b5_a_cancellation_is_the_exact_negative() {
    let world = World::selling().await;
    let party = world.owing().await;
    world.save(&party.worked("project", 10_000, 1_000)).await;
    let invoice = world.issue(&party).await;
    let mirror = cancelled(&world, &invoice).await;
    assert_eq!((mirror.r#type(), mirror.number.as_str()), (InvoiceType::Cancellation, "RE-2026-000002"));
    assert_eq!((&mirror.cancels, &mirror.customer), (&invoice.name, &invoice.customer));
    for (there, here) in
        [(&invoice.net, &mirror.net), (&invoice.vat, &mirror.vat), (&invoice.gross, &mirror.gross)]
    {
        assert_eq!(amount(here), negated(amount(there)));
    }
    assert_eq!(mirror.lines.len(), invoice.lines.len());
    for (there, here) in invoice.lines.iter().zip(&mirror.lines) {
        assert_eq!(amount(&here.net), negated(amount(&there.net)));
        let quantity = |line: &InvoiceLine| line.quantity.clone().unwrap().value;
        assert_eq!(quantity(here), negated(&quantity(there)));
        assert_eq!((&here.text, &here.price, &here.entry), (&there.text, &there.price, &there.entry));
    }
    assert!(mirror.issue_time.is_some() && mirror.documents.len() == 3);
    assert_eq!(world.invoice(&mirror.name).await, mirror, "what is answered is what is kept");
    let kept = world.invoice(&invoice.name).await;
    assert_eq!(Invoice { cancelled_by: mirror.name.clone(), ..invoice.clone() }, kept);
    let format = DocumentFormat::XrechnungUbl.into();
    let request = GetInvoiceDocumentRequest { name: mirror.name.clone(), format };
    let document = world.client().get_invoice_document(request).await.unwrap().into_inner();
    let xml = String::from_utf8(document.content).unwrap();
    assert!(xml.contains(">384<") && xml.contains(&invoice.number), "type 384 names what it cancels");
    let told: Vec<InvoiceCancelled> = world.told(&invoice.name).await;
    assert_eq!((told.len(), told[0].entries.len()), (1, 2));
    world.house.close().await;
}

#[tokio::test]
async fn b5_after_a_cancellation_the_entries_are_open_and_issued_anew() {
    let world = World::selling().await;
    let party = world.party().await;
    let work = party.worked("support", 0, 9_000);
    world.save(&work).await;
    let shown = world.draft(&party).await;
    let invoice = world.issue(&party).await;
    assert!(world.drafts(&party).await.is_empty());
    cancelled(&world, &invoice).await;
    assert_eq!(world.draft(&party).await, shown, "as if it had never been issued");
    // Open again, it gives way to a late entry.
    world.save(&party.worked("support", -3_600, 3_600)).await;
    assert_eq!(amount(&world.rated(&work.entry).await.unwrap().net), "165.00");
    let anew = world.issue(&party).await;
    assert_eq!((anew.number.as_str(), amount(&anew.net)), ("RE-2026-000003", "165.00"));
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn b5_nothing_is_cancelled_twice() {
    let world = World::selling().await;
    let party: Party = world.owing().await;
    let invoice = world.issue(&party).await;
    let (mut one, mut other) = (world.client(), world.client());
    let answers = tokio::join!(one.cancel_invoice(cancel(&invoice)), other.cancel_invoice(cancel(&invoice)));
    let (mirror, refused) = match answers {
        (Ok(mirror), refused) | (refused, Ok(mirror)) => (mirror.into_inner(), refused),
        both => unreachable!("{both:?}"),
    };
    assert_eq!(reason(refused), Reason::AlreadyCancelled);
    assert_eq!(reason(world.client().cancel_invoice(cancel(&invoice)).await), Reason::AlreadyCancelled);
    assert_eq!(reason(world.client().cancel_invoice(cancel(&mirror)).await), Reason::AlreadyCancelled);
    assert_eq!(world.issue(&party).await.number, "RE-2026-000003", "B4: the refused took no number");
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_cancellation_gets_its_answer_and_another_is_refused() {
    let world = World::selling().await;
    let invoice = world.issue(&world.owing().await).await;
    let request = cancel(&invoice);
    let first = world.client().cancel_invoice(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.client().cancel_invoice(request.clone()).await.unwrap().into_inner(), first);
    let other = CancelInvoiceRequest { reason: "anders".into(), ..request.clone() };
    assert_eq!(reason(world.client().cancel_invoice(other).await), Reason::RequestIdReused);
    let again = CancelInvoiceRequest { request_id: id(), ..request };
    assert_eq!(reason(world.client().cancel_invoice(again).await), Reason::AlreadyCancelled);
    world.house.close().await;
}
