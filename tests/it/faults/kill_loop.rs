//! A house works while sessions, Postgres and all services are killed again and again.

use super::client::Client;
use super::world::World;
use kontor::tour::request_id;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long things are killed.
const STORM: Duration = Duration::from_secs(16);
/// People who work at the same time.
const WORKERS: usize = 4;

#[derive(Debug, Default)]
struct Kills {
    sessions: i64,
    postgres: usize,
    services: usize,
}

impl Kills {
    /// Whether enough died for the test to mean something.
    const fn is_enough(&self) -> bool {
        self.sessions >= 20 && self.postgres >= 3 && self.services >= 2
    }
}

/// Sessions all the time, Postgres every ten turns, all services in between; on a slow machine it lasts until enough died.
async fn storm(world: &World, over: &AtomicBool) -> Kills {
    let end = Instant::now() + STORM;
    let mut kills = Kills::default();
    for turn in 0.. {
        if Instant::now() >= end && kills.is_enough() {
            break;
        }
        sleep(Duration::from_millis(150 + 70 * (turn % 3))).await;
        match turn % 10 {
            4 => {
                world.kill_postgres().await;
                kills.postgres += 1;
            }
            9 => {
                world.restart_services().await;
                kills.services += 1;
            }
            _ => kills.sessions += world.break_sessions(1 + i64::try_from(turn % 4).unwrap()).await,
        }
    }
    over.store(true, Relaxed);
    kills
}

/// A customer with a contract that bills support by the quarter of an hour.
pub(super) async fn customer(boss: &mut Client<'_>, number: usize) -> String {
    let customer = json!({"customer": {"number": format!("F-{number}"), "displayName": format!("Fehlerfrei {number} GmbH"),
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "rechnung@kunde.example", "paymentDays": 14, "buyerReference": "EK-1", "languageCode": "de"}});
    let customer = boss.command("contract.CustomerService/CreateCustomer", customer).await["name"].clone();
    let calendar =
        json!({"calendar": {"displayName": format!("Immer {number}"), "definition": "Europe/Berlin; 24/7"}});
    let calendar = boss.command("contract.ContractService/CreateCalendar", calendar).await["name"].clone();
    let target = |p: &str| json!({"priority": p, "response": "3600s", "resolution": "28800s"});
    let targets = ["PRIORITY_CRITICAL", "PRIORITY_HIGH", "PRIORITY_NORMAL", "PRIORITY_LOW"].map(target);
    let policy = json!({"policy": {"displayName": format!("Ziele {number}"), "targets": targets}});
    let policy = boss.command("contract.ContractService/CreateSlaPolicy", policy).await["name"].clone();
    let eur = |amount: &str| json!({"currencyCode": "EUR", "amount": {"value": amount}});
    let contract = json!({
        "contract": {"number": format!("W-F-{number}"), "customer": customer, "displayName": "Support"},
        "terms": {"valid": {"start": {"year": 2020, "month": 1, "day": 1}}, "calendar": calendar, "slaPolicy": policy,
            "rules": [{"displayName": "support draws", "decision": "DECISION_QUOTA", "activities": ["support"]},
                {"displayName": "projects are billed", "decision": "DECISION_BILLABLE", "activities": ["project"]}],
            "prices": [{"perHour": eur("120.00")}],
            "rounding": {"incrementSeconds": 900, "minimumSeconds": 900, "mode": "ROUNDING_MODE_UP",
                "scope": "ROUNDING_SCOPE_ENTRY"},
            "quotas": [{"displayName": "Support 2 h", "kind": "QUOTA_KIND_TIME", "amount": {"value": "7200"},
                "replenishment": "REPLENISHMENT_ONCE", "overageRule": "OVERAGE_RULE_BILL",
                "overagePerHour": eur("110.00")}]}});
    boss.command("contract.ContractService/CreateContract", contract).await;
    customer.as_str().unwrap().to_owned()
}

