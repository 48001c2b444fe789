//! Handing invoices over to bookkeeping.

use crate::debiting::{collecting, mandate, sign};
use crate::world::{World, absent, amount, cancel, eur, id, reason, wrong_fields};
use kontor_proto::billing::v1::accounting_service_client::AccountingServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, DateRange, Decimal};
use kontor_service::Peer;
use kontor_status::Reason;
use tonic::Code;

type Books = AccountingServiceClient<Peer>;

fn books(world: &World) -> Books {
    AccountingServiceClient::new(world.house.peer_as("billing", &crate::world::BOOKS))
}

fn settings() -> AccountingSettings {
    AccountingSettings {
        adviser_number: 29_098,
        client_number: 55_003,
        chart: ChartOfAccounts::Skr03.into(),
        ..AccountingSettings::default()
    }
}

async fn set(world: &World, settings: AccountingSettings) -> AccountingSettings {
    let request = SetAccountingSettingsRequest { settings: Some(settings), request_id: id() };
    books(world).set_accounting_settings(request).await.unwrap().into_inner()
}

fn march() -> ExportBookingsRequest {
    let day = |month, day| Some(Date { year: 2026, month, day });
    ExportBookingsRequest { period: Some(DateRange { start: day(3, 1), end: day(4, 1) }), request_id: id() }
}

