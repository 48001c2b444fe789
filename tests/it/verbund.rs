//! One house takes another's calls, through the gateway and with real contracts, clocks and people (N10).

use crate::installation::Installation;
use kontor::client::{CallError, Door};
use kontor::seed;
use kontor::tour::{House as Address, Tour, request_id};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const PASSWORD: &str = "Steinbruch-im-Regen-9";

/// A house with someone who answers for it and someone who works.
struct Partner {
    tenant: String,
    boss: Door,
    agent: Door,
}

async fn found(installation: &Installation, slug: &str) -> Partner {
    let operator = installation.grpc().signed_in(installation.operator());
    let request = json!({"tenant": {"displayName": slug, "slug": slug},
        "admin": {"displayName": "A", "email": format!("admin@{slug}.example"), "roles": ["ROLE_HOUSE_ADMIN"]},
        "adminPassword": PASSWORD, "requestId": request_id()});
    let tenant = operator.call("identity.IdentityService/CreateTenant", request).await.unwrap();
    let address = Address { slug: slug.to_owned(), password: PASSWORD.to_owned() };
    let admin = seed::sign_in(&installation.grpc(), &address, "admin").await.unwrap();
    for (name, role) in [("boss", "ROLE_MANAGEMENT"), ("agent", "ROLE_FIRST_LEVEL")] {
        let user = json!({"displayName": name, "email": format!("{name}@{slug}.example"), "roles": [role]});
        let request = json!({"user": user, "password": PASSWORD, "requestId": request_id()});
        admin.call("identity.IdentityService/CreateUser", request).await.unwrap();
    }
    Partner {
        tenant: text(&tenant, "/name").to_owned(),
        boss: seed::sign_in(&installation.grpc(), &address, "boss").await.unwrap(),
        // The taking house works over REST.
        agent: seed::sign_in(&installation.rest(), &address, "agent").await.unwrap(),
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

async fn ask(door: &Door, rpc: &str, request: Value) -> Value {
    door.call(rpc, request).await.unwrap_or_else(|e| panic!("{rpc}: {e}"))
}

fn verbund(rpc: &str) -> String {
    format!("ticket.VerbundService/{rpc}")
}

fn absent(answer: Result<Value, CallError>) -> bool {
    answer.is_err_and(|error| error.reason() == Some("NOT_FOUND"))
}

/// All names of fields in an answer, with their way.
fn fields(value: &Value, way: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(format!("{way}{name}"));
                fields(value, &format!("{way}{name}."), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, way, found)),
        _ => {}
    }
}

/// A ticket for the tour's customer, about its server, by its contact; a directive waits there to be acknowledged.
async fn opened(boss: &Door) -> Value {
    let listed = ask(boss, "ticket.TicketService/ListTickets", json!({"includeDone": true})).await;
    let all = listed["tickets"].as_array().unwrap();
    let known =
        all.iter().find(|t| !text(t, "/contact").is_empty() && !text(t, "/asset").is_empty()).unwrap();
    let ticket = json!({"customer": known["customer"], "contact": known["contact"], "asset": known["asset"],
        "subject": "Server antwortet nicht", "description": "seit 22 Uhr"});
    ask(boss, "ticket.TicketService/CreateTicket", json!({"ticket": ticket, "requestId": request_id()})).await
}

/// What is on the list of what a taking house may see.
const ALLOWED: &[&str] = &[
    "subject",
    "description",
    "priority",
    "state",
    "reportTime",
    "responseDueTime",
    "resolutionDueTime",
    "customerDisplayName",
    "contact",
    "contact.displayName",
    "contact.phones",
    "contact.emails",
    "asset",
    "asset.displayName",
    "asset.assetClass",
    "asset.serialNumber",
    "asset.hostName",
    "asset.criticality",
    "directives",
    "directives.name",
    "directives.severity",
    "directives.text",
    "directives.unacknowledged",
    "entries",
    "entries.kind",
    "entries.text",
    "entries.eventTime",
    "entries.side",
];