pub(super) fn ticket(customer: &str, nth: usize) -> Value {
    json!({"ticket": {"customer": customer, "subject": format!("Störung {nth}"), "priority": "PRIORITY_HIGH"},
        "channel": "CHANNEL_PHONE", "activity": "support"})
}

pub(super) fn entry(ticket: &Value, nth: usize) -> Value {
    let activity = if nth.is_multiple_of(2) { "support" } else { "project" };
    json!({"entry": {"ticket": ticket["name"], "activity": activity, "channel": "CHANNEL_REMOTE",
        "startTime": "2026-01-05T10:00:00Z", "duration": "420s", "text": format!("Arbeit {nth}"), "allowOverlap": true}})
}

/// Tickets, log entries and work, until the storm is over.
async fn work(client: &mut Client<'_>, customer: &str, over: &AtomicBool) {
    let mut nth = 0;
    while !over.load(Relaxed) {
        nth += 1;
        // Now and then the answer is lost on the way.
        client.patience = Duration::from_millis(if nth % 5 == 0 { 15 } else { 10_000 });
        let ticket = client.command("ticket.TicketService/CreateTicket", ticket(customer, nth)).await;
        client.patience = Duration::from_secs(10);
        for note in 0..2 {
            let log = json!({"name": ticket["name"], "entry": {"kind": "LOG_KIND_NOTE", "text": format!("Notiz {note}")}});
            client.command("ticket.TicketService/AddLogEntry", log).await;
        }
        client.command("timetracking.TimeService/CreateTimeEntry", entry(&ticket, nth)).await;
    }
}

