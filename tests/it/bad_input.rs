//! X6: whatever a field of any request cannot be is told by the path of that field, with what to do.

use crate::foreign::named;
use crate::installation::Installation;
use kontor::client::{CallError, Door};
use kontor::seed;
use kontor::tour::request_id;
use kontor_ids::{IdSource as _, RandomIds};
use kontor_proto::descriptor::{self, Method};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A value that a field cannot have, at its place in a request.
struct Bad {
    path: String,
    what: Value,
    request: Value,
}

fn output_only(field: &FieldDescriptor) -> bool {
    let Some(extension) = descriptor::pool().get_extension_by_name("google.api.field_behavior") else {
        return false;
    };
    let options = field.options();
    let behaviors = options.get_extension(&extension);
    behaviors.as_list().is_some_and(|all| all.iter().any(|b| b.as_enum_number() == Some(3)))
}

/// What no field of this type takes.
fn bad_values(field: &FieldDescriptor) -> Vec<Value> {
    let digits = "9".repeat(40);
    match field.kind() {
        Kind::Message(message) => match message.full_name() {
            "kontor.type.v1.Money" => vec![
                json!({"currencyCode": "XXY", "amount": {"value": "1.00"}}),
                json!({"currencyCode": "EUR", "amount": {"value": "NaN"}}),
                json!({"currencyCode": "EUR", "amount": {"value": "1.005"}}),
                json!({"currencyCode": "EUR", "amount": {"value": digits}}),
                json!({"currencyCode": "EUR"}),
            ],
            "kontor.type.v1.Decimal" => ["1e3", "NaN", "1,5", &digits].map(|v| json!({"value": v})).into(),
            "kontor.type.v1.Date" => [(2026, 2, 30), (-1, 1, 1), (10_000, 1, 1), (2026, 13, 1)]
                .map(|(year, month, day)| json!({"year": year, "month": month, "day": day}))
                .into(),
            "google.protobuf.Duration" => vec![json!("-5s"), json!("0.5s"), json!("315576000000s")],
            _ => Vec::new(),
        },
        Kind::Enum(_) => vec![json!(99), json!(-1)],
        // Any other etag than the last is a stale one.
        Kind::String if field.name() == "etag" => Vec::new(),
        Kind::String => vec![json!("a\u{0}b")],
        Kind::Int32 | Kind::Int64 => vec![json!(i32::MIN)],
        _ => Vec::new(),
    }
}

/// All bad values of all fields of a message, `wrap` bringing each into the whole request.
fn all_bad(
    message: &MessageDescriptor,
    path: &str,
    depth: usize,
    wrap: &dyn Fn(Value) -> Value,
    found: &mut Vec<Bad>,
) {
    for field in message.fields().filter(|f| !output_only(f) && !f.is_map()) {
        let dot = if path.is_empty() { "" } else { "." };
        let list = if field.is_list() { "[0]" } else { "" };
        let here = format!("{path}{dot}{}{list}", field.name());
        let inside = |value: Value| {
            let value = if field.is_list() { json!([value]) } else { value };
            wrap(json!({field.json_name(): value}))
        };
        for what in bad_values(&field) {
            found.push(Bad { path: here.clone(), request: inside(what.clone()), what });
        }
        if let Kind::Message(inner) = field.kind()
            && inner.full_name().starts_with("kontor.")
            && !matches!(inner.name(), "Money" | "Decimal" | "Date")
            && depth < 8
        {
            let beside = |value: Value| inside(with_beside(&inner, value));
            all_bad(&inner, &here, depth + 1, &beside, found);
        }
    }
}

/// What has to stand beside a field for it to be looked at.
fn with_beside(message: &MessageDescriptor, mut value: Value) -> Value {
    let beside = match message.full_name() {
        "kontor.contract.v1.QuotaTerms" => vec![("kind", json!(1)), ("amount", json!({"value": "3600"}))],
        "kontor.contract.v1.DraftTerms" => vec![("terms", json!({}))],
        _ => Vec::new(),
    };
    for (field, with) in beside {
        if value.get(field).is_none() {
            value[field] = with;
        }
    }
    value
}

fn told(error: &CallError) -> Vec<(String, String)> {
    let CallError::Refused { details, .. } = error else { return Vec::new() };
    let violations =
        details.iter().filter_map(|d| d.get("fieldViolations")).filter_map(Value::as_array).flatten();
    let word = |v: &Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
    violations.map(|v| (word(v, "field"), word(v, "description"))).collect()
}

/// Whether what is told of is the field, something in it, or what it is directly in, such as the range of a day.
fn is_about(told: &str, field: &str) -> bool {
    let inside = told.strip_prefix(field).is_some_and(|rest| rest.starts_with(['.', '[']));
    let around =
        field.strip_suffix("[0]").unwrap_or(field).rsplit_once('.').map_or(field, |(outer, _)| outer);
    let list = field.strip_suffix("[0]").unwrap_or(field);
    told == field || inside || told == around || told == list
}

/// Why an answer is not as it should be, if it is not.
fn judge(bad: &Bad, answer: Result<Value, CallError>) -> Option<String> {
    let error = match answer {
        Ok(_) => return Some("taken".to_owned()),
        Err(error) => error,
    };
    let told = told(&error);
    let named = told.iter().any(|(field, _)| is_about(field, &bad.path));
    if !named {
        let fields: Vec<String> = told.into_iter().map(|(field, _)| field).collect();
        let first = error.to_string();
        return Some(format!("{} {fields:?}", first.lines().next().unwrap_or_default()));
    }
    let poor = told.iter().find(|(_, remedy)| remedy.is_empty() || remedy.ends_with('.'));
    poor.map(|(field, remedy)| format!("poor words for {field}: {remedy:?}"))
}