async fn file(world: &World, run: &BookingRun, i: usize) -> Vec<u8> {
    let request = GetBookingFileRequest { name: run.name.clone(), file_name: run.files[i].file_name.clone() };
    let file = books(world).get_booking_file(request).await.unwrap().into_inner();
    assert_eq!(file.sha256, run.files[i].sha256);
    file.content
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

/// DATEV's field formats, by the checker that needs nothing but Python; where there is none the lines alone are counted.
fn check(name: &str, bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("{}-{name}", id()));
    std::fs::write(&path, bytes).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/einvoice/datev_check.py");
    let checked = std::process::Command::new("python3").arg(script).arg(&path).output();
    std::fs::remove_file(&path).unwrap();
    if let Ok(output) = checked {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert!(lines(bytes).iter().skip(1).all(|line| line.split(';').count() >= 125));
}

#[tokio::test]
async fn b9_each_invoice_is_handed_over_once_in_datevs_form() {
    let world = World::selling().await;
    set(&world, settings()).await;
    let party = world.owing().await;
    let first = world.issue(&party).await;
    let second = world.issue(&world.owing().await).await;
    world.client().cancel_invoice(cancel(&first)).await.unwrap();
    let request = march();
    let run = books(&world).export_bookings(request.clone()).await.unwrap().into_inner();
    assert_eq!((run.number, run.invoices, amount(&run.gross)), (1, 3, "142.80"));
    assert_eq!(books(&world).export_bookings(request).await.unwrap().into_inner(), run, "X2");
    let bytes = file(&world, &run, 0).await;
    check(&run.files[0].file_name, &bytes);
    let booked = lines(&bytes);
    assert_eq!(booked.len(), 5);
    assert!(
        booked[2].starts_with("142,80;\"S\";\"EUR\";;;\"\";10000;8400;\"\";0203;\"RE-2026-000001\""),
        "{}",
        booked[2]
    );
    assert!(booked[3].starts_with("142,80;\"S\";\"EUR\";;;\"\";10001;8400;"), "{}", booked[3]);
    assert!(
        booked[4].starts_with("142,80;\"H\";\"EUR\";;;\"\";10000;8400;\"\";0203;\"RE-2026-000003\""),
        "{}",
        booked[4]
    );
    let guid = second.name.rsplit('/').next().unwrap();
    assert!(booked[3].contains(&format!("\"BEDI \"\"{guid}\"\"\"")));
    let master = file(&world, &run, 1).await;
    check(&run.files[1].file_name, &master);
    let debtors = lines(&master);
    assert_eq!(debtors.len(), 4);
    assert!(debtors[2].starts_with("10000;\"Muster GmbH\";"), "{}", debtors[2]);
    // Nothing is left, and what was handed over stays.
    assert_eq!(reason(books(&world).export_bookings(march()).await), Reason::WrongState);
    let third = world.issue(&party).await;
    let next = books(&world).export_bookings(march()).await.unwrap().into_inner();
    assert_eq!((next.number, next.invoices), (2, 1));
    let again = lines(&file(&world, &next, 0).await);
    assert!(
        again[2].contains(&third.number) && again[2].contains(";10000;8400;"),
        "the debtor keeps its account"
    );
    assert_eq!(file(&world, &run, 0).await, bytes);
    let list = books(&world).list_booking_runs(ListBookingRunsRequest::default()).await.unwrap().into_inner();
    assert_eq!(list.runs, [next, run]);
    world.house.close().await;
}

#[tokio::test]
async fn b9_a_credit_takes_revenue_back() {
    let world = World::selling().await;
    set(&world, settings()).await;
    let invoice = world.issue(&world.owing().await).await;
    let lines = vec![CreditedLine { position: 1, net: eur("20.00"), give_back: false }];
    let reason = "Mangel".to_owned();
    let credit = CreditInvoiceRequest { name: invoice.name, lines, reason, request_id: id() };
    world.issuing().credit_invoice(credit).await.unwrap();
    let run = books(&world).export_bookings(march()).await.unwrap().into_inner();
    assert_eq!((run.invoices, amount(&run.gross)), (2, "119.00"), "142.80 less 23.80");
    check(&run.files[0].file_name, &file(&world, &run, 0).await);
    world.house.close().await;
}

#[tokio::test]
async fn b9_two_runs_at_once_share_no_invoice() {
    let world = World::selling().await;
    set(&world, AccountingSettings { chart: ChartOfAccounts::Skr04.into(), ..settings() }).await;
    world.issue(&world.owing().await).await;
    let (mut left, mut right) = (books(&world), books(&world));
    let (left, right) = tokio::join!(left.export_bookings(march()), right.export_bookings(march()));
    let (run, refused) = match (left, right) {
        (Ok(run), refused) | (refused, Ok(run)) => (run.into_inner(), refused),
        both => unreachable!("{both:?}"),
    };
    assert_eq!(reason(refused), Reason::WrongState);
    assert!(lines(&file(&world, &run, 0).await)[2].contains(";10000;4400;"), "SKR04");
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_accounting_settings_and_periods_are_told_by_field() {
    let world = World::selling().await;
    assert_eq!(reason(books(&world).export_bookings(march()).await), Reason::WrongState, "no settings yet");
    let own = |category: &str, percent: &str, account| RevenueAccount {
        vat_category: category.into(),
        vat_percent: Some(Decimal { value: percent.into() }),
        abroad: false,
        account,
    };
    let bad = AccountingSettings {
        adviser_number: 1_000,
        client_number: 0,
        chart: 9,
        account_length: 9,
        fiscal_year_start_month: 13,
        revenue_accounts: vec![own("X", "19", 8400)],
        lock_bookings: false,
    };
    let request = SetAccountingSettingsRequest { settings: Some(bad), request_id: "x".into() };
    let fields = wrong_fields(books(&world).set_accounting_settings(request).await);
    let expected = [
        "request_id",
        "settings.adviser_number",
        "settings.client_number",
        "settings.chart",
        "settings.account_length",
        "settings.fiscal_year_start_month",
        "settings.revenue_accounts[0].vat_category",
        "settings.revenue_accounts[0].vat_percent",
        "settings.revenue_accounts[0].account",
    ];
    assert_eq!(fields, expected);
    let accounts =
        vec![own("S", "19", 8401), own("S", "19.0", 8402), own("AE", "19", 8337), own("Z", "0", 84_000)];
    let request = SetAccountingSettingsRequest {
        settings: Some(AccountingSettings { revenue_accounts: accounts, ..settings() }),
        request_id: id(),
    };
    let fields = wrong_fields(books(&world).set_accounting_settings(request).await);
    let expected = [
        "settings.revenue_accounts[1]",
        "settings.revenue_accounts[2].vat_percent",
        "settings.revenue_accounts[3].account",
    ];
    assert_eq!(fields, expected);
    let kept = set(&world, AccountingSettings { fiscal_year_start_month: 3, ..settings() }).await;
    assert_eq!((kept.account_length, kept.fiscal_year_start_month), (4, 3));
    world.issue(&world.owing().await).await;
    let mut crossing = march();
    crossing.period.as_mut().unwrap().start = Some(Date { year: 2026, month: 2, day: 1 });
    assert_eq!(
        wrong_fields(books(&world).export_bookings(crossing).await),
        ["period"],
        "it crosses a fiscal year"
    );
    let fields = wrong_fields(books(&world).export_bookings(ExportBookingsRequest::default()).await);
    assert_eq!(fields, ["request_id", "period.start", "period.end"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_foreign_runs_are_as_absent() {
    use kontor_ids::{RandomIds, TenantId, UserId};
    let world = World::selling().await;
    set(&world, settings()).await;
    world.issue(&world.owing().await).await;
    let run = books(&world).export_bookings(march()).await.unwrap().into_inner();
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut other =
        AccountingServiceClient::new(world.house.peer_of("billing", tenant, user, &crate::world::BOOKS));
    for name in [run.name, absent("bookingRuns")] {
        let request = GetBookingFileRequest { name, file_name: run.files[0].file_name.clone() };
        assert_eq!(other.get_booking_file(request).await.unwrap_err().code(), Code::NotFound);
    }
    let list = other.list_booking_runs(ListBookingRunsRequest::default()).await.unwrap().into_inner();
    assert!(list.runs.is_empty());
    world.house.close().await;
}

#[tokio::test]
async fn b9_debtors_carry_account_and_mandate_where_a_debit_was_announced() {
    let world = collecting().await;
    set(&world, settings()).await;
    let by_debit = world.owing().await;
    sign(&world, mandate(&by_debit, "M-1")).await;
    world.issue(&by_debit).await;
    world.issue(&world.owing().await).await;
    let run = books(&world).export_bookings(march()).await.unwrap().into_inner();
    let bytes = file(&world, &run, 1).await;
    check(&run.files[1].file_name, &bytes);
    let rows: Vec<Vec<String>> =
        lines(&bytes).iter().map(|line| line.split(';').map(str::to_owned).collect()).collect();
    let (header, debtors) = (&rows[1], &rows[2..]);
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let cells = |row: &Vec<String>| {
        ["Konto", "IBAN-Nr. 1", "Mandatsreferenz 1"].map(|name| row[column(name)].clone())
    };
    assert_eq!(debtors.len(), 2);
    assert_eq!(cells(&debtors[0]), ["10000", "\"DE02120300000000202051\"", "\"M-1\""]);
    assert_eq!(cells(&debtors[1]), ["10001", "\"\"", "\"\""], "who pays by transfer has neither");
    world.house.close().await;
}
