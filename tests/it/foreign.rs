//! X1, I19: another house's thing answers exactly as a thing that does not exist, whatever RPC asks.

use crate::installation::Installation;
use kontor::client::{CallError, Door};
use kontor::seed;
use kontor::tour::{House as Address, Tour, request_id};
use kontor_ids::{IdSource as _, RandomIds};
use kontor_proto::descriptor::{self, Method};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Collections whose members the tour leaves behind, by the RPC that lists them.
async fn things(boss: &Door, books: &Door) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut keep = |value: &Value| collect(value, &mut found);
    for (door, rpc) in [
        (boss, "contract.CustomerService/ListCustomers"),
        (boss, "contract.ContractService/ListContracts"),
        (boss, "ticket.TicketService/ListTickets"),
        (boss, "timetracking.TimeService/ListTimeEntries"),
        (books, "billing.BillingService/ListDrafts"),
        (books, "billing.BillingService/ListInvoices"),
        (boss, "identity.IdentityService/ListUsers"),
    ] {
        keep(&door.call(rpc, json!({})).await.unwrap_or_else(|e| panic!("{rpc}: {e}")));
    }
    found
}

/// Every resource name in an answer, one of each collection.
fn collect(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some((collection, id)) = text.split_once('/')
                && id.len() == 36
            {
                found.entry(collection.to_owned()).or_insert_with(|| text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| collect(item, found)),
        _ => {}
    }
}

/// The collection that a method's name field takes, by its route: `/v1/{name=tickets/*}` → (`name`, `tickets`).
pub(crate) fn named(method: &Method) -> Option<(String, String)> {
    let extension = descriptor::pool().get_extension_by_name("google.api.http")?;
    let options = method.descriptor.options();
    let rule = options.get_extension(&extension);
    let rule = rule.as_message()?;
    let template = ["get", "post", "put"].into_iter().find_map(|verb| {
        let path = rule.get_field_by_name(verb)?;
        path.as_str().filter(|p| p.contains('{')).map(str::to_owned)
    })?;
    let capture = template.split_once('{')?.1.split_once('}')?.0;
    let (field, pattern) = capture.split_once('=')?;
    (!field.contains('.')).then(|| (field.to_owned(), pattern.trim_end_matches("/*").to_owned()))
}

/// A request that is whole but for the name.
fn request(method: &Method, field: &str, name: &str) -> Value {
    let mut request = json!({field: name});
    let input = method.descriptor.input();
    let fill = [
        ("requestId", json!(request_id())),
        ("etag", json!("\"1\"")),
        ("reason", json!("weil")),
        ("solution", json!("gelöst")),
        ("line", json!("lines/01890a5d-ac96-774b-bcce-b302099a8057")),
        ("directive", json!("directives/01890a5d-ac96-774b-bcce-b302099a8057")),
        ("state", json!("TICKET_STATE_WAITING_CUSTOMER")),
        ("priority", json!("PRIORITY_LOW")),
        ("team", json!("second-level")),
    ];
    for (key, value) in fill {
        if input.get_field_by_json_name(key).is_some() {
            request[key] = value;
        }
    }
    if method.path.ends_with("/AddLogEntry") {
        request["entry"] = json!({"kind": "LOG_KIND_NOTE", "text": "x"});
    }
    if method.path.ends_with("/AddVersion") {
        request["terms"] = json!({"valid": {"start": {"year": 2030, "month": 1, "day": 1}},
            "rules": [{"displayName": "all", "decision": "DECISION_BILLABLE"}]});
    }
    request
}

fn told(error: &CallError, name: &str) -> String {
    format!("{error:?}").replace(name, "NAME").replace(name.split('/').nth(1).unwrap_or_default(), "ID")
}

async fn second_house(installation: &Installation) -> (Address, Vec<Door>) {
    let operator = installation.grpc().signed_in(installation.operator());
    let password = "Steinbruch-im-Regen-9";
    let request = json!({"tenant": {"displayName": "Fremd GmbH", "slug": "fremd"},
        "admin": {"displayName": "F", "email": "admin@fremd.example", "roles": ["ROLE_HOUSE_ADMIN"]},
        "adminPassword": password, "requestId": request_id()});
    operator.call("identity.IdentityService/CreateTenant", request).await.unwrap();
    let address = Address { slug: "fremd".to_owned(), password: password.to_owned() };
    let admin = seed::sign_in(&installation.grpc(), &address, "admin").await.unwrap();
    for (name, role) in [("management", "ROLE_MANAGEMENT"), ("accounting", "ROLE_ACCOUNTING")] {
        let user = json!({"displayName": name, "email": format!("{name}@fremd.example"), "roles": [role]});
        let request = json!({"user": user, "password": password, "requestId": request_id()});
        admin.call("identity.IdentityService/CreateUser", request).await.unwrap();
    }
    let mut doors = vec![admin];
    for name in ["management", "accounting"] {
        doors.push(seed::sign_in(&installation.grpc(), &address, name).await.unwrap());
    }
    (address, doors)
}

#[tokio::test(flavor = "multi_thread")]
async fn x1_a_foreign_thing_answers_exactly_as_an_absent_one() {
    let installation = Installation::open().await;
    Tour::new(installation.grpc(), true).run(&installation.address).await.unwrap_or_else(|e| panic!("{e}"));
    let boss = seed::sign_in(&installation.grpc(), &installation.address, "management").await.unwrap();
    let books = seed::sign_in(&installation.grpc(), &installation.address, "accounting").await.unwrap();
    let things = things(&boss, &books).await;
    let (_, strangers) = second_house(&installation).await;
    let mut asked = BTreeSet::new();
    for method in descriptor::methods().into_iter().filter(|m| !m.access.internal) {
        let Some((field, collection)) = named(method) else { continue };
        let Some(foreign) = things.get(&collection) else { continue };
        let absent = format!("{collection}/{}", RandomIds.uuid());
        let rpc = method.path.trim_start_matches("/kontor.").replacen(".v1.", ".", 1);
        for stranger in &strangers {
            let to_foreign = stranger.call(&rpc, request(method, &field, foreign)).await;
            let to_absent = stranger.call(&rpc, request(method, &field, &absent)).await;
            match (to_foreign, to_absent) {
                (Err(foreign_answer), Err(absent_answer)) => {
                    assert_eq!(told(&foreign_answer, foreign), told(&absent_answer, &absent), "{rpc}");
                    if foreign_answer.reason() == Some("NOT_FOUND") {
                        asked.insert(rpc.clone());
                    }
                }
                // What asks for nothing to be there, such as letting go of a hold, may succeed; it tells nothing either way.
                (Ok(foreign_answer), Ok(absent_answer)) => {
                    let as_absent = foreign_answer.to_string().replace(foreign, &absent);
                    assert_eq!(as_absent, absent_answer.to_string(), "{rpc}");
                }
                (foreign_answer, _) => panic!("{rpc} answered a stranger: {foreign_answer:?}"),
            }
        }
    }
    assert!(asked.len() >= 20, "too few were really asked: {asked:?}");
    installation.close().await;
}
