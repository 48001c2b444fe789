//! Who may depend on whom, from Cargo's own metadata.

use super::Finding;
use serde_json::Value;

/// A member's place in the house.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Pure,
    Domain(String),
    Wire,
    Io,
    Service(String),
    /// Binaries, tools and whole-system tests see everything.
    Top,
}

const PURE: [&str; 5] = ["ids", "money", "calendar", "clock", "einvoice"];
const WIRE: [&str; 3] = ["proto", "status", "paging"];
const TOP: [&str; 4] = ["kontor", "xtask", "testkit", "warm"];
/// The services without a domain: the edge.
const EDGE: [&str; 2] = ["gateway", "console"];

/// Crates that bring I/O, threads or the wire with them: not below pure crates.
const IMPURE: [&str; 12] = [
    "tokio",
    "tonic",
    "prost",
    "prost-types",
    "sqlx",
    "axum",
    "hyper",
    "http",
    "tracing",
    "futures",
    "async-trait",
    "reqwest",
];
/// What a domain crate may not have beyond that: form, chance and clock are the callers'.
const NOT_IN_DOMAIN: [&str; 7] =
    ["serde", "serde_json", "ring", "rand", "getrandom", "kontor-clock", "kontor-proto"];

/// Every arrow that points the wrong way.
pub fn check(metadata: &Value) -> Vec<Finding> {
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let members: Vec<(&str, Place)> =
        packages.iter().filter_map(|p| Some((p["name"].as_str()?, place(p)?))).collect();
    let mut found = Vec::new();
    for package in packages {
        let (Some(name), Some(from)) = (package["name"].as_str(), place(package)) else { continue };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(on) = dependency["name"].as_str() else { continue };
            let in_tests = dependency["kind"].as_str() == Some("dev");
            let to = members.iter().find(|(member, _)| *member == on).map(|(_, place)| place);
            if let Some(rule) = broken(&from, on, to, in_tests) {
                found.push(Finding::error(format!("{name} depends on {on}: {rule}")));
            }
        }
    }
    found
}

fn place(package: &Value) -> Option<Place> {
    let manifest = package["manifest_path"].as_str()?.replace('\\', "/");
    let parts: Vec<&str> = manifest.rsplit('/').skip(1).take(3).collect();
    Some(match parts.as_slice() {
        ["domain", service, "services"] => Place::Domain((*service).to_owned()),
        [service, "services", ..] => Place::Service((*service).to_owned()),
        [name, "crates", ..] if PURE.contains(name) => Place::Pure,
        [name, "crates", ..] if WIRE.contains(name) => Place::Wire,
        [name, "crates", ..] if TOP.contains(name) => Place::Top,
        [_, "crates", ..] => Place::Io,
        _ => Place::Top,
    })
}

/// The rule that the arrow from `from` to the crate `on` (at the place `to` if it is ours) breaks.
fn broken(from: &Place, on: &str, to: Option<&Place>, in_tests: bool) -> Option<&'static str> {
    use Place::{Domain, Io, Pure, Service, Top, Wire};
    if in_tests {
        // Tests may use any tool, and the real service that theirs asks or hears: better than a stand-in.
        return None;
    }
    let pure = matches!(from, Pure | Domain(_));
    if pure && IMPURE.contains(&on) {
        return Some("pure crates have no async, no I/O and no wire");
    }
    if matches!(from, Domain(_)) && NOT_IN_DOMAIN.contains(&on) {
        return Some("domain crates take time, ids and form from their callers");
    }
    match (from, to?) {
        (Top, _) | (Pure | Domain(_), Pure) | (Wire, Pure | Wire) | (Io, Pure | Wire | Io) => None,
        (Service(_), Pure | Wire | Io) => None,
        (Service(own), Domain(other)) if own == other && !EDGE.contains(&own.as_str()) => None,
        (Service(_), Service(_) | Domain(_)) => Some("services know each other by clients and events only"),
        (Pure | Domain(_), _) => Some("pure crates use pure crates only, and no other domain"),
        (Wire, _) => Some("wire crates use pure and wire crates only"),
        (Io, _) => Some("io crates use pure, wire and io crates only"),
        (Service(_), Top) => Some("nothing depends on binaries and tools but tests"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn house(from: &str, folder: &str, dependencies: &[(&str, Option<&str>)]) -> Vec<Finding> {
        let dependencies: Vec<Value> =
            dependencies.iter().map(|(name, kind)| json!({"name": name, "kind": kind})).collect();
        let member = |name: &str, folder: &str, dependencies: Vec<Value>| json!({"name": name, "manifest_path": format!("/w/{folder}/Cargo.toml"), "dependencies": dependencies});
        check(&json!({"packages": [
            member(from, folder, dependencies),
            member("kontor-money", "crates/money", vec![]),
            member("kontor-status", "crates/status", vec![]),
            member("kontor-postgres", "crates/postgres", vec![]),
            member("kontor-testkit", "crates/testkit", vec![]),
            member("kontor-billing", "services/billing", vec![]),
            member("kontor-billing-domain", "services/billing/domain", vec![]),
            member("kontor-ticket-domain", "services/ticket/domain", vec![]),
        ]}))
    }

    #[test]
    fn arrows_of_the_house_are_free() {
        let ticket = ["kontor-money", "kontor-status", "kontor-postgres", "kontor-ticket-domain", "tokio"];
        let ticket: Vec<_> =
            ticket.iter().map(|n| (*n, None)).chain([("kontor-testkit", Some("dev"))]).collect();
        assert_eq!(house("kontor-ticket", "services/ticket", &ticket), []);
        assert_eq!(
            house("kontor-x-domain", "services/x/domain", &[("kontor-money", None), ("tokio", Some("dev"))]),
            []
        );
        assert_eq!(house("kontor", "crates/kontor", &[("kontor-billing", None)]), []);
        assert_eq!(house("kontor-tests", "tests", &[("kontor-billing", None)]), []);
        assert_eq!(house("kontor-outbox", "crates/outbox", &[("kontor-postgres", None)]), []);
    }

    #[test]
    fn arrows_against_the_house_are_found() {
        for (from, folder, on, kind) in [
            ("kontor-ticket", "services/ticket", "kontor-billing", None),
            ("kontor-ticket", "services/ticket", "kontor-billing-domain", None),
            ("kontor-ticket", "services/ticket", "kontor-testkit", None),
            ("kontor-gateway", "services/gateway", "kontor-billing-domain", None),
            ("kontor-x-domain", "services/x/domain", "kontor-billing-domain", None),
            ("kontor-x-domain", "services/x/domain", "serde", None),
            ("kontor-x-domain", "services/x/domain", "tokio", None),
            ("kontor-ids", "crates/ids", "kontor-status", None),
            ("kontor-paging", "crates/paging", "kontor-postgres", None),
            ("kontor-outbox", "crates/outbox", "kontor-billing-domain", None),
        ] {
            let found = house(from, folder, &[(on, kind)]);
            assert!(found.len() == 1 && found[0].fails, "{from} -> {on}");
        }
    }
}
