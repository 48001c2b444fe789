use super::rate;
use serde_json::{Value, json};

fn rated(document: &Value) -> Value {
    serde_json::from_str(&rate(document.to_string().as_bytes()).unwrap()).unwrap()
}

/// What is wrong, line by line.
fn wrong(document: &Value) -> Vec<String> {
    let text = rate(document.to_string().as_bytes()).unwrap_err().to_string();
    text.lines().map(str::to_owned).collect()
}

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../docs/rate/sample.json")).unwrap()
}

#[test]
fn r1_the_sample_of_the_page_gives_what_the_page_shows() {
    let shown = include_str!("../../../../docs/rate/sample.out.json");
    let given = rate(include_bytes!("../../../../docs/rate/sample.json")).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rate/sample.out.json");
        std::fs::write(path, &given).unwrap();
    } else {
        assert_eq!(given, shown, "look at it and run again with UPDATE=1");
    }
}

#[test]
fn r5a_the_order_of_the_entries_in_the_file_changes_nothing() {
    let straight = document();
    let mut turned = straight.clone();
    turned["entries"].as_array_mut().unwrap().reverse();
    assert_eq!(rated(&straight), rated(&turned));
}

#[test]
fn r8a_charges_sum_to_the_billable_quantity_and_to_the_net() {
    let made = rated(&document());
    for entry in made["entries"].as_array().unwrap() {
        let charges = entry["charges"].as_array().unwrap();
        let seconds: u64 = charges.iter().map(|c| c["seconds"].as_u64().unwrap()).sum();
        assert_eq!(entry["billable_seconds"], seconds);
        assert!(!entry["explanation"].as_array().unwrap().is_empty());
    }
}

#[test]
fn x6_all_that_is_wrong_is_named_by_its_path() {
    let bad = json!({
        "as_of": "31.03.2026",
        "calendar": "Mars/Phobos",
        "prices": [{"per_hour": "-1"}, {"per_hour": 95}],
        "rounding": {"mode": "down", "increment_seconds": -1},
        "rules": [{"decision": "quota"}, {"decision": "billable", "quotas": ["nobody"]}, {}],
        "quotas": [{"amount": "0", "from": "2026-01-01"}, {"name": "b"}],
        "entries": [{"id": "a", "start": "yesterday", "seconds": 0}, {"id": "a"}],
        "colour": "red",
    });
    let paths: Vec<String> =
        wrong(&bad).iter().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
    for path in [
        "colour",
        "as_of",
        "calendar",
        "prices[0].per_hour",
        "prices[1].per_hour",
        "rounding.mode",
        "rounding.increment_seconds",
        "rules[0].quotas",
        "rules[1].quotas",
        "rules[1].quotas[0]",
        "rules[2].decision",
        "quotas[0].name",
        "quotas[0].amount",
        "quotas[1].from",
        "entries[0].start",
        "entries[0].seconds",
        "entries[1].id",
        "entries[1].start",
        "entries[1].seconds",
    ] {
        assert!(paths.iter().any(|p| p == path), "{path} is not among {paths:#?}");
    }
    assert_eq!(wrong(&json!([])).len(), 3, "an object, a day, entries");
    assert!(rate(b"{").is_err());
}

#[test]
fn c2_undecided_work_waits_without_a_price() {
    let made = rated(&json!({
        "as_of": "2026-01-31",
        "prices": [],
        "entries": [{"id": "a", "start": "2026-01-05T08:00:00Z", "seconds": 900}],
    }));
    let entry = &made["entries"][0];
    assert_eq!(
        (&entry["waits"], &entry["net"], &entry["charges"][0]["kind"]),
        (&json!(true), &json!("0.00"), &json!("undecided"))
    );
    assert_eq!(entry["charges"][0]["price"], Value::Null);
}
