use super::rate;
use crate::spoilt::{is_about, oddities, places, spoilt};
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
    for broken in [&b"{"[..], b"", b"{}{}", b"\xff", b"nonsense"] {
        let error = rate(broken).unwrap_err().to_string();
        assert!(error.starts_with("the document: "), "{error}");
    }
}

/// Every field of the page at least once, each with something to say.
fn full() -> Value {
    let mut full = document();
    // Without a calendar it is quick; it is spoilt elsewhere.
    full.as_object_mut().unwrap().remove("calendar");
    let quotas = full["quotas"].as_array_mut().unwrap();
    quotas[0]["until"] = json!("2027-01-01");
    quotas[0]["band_factors"] = json!({"weekend": "1.5"});
    quotas[0]["legal"] = json!("callable");
    quotas.push(json!({"name": "Calls", "unit": "calls", "call_trigger": "first_work", "reopening_days": 7,
        "amount": "5", "from": "2026-01-01", "carry_over": {"rule": "periods", "periods": 2},
        "overage": {"rule": "next_period", "limit": "3"}}));
    quotas.push(json!({"name": "Money", "unit": "value", "amount": "500", "from": "2026-01-01",
        "overage": {"rule": "replenish", "amount": "100", "price": "90.00"}}));
    let rules = full["rules"].as_array_mut().unwrap();
    rules.push(
        json!({"name": "calls", "activities": ["call"], "decision": "quota", "quotas": ["Calls", "Money"]}),
    );
    full["rounding"]["minimum_seconds"] = json!(600);
    full["rounding"]["free_seconds"] = json!(60);
    full["entries"].as_array_mut().unwrap().push(
        json!({"id": "e6", "ticket": "T-5", "activity": "call", "start": "2026-01-21T09:00:00Z", "seconds": 600}),
    );
    full
}

#[test]
fn x6_whatever_is_wrong_is_told_by_the_path_of_its_field() {
    let good = full();
    assert!(rate(good.to_string().as_bytes()).is_ok());
    let mut refused = 0;
    let all = places(&good);
    for (path, pointer) in &all {
        for odd in oddities() {
            let bad = spoilt(&good, pointer, Some(&odd));
            let Err(error) = rate(bad.to_string().as_bytes()) else { continue };
            let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
            // Where one of two has to be there, the lack of one is told at the other.
            let about = if odd.is_null() || odd == json!([]) {
                path.rsplit_once('.').map_or(path.as_str(), |(outer, _)| outer)
            } else {
                path
            };
            let named = lines.iter().any(|line| is_about(line, about));
            // What is fine by itself may not fit the rest: the place that it does not fit is named.
            let together = |line: &String| line.contains("exceeds") || line.contains("no quota is named");
            assert!(named || lines.iter().any(together), "{path} = {odd}: {lines:#?}");
            refused += 1;
        }
    }
    assert!(all.len() > 80 && refused > 800, "{} places, {refused} refused", all.len());
}

#[test]
fn x6_what_is_missing_unknown_or_too_much_together_is_told_by_its_path() {
    let good = full();
    let lacking = |path: &str| {
        let pointer = places(&good).into_iter().find(|(p, _)| p == path).unwrap().1;
        wrong(&spoilt(&good, &pointer, None))
    };
    for path in [
        "as_of",
        "entries",
        "entries[0].id",
        "entries[0].start",
        "entries[0].seconds",
        "rules[0].decision",
        "quotas[0].name",
        "quotas[0].amount",
        "prices[0].per_hour",
        "surcharges[0].percent",
        "quotas[0].carry_over.rule",
        "quotas[0].carry_over.cap",
        "quotas[1].lots[0].from",
        "quotas[1].overage.rule",
        "quotas[2].overage.limit",
        "quotas[2].carry_over.periods",
        "quotas[3].overage.price",
    ] {
        let lines = lacking(path);
        assert!(lines.iter().any(|line| line.starts_with(&format!("{path}: "))), "{path}: {lines:?}");
    }
    let told = |pointer: &str, value: Value| wrong(&spoilt(&good, pointer, Some(&value)));
    assert!(told("/quotas/0/until", json!("2026-01-01"))[0].starts_with("quotas[0].until: "));
    assert!(told("/quotas/1/name", json!("Support 2 h")).iter().any(|l| l.starts_with("quotas[1].name: ")));
    let much = told("/prices/0/per_hour", json!("9999999999.99"));
    assert!(much[0].starts_with("entries: the amount exceeds"), "{much:?}");
    let mut dear = good.clone();
    dear["prices"][0]["per_hour"] = json!("9999999999.99");
    dear["entries"][3]["seconds"] = json!(7_200);
    assert!(wrong(&dear)[0].starts_with("entries[3]: "), "{:?}", wrong(&dear));
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
