//! The arrows inside a service: rpc, subscriptions, timers → commands → queries → store → wire; never back.

use super::Finding;
use crate::source::{Source, line_of};

/// For each layer the layers it may not name.
const CLOSED: [(&str, &[&str]); 7] = [
    ("rpc", &["subscriptions", "timers"]),
    ("subscriptions", &["rpc", "timers"]),
    ("timers", &["rpc", "subscriptions"]),
    ("commands", &["rpc", "subscriptions", "timers"]),
    ("queries", &["rpc", "commands", "subscriptions", "timers"]),
    ("store", &["rpc", "commands", "queries", "subscriptions", "timers"]),
    ("wire", &["rpc", "commands", "queries", "subscriptions", "timers"]),
];

/// Every `crate::<layer>` that points the wrong way.
pub fn check(source: &Source) -> Vec<Finding> {
    let Some(layer) = layer_of(&source.path) else { return Vec::new() };
    let closed = CLOSED.iter().find(|(name, _)| *name == layer).map_or(&[][..], |(_, closed)| closed);
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices("crate::") {
        for name in first_names(&source.code[at + "crate::".len()..]) {
            if closed.contains(&name) {
                let line = line_of(&source.code, at);
                found.push(Finding::error(format!("{}:{line}: {layer} may not use {name}", source.path)));
            }
        }
    }
    found
}

/// `services/ticket/src/rpc/x.rs` and `services/ticket/src/rpc.rs` are of the layer `rpc`.
fn layer_of(path: &str) -> Option<&str> {
    let mut parts = path.split('/');
    let ("services", _, "src") = (parts.next()?, parts.next()?, parts.next()?) else { return None };
    let layer = parts.next()?;
    Some(layer.strip_suffix(".rs").unwrap_or(layer))
}

/// The names right behind `crate::`: one, or several in braces.
fn first_names(rest: &str) -> Vec<&str> {
    let word = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let Some(group) = rest.strip_prefix('{') else { return vec![&rest[..word(rest)]] };
    let (mut names, mut depth, mut at_start) = (Vec::new(), 1_usize, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => at_start = true,
            c if at_start && !c.is_whitespace() => {
                names.push(&group[at..at + word(&group[at..])]);
                at_start = false;
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(path: &str, code: &str) -> usize {
        check(&Source::new(path, code)).len()
    }

    #[test]
    fn arrows_downward_are_free() {
        assert_eq!(
            errors(
                "services/ticket/src/rpc/x.rs",
                "use crate::commands::resolve;\nuse crate::{queries, error::E};"
            ),
            0
        );
        assert_eq!(errors("services/ticket/src/commands/x.rs", "use crate::store::{rpc_rows, queries};"), 0);
        assert_eq!(errors("services/ticket/src/lib.rs", "use crate::store::x; use crate::rpc::y;"), 0);
        assert_eq!(errors("crates/ids/src/rpc.rs", "use crate::store::x;"), 0);
    }

    #[test]
    fn arrows_upward_are_found() {
        assert_eq!(errors("services/ticket/src/commands/x.rs", "use crate::rpc::x;"), 1);
        assert_eq!(
            errors(
                "services/ticket/src/store.rs",
                "use crate::{\n    error::{E, F},\n    commands::x,\n    rpc,\n};"
            ),
            2
        );
        assert_eq!(errors("services/ticket/src/queries/x.rs", "fn f() { crate::commands::x() }"), 1);
        assert_eq!(errors("services/ticket/src/wire.rs", "use crate::queries::x;"), 1);
        assert_eq!(errors("services/ticket/src/timers.rs", "use crate::rpc::x;"), 1);
    }
}
