//! Issuing: numbers, claims, what never changes.

use crate::world::{Party, World, amount, cancel, id, issue, reason, seller};
use kontor_proto::billing::v1::*;
use kontor_status::Reason;
use tokio::task::JoinSet;

#[tokio::test]
async fn b4_numbers_are_gapless_under_eight_issues_at_once() {
    let world = World::selling().await;
    let mut issuing = JoinSet::new();
    let mut requests = Vec::new();
    for _ in 0..8 {
        let party = world.owing().await;
        requests.push(issue(&world.draft(&party).await));
    }
    for request in requests {
        let mut client = world.client();
        issuing.spawn(async move { client.issue_draft(request).await.unwrap().into_inner().number });
    }
    let mut numbers = issuing.join_all().await;
    numbers.sort();
    let expected: Vec<_> = (1..=8).map(|n| format!("RE-2026-{n:06}")).collect();
    assert_eq!(numbers, expected);
    world.house.close().await;
}

#[tokio::test]
async fn b4_a_refused_issue_leaves_no_gap() {
    let world = World::selling().await;
    let (one, other) = (world.owing().await, world.owing().await);
    assert_eq!(world.issue(&one).await.number, "RE-2026-000001");
    let stale = IssueDraftRequest { etag: "ab".into(), ..issue(&world.draft(&other).await) };
    assert_eq!(reason(world.client().issue_draft(stale).await), Reason::DraftChanged);
    // This one fails after its number was taken: its documents cannot be stored.
    let mut owner = world.house.database().owner().await;
    let full = "alter table billing.invoice_documents add constraint full_disk check (format < 0) not valid";
    sqlx::query(full).execute(&mut owner).await.unwrap();
    world.client().issue_draft(issue(&world.draft(&other).await)).await.unwrap_err();
    let room = "alter table billing.invoice_documents drop constraint full_disk";
    sqlx::query(room).execute(&mut owner).await.unwrap();
    assert_eq!(world.issue(&other).await.number, "RE-2026-000002");
    let told: Vec<InvoiceIssued> = world.told(&world.issue(&world.owing().await).await.name).await;
    assert_eq!(told[0].number, "RE-2026-000003");
    world.house.close().await;
}

#[tokio::test]
async fn i1_a_line_is_on_one_invoice_only() {
    let world = World::selling().await;
    let party = world.owing().await;
    let shown = world.draft(&party).await;
    let mut issuing = JoinSet::new();
    for _ in 0..4 {
        let (mut client, request) = (world.client(), issue(&shown));
        issuing.spawn(async move { client.issue_draft(request).await });
    }
    let (issued, refused): (Vec<_>, Vec<_>) = issuing.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!((issued.len(), refused.len()), (1, 3));
    assert!(refused.into_iter().all(|answer| reason(answer) == Reason::DraftChanged));
    let invoice = issued.into_iter().next().unwrap().unwrap().into_inner();
    let empty = world.draft_named(&shown.name).await;
    assert!(empty.lines.is_empty() && world.drafts(&party).await.is_empty());
    assert_eq!(reason(world.client().issue_draft(issue(&empty)).await), Reason::DraftEmpty);
    // The database holds it, too: whatever code tries to.
    let second = world.issue(&world.owing().await).await;
    let steal = "insert into billing.claims (tenant_id, invoice_id, line_key)
        select tenant_id, $1, line_key from billing.claims where invoice_id = $2";
    let mut owner = world.house.database().owner().await;
    let (thief, victim) = (crate::world::uuid(&second.name), crate::world::uuid(&invoice.name));
    let stolen = sqlx::query(steal).bind(thief).bind(victim).execute(&mut owner).await.unwrap_err();
    let violated = stolen.into_database_error().unwrap().constraint().unwrap().to_owned();
    assert_eq!(violated, "claims_open_once");
    world.house.close().await;
}

