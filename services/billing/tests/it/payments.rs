//! Payments and open items.

use crate::world::{DAY, Party, World, absent, amount, cancel, eur, id, reason, wrong_fields};
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::Date;
use kontor_service::Peer;
use kontor_status::Reason;
use tonic::Code;

type Payments = PaymentServiceClient<Peer>;

pub fn payments(world: &World) -> Payments {
    PaymentServiceClient::new(world.house.peer_as("billing", &crate::world::BOOKS))
}

fn foreign(world: &World) -> Payments {
    use kontor_ids::{RandomIds, TenantId, UserId};
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    PaymentServiceClient::new(world.house.peer_of("billing", tenant, user, &crate::world::BOOKS))
}

pub fn entry(reference: &str, euros: &str, iban: &str, text: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{euros}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-05</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>\
         <RltdPties><Dbtr><Pty><Nm>Muster</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>\
         <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
}

fn statement(entries: &[String], dry_run: bool) -> ImportStatementRequest {
    let xml = format!(
        "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{}</Stmt></BkToCstmrStmt></Document>",
        entries.concat()
    );
    ImportStatementRequest { content: xml.into_bytes(), dry_run, request_id: id() }
}

pub async fn import(world: &World, entries: &[String], dry_run: bool) -> ImportStatementResponse {
    payments(world).import_statement(statement(entries, dry_run)).await.unwrap().into_inner()
}

pub async fn open(world: &World, customer: &str) -> ListOpenItemsResponse {
    let request = ListOpenItemsRequest { customer: customer.into(), ..ListOpenItemsRequest::default() };
    payments(world).list_open_items(request).await.unwrap().into_inner()
}

async fn unassigned(world: &World) -> Vec<Payment> {
    let request = ListPaymentsRequest { unassigned_only: true, ..ListPaymentsRequest::default() };
    payments(world).list_payments(request).await.unwrap().into_inner().payments
}

fn record(invoice: &Invoice, euros: Option<&str>) -> RecordPaymentRequest {
    RecordPaymentRequest {
        invoice: invoice.name.clone(),
        amount: euros.and_then(eur),
        request_id: id(),
        ..RecordPaymentRequest::default()
    }
}

/// An invoice of 120.00 net, 142.80 gross.
async fn owed(world: &World) -> (Party, Invoice) {
    let party = world.owing().await;
    let invoice = world.issue(&party).await;
    (party, invoice)
}

pub const IBAN: &str = "DE02120300000000202051";

#[tokio::test]
async fn b8_open_items_age_and_vanish_when_paid() {
    let world = World::selling().await;
    let (party, invoice) = owed(&world).await;
    let list = open(&world, &party.customer.name).await;
    assert_eq!((list.items.len(), list.items[0].overdue_days), (1, 0));
    assert_eq!((amount(&list.items[0].open), amount(&list.total)), ("142.80", "142.80"));
    assert_eq!(list.items[0].customer_name, "Muster GmbH");
    world.house.clock().advance(45 * DAY);
    let list = open(&world, "").await;
    assert_eq!(list.items[0].overdue_days, 31, "14 days to pay");
    let ages: Vec<String> = list.by_age.iter().map(|sum| sum.amount.clone().unwrap().value).collect();
    assert_eq!(ages, ["0.00", "0.00", "142.80", "0.00", "0.00"]);
    let part = payments(&world).record_payment(record(&invoice, Some("100.00"))).await.unwrap().into_inner();
    assert_eq!((amount(&part.unassigned), part.shares.len()), ("0.00", 1));
    assert_eq!(amount(&open(&world, "").await.items[0].open), "42.80");
    let more = payments(&world).record_payment(record(&invoice, Some("50.00"))).await.unwrap().into_inner();
    assert_eq!((amount(&more.unassigned), amount(&more.shares[0].paid)), ("7.20", "42.80"), "an overpayment");
    assert!(open(&world, "").await.items.is_empty());
    assert_eq!(reason(payments(&world).record_payment(record(&invoice, None)).await), Reason::WrongState);
    assert_eq!(unassigned(&world).await, [more]);
    world.house.close().await;
}