/// What the taking house sees is what is on the list, and nothing else of the giving house is there for it.
async fn seen_by(agent: &Door, get: &Value) -> Value {
    let listed = ask(agent, &verbund("ListHandovers"), json!({"side": "HANDOVER_SIDE_TAKEN"})).await;
    assert_eq!(text(&listed, "/handovers/0/shown/subject"), "Server antwortet nicht");
    let seen = ask(agent, &verbund("GetHandover"), get.clone()).await;
    assert_eq!(text(&seen, "/shown/contact/displayName"), "Erika Muster");
    assert!(text(&seen, "/shown/contact/phones/0").starts_with("+49891"));
    assert_eq!(
        (text(&seen, "/shown/asset/displayName"), text(&seen, "/shown/asset/assetClass")),
        ("SRV-02", "server")
    );
    assert!(text(&seen, "/shown/customerDisplayName").starts_with("Tour "));
    assert!(
        !text(&seen, "/shown/responseDueTime").is_empty()
            && !text(&seen, "/shown/resolutionDueTime").is_empty()
    );
    let printed = seen.to_string();
    for hidden in [
        "Geheim",
        "perHour",
        "contracts/",
        "tickets/",
        "quotas/",
        "customers/",
        "contacts/",
        "assets/",
        "users/",
    ] {
        assert!(!printed.contains(hidden), "{hidden} is told: {printed}");
    }
    let mut shown = BTreeSet::new();
    fields(&seen["shown"], "", &mut shown);
    assert!(shown.iter().all(|field| ALLOWED.contains(&field.as_str())), "{shown:?}");
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn n10_a_house_takes_another_houses_call_from_agreement_to_settlement() {
    let installation = Installation::open().await;
    Tour::new(installation.grpc(), true).run(&installation.address).await.unwrap_or_else(|e| panic!("{e}"));
    let boss = seed::sign_in(&installation.grpc(), &installation.address, "management").await.unwrap();
    let (night, third) = (found(&installation, "nacht").await, found(&installation, "dritte").await);

    let terms = json!({"title": "Nachtdienst", "taker": night.tenant, "hours": "Europe/Berlin; 24/7", "mayResolve": true,
        "pricePerCall": {"currencyCode": "EUR", "amount": {"value": "12.50"}},
        "pricePerMinute": {"currencyCode": "EUR", "amount": {"value": "0.95"}}});
    let offer = json!({"agreement": terms, "requestId": request_id()});
    let agreement = ask(&boss, &verbund("OfferAgreement"), offer).await;
    let accept = json!({"name": agreement["name"], "requestId": request_id()});
    assert!(absent(third.boss.call(&verbund("AcceptAgreement"), accept.clone()).await));
    ask(&night.boss, &verbund("AcceptAgreement"), accept).await;

    let ticket = opened(&boss).await;
    let remark = json!({"kind": "LOG_KIND_NOTE", "text": "Geheim: Kunde zahlt schlecht"});
    let note = json!({"name": ticket["name"], "entry": remark, "requestId": request_id()});
    ask(&boss, "ticket.TicketService/AddLogEntry", note).await;
    let hand = json!({"name": ticket["name"], "note": "bitte bald", "requestId": request_id()});
    let handed = ask(&boss, &verbund("HandOverTicket"), hand).await;

    let get = json!({"name": handed["name"]});
    let seen = seen_by(&night.agent, &get).await;
    assert!(absent(third.agent.call(&verbund("GetHandover"), get.clone()).await));
    let direct = json!({"name": ticket["name"]});
    assert!(absent(night.agent.call("ticket.TicketService/GetTicket", direct.clone()).await));

    work(&night.agent, &seen).await;

    // The log tells it, the clock of the giving house has heard it, both settle the same.
    let log = ask(&boss, "ticket.TicketService/ListLogEntries", json!({"name": ticket["name"]})).await;
    let entries = log["entries"].as_array().unwrap();
    assert!(entries.iter().zip(1..).all(|(entry, n)| entry["sequence"] == n), "{entries:?}");
    let call = entries.iter().find(|e| e["kind"] == "LOG_KIND_CALL_OUT").unwrap();
    assert!(
        text(call, "/actor").starts_with(&night.tenant)
            && text(call, "/text") == "Nachtdienst, agent: Rückruf"
    );
    response_is_met(&boss, &direct).await;
    settled(&boss, &night, &agreement).await;
    assert!(absent(night.agent.call(&verbund("GetHandover"), get).await), "it went back with the solution");
    installation.close().await;
}

/// Acknowledges what waits, takes the ticket, calls back and resolves.
async fn work(agent: &Door, seen: &Value) {
    let name = &seen["name"];
    let take = || json!({"name": name, "requestId": request_id()});
    let early = agent.call(&verbund("TakeHandover"), take()).await.unwrap_err();
    assert_eq!(early.reason(), Some("DIRECTIVE_UNACKNOWLEDGED"));
    for directive in seen.pointer("/shown/directives").and_then(Value::as_array).unwrap() {
        if directive["unacknowledged"] == true {
            let request = json!({"name": name, "directive": directive["name"], "requestId": request_id()});
            ask(agent, &verbund("AcknowledgeHandoverDirective"), request).await;
        }
    }
    ask(agent, &verbund("TakeHandover"), take()).await;
    let now = seen["handTime"].clone();
    let call = json!({"name": name, "kind": "LOG_KIND_CALL_OUT", "text": "Rückruf", "public": true, "startTime": now,
        "endTime": now, "requestId": request_id()});
    ask(agent, &verbund("LogHandoverWork"), call).await;
    let again = ask(agent, &verbund("GetHandover"), json!({"name": name})).await;
    assert_eq!(text(&again, "/shown/entries/0/side"), "HANDED_SIDE_TAKER");
    let solve = json!({"name": name, "solution": "Dienst neu gestartet", "requestId": request_id()});
    ask(agent, &verbund("ResolveHandover"), solve).await;
}

async fn response_is_met(boss: &Door, ticket: &Value) {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let read = ask(boss, "ticket.TicketService/GetTicket", ticket.clone()).await;
        let clocks = read["clocks"].as_array().cloned().unwrap_or_default();
        let met = |c: &Value| c["kind"] == "CLOCK_KIND_RESPONSE" && c["state"] == "CLOCK_STATE_MET";
        if clocks.iter().any(met) {
            return;
        }
        assert!(Instant::now() < end, "the response is not met: {clocks:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn settled(boss: &Door, night: &Partner, agreement: &Value) {
    let (year, month) = (&agreement["validFrom"]["year"], &agreement["validFrom"]["month"]);
    let request = json!({"name": agreement["name"], "year": year, "month": month});
    let ours = ask(boss, &verbund("GetSettlement"), request.clone()).await;
    let theirs = ask(&night.boss, &verbund("GetSettlement"), request.clone()).await;
    assert_eq!(ours, theirs);
    assert_eq!((&ours["calls"], text(&ours, "/amount/amount/value")), (&json!(1), "12.50"));
    assert_eq!(text(&ours, "/csv").lines().count(), 2);
    let denied = night.agent.call(&verbund("GetSettlement"), request).await.unwrap_err();
    assert_eq!(denied.reason(), Some("PERMISSION_DENIED"), "prices are for those who may see them");
}
