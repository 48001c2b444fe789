//! SQL of services lies in `queries/*.sql`, where it is checked and explained.

use super::Finding;
use crate::source::Source;

/// Every string of a service that begins as a statement.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut parts = source.path.split('/');
    if (parts.next(), parts.nth(1)) != (Some("services"), Some("src")) {
        return Vec::new();
    }
    let inline = source.strings.iter().filter(|(_, text)| is_statement(text));
    inline
        .map(|(line, _)| {
            Finding::error(format!("{}:{line}: SQL in a string: put it into queries/ as a file", source.path))
        })
        .collect()
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["insert", "into", _, ..] | ["delete", "from", _, ..] => true,
        ["select", rest @ ..] => has("from") || rest.iter().any(|w| w.contains('(') || w.contains('$')),
        ["update", _, rest @ ..] => rest.contains(&"set"),
        ["with", _, "as", ..] => has("select") || has("insert") || has("update") || has("delete"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(path: &str, text: &str) -> usize {
        check(&Source::new(path, &format!("const X: &str = \"{text}\";"))).len()
    }

    #[test]
    fn statements_are_found() {
        for bad in [
            "select id from ticket.tickets",
            " SELECT now()",
            "insert into a values (1)",
            "update ticket.tickets set x = 1",
            "delete from a",
            "with t as (select 1) select * from t",
        ] {
            assert_eq!(errors("services/ticket/src/store/x.rs", bad), 1, "{bad}");
        }
    }

    #[test]
    fn prose_is_not_and_other_crates_may() {
        for good in ["select a customer", "update the etag and try again", "with regards", "inserted"] {
            assert_eq!(errors("services/ticket/src/rpc/x.rs", good), 0, "{good}");
        }
        assert_eq!(errors("crates/outbox/src/lib.rs", "select 1 from a"), 0);
        assert_eq!(errors("services/ticket/tests/it/x.rs", "select 1 from a"), 0);
    }
}