/// People of the house, each of whom may do something else.
async fn people(installation: &Installation) -> Vec<Door> {
    let mut doors = Vec::new();
    for person in ["management", "accounting", "admin", "agent", "dispatch"] {
        doors.push(seed::sign_in(&installation.grpc(), &installation.address, person).await.unwrap());
    }
    doors.push(installation.grpc().signed_in(installation.operator()));
    doors
}

/// The answer to the first of these people who may ask.
async fn ask(doors: &[Door], rpc: &str, request: &Value) -> Result<Value, CallError> {
    let mut answer = Err(CallError::Unknown(rpc.to_owned()));
    for door in doors {
        answer = door.call(rpc, request.clone()).await;
        if !answer.as_ref().is_err_and(|e| e.reason() == Some("PERMISSION_DENIED")) {
            break;
        }
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn x6_every_value_that_a_field_cannot_have_is_told_by_the_path_of_the_field() {
    let installation = Installation::open().await;
    let doors = people(&installation).await;
    let customer = customer(&doors[0]).await;
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    for method in descriptor::methods().into_iter().filter(|m| !m.access.internal && !m.access.anonymous) {
        let rpc = method.path.trim_start_matches("/kontor.").replacen(".v1.", ".", 1);
        if method.descriptor.is_server_streaming() {
            continue;
        }
        for bad in bad_requests(method) {
            asked += 1;
            let mut why = judge(&bad, ask(&doors, &rpc, &bad.request).await);
            if why.is_some() {
                // It may only be looked at once it is known what is asked about.
                let whole = completed(&bad.request, method, &customer);
                why = judge(&bad, ask(&doors, &rpc, &whole).await);
            }
            if let Some(why) = why.filter(|_| !is_left_alone(&rpc, &bad)) {
                wrong.entry(rpc.clone()).or_default().push(format!("{} = {}: {why}", bad.path, bad.what));
            }
        }
    }
    assert!(asked > 1_500, "too little was tried: {asked}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    installation.close().await;
}

async fn customer(boss: &Door) -> String {
    let customer = json!({"customer": {"number": "Z-1", "displayName": "Zeit GmbH",
        "address": {"street": "Hauptstraße 1", "postalCode": "80331", "city": "München", "countryCode": "DE"},
        "invoiceEmail": "zeit@kunden.example", "paymentDays": 14}, "requestId": request_id()});
    let made = boss.call("contract.CustomerService/CreateCustomer", customer).await.unwrap();
    made["name"].as_str().unwrap().to_owned()
}

/// The request with all that says what it is about.
fn completed(request: &Value, method: &Method, customer: &str) -> Value {
    let absent = RandomIds.uuid();
    let day = |month: i32| json!({"year": 2026, "month": month, "day": 1});
    let mut base = vec![
        ("customer", json!(customer)),
        ("quota", json!(format!("quotas/{absent}"))),
        ("draft", json!(format!("drafts/{absent}"))),
        ("ticket", json!(format!("tickets/{absent}"))),
        ("period", json!({"start": day(1), "end": day(2)})),
        ("table", json!("invoices")),
        ("kind", json!(1)),
        ("side", json!(1)),
        ("record", json!(customer)),
        ("before", day(1)),
        ("contract", json!({"number": "W-9", "customer": customer, "displayName": "Wartung"})),
        ("requestId", json!(request_id())),
    ];
    let named = named(method);
    if let Some((field, collection)) = &named {
        base.push((field, json!(format!("{collection}/{absent}"))));
    }
    let mut whole = request.clone();
    let input = method.descriptor.input();
    for (key, value) in base {
        let there = input.get_field_by_json_name(key).is_some_and(|f| {
            let is_text = matches!(f.kind(), Kind::String) == value.is_string();
            is_text && !f.is_list() && f.containing_oneof().is_none()
        });
        if there && whole.get(key).is_none() {
            whole[key] = value;
        }
    }
    whole
}

/// What a call does not look at, with why that is right.
fn is_left_alone(rpc: &str, bad: &Bad) -> bool {
    let judged =
        ["entry", "customer", "ticket", "version", "start_time", "duration", "contact", "asset", "site"];
    match rpc {
        // A hold is taken for what draws; the rest is judged when the entry itself is saved.
        "billing.RatingService/HoldQuota" => {
            let field = bad.path.strip_prefix("work.").unwrap_or_default();
            !field.is_empty() && !judged.contains(&field)
        }
        // An offset below zero is before the target (E1).
        "escalation.EscalationService/CreateEscalationPolicy" | "escalation.DrillService/DrillEscalation" => {
            bad.path.ends_with(".offset") && bad.what == json!("-5s")
        }
        // Terms that are tried hold from the first day of the period.
        "billing.WhatIfService/CompareTerms" => bad.path.starts_with("draft.terms.valid."),
        // Two houses settle in the currency that they agree on.
        "ticket.VerbundService/OfferAgreement" => bad.what["currencyCode"] == json!("XXY"),
        // A file is read row by row, and each bad row is told with line and column.
        "timetracking.ProposalService/ImportSessions" => bad.path == "content",
        _ => false,
    }
}

fn bad_requests(method: &Method) -> Vec<Bad> {
    let mut found = Vec::new();
    all_bad(&method.descriptor.input(), "", 0, &|request| request, &mut found);
    found
}
