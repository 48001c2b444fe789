//! Reminding customers of what is due.

use crate::merged_customers::merge;
use crate::world::{BOOKS, DAY, Party, World, absent, amount, cancel, eur, id, reason, wrong_fields};
use kontor_ids::{RandomIds, TenantId, UserId};
use kontor_proto::billing::v1::payment_service_client::PaymentServiceClient;
use kontor_proto::billing::v1::reminder_service_client::ReminderServiceClient;
use kontor_proto::billing::v1::*;
use kontor_proto::types::v1::{Date, Decimal, LocalizedText};
use kontor_service::Peer;
use kontor_status::Reason;
use tonic::Code;

type Reminders = ReminderServiceClient<Peer>;

fn reminders(world: &World) -> Reminders {
    ReminderServiceClient::new(world.house.peer_as("billing", &BOOKS))
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages want it")]
fn both(de: &str, en: &str) -> Option<LocalizedText> {
    Some(LocalizedText { de: de.into(), en: en.into() })
}

fn settings() -> ReminderSettings {
    let level = |after_days, fee, interest, de, en| ReminderLevel {
        after_days,
        respite_days: 10,
        fee: eur(fee),
        interest,
        title: both(de, en),
        text: both("Bitte prüfen Sie Ihre Zahlung.", "Please check your payment."),
    };
    ReminderSettings {
        levels: vec![
            level(7, "0", false, "Zahlungserinnerung", "Payment reminder"),
            level(14, "5.00", true, "Mahnung", "Reminder"),
        ],
        base_rates: vec![BaseRate {
            from: Some(Date { year: 2026, month: 1, day: 1 }),
            percent: Some(Decimal { value: "1.27".into() }),
        }],
        ..ReminderSettings::default()
    }
}

pub async fn set(world: &World) -> ReminderSettings {
    let request = SetReminderSettingsRequest { settings: Some(settings()), request_id: id() };
    reminders(world).set_reminder_settings(request).await.unwrap().into_inner()
}

pub async fn propose(world: &World) -> ReminderRun {
    let request = CreateReminderRunRequest { request_id: id(), ..CreateReminderRunRequest::default() };
    reminders(world).create_reminder_run(request).await.unwrap().into_inner()
}

fn confirming(run: &ReminderRun) -> ConfirmReminderRunRequest {
    ConfirmReminderRunRequest {
        name: run.name.clone(),
        etag: run.etag.clone(),
        request_id: id(),
        ..ConfirmReminderRunRequest::default()
    }
}

async fn confirm(world: &World, run: &ReminderRun) -> ReminderRun {
    reminders(world).confirm_reminder_run(confirming(run)).await.unwrap().into_inner()
}

async fn sent(world: &World, invoice: &Invoice) -> Vec<Reminder> {
    let request = ListRemindersRequest { invoice: invoice.name.clone(), ..ListRemindersRequest::default() };
    reminders(world).list_reminders(request).await.unwrap().into_inner().reminders
}

async fn document(world: &World, name: &str) -> ReminderDocument {
    let request = GetReminderDocumentRequest { name: name.into() };
    reminders(world).get_reminder_document(request).await.unwrap().into_inner()
}

async fn pay(world: &World, invoice: &Invoice, euros: Option<&str>) {
    let request = RecordPaymentRequest {
        invoice: invoice.name.clone(),
        amount: euros.and_then(eur),
        request_id: id(),
        ..RecordPaymentRequest::default()
    };
    let mut payments = PaymentServiceClient::new(world.house.peer_as("billing", &BOOKS));
    payments.record_payment(request).await.unwrap();
}

async fn stop(world: &World, invoice: &Invoice) -> ReminderStop {
    let stop = ReminderStop {
        invoice: invoice.name.clone(),
        kind: ReminderStopKind::Disputed.into(),
        reason: "bestreitet die Anfahrt".into(),
        ..ReminderStop::default()
    };
    let request = CreateReminderStopRequest { stop: Some(stop), request_id: id() };
    reminders(world).create_reminder_stop(request).await.unwrap().into_inner()
}

/// An invoice of 120.00 net, 142.80 gross, due after 14 days.
async fn owed(world: &World) -> (Party, Invoice) {
    let party = world.owing().await;
    let invoice = world.issue(&party).await;
    (party, invoice)
}

fn left_out(run: &ReminderRun) -> Vec<(String, UnremindedReason)> {
    run.left_out.iter().map(|item| (item.number.clone(), item.reason())).collect()
}

#[tokio::test]
async fn b8_levels_come_one_after_the_other_as_documents_that_never_change() {
    let world = World::selling().await;
    set(&world).await;
    let (party, invoice) = owed(&world).await;
    world.house.clock().advance(20 * DAY);
    let early = propose(&world).await;
    assert!(early.letters.is_empty(), "due after 14 days, reminded 7 days later");
    assert_eq!(left_out(&early), [(invoice.number.clone(), UnremindedReason::NotYet)]);
    world.house.clock().advance(DAY);
    let run = propose(&world).await;
    assert_eq!((run.state(), run.letters.len()), (ReminderRunState::Proposed, 1));
    assert_eq!((run.letters[0].level, amount(&run.letters[0].total)), (1, "142.80"));
    assert!(sent(&world, &invoice).await.is_empty(), "nothing goes out before it is confirmed");
    let request = confirming(&run);
    let done = reminders(&world).confirm_reminder_run(request.clone()).await.unwrap().into_inner();
    assert_eq!(reminders(&world).confirm_reminder_run(request).await.unwrap().into_inner(), done, "X2");
    assert_eq!(
        (done.state(), done.letters[0].number.as_str()),
        (ReminderRunState::Confirmed, "MA-2026-000001")
    );
    let first = sent(&world, &invoice).await;
    let bytes = document(&world, &first[0].name).await;
    assert!(bytes.content.starts_with(b"%PDF-1.7") && bytes.sha256 == first[0].sha256);
    assert_eq!(reason(reminders(&world).confirm_reminder_run(confirming(&run)).await), Reason::WrongState);
    let told = world.told::<ReminderIssued>(&first[0].name).await;
    assert_eq!((told[0].level, &told[0].tickets), (1, &vec![party.ticket.clone()]), "the log hears of it");
    // The next level comes 14 days after the first, with interest since the day after the first letter.
    world.house.clock().advance(13 * DAY);
    assert!(propose(&world).await.letters.is_empty());
    world.house.clock().advance(DAY);
    let second = propose(&world).await;
    let letter = &second.letters[0];
    assert_eq!((letter.level, amount(&letter.fee)), (2, "5.00"));
    // 14 days at 6.27 % (no VAT id: no business) of 142.80.
    assert_eq!((amount(&letter.interest), amount(&letter.total)), ("0.34", "148.14"));
    confirm(&world, &second).await;
    world.house.clock().advance(60 * DAY);
    assert_eq!(left_out(&propose(&world).await), [(invoice.number.clone(), UnremindedReason::LastLevel)]);
    assert_eq!(document(&world, &first[0].name).await, bytes, "the first letter is as it was");
    let mut owner = world.house.database().owner().await;
    for change in ["update billing.reminders set number = 'x'", "delete from billing.reminder_items"] {
        assert!(sqlx::query(change).execute(&mut owner).await.is_err(), "{change}");
    }
    world.house.close().await;
}

#[tokio::test]
async fn b8_never_reminded_of_what_is_paid_cancelled_disputed_or_changed_since_it_was_proposed() {
    let world = World::selling().await;
    set(&world).await;
    let (_, paid) = owed(&world).await;
    let (_, cancelled) = owed(&world).await;
    let (_, disputed) = owed(&world).await;
    let (party, partly) = owed(&world).await;
    world.house.clock().advance(30 * DAY);
    let run = propose(&world).await;
    assert_eq!(run.letters.len(), 4);
    pay(&world, &paid, None).await;
    world.client().cancel_invoice(cancel(&cancelled)).await.unwrap();
    let stopped = stop(&world, &disputed).await;
    pay(&world, &partly, Some("100.00")).await;
    let done = confirm(&world, &run).await;
    assert!(done.letters.iter().all(|l| l.reminder.is_empty() && !l.left_out.is_empty()), "{done:?}");
    let again = propose(&world).await;
    assert_eq!(again.letters.len(), 1);
    assert_eq!((&again.letters[0].customer, amount(&again.letters[0].open)), (&party.customer.name, "42.80"));
    assert_eq!(left_out(&again), [(disputed.number.clone(), UnremindedReason::Stopped)]);
    assert_eq!(again.left_out[0].remark, "bestreitet die Anfahrt");
    let lift = LiftReminderStopRequest { name: stopped.name, reason: "geklärt".into(), request_id: id() };
    let lifted = reminders(&world).lift_reminder_stop(lift.clone()).await.unwrap().into_inner();
    assert_eq!((lifted.lift_reason.as_str(), lifted.lifted_by.is_empty()), ("geklärt", false));
    let anew = LiftReminderStopRequest { request_id: id(), ..lift };
    assert_eq!(reason(reminders(&world).lift_reminder_stop(anew).await), Reason::WrongState);
    let third = propose(&world).await;
    assert_eq!(third.letters.len(), 2);
    // A person leaves one out.
    let request =
        ConfirmReminderRunRequest { without: vec![party.customer.name.clone()], ..confirming(&third) };
    let done = reminders(&world).confirm_reminder_run(request).await.unwrap().into_inner();
    assert_eq!(done.letters.iter().filter(|l| l.number == "MA-2026-000001").count(), 1);
    assert!(sent(&world, &partly).await.is_empty());
    // Two runs: what the first sent is not sent by the other.
    world.house.clock().advance(30 * DAY);
    let (one, other) = (propose(&world).await, propose(&world).await);
    assert_eq!(one.letters.len(), 2);
    confirm(&world, &one).await;
    let late = confirm(&world, &other).await;
    assert!(late.letters.iter().all(|l| l.reminder.is_empty()), "{late:?}");
    world.house.close().await;
}

#[tokio::test]
async fn b8_a_customers_stop_holds_for_what_was_issued_to_one_that_was_merged_into_it() {
    let world = World::selling().await;
    set(&world).await;
    let (lost, invoice) = owed(&world).await;
    let kept = world.owing().await;
    world.save(&lost.worked("project", 20_000, 900)).await;
    world.house.clock().advance(30 * DAY);
    merge(&world, &lost, &kept).await;
    let run_of_kept = async || {
        let customer = kept.customer.name.clone();
        let request = CreateReminderRunRequest { customer, request_id: id(), ..Default::default() };
        reminders(&world).create_reminder_run(request).await.unwrap().into_inner()
    };
    let run = run_of_kept().await;
    assert_eq!((run.letters.len(), &run.letters[0].items[0].number), (1, &invoice.number));
    let stop = ReminderStop {
        customer: kept.customer.name.clone(),
        kind: ReminderStopKind::Disputed.into(),
        reason: "Vergleich läuft".into(),
        ..ReminderStop::default()
    };
    let request = CreateReminderStopRequest { stop: Some(stop), request_id: id() };
    reminders(&world).create_reminder_stop(request).await.unwrap();
    for run in [run_of_kept().await, propose(&world).await] {
        assert_eq!(run.letters.len(), 0);
        assert_eq!(left_out(&run), [(invoice.number.clone(), UnremindedReason::Stopped)]);
    }
    world.house.close().await;
}

#[tokio::test]
async fn b8_runs_are_discarded_and_need_settings() {
    let world = World::selling().await;
    let request = CreateReminderRunRequest { request_id: id(), ..CreateReminderRunRequest::default() };
    assert_eq!(reason(reminders(&world).create_reminder_run(request).await), Reason::WrongState);
    let kept = set(&world).await;
    assert_eq!(kept.number_prefix, "MA-");
    let read =
        reminders(&world).get_reminder_settings(GetReminderSettingsRequest {}).await.unwrap().into_inner();
    assert_eq!(read, kept);
    owed(&world).await;
    world.house.clock().advance(30 * DAY);
    let run = propose(&world).await;
    let stale = ConfirmReminderRunRequest { etag: "\"x\"".into(), ..confirming(&run) };
    assert_eq!(reason(reminders(&world).confirm_reminder_run(stale).await), Reason::EtagMismatch);
    let discard = DiscardReminderRunRequest { name: run.name.clone(), request_id: id() };
    let ended = reminders(&world).discard_reminder_run(discard).await.unwrap().into_inner();
    assert_eq!(ended.state(), ReminderRunState::Discarded);
    assert_eq!(reason(reminders(&world).confirm_reminder_run(confirming(&run)).await), Reason::WrongState);
    let second = propose(&world).await;
    let page = |token: &str| ListReminderRunsRequest { page_size: 1, page_token: token.into() };
    let first = reminders(&world).list_reminder_runs(page("")).await.unwrap().into_inner();
    assert_eq!(first.runs, [second]);
    let rest = reminders(&world).list_reminder_runs(page(&first.next_page_token)).await.unwrap().into_inner();
    assert_eq!((rest.runs, rest.next_page_token.as_str()), (vec![ended], ""));
    world.house.close().await;
}

#[tokio::test]
async fn x6_bad_reminding_is_told_by_field() {
    let world = World::selling().await;
    let bad = ReminderSettings {
        levels: vec![ReminderLevel {
            fee: eur("-1"),
            interest: true,
            respite_days: 91,
            ..ReminderLevel::default()
        }],
        number_prefix: "zu lang für alles".into(),
        business_points: Some(Decimal { value: "21".into() }),
        least: eur("0.001"),
        ..ReminderSettings::default()
    };
    let request = SetReminderSettingsRequest { settings: Some(bad), request_id: "x".into() };
    let fields = wrong_fields(reminders(&world).set_reminder_settings(request).await);
    let level = |field: &str| format!("settings.levels[0].{field}");
    let mut expected: Vec<String> = vec!["request_id".into(), "settings.number_prefix".into()];
    expected.extend(
        ["after_days", "respite_days", "fee", "title.de", "title.en", "text.de", "text.en"].map(level),
    );
    expected.extend(["settings.base_rates", "settings.business_points", "settings.least"].map(String::from));
    assert_eq!(fields, expected);
    let request = CreateReminderRunRequest {
        as_of: Some(Date { year: 2027, month: 1, day: 1 }),
        customer: "x".into(),
        request_id: id(),
    };
    let fields = wrong_fields(reminders(&world).create_reminder_run(request).await);
    assert_eq!(fields, ["as_of", "customer"]);
    let fields =
        wrong_fields(reminders(&world).create_reminder_stop(CreateReminderStopRequest::default()).await);
    assert_eq!(fields, ["request_id", "stop.customer", "stop.kind", "stop.reason"]);
    let fields =
        wrong_fields(reminders(&world).confirm_reminder_run(ConfirmReminderRunRequest::default()).await);
    assert_eq!(fields, ["request_id", "name", "etag"]);
    world.house.close().await;
}

#[tokio::test]
async fn x1_foreign_reminding_is_as_absent() {
    let world = World::selling().await;
    set(&world).await;
    let (party, invoice) = owed(&world).await;
    world.house.clock().advance(30 * DAY);
    let run = confirm(&world, &propose(&world).await).await;
    let (tenant, user) = (TenantId::new(&RandomIds), UserId::new(&RandomIds));
    let mut other = ReminderServiceClient::new(world.house.peer_of("billing", tenant, user, &BOOKS));
    for name in [run.letters[0].reminder.clone(), absent("reminders")] {
        let request = GetReminderDocumentRequest { name };
        assert_eq!(other.get_reminder_document(request).await.unwrap_err().code(), Code::NotFound);
    }
    for name in [run.name.clone(), absent("reminderRuns")] {
        let request = ConfirmReminderRunRequest { name: name.clone(), ..confirming(&run) };
        assert_eq!(other.confirm_reminder_run(request).await.unwrap_err().code(), Code::NotFound);
        let request = GetReminderRunRequest { name };
        assert_eq!(other.get_reminder_run(request).await.unwrap_err().code(), Code::NotFound);
    }
    let stop = |customer: &str, invoice: &str| CreateReminderStopRequest {
        stop: Some(ReminderStop {
            customer: customer.into(),
            invoice: invoice.into(),
            kind: ReminderStopKind::Other.into(),
            reason: "x".into(),
            ..ReminderStop::default()
        }),
        request_id: id(),
    };
    for (customer, invoice) in [
        (party.customer.name.as_str(), ""),
        (absent("customers").as_str(), ""),
        ("", invoice.name.as_str()),
        ("", absent("invoices").as_str()),
    ] {
        let answer = other.create_reminder_stop(stop(customer, invoice)).await;
        assert_eq!(answer.unwrap_err().code(), Code::NotFound, "{customer}{invoice}");
    }
    let held =
        reminders(&world).create_reminder_stop(stop(&party.customer.name, "")).await.unwrap().into_inner();
    let stops = |client: &Reminders| {
        let mut client = client.clone();
        async move {
            client.list_reminder_stops(ListReminderStopsRequest::default()).await.unwrap().into_inner().stops
        }
    };
    assert_eq!(stops(&reminders(&world)).await, [held]);
    assert!(stops(&other).await.is_empty());
    let letters = other.list_reminders(ListRemindersRequest::default()).await.unwrap().into_inner();
    assert!(letters.reminders.is_empty());
    world.house.close().await;
}
