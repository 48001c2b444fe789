//! The table as people read it, and names as people write them.

use super::*;

fn shown(speech: Speech) -> Shown {
    Shown { speech, zone: TimeZone::get("Europe/Berlin").unwrap() }
}

fn answer() -> Value {
    json!({"firings": [
        {"dueTime": "2026-03-09T10:00:00Z", "kind": "CLOCK_KIND_RESOLUTION", "step": 1,
            "actions": ["ACTION_NOTIFY_TEAM_LEAD", "ACTION_MOVE_TO_LEVEL_2"],
            "notifications": [{"person": "users/1", "notifyTime": "2026-03-09T10:00:00Z"}]},
        {"dueTime": "2026-03-09T10:15:00Z", "kind": "CLOCK_KIND_RESOLUTION", "step": 1, "repetition": 1,
            "actions": ["ACTION_NOTIFY_ON_CALL"], "unreached": ["ACTION_NOTIFY_ON_CALL"],
            "notifications": [{"person": "contacts/2", "notifyTime": "2026-03-10T05:00:00Z"}]},
    ]})
}

#[test]
fn e1_a_drill_tells_who_would_hear_what_when_in_both_languages() {
    let people = BTreeMap::from([("users/1".to_owned(), "Anna Amsel".to_owned())]);
    assert_eq!(
        table(&answer(), &people, &shown(Speech::En)),
        "2026-03-09 11:00:00 CET  step 2  resolution: team lead, level 2\n    \
         2026-03-09 11:00:00 CET  Anna Amsel\n\
         2026-03-09 11:15:00 CET  step 2 +1  resolution: on call\n    \
         2026-03-10 06:00:00 CET  contacts/2\n    \
         on call: nobody found, the management hears of it\n\
         2 firings\n"
    );
    let german = table(&answer(), &people, &shown(Speech::De));
    assert!(
        german.starts_with("09.03.2026 11:00:00 CET  Stufe 2  Lösung: Teamleitung, Second Level\n"),
        "{german}"
    );
    assert!(
        german.ends_with("Bereitschaft: niemand zu finden, die Leitung hört es\n2 Auslösungen\n"),
        "{german}"
    );
    assert_eq!(table(&json!({}), &people, &shown(Speech::De)), "nichts würde auslösen\n");
}

#[test]
fn x6_a_name_that_fits_nothing_or_several_lists_what_there_is() {
    let policies = [
        json!({"name": "slaPolicies/1", "displayName": "Gold"}),
        json!({"name": "slaPolicies/2", "displayName": "Silber"}),
        json!({"name": "slaPolicies/3", "displayName": "Silber"}),
    ];
    let find = |called| chosen(&policies, "an SLA policy", called);
    assert_eq!(find(Some("Gold")).unwrap(), "slaPolicies/1");
    assert!(find(Some("Bronze")).unwrap_err().contains("slaPolicies/2  Silber"));
    assert!(find(Some("Silber")).unwrap_err().starts_with("say which of these you mean"));
    assert!(find(None).is_err());
    assert_eq!(chosen(&policies[..1], "an SLA policy", None).unwrap(), "slaPolicies/1");
    assert!(chosen(&[], "an SLA policy", None).unwrap_err().contains("create one first"));
}
