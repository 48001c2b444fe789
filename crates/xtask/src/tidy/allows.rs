//! `#[expect(lint, reason)]` instead of `#[allow(lint)]`: an exception that is no longer needed shows itself.

use super::Finding;
use crate::source::{Source, line_of};

/// Every `allow` attribute.
pub fn check(source: &Source) -> Vec<Finding> {
    ["#[allow(", "#![allow("]
        .iter()
        .flat_map(|attribute| source.code.match_indices(attribute))
        .map(|(at, found)| {
            let line = line_of(&source.code, at);
            Finding::error(format!("{}:{line}: {found}…)]: write expect with a reason", source.path))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allow_is_found_and_expect_is_not() {
        let bad = Source::new("a.rs", "#![allow(missing_docs)]\n#[allow(dead_code)]\nfn f() {}");
        assert_eq!(check(&bad).len(), 2);
        let good = Source::new(
            "a.rs",
            "// never #[allow(x)]\n#[expect(dead_code, reason = \"#[allow(\")]\nfn f() {}",
        );
        assert!(check(&good).is_empty());
    }
}
