//! Files and functions that can be read at one sitting.

use super::Finding;
use crate::source::Source;

/// A file longer than this is shown.
const FILE_WARNING: usize = 350;
/// A file longer than this fails.
const FILE_LIMIT: usize = 500;
/// A function with more lines of code than this fails.
const FUNCTION_LIMIT: usize = 70;

/// Both lengths.
pub fn check(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    let path = &source.path;
    let file = if lines > FILE_LIMIT {
        Some(Finding::error(format!("{path}: {lines} lines, split it below {FILE_LIMIT}")))
    } else if lines > FILE_WARNING {
        Some(Finding::warning(format!("{path}: {lines} lines, aim at {FILE_WARNING}")))
    } else {
        None
    };
    let functions = source.functions().into_iter().filter(|f| f.length > FUNCTION_LIMIT).map(|f| {
        let (name, line, length) = (f.name, f.line, f.length);
        Finding::error(format!(
            "{}:{line}: fn {name} has {length} lines, split it to {FUNCTION_LIMIT}",
            source.path
        ))
    });
    file.into_iter().chain(functions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(lines: usize) -> Vec<Finding> {
        check(&Source::new("a.rs", &"\n".repeat(lines)))
    }

    #[test]
    fn long_files_are_shown_and_longer_ones_fail() {
        assert!(file_of(350).is_empty());
        assert!(!file_of(351)[0].fails && !file_of(500)[0].fails);
        assert!(file_of(501)[0].fails);
    }

    #[test]
    fn long_functions_fail() {
        let of =
            |lines: usize| check(&Source::new("a.rs", &format!("fn f() {{\n{}}}\n", "x();\n".repeat(lines))));
        assert!(of(70).is_empty());
        assert_eq!(of(71), [Finding::error("a.rs:1: fn f has 71 lines, split it to 70")]);
    }
}