#[tokio::test]
async fn b8_a_statement_is_assigned_once_and_what_is_unknown_waits() {
    let world = World::selling().await;
    let (party, invoice) = owed(&world).await;
    let (_, second) = owed(&world).await;
    let entries = [
        entry("B-1", "142.80", IBAN, &format!("Rechnung {}", invoice.number)),
        entry("B-2", "10.00", "DE75512108001245126199", "Danke"),
        entry("B-3", "x", IBAN, "kaputt"),
    ];
    let dry = import(&world, &entries, true).await;
    assert_eq!((dry.matched, dry.unmatched, dry.known, dry.skipped, dry.bad), (1, 1, 0, 0, 1));
    assert!(dry.entries[0].payment.as_ref().unwrap().name.is_empty());
    assert_eq!(open(&world, "").await.items.len(), 2, "a dry run changes nothing");
    let read = import(&world, &entries, false).await;
    assert_eq!((read.matched, read.unmatched, read.known, read.skipped, read.bad), (1, 1, 0, 0, 1));
    let paid = read.entries[0].payment.clone().unwrap();
    assert_eq!((&paid.customer, &paid.shares[0].number), (&party.customer.name, &invoice.number));
    assert!(read.entries[2].problem.contains("no amount"), "{:?}", read.entries[2]);
    let list = ListPaymentsRequest::default();
    let kept = payments(&world).list_payments(list.clone()).await.unwrap().into_inner().payments;
    assert!(kept.contains(&paid), "what is answered is what is kept");
    let again = import(&world, &entries, false).await;
    assert_eq!((again.matched, again.unmatched, again.known, again.bad), (0, 0, 2, 1));
    assert_eq!(payments(&world).list_payments(list).await.unwrap().into_inner().payments.len(), 2);
    // A person knows what the bank did not tell.
    let waiting = unassigned(&world).await;
    assert_eq!((waiting.len(), waiting[0].remittance.as_str()), (1, "Danke"));
    let assign = AssignPaymentRequest {
        name: waiting[0].name.clone(),
        invoices: vec![second.name.clone()],
        request_id: id(),
    };
    let assigned = payments(&world).assign_payment(assign.clone()).await.unwrap().into_inner();
    assert_eq!(
        (amount(&assigned.unassigned), assigned.customer.as_str()),
        ("0.00", second.customer.as_str())
    );
    let anew = AssignPaymentRequest { request_id: id(), ..assign };
    assert_eq!(reason(payments(&world).assign_payment(anew).await), Reason::WrongState);
    // The account is known now: the rest in exactly this amount needs no number.
    let rest = [entry("B-4", "132.80", "DE75512108001245126199", "Rest")];
    assert_eq!(import(&world, &rest, false).await.matched, 1);
    assert!(open(&world, "").await.items.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b8_entries_without_a_reference_are_told_apart_by_what_they_say() {
    let world = World::selling().await;
    let twice = entry("", "5.00", IBAN, "Spende");
    let first = import(&world, &[twice.clone(), twice.clone()], false).await;
    assert_eq!((first.unmatched, first.known), (2, 0), "two equal ones in one file are two");
    let again = import(&world, &[twice.clone(), twice], false).await;
    assert_eq!((again.unmatched, again.known), (0, 2));
    world.house.close().await;
}

#[tokio::test]
async fn b8_two_statements_at_once_settle_nothing_twice() {
    let world = World::selling().await;
    let (_, invoice) = owed(&world).await;
    let one = statement(&[entry("B-1", "142.80", IBAN, &invoice.number)], false);
    let other = statement(&[entry("B-2", "142.80", IBAN, &invoice.number)], false);
    let (mut left, mut right) = (payments(&world), payments(&world));
    let (left, right) = tokio::join!(left.import_statement(one), right.import_statement(other));
    let matched = left.unwrap().into_inner().matched + right.unwrap().into_inner().matched;
    assert_eq!(matched, 1);
    assert_eq!(unassigned(&world).await.len(), 1, "the other waits for a person");
    world.house.close().await;
}

#[tokio::test]
async fn b8_money_of_a_cancelled_invoice_is_free_again() {
    let world = World::selling().await;
    let (party, invoice) = owed(&world).await;
    let paid = payments(&world).record_payment(record(&invoice, None)).await.unwrap().into_inner();
    world.client().cancel_invoice(cancel(&invoice)).await.unwrap();
    assert!(open(&world, "").await.items.is_empty());
    assert_eq!(amount(&unassigned(&world).await[0].unassigned), "142.80");
    let anew = world.issue(&party).await;
    let assign =
        AssignPaymentRequest { name: paid.name, invoices: vec![anew.name.clone()], request_id: id() };
    let assigned = payments(&world).assign_payment(assign).await.unwrap().into_inner();
    assert_eq!((amount(&assigned.unassigned), assigned.shares.len()), ("0.00", 2));
    assert!(open(&world, "").await.items.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b8_a_credit_lowers_what_is_owed_and_the_rest_settles_it() {
    let world = World::selling().await;
    let (party, invoice) = owed(&world).await;
    let credit = async |net: &str| {
        let lines = vec![CreditedLine { position: 1, net: eur(net), give_back: false }];
        let reason = "Mangel".into();
        let request = CreditInvoiceRequest { name: invoice.name.clone(), lines, reason, request_id: id() };
        world.issuing().credit_invoice(request).await.unwrap().into_inner()
    };
    credit("20.00").await;
    let list = open(&world, &party.customer.name).await;
    assert_eq!((list.items.len(), amount(&list.items[0].open), amount(&list.total)), (1, "119.00", "119.00"));
    assert_eq!(list.items[0].invoice, invoice.name, "the credit is no item of its own");
    // The bank names the number and pays what is left, not what was billed.
    let rest = [entry("B-1", "100.00", IBAN, &invoice.number)];
    assert_eq!(import(&world, &rest, false).await.matched, 1);
    assert_eq!(amount(&open(&world, "").await.items[0].open), "19.00");
    // Paid first and credited then: nothing is open any more.
    credit("15.97").await;
    assert!(open(&world, "").await.items.is_empty());
    assert_eq!(reason(payments(&world).record_payment(record(&invoice, None)).await), Reason::WrongState);
    assert!(unassigned(&world).await.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_payments_are_told_by_field() {
    let world = World::selling().await;
    let bad = RecordPaymentRequest {
        invoice: "x".into(),
        amount: eur("-1"),
        date: Some(Date { year: 2026, month: 3, day: 3 }),
        remittance: "x".repeat(141),
        request_id: "x".into(),
    };
    let fields = wrong_fields(payments(&world).record_payment(bad).await);
    assert_eq!(fields, ["request_id", "invoice", "amount", "date", "remittance"]);
    let fields = wrong_fields(payments(&world).import_statement(ImportStatementRequest::default()).await);
    assert_eq!(fields, ["request_id", "content"]);
    let no_camt = ImportStatementRequest { content: b"Hallo".to_vec(), dry_run: true, request_id: id() };
    assert_eq!(wrong_fields(payments(&world).import_statement(no_camt).await), ["content"]);
    let fields = wrong_fields(payments(&world).assign_payment(AssignPaymentRequest::default()).await);
    assert_eq!(fields, ["request_id", "name", "invoices"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_foreign_payments_are_as_absent() {
    let world = World::selling().await;
    let (_, invoice) = owed(&world).await;
    let paid = payments(&world).record_payment(record(&invoice, Some("200.00"))).await.unwrap().into_inner();
    let mut other = foreign(&world);
    for invoice in [invoice.name.clone(), absent("invoices")] {
        let request = RecordPaymentRequest { invoice, request_id: id(), ..RecordPaymentRequest::default() };
        assert_eq!(other.record_payment(request).await.unwrap_err().code(), Code::NotFound);
    }
    for name in [paid.name, absent("payments")] {
        let request = AssignPaymentRequest { name, invoices: vec![invoice.name.clone()], request_id: id() };
        assert_eq!(other.assign_payment(request).await.unwrap_err().code(), Code::NotFound);
    }
    assert!(
        other.list_payments(ListPaymentsRequest::default()).await.unwrap().into_inner().payments.is_empty()
    );
    assert!(
        other.list_open_items(ListOpenItemsRequest::default()).await.unwrap().into_inner().items.is_empty()
    );
    world.house.close().await;
}