#[tokio::test]
async fn i8_invoices_and_documents_never_change() {
    let world = World::selling().await;
    let invoice = world.issue(&world.owing().await).await;
    let mut owner = world.house.database().owner().await;
    for change in [
        "update billing.invoices set number = 'X'",
        "delete from billing.invoices",
        "truncate billing.invoices cascade",
        "update billing.invoice_documents set content = '', sha256 = sha256('')",
        "delete from billing.invoice_documents",
        "truncate billing.invoice_documents",
    ] {
        assert!(sqlx::query(change).execute(&mut owner).await.is_err(), "{change}");
    }
    // Nor has the service's own role the right to.
    let options = world.house.database().options("billing");
    let mut role = <sqlx::PgConnection as sqlx::Connection>::connect(&options.url).await.unwrap();
    for change in ["update billing.invoices set number = 'X'", "delete from billing.invoice_documents"] {
        assert!(sqlx::query(change).execute(&mut role).await.is_err(), "{change}");
    }
    assert_eq!(world.invoice(&invoice.name).await, invoice);
    world.house.close().await;
}

#[tokio::test]
async fn i8_an_invoice_names_its_documents_and_their_digests() {
    let world = World::selling().await;
    let invoice = world.issue(&world.owing().await).await;
    let beginnings = [(1, "%PDF"), (2, "<?xml"), (3, "<?xml")];
    assert_eq!(invoice.documents.len(), 3);
    for (stored, (format, begins)) in invoice.documents.iter().zip(beginnings) {
        assert_eq!((stored.format, stored.render_time), (format, invoice.issue_time));
        let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format };
        let document = world.client().get_invoice_document(request).await.unwrap().into_inner();
        assert!(document.content.starts_with(begins.as_bytes()));
        assert_eq!(i64::try_from(document.content.len()).unwrap(), stored.size);
        let digest: Vec<u8> = sqlx::query_scalar("select sha256($1)")
            .bind(&document.content)
            .fetch_one(&mut world.house.database().owner().await)
            .await
            .unwrap();
        assert_eq!(digest, stored.sha256);
        assert!(document.file_name.starts_with("Rechnung-RE-2026-000001."));
    }
    world.house.close().await;
}

#[tokio::test]
async fn r5a_what_is_invoiced_stays_when_a_late_entry_comes() {
    let world = World::selling().await;
    let party = world.party().await;
    world.save(&party.worked("support", 0, 9_000)).await;
    let invoice = world.issue(&party).await;
    assert_eq!(amount(&invoice.net), "55.00");
    let before = world.transfers(&party).await;
    let late = world.save(&party.worked("support", -3_600, 3_600)).await;
    assert_eq!(amount(&late.net), "110.00", "the quota is spent by what is invoiced");
    assert_eq!(world.transfers(&party).await, before);
    assert_eq!(world.invoice(&invoice.name).await, invoice);
    assert_eq!(world.accounts_out_of_balance().await, 0);
    world.house.close().await;
}

#[tokio::test]
async fn b4_without_a_seller_nothing_is_issued() {
    let world = World::open().await;
    let party = world.owing().await;
    let request = issue(&world.draft(&party).await);
    assert_eq!(reason(world.client().issue_draft(request.clone()).await), Reason::SellerProfileMissing);
    let set = SetSellerProfileRequest { profile: Some(seller()), request_id: id() };
    world.client().set_seller_profile(set).await.unwrap();
    let invoice = world.client().issue_draft(request).await.unwrap().into_inner();
    assert_eq!(invoice.number, "RE-2026-000001", "what was refused may be repeated");
    world.house.close().await;
}

