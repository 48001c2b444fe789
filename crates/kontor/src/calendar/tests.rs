//! Questions and answers as people write them.

use super::line::{answer, refusal};
use serde_json::{Value, json};

const OFFICE: &str = "Europe/Berlin; Mo-Fr 08:00-17:00";

fn asked(question: &Value) -> Value {
    answer(&question.to_string()).unwrap()
}

/// What is wrong, as fields.
fn fields(question: &Value) -> Vec<String> {
    let wrong = refusal(7, &answer(&question.to_string()).unwrap_err());
    assert_eq!(wrong["line"], 7);
    let errors = wrong["errors"].as_array().unwrap();
    assert!(errors.iter().all(|error| !error["remedy"].as_str().unwrap().is_empty()));
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn s3_the_weekend_is_no_service_time() {
    let line = json!({"calendar": OFFICE, "start": "2026-03-06T15:00:00Z", "seconds": 7200});
    assert_eq!(asked(&line), json!({"due": "2026-03-09T08:00:00Z"}));
    let line = json!({"calendar": OFFICE, "start": "2026-03-06T15:00:00Z", "end": "2026-03-09T08:00:00Z"});
    assert_eq!(asked(&line), json!({"seconds": 7200}));
}

#[test]
fn s1_zone_and_land_may_stand_beside_the_hours() {
    let line = json!({"calendar": "Mo-Fr 08:00-17:00; PH off", "zone": "Europe/Berlin", "land": "DE-BY",
        "start": "2026-01-05T16:00:00+01:00", "seconds": 7200});
    assert_eq!(asked(&line), json!({"due": "2026-01-07T08:00:00Z"}), "Epiphany is a holiday in Bayern");
}

fn weekend() -> Value {
    json!({"calendar": OFFICE, "at": "2026-03-09T10:00:00+01:00",
    "policy": {"response": 3600, "update": 14400, "resolution": 28800},
    "facts": [
        {"at": "2026-03-06T12:00:00+01:00", "fact": "reported", "by": "contacts/huber"},
        {"at": "2026-03-06T12:30:00+01:00", "fact": "responded", "by": "users/anna"},
        {"at": "2026-03-06T16:00:00+01:00", "fact": "waiting_customer"},
        {"at": "2026-03-09T09:00:00+01:00", "fact": "in_progress"},
    ]})
}

#[test]
fn s3_facts_under_a_policy_give_deadlines_consumed_time_and_pauses() {
    let clocks = &asked(&weekend())["clocks"];
    assert_eq!(
        (&clocks["response"]["state"], &clocks["response"]["consumed"]),
        (&json!("met"), &json!(1800))
    );
    let resolution = &clocks["resolution"];
    // Two hours of service time were paused: 11:00 becomes 13:00.
    assert_eq!(resolution["due"], "2026-03-09T12:00:00Z");
    assert_eq!((&resolution["consumed"], &resolution["remaining"]), (&json!(18000), &json!(10800)));
    let pause = json!([{"start": "2026-03-06T15:00:00Z", "end": "2026-03-09T08:00:00Z",
        "why": "waiting for the customer"}]);
    assert_eq!(resolution["pauses"], pause);
    // Half past twelve and four hours of silence: paused after 3:30, half an hour is left.
    assert_eq!(clocks["update"]["due"], "2026-03-09T08:30:00Z");
    assert_eq!(clocks["update"]["state"], "breached");
}

#[test]
fn s5_another_policy_and_another_calendar_count_from_the_start() {
    let mut line = weekend();
    let facts = line["facts"].as_array_mut().unwrap();
    facts.push(json!({"at": "2026-03-09T09:30:00+01:00", "fact": "policy", "policy": {"resolution": 7200}}));
    line["proof"] = json!("de");
    let clocks = &asked(&line)["clocks"];
    assert_eq!(clocks["resolution"]["breached"], "2026-03-06T13:00:00Z");
    let proof = clocks["resolution"]["proof"].as_str().unwrap();
    assert!(proof.contains("Vereinbarung geändert: 2:00:00, Kalender-Version 1"), "{proof}");
    let mut line = weekend();
    let facts = line["facts"].as_array_mut().unwrap();
    facts.push(
        json!({"at": "2026-03-09T09:30:00+01:00", "fact": "calendar", "calendar": "Europe/Berlin; 24/7"}),
    );
    // Four hours on Friday, and one since nine.
    assert_eq!(asked(&line)["clocks"]["resolution"]["consumed"], 18000);
    assert_eq!(asked(&line)["clocks"]["resolution"]["due"], "2026-03-09T12:00:00Z");
}

#[test]
fn x6_a_bad_line_is_told_with_all_its_fields_and_remedies() {
    assert_eq!(fields(&json!({})), ["calendar", "start", "seconds"]);
    assert_eq!(fields(&json!([])), ["the document", "calendar", "start", "seconds"]);
    let both =
        json!({"calendar": OFFICE, "start": "friday", "seconds": 1, "end": "2026-03-09T08:00:00Z", "x": 1});
    assert_eq!(fields(&both), ["x", "start", "seconds"]);
    let calendar = json!({"calendar": "Europe/Berlin; Mo-Fr 8-17; DE-XX", "start": "2026-03-06T15:00:00Z",
        "seconds": -1});
    assert_eq!(fields(&calendar), ["calendar", "calendar", "calendar", "seconds"]);
    let far = json!({"calendar": OFFICE, "start": "2049-12-31T15:00:00Z", "seconds": 315_576_000});
    assert_eq!(fields(&far), ["start"]);
    let mut facts = weekend();
    facts["policy"] = json!({"response": 0, "pause_on_vendor": "yes"});
    facts["facts"][0]["fact"] = json!("resumed");
    facts["facts"][2]["at"] = json!("2026-03-06T12:10:00+01:00");
    facts["facts"][3] = json!({"fact": "policy"});
    facts["seconds"] = json!(5);
    assert_eq!(
        fields(&facts),
        [
            "seconds",
            "policy.response",
            "policy.pause_on_vendor",
            "facts[0].fact",
            "facts[1].fact",
            "facts[2].at",
            "facts[2].fact",
            "facts[3].at"
        ]
    );
    let wrong = refusal(1, &answer("{").unwrap_err());
    assert!(wrong["errors"][0]["remedy"].as_str().unwrap().starts_with("no JSON: "), "{wrong}");
}

#[test]
fn x6_the_other_lines_are_answered_all_the_same() {
    let lines = format!(
        "{}\n\nnonsense\n{}\n",
        json!({"calendar": OFFICE, "start": "2026-03-06T15:00:00Z", "seconds": 1}),
        weekend()
    );
    let told = super::evaluate(lines.as_bytes()).unwrap_err();
    assert_eq!(told.to_string(), "1 of 3 lines could not be answered");
}
