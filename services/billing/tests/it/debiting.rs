//! Direct debits and discounts for early payment.

use crate::world::{BOOKS, Party, World, absent, amount, cancel, id, reason, wrong_fields};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::billing::v1::debit_service_client::DebitServiceClient;
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, Decimal};
use kontor_service::Peer;
use kontor_status::Reason;
use tonic::Code;

type Debits = DebitServiceClient<Peer>;

pub fn debits(world: &World) -> Debits {
    DebitServiceClient::new(world.house.peer_as("billing", &BOOKS))
}

pub async fn collecting() -> World {
    let world = World::selling().await;
    let settings = DebitSettings { creditor_id: "DE98 ZZZ0 9999 9999 99".into(), lead_days: 0 };
    let request = SetDebitSettingsRequest { settings: Some(settings), request_id: id() };
    let kept = debits(&world).set_debit_settings(request).await.unwrap().into_inner();
    assert_eq!((kept.creditor_id.as_str(), kept.lead_days), ("DE98ZZZ09999999999", 1));
    world
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages want it")]
pub const fn day(month: i32, day: i32) -> Option<Date> {
    Some(Date { year: 2026, month, day })
}

pub fn mandate(party: &Party, reference: &str) -> Mandate {
    Mandate {
        customer: party.customer.name.clone(),
        reference: reference.into(),
        signature_date: day(2, 1),
        iban: "DE02 1203 0000 0000 2020 51".into(),
        account_holder: "Müller & Söhne".into(),
        ..Mandate::default()
    }
}

pub async fn sign(world: &World, mandate: Mandate) -> Mandate {
    let request = CreateMandateRequest { mandate: Some(mandate), request_id: id() };
    debits(world).create_mandate(request).await.unwrap().into_inner()
}

pub fn collect(day: Option<Date>) -> CreateDebitRunRequest {
    CreateDebitRunRequest { collect_on: day, request_id: id() }
}

pub async fn xml(world: &World, invoice: &Invoice, format: DocumentFormat) -> String {
    let request = GetInvoiceDocumentRequest { name: invoice.name.clone(), format: format.into() };
    String::from_utf8(world.client().get_invoice_document(request).await.unwrap().into_inner().content)
        .unwrap()
}

#[tokio::test]
async fn b8_an_invoice_announces_its_debit_and_is_collected_once() {
    let world = collecting().await;
    let party = world.owing().await;
    let signed = sign(&world, mandate(&party, "M-1")).await;
    let invoice = world.issue(&party).await;
    let ubl = xml(&world, &invoice, DocumentFormat::XrechnungUbl).await;
    for part in [">59<", "M-1", "DE98ZZZ09999999999", "DE02120300000000202051"] {
        assert!(ubl.contains(part), "{part} in BG-19: {ubl}");
    }
    let by_transfer = world.issue(&world.owing().await).await;
    assert!(xml(&world, &by_transfer, DocumentFormat::XrechnungUbl).await.contains(">58<"));
    // Due on 16 March.
    assert_eq!(reason(debits(&world).create_debit_run(collect(day(3, 13))).await), Reason::WrongState);
    let request = collect(day(3, 16));
    let run = debits(&world).create_debit_run(request.clone()).await.unwrap().into_inner();
    assert_eq!(debits(&world).create_debit_run(request).await.unwrap().into_inner(), run, "X2");
    assert_eq!((run.number, run.items.len(), amount(&run.total)), (1, 1, "142.80"));
    assert_eq!((&run.items[0].invoice, &run.items[0].mandate), (&invoice.name, &signed.name));
    let request = GetDebitFileRequest { name: run.name.clone() };
    let file = debits(&world).get_debit_file(request).await.unwrap().into_inner();
    assert_eq!((&file.sha256, file.file_name.as_str()), (&run.sha256, "pain008-2026-000001.xml"));
    let text = String::from_utf8(file.content).unwrap();
    let end_to_end = format!("<EndToEndId>{}</EndToEndId>", invoice.number);
    for part in
        ["pain.008.001.08", end_to_end.as_str(), "<CtrlSum>142.80<", "Mueller + Soehne", ">2026-03-16<"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(
        reason(debits(&world).create_debit_run(collect(day(3, 17))).await),
        Reason::WrongState,
        "once"
    );
    let list = debits(&world).list_debit_runs(ListDebitRunsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.runs, [run]);
    world.house.close().await;
}

#[tokio::test]
async fn b8_revoked_mandates_one_off_ones_and_cancelled_or_paid_invoices_collect_nothing() {
    let world = collecting().await;
    let party = world.owing().await;
    let once = MandateFrequency::OneOff.into();
    sign(&world, Mandate { frequency: once, ..mandate(&party, "M-1") }).await;
    let first = world.issue(&party).await;
    world.save(&party.worked("project", 7_200, 3_600)).await;
    let second = world.issue(&party).await;
    assert!(xml(&world, &first, DocumentFormat::XrechnungCii).await.contains(">59<"));
    assert!(xml(&world, &second, DocumentFormat::XrechnungCii).await.contains(">58<"), "used up");
    world.client().cancel_invoice(cancel(&first)).await.unwrap();
    let revoking = sign(&world, mandate(&party, "M-2")).await;
    let third = world.issue(&party).await;
    assert!(xml(&world, &third, DocumentFormat::XrechnungCii).await.contains("M-"));
    let request =
        RevokeMandateRequest { name: revoking.name, reason: "Konto gewechselt".into(), request_id: id() };
    let revoked = debits(&world).revoke_mandate(request.clone()).await.unwrap().into_inner();
    assert_eq!(revoked.revoke_reason, "Konto gewechselt");
    let again = RevokeMandateRequest { request_id: id(), ..request };
    assert_eq!(reason(debits(&world).revoke_mandate(again).await), Reason::WrongState);
    assert_eq!(reason(debits(&world).create_debit_run(collect(day(3, 31))).await), Reason::WrongState);
    let request =
        ListMandatesRequest { customer: party.customer.name.clone(), ..ListMandatesRequest::default() };
    let list = debits(&world).list_mandates(request).await.unwrap().into_inner();
    assert_eq!(list.mandates.iter().map(|m| m.reference.as_str()).collect::<Vec<_>>(), ["M-2", "M-1"]);
    world.house.close().await;
}

#[tokio::test]
async fn b8_skonto_is_on_the_invoice_and_a_payment_short_by_it_settles_in_time() {
    let world = World::selling().await;
    let party = world.owing().await;
    let step = |days, percent: &str| SkontoStep { days, percent: Some(Decimal { value: percent.into() }) };
    let set = |customer: &str, skonto: Vec<SkontoStep>| SetPaymentTermsRequest {
        terms: Some(PaymentTerms { customer: customer.into(), skonto }),
        request_id: id(),
    };
    debits(&world).set_payment_terms(set("", vec![step(7, "2.00")])).await.unwrap();
    let house = world.issue(&party).await;
    assert!(
        xml(&world, &house, DocumentFormat::XrechnungUbl).await.contains("#SKONTO#TAGE=7#PROZENT=2.00#\n")
    );
    let own = vec![step(8, "3"), step(14, "1.5")];
    debits(&world).set_payment_terms(set(&party.customer.name, own)).await.unwrap();
    world.save(&party.worked("project", 7_200, 3_600)).await;
    let customer = world.issue(&party).await;
    let cii = xml(&world, &customer, DocumentFormat::XrechnungCii).await;
    assert!(cii.contains("#SKONTO#TAGE=8#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=1.50#\n"), "{cii}");
    // 142.80 less 3 % is 138.52 on the eighth day; the same a day after the second step is a partial payment.
    let mut payments = PaymentServiceClient::new(world.house.peer_as("billing", &BOOKS));
    let entry = |reference: &str, euros: &str, day: &str, text: &str| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{euros}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>\
             <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    };
    let xml = format!(
        "<Document><BkToCstmrStmt><Stmt>{}{}</Stmt></BkToCstmrStmt></Document>",
        entry("B-1", "138.52", "2026-03-10", &customer.number),
        entry("B-2", "139.94", "2026-03-10", &house.number)
    );
    let request = ImportStatementRequest { content: xml.into_bytes(), dry_run: false, request_id: id() };
    let read = payments.import_statement(request).await.unwrap().into_inner();
    let share = |i: usize| read.entries[i].payment.clone().unwrap().shares[0].clone();
    assert_eq!((amount(&share(0).paid), amount(&share(0).skonto)), ("138.52", "4.28"));
    assert_eq!((amount(&share(1).paid), amount(&share(1).skonto)), ("139.94", "0.00"), "a day late");
    let open = payments.list_open_items(ListOpenItemsRequest::default()).await.unwrap().into_inner();
    assert_eq!((open.items.len(), amount(&open.total)), (1, "2.86"));
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_debits_and_terms_are_told_by_field() {
    let world = collecting().await;
    let party = world.party().await;
    let bad = Mandate {
        customer: "x".into(),
        reference: "/ä".into(),
        signature_date: day(3, 3),
        iban: "DE00".into(),
        bic: "x".into(),
        ..Mandate::default()
    };
    let request = CreateMandateRequest { mandate: Some(bad), request_id: "x".into() };
    let fields = wrong_fields(debits(&world).create_mandate(request).await);
    let expected = ["customer", "reference", "signature_date", "iban", "bic", "account_holder"];
    let expected: Vec<String> = expected.iter().map(|field| format!("mandate.{field}")).collect();
    assert_eq!(fields[1..], expected);
    sign(&world, mandate(&party, "M-1")).await;
    let twice = CreateMandateRequest { mandate: Some(mandate(&party, "M-1")), request_id: id() };
    assert_eq!(wrong_fields(debits(&world).create_mandate(twice).await), ["mandate.reference"]);
    let settings = DebitSettings { creditor_id: "DE00ZZZ09999999999".into(), lead_days: 15 };
    let request = SetDebitSettingsRequest { settings: Some(settings), request_id: id() };
    let fields = wrong_fields(debits(&world).set_debit_settings(request).await);
    assert_eq!(fields, ["settings.creditor_id", "settings.lead_days"]);
    // A Saturday, the past, a day too near.
    for wrong in [day(3, 7), day(3, 2), day(5, 4), None] {
        assert_eq!(wrong_fields(debits(&world).create_debit_run(collect(wrong)).await), ["collect_on"]);
    }
    let percent = |value: &str| Some(Decimal { value: value.into() });
    let skonto = vec![
        SkontoStep { days: 10, percent: percent("2") },
        SkontoStep { days: 7, percent: percent("3") },
        SkontoStep { days: 0, percent: percent("11") },
    ];
    let terms = Some(PaymentTerms { customer: String::new(), skonto });
    let request = SetPaymentTermsRequest { terms, request_id: id() };
    let fields = wrong_fields(debits(&world).set_payment_terms(request).await);
    assert_eq!(fields, ["terms.skonto[1]", "terms.skonto[2].days", "terms.skonto[2].percent"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_foreign_mandates_and_runs_are_as_absent() {
    let world = collecting().await;
    let party = world.owing().await;
    let signed = sign(&world, mandate(&party, "M-1")).await;
    world.issue(&party).await;
    let run = debits(&world).create_debit_run(collect(day(3, 16))).await.unwrap().into_inner();
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut other = DebitServiceClient::new(world.house.peer_of("billing", tenant, user, &BOOKS));
    for name in [signed.name.clone(), absent("mandates")] {
        let request = RevokeMandateRequest { name, reason: "x".into(), request_id: id() };
        assert_eq!(other.revoke_mandate(request).await.unwrap_err().code(), Code::NotFound);
    }
    for name in [run.name, absent("debitRuns")] {
        assert_eq!(
            other.get_debit_file(GetDebitFileRequest { name }).await.unwrap_err().code(),
            Code::NotFound
        );
    }
    for customer in [party.customer.name.clone(), absent("customers")] {
        let mandate = Some(Mandate { customer: customer.clone(), ..mandate(&party, "M-9") });
        let request = CreateMandateRequest { mandate, request_id: id() };
        assert_eq!(other.create_mandate(request).await.unwrap_err().code(), Code::NotFound);
        let terms = Some(PaymentTerms { customer, skonto: vec![] });
        let request = SetPaymentTermsRequest { terms, request_id: id() };
        assert_eq!(other.set_payment_terms(request).await.unwrap_err().code(), Code::NotFound);
    }
    let list = other.list_mandates(ListMandatesRequest::default()).await.unwrap().into_inner();
    assert!(list.mandates.is_empty());
    world.house.close().await;
}