#[tokio::test]
async fn b4_a_seller_that_was_accepted_issues_also_without_a_vat_id() {
    let world = World::open().await;
    let party = world.owing().await;
    let profile = SellerProfile { vat_id: String::new(), tax_number: "143/123/12345".into(), ..seller() };
    for (registration, told) in [("", "143/123/12345"), ("HRB 12345", "HRB 12345")] {
        let profile = Some(SellerProfile { registration: registration.into(), ..profile.clone() });
        let request = SetSellerProfileRequest { profile, request_id: id() };
        world.client().set_seller_profile(request).await.unwrap();
        let issued = world.issue(&party).await;
        let request = GetInvoiceDocumentRequest { name: issued.name.clone(), format: 2 };
        let xml = world.client().get_invoice_document(request).await.unwrap().into_inner().content;
        let xml = String::from_utf8(xml).unwrap();
        assert!(xml.contains(told), "BR-CO-26: something identifies the seller");
        world.client().cancel_invoice(cancel(&issued)).await.unwrap();
    }
    world.house.close().await;
}

#[tokio::test]
async fn b4_what_the_buyer_lacks_is_named() {
    let world = World::selling().await;
    let party = world.owing().await;
    let mut lacking = party.customer.clone();
    lacking.invoice_email = String::new();
    lacking.address.as_mut().unwrap().city = String::new();
    world.contract.put(world.house.tenant(), lacking);
    let refused = world.client().issue_draft(issue(&world.draft(&party).await)).await.unwrap_err();
    for field in ["buyer.address.city", "buyer.endpoint"] {
        assert!(refused.message().contains(field), "{}", refused.message());
    }
    assert_eq!(reason::<Invoice>(Err(refused)), Reason::BuyerDataIncomplete);
    world.contract.put(world.house.tenant(), party.customer.clone());
    assert_eq!(world.issue(&party).await.number, "RE-2026-000001");
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_issue_gets_its_answer_and_takes_no_number() {
    let world = World::selling().await;
    let party: Party = world.owing().await;
    let request = issue(&world.draft(&party).await);
    let first = world.client().issue_draft(request.clone()).await.unwrap().into_inner();
    assert_eq!(world.client().issue_draft(request.clone()).await.unwrap().into_inner(), first);
    let other = IssueDraftRequest { etag: "ab".into(), ..request };
    assert_eq!(reason(world.client().issue_draft(other).await), Reason::RequestIdReused);
    assert_eq!(world.issue(&world.owing().await).await.number, "RE-2026-000002");
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repeated_profile_gets_its_answer_and_another_is_refused() {
    let world = World::open().await;
    let request = SetSellerProfileRequest { profile: Some(seller()), request_id: id() };
    let first = world.client().set_seller_profile(request.clone()).await.unwrap().into_inner();
    assert_eq!(first, seller());
    assert_eq!(world.client().set_seller_profile(request.clone()).await.unwrap().into_inner(), first);
    let changed = SellerProfile { legal_name: "Andere GmbH".into(), ..seller() };
    let other = SetSellerProfileRequest { profile: Some(changed), ..request };
    assert_eq!(reason(world.client().set_seller_profile(other).await), Reason::RequestIdReused);
    world.house.close().await;
}

#[tokio::test]
async fn x2_a_repetition_gets_its_answer_while_the_contract_service_is_down() {
    let world = World::selling().await;
    let party = world.owing().await;
    let waived = crate::world::waive(&world.draft(&party).await, 0);
    let request = issue(&world.draft(&world.owing().await).await);
    let draft = world.client().waive_line(waived.clone()).await.unwrap().into_inner();
    let invoice = world.client().issue_draft(request.clone()).await.unwrap().into_inner();
    world.contract.leave(true);
    assert_eq!(world.client().waive_line(waived.clone()).await.unwrap().into_inner(), draft);
    assert_eq!(world.client().issue_draft(request.clone()).await.unwrap().into_inner(), invoice);
    let other = IssueDraftRequest { etag: "ab".into(), ..request.clone() };
    assert_eq!(reason(world.client().issue_draft(other).await), Reason::RequestIdReused);
    let new = IssueDraftRequest { request_id: id(), ..request };
    assert_eq!(reason(world.client().issue_draft(new).await), Reason::Unavailable, "new work waits for it");
    world.contract.leave(false);
    world.house.close().await;
}
