//! Time that was worked and not booked, from the ticket's log to the rating (N4, T1, T6).

use crate::installation::Installation;
use kontor::client::Door;
use kontor::{import, seed};
use kontor_ids::{IdSource as _, RandomIds};
use serde_json::{Value, json};
use std::time::Duration;

fn request_id() -> String {
    RandomIds.uuid().to_string()
}

async fn ask(door: &Door, rpc: &str, request: Value) -> Value {
    door.call(rpc, request).await.unwrap_or_else(|e| panic!("{rpc}: {e}"))
}

/// Asks until the answer is as wished, at most half a minute: events take their way.
async fn until(door: &Door, rpc: &str, request: Value, is: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..300 {
        if let Ok(answer) = door.call(rpc, request.clone()).await
            && is(&answer)
        {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{rpc} did not come to answer as wished");
}

async fn ticket(installation: &Installation, agent: &Door) -> String {
    let boss = seed::sign_in(&installation.grpc(), &installation.address, "management").await.unwrap();
    let customer = json!({"customer": {"number": "Z-1", "displayName": "Zeit GmbH",
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "zeit@kunden.example", "paymentDays": 14}, "requestId": request_id()});
    let customer = ask(&boss, "contract.CustomerService/CreateCustomer", customer).await;
    let request = json!({"ticket": {"customer": customer["name"], "subject": "Drucker druckt nicht"},
        "channel": "CHANNEL_PHONE", "activity": "support", "requestId": request_id()});
    let ticket = ask(agent, "ticket.TicketService/CreateTicket", request).await;
    ticket["name"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn n4_a_logged_call_and_an_imported_session_become_rated_entries() {
    let installation = Installation::open().await;
    let agent = seed::sign_in(&installation.rest(), &installation.address, "agent").await.unwrap();
    let ticket = ticket(&installation, &agent).await;
    let call = json!({"name": ticket, "entry": {"kind": "LOG_KIND_CALL_OUT", "text": "Rückruf", "workedMinutes": 12,
        "eventTime": "2026-01-06T10:12:00Z"},
        "requestId": request_id()});
    ask(&agent, "ticket.TicketService/AddLogEntry", call).await;
    let missing = "timetracking.ProposalService/GetMissingTime";
    let question = json!({"time": "2026-01-06T12:00:00Z"});
    let found =
        until(&agent, missing, question, |m| m["proposals"].as_array().is_some_and(|p| p.len() == 1)).await;
    assert_eq!(found["unbooked"], "720s");
    let proposal = &found["proposals"][0];
    assert_eq!(
        (proposal["ticket"].as_str(), proposal["channel"].as_str()),
        (Some(&*ticket), Some("CHANNEL_PHONE"))
    );
    let accept = json!({"name": proposal["name"], "etag": proposal["etag"], "requestId": request_id()});
    let entry = ask(&agent, "timetracking.ProposalService/AcceptProposal", accept).await;
    assert_eq!(
        (entry["duration"].as_str(), entry["text"].as_str()),
        (Some("720s"), Some("Drucker druckt nicht"))
    );
    let rated = json!({"entry": entry["name"]});
    let has_portions = |answer: &Value| answer.pointer("/portions/0").is_some();
    let rated = until(&agent, "billing.BillingService/GetRatedEntry", rated, has_portions).await;
    assert_eq!(rated["raw"], "720s");

    let folder = std::env::temp_dir().join(format!("kontor-sessions-{}", RandomIds.uuid().simple()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("sessions.csv");
    let log = "Techniker;Rechner;Beginn;Ende\nAnna Agent;PC-7;05.01.2026 09:00;05.01.2026 09:30\n\
        agent;PC-7;05.01.2026 09:31;05.01.2026 09:40\nniemand;PC-7;05.01.2026 10:00;05.01.2026 10:10\n";
    std::fs::write(&file, log).unwrap();
    let mut options =
        import::SessionOptions { dry_run: true, time_zone: "Europe/Berlin".into(), ..Default::default() };
    for dry_run in [true, false] {
        options.dry_run = dry_run;
        let read = import::sessions(&agent, &file, &options).await.unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((read.rows, read.new, read.known, read.bad, read.seconds), (3, 1, 0, 1, 2_400));
        assert_eq!((read.bad_rows[0].line, read.bad_rows[0].column.as_str()), (4, "technician"));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let january = json!({"time": "2026-01-05T12:00:00Z"});
    let found = ask(&agent, missing, january).await;
    assert_eq!(found["proposals"][0]["duration"], "2400s");
    let week = ask(&agent, "timetracking.SheetService/GetWeekSheet", json!({})).await;
    assert_eq!(week["days"].as_array().unwrap().len(), 7);
    installation.close().await;
}

/// A customer whose support draws from one hour that refuses to be overdrawn, and a ticket.
async fn refusing(installation: &Installation, agent: &Door) -> String {
    let boss = seed::sign_in(&installation.grpc(), &installation.address, "management").await.unwrap();
    let ground = seed::ground(&boss).await.unwrap();
    let customer = json!({"customer": {"number": "Z-2", "displayName": "Knapp GmbH",
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "knapp@kunden.example", "paymentDays": 14}, "requestId": request_id()});
    let customer = ask(&boss, "contract.CustomerService/CreateCustomer", customer).await;
    let terms = json!({"valid": {"start": {"year": 2026, "month": 1, "day": 1}},
        "calendar": ground.calendar, "slaPolicy": ground.sla_policy,
        "rules": [{"displayName": "everything draws", "decision": "DECISION_QUOTA"}],
        "prices": [{"perHour": {"currencyCode": "EUR", "amount": {"value": "95.00"}}}],
        "rounding": {"incrementSeconds": 1, "mode": "ROUNDING_MODE_UP", "scope": "ROUNDING_SCOPE_ENTRY"},
        "quotas": [{"displayName": "Support 1 h", "kind": "QUOTA_KIND_TIME", "amount": {"value": "3600"},
            "replenishment": "REPLENISHMENT_ONCE", "overageRule": "OVERAGE_RULE_REFUSE"}]});
    let contract = json!({"contract": {"number": "W-Z-2", "customer": customer["name"], "displayName": "Kontingent"},
        "terms": terms, "requestId": request_id()});
    let contract = ask(&boss, "contract.ContractService/CreateContract", contract).await;
    let quota = contract.pointer("/versions/0/terms/quotas/0/name").unwrap().clone();
    // Billing hears of a new contract within moments.
    let granted = |balance: &Value| balance.pointer("/balance/value").is_some_and(|v| v == "3600");
    until(agent, "billing.BillingService/GetQuotaBalance", json!({"quota": quota}), granted).await;
    let request = json!({"ticket": {"customer": customer["name"], "subject": "Zugang gesperrt"},
        "channel": "CHANNEL_PHONE", "activity": "support", "requestId": request_id()});
    let ticket = ask(agent, "ticket.TicketService/CreateTicket", request).await;
    ticket["name"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_work_beyond_a_quota_that_refuses_is_refused_at_capture_and_nothing_is_saved() {
    let installation = Installation::open().await;
    let agent = seed::sign_in(&installation.grpc(), &installation.address, "agent").await.unwrap();
    let ticket = refusing(&installation, &agent).await;
    let entry = |hour: u32, seconds: u32| {
        json!({"entry": {"ticket": ticket, "activity": "support",
        "startTime": format!("2026-01-07T{hour:02}:00:00Z"), "duration": format!("{seconds}s"), "text": "Zugang"},
        "requestId": request_id()})
    };
    let create = "timetracking.TimeService/CreateTimeEntry";
    let first = ask(&agent, create, entry(8, 1_800)).await;
    // The hold counts at once, before the first entry is rated.
    let refused = agent.call(create, entry(10, 1_801)).await.unwrap_err();
    assert_eq!(refused.reason(), Some("QUOTA_EXHAUSTED"), "{refused}");
    let mut longer = first.clone();
    longer["duration"] = json!("3601s");
    let correct = json!({"entry": longer, "reason": "länger", "requestId": request_id()});
    let refused = agent.call("timetracking.TimeService/CorrectTimeEntry", correct).await.unwrap_err();
    assert_eq!(refused.reason(), Some("QUOTA_EXHAUSTED"), "{refused}");
    let list = ask(&agent, "timetracking.TimeService/ListTimeEntries", json!({"ticket": ticket})).await;
    assert_eq!(list["entries"].as_array().unwrap().len(), 1);
    ask(&agent, create, entry(10, 1_800)).await;
    let state = |list: &Value| {
        list["entries"]
            .as_array()
            .is_some_and(|e| e.iter().all(|e| e["billingState"] == "BILLING_STATE_RATED"))
    };
    until(&agent, "timetracking.TimeService/ListTimeEntries", json!({"ticket": ticket}), state).await;
    installation.close().await;
}
