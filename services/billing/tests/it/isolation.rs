//! What a foreign house sees: nothing, and it looks like nothing.

use crate::world::{World, absent, cancel, issue, waive};
use kontor_proto::billing::v1::*;
use std::fmt::Debug;
use tonic::{Code, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The foreigner's answer is that of an absent name, but for the name.
fn same<T: Debug>(theirs: Answer<T>, name: &str, missing: Answer<T>, absent: &str) {
    let (theirs, missing) = (theirs.unwrap_err(), missing.unwrap_err());
    assert_eq!((theirs.code(), missing.code()), (Code::NotFound, Code::NotFound), "{theirs:?}");
    assert_eq!(theirs.message().replace(name, absent), missing.message());
    // The details name it as well.
    let details = |status: &Status| String::from_utf8_lossy(status.details()).replace(name, absent);
    assert_eq!(details(&theirs), details(&missing));
}

#[tokio::test]
async fn x1_a_foreign_draft_is_as_absent() {
    let world = World::selling().await;
    let shown = world.draft(&world.owing().await).await;
    let nobody = Draft { name: absent("drafts"), ..shown.clone() };
    let mut foreigner = world.foreigner();
    let get = |draft: &Draft| GetDraftRequest { name: draft.name.clone() };
    let (theirs, missing) = (foreigner.get_draft(get(&shown)).await, foreigner.get_draft(get(&nobody)).await);
    same(theirs, &shown.name, missing, &nobody.name);
    let theirs = foreigner.waive_line(waive(&shown, 0)).await;
    same(theirs, &shown.name, foreigner.waive_line(waive(&nobody, 0)).await, &nobody.name);
    let theirs = foreigner.issue_draft(issue(&shown)).await;
    same(theirs, &shown.name, foreigner.issue_draft(issue(&nobody)).await, &nobody.name);
    let customer = shown.customer.clone();
    let list = ListDraftsRequest { customer, ..ListDraftsRequest::default() };
    assert!(foreigner.list_drafts(list).await.unwrap().into_inner().drafts.is_empty());
    assert_eq!(world.draft_named(&shown.name).await, shown);
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_invoice_is_as_absent() {
    let world = World::selling().await;
    let invoice = world.issue(&world.owing().await).await;
    let nobody = Invoice { name: absent("invoices"), ..invoice.clone() };
    let mut foreigner = world.foreigner();
    let get = |invoice: &Invoice| GetInvoiceRequest { name: invoice.name.clone() };
    let theirs = foreigner.get_invoice(get(&invoice)).await;
    same(theirs, &invoice.name, foreigner.get_invoice(get(&nobody)).await, &nobody.name);
    let read = |invoice: &Invoice| GetInvoiceDocumentRequest { name: invoice.name.clone(), format: 0 };
    let theirs = foreigner.get_invoice_document(read(&invoice)).await;
    same(theirs, &invoice.name, foreigner.get_invoice_document(read(&nobody)).await, &nobody.name);
    let theirs = foreigner.cancel_invoice(cancel(&invoice)).await;
    same(theirs, &invoice.name, foreigner.cancel_invoice(cancel(&nobody)).await, &nobody.name);
    let all = foreigner.list_invoices(ListInvoicesRequest::default()).await.unwrap().into_inner();
    assert!(all.invoices.is_empty());
    assert_eq!(world.invoice(&invoice.name).await, invoice);
    world.house.close().await;
}

#[tokio::test]
async fn x1_a_foreign_quota_and_rating_are_as_absent() {
    let world = World::open().await;
    let party = world.party().await;
    let work = party.worked("support", 0, 900);
    world.save(&work).await;
    let nobody = absent("quotas");
    let mut foreigner = world.foreigner();
    let get = |quota: &str| GetQuotaBalanceRequest { quota: quota.into() };
    let theirs = foreigner.get_quota_balance(get(&party.quota)).await;
    same(theirs, &party.quota, foreigner.get_quota_balance(get(&nobody)).await, &nobody);
    let list = |quota: &str| ListTransfersRequest { quota: quota.into(), ..ListTransfersRequest::default() };
    let theirs = foreigner.list_transfers(list(&party.quota)).await;
    same(theirs, &party.quota, foreigner.list_transfers(list(&nobody)).await, &nobody);
    let nobody = absent("timeEntries");
    let rated = |entry: &str| GetRatedEntryRequest { entry: entry.into() };
    let theirs = foreigner.get_rated_entry(rated(&work.entry)).await;
    same(theirs, &work.entry, foreigner.get_rated_entry(rated(&nobody)).await, &nobody);
    world.house.close().await;
}