/// Work for one customer and an invoice for it, again and again, until the storm is over.
async fn bill(agent: &mut Client<'_>, books: &mut Client<'_>, customer: &str, over: &AtomicBool) {
    let there = agent.command("ticket.TicketService/CreateTicket", ticket(customer, 0)).await;
    while !over.load(Relaxed) {
        agent.command("timetracking.TimeService/CreateTimeEntry", entry(&there, 1)).await;
        while !over.load(Relaxed) && !issue(books, customer).await {
            sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Issues the customer's draft as it is shown; false where there is nothing to issue yet.
async fn issue(books: &mut Client<'_>, customer: &str) -> bool {
    let drafts =
        books.call("billing.BillingService/ListDrafts", json!({"customer": customer})).await.unwrap();
    let Some(name) = drafts.pointer("/drafts/0/name") else { return false };
    let draft = books.call("billing.BillingService/GetDraft", json!({"name": name})).await.unwrap();
    let request = json!({"name": name, "etag": draft["etag"], "requestId": request_id()});
    match books.call("billing.BillingService/IssueDraft", request.clone()).await {
        Ok(invoice) => books.keep("billing.BillingService/IssueDraft", request, &invoice),
        Err(refused) => {
            let why = refused.reason().unwrap_or_default().to_owned();
            assert!(["DRAFT_CHANGED", "DRAFT_EMPTY"].contains(&why.as_str()), "{refused}");
            return false;
        }
    }
    true
}

#[derive(FromRow)]
struct Named {
    name: String,
}

/// What is stored must be what was acknowledged: nothing lost, nothing doubled.
async fn same(world: &World, what: &str, sql: &str, clients: &[Client<'_>], rpc: &str) -> usize {
    let sql = AssertSqlSafe(sql.to_owned());
    let stored: Vec<Named> = sqlx::query_as(sql).fetch_all(&mut world.owner().await).await.unwrap();
    let stored_once: BTreeSet<String> = stored.iter().map(|row| row.name.clone()).collect();
    let done = clients.iter().flat_map(|c| &c.acknowledged).filter(|a| a.rpc.ends_with(rpc));
    let told: Vec<String> = done.map(|a| a.answer["name"].as_str().unwrap().to_owned()).collect();
    let told_once: BTreeSet<String> = told.iter().cloned().collect();
    assert_eq!(told.len(), told_once.len(), "{what}: two commands got one answer");
    assert_eq!(stored.len(), stored_once.len(), "{what}: stored twice");
    let lost: Vec<_> = told_once.difference(&stored_once).collect();
    let unasked: Vec<_> = stored_once.difference(&told_once).collect();
    assert!(lost.is_empty() && unasked.is_empty(), "{what}: lost {lost:?}, unasked {unasked:?}");
    told.len()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants the machine for itself: cargo xtask test runs it after all others"]
async fn i24_what_was_acknowledged_is_there_once_after_kills_of_everything() {
    let world = World::open(|_| None).await;
    let mut boss = Client::sign_in(&world, "management").await;
    let mut clients = Vec::new();
    let mut customers = Vec::new();
    for number in 0..=WORKERS {
        customers.push(customer(&mut boss, number).await);
        clients.push(Client::sign_in(&world, "agent").await);
    }
    let mut books = Client::sign_in(&world, "accounting").await;
    let over = AtomicBool::new(false);
    let (biller, workers) = clients.split_last_mut().unwrap();
    let work = workers.iter_mut().zip(&customers).map(|(client, customer)| work(client, customer, &over));
    let bill = bill(biller, &mut books, &customers[WORKERS], &over);
    let (kills, _, ()) = tokio::join!(storm(&world, &over), futures::future::join_all(work), bill);
    // Postgres and services are up; now everything must come to rest without hands (liveness).
    world.settle().await;
    clients.push(books);
    for client in &mut clients {
        client.repeat_all().await;
    }
    world.settle().await;
    let tickets = "select 'tickets/' || id as name from ticket.tickets";
    let tickets = same(&world, "tickets", tickets, &clients, "/CreateTicket").await;
    let notes = "select 'tickets/' || ticket_id || '/logEntries/' || sequence as name from ticket.log_entries
        where kind = 'note' and actor like 'users/%'";
    let notes = same(&world, "notes", notes, &clients, "/AddLogEntry").await;
    let entries = "select 'timeEntries/' || id as name from timetracking.entries";
    let entries = same(&world, "time entries", entries, &clients, "/CreateTimeEntry").await;
    let invoices = "select 'invoices/' || id as name from billing.invoices";
    let invoices = same(&world, "invoices", invoices, &clients, "/IssueDraft").await;
    let report = world.audit().await;
    let unknown: usize = clients.iter().map(|c| c.unknown).sum();
    println!(
        "{kills:?}; {tickets} tickets, {notes} notes, {entries} time entries, {invoices} invoices; \
         {unknown} tries without an answer; {} events",
        report.figures.events
    );
    assert!(kills.is_enough(), "{kills:?}");
    assert!(tickets >= 10 && entries >= 10 && invoices >= 1 && unknown >= 10, "too little happened");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants the machine for itself: cargo xtask test runs it after all others"]
async fn i7_numbers_and_instants_rise_together_when_customers_are_billed_at_once() {
    let world = World::open(|_| None).await;
    let mut boss = Client::sign_in(&world, "management").await;
    let mut agent = Client::sign_in(&world, "agent").await;
    let mut customers = Vec::new();
    for number in 0..8 {
        customers.push(customer(&mut boss, number).await);
    }
    for _ in 0..3 {
        for customer in &customers {
            let there = agent.command("ticket.TicketService/CreateTicket", ticket(customer, 0)).await;
            agent.command("timetracking.TimeService/CreateTimeEntry", entry(&there, 1)).await;
        }
        world.settle().await;
        let bill = customers.iter().map(|customer| async {
            let mut books = Client::sign_in(&world, "accounting").await;
            assert!(issue(&mut books, customer).await, "there is something to issue");
        });
        futures::future::join_all(bill).await;
    }
    world.settle().await;
    assert_eq!(world.audit().await.figures.invoices, 24);
    world.close().await;
}
