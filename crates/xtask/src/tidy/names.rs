//! No dumping grounds, no `mod.rs`.

use super::Finding;

const FORBIDDEN: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "manager", "managers", "mod"];

/// Each part of the path but `mod` as a folder may not bear a name that says nothing.
pub fn check(path: &str) -> Option<Finding> {
    let bad = path
        .split('/')
        .map(|part| part.strip_suffix(".rs").unwrap_or(part))
        .find(|p| FORBIDDEN.contains(p))?;
    let remedy = if bad == "mod" { "name it after its folder, beside it" } else { "name what it is about" };
    Some(Finding::error(format!("{path}: the name {bad} is not used here: {remedy}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_nothing_are_found() {
        for bad in [
            "crates/a/src/utils.rs",
            "crates/a/src/common/x.rs",
            "crates/a/src/x/mod.rs",
            "crates/helpers/src/lib.rs",
        ] {
            assert!(check(bad).is_some_and(|f| f.fails), "{bad}");
        }
        for good in
            ["crates/a/src/commands.rs", "crates/a/src/model.rs", "services/ticket/src/utilisation.rs"]
        {
            assert_eq!(check(good), None);
        }
    }
}
