//! Figures of the code itself.

use crate::process::{Failure, Outcome, root};
use crate::source::{Source, files};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is counted.
#[derive(Debug, Default)]
struct Figures {
    files: Vec<usize>,
    functions: Vec<usize>,
    crates: BTreeMap<String, usize>,
    code: usize,
    tests: usize,
    public: usize,
    documented: usize,
    panics: usize,
    statements: usize,
}

/// Counts and prints.
pub fn measure() -> Outcome {
    let root = root();
    let mut figures = Figures { statements: files(&root.join(".sqlx"), "json").len(), ..Figures::default() };
    for path in files(&root, "rs") {
        figures.add(&Source::read(&root, &path)?);
    }
    if figures.files.is_empty() {
        return Err(Failure::said("no source files found"));
    }
    print!("{}", figures.table());
    Ok(())
}

impl Figures {
    fn add(&mut self, source: &Source) {
        let tests_from = source.tests_from();
        let lines = source.text.lines().count();
        self.files.push(lines);
        self.functions.extend(source.functions().iter().map(|function| function.length));
        *self.crates.entry(crate_of(&source.path)).or_default() += lines;
        for (index, line) in source.code.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            if index + 1 >= tests_from {
                self.tests += 1;
                continue;
            }
            self.code += 1;
            self.panics += [".unwrap()", ".expect(", "panic!(", "unreachable!("]
                .iter()
                .map(|p| line.matches(p).count())
                .sum::<usize>();
        }
        self.count_documented(source, tests_from);
    }

    /// An item is documented when a doc comment or an attribute chain that begins with one stands above it.
    fn count_documented(&mut self, source: &Source, tests_from: usize) {
        let lines: Vec<&str> = source.text.lines().map(str::trim).collect();
        for (index, line) in lines.iter().enumerate().take(tests_from.saturating_sub(1)) {
            let kinds =
                ["fn ", "struct ", "enum ", "trait ", "const ", "type ", "async fn ", "const fn ", "static "];
            let is_item =
                line.strip_prefix("pub ").is_some_and(|rest| kinds.iter().any(|kind| rest.starts_with(kind)));
            if !is_item {
                continue;
            }
            self.public += 1;
            let above =
                lines[..index].iter().rev().find(|above| !above.starts_with("#[") && !above.ends_with(")]"));
            self.documented += usize::from(above.is_some_and(|above| above.starts_with("///")));
        }
    }

    fn table(&self) -> String {
        let mut out = String::new();
        let mut row = |name: &str, value: String| {
            let _infallible = writeln!(out, "{name:<34} {value}");
        };
        row("lines per file (median/p95/max)", spread(&self.files));
        row("lines per function (median/p95/max)", spread(&self.functions));
        row("files, functions", format!("{}, {}", self.files.len(), self.functions.len()));
        row("lines of code, of tests", format!("{}, {}", self.code, self.tests));
        row("tests in percent of all", percent(self.tests, self.code + self.tests));
        row("public items documented, percent", percent(self.documented, self.public));
        row("unwrap, expect, panic outside tests", self.panics.to_string());
        row("checked SQL statements", self.statements.to_string());
        let mut crates: Vec<_> = self.crates.iter().collect();
        crates.sort_by_key(|(_, lines)| std::cmp::Reverse(**lines));
        for (name, lines) in crates {
            row(&format!("  {name}"), lines.to_string());
        }
        out
    }
}

fn spread(values: &[usize]) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |percent: usize| {
        sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
    };
    format!("{} / {} / {}", at(50), at(95), at(100))
}

fn percent(part: usize, whole: usize) -> String {
    (part * 100).checked_div(whole).map_or_else(|| "-".to_owned(), |percent| percent.to_string())
}

/// `services/ticket/domain/src/x.rs` belongs to `services/ticket/domain`.
fn crate_of(path: &str) -> String {
    let end = ["/src/", "/tests/", "/benches/", "/build.rs"].iter().filter_map(|part| path.find(part)).min();
    let fallback = path.rfind('/').unwrap_or(0);
    path[..end.unwrap_or(fallback)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_small_file() {
        let text = "/// Doc.\n#[must_use]\npub fn a() -> u8 {\n    b().unwrap()\n}\n\npub struct C;\n#[cfg(test)]\nmod tests {\n    fn t() { b().unwrap(); }\n}\n";
        let mut figures = Figures::default();
        figures.add(&Source::new("crates/x/src/lib.rs", text));
        assert_eq!((figures.code, figures.tests, figures.panics), (5, 4, 1));
        assert_eq!((figures.public, figures.documented), (2, 1));
        assert_eq!(figures.crates["crates/x"], 11);
        assert!(figures.table().contains("public items documented, percent   50"), "{}", figures.table());
    }

    #[test]
    fn the_spread_takes_ranks() {
        assert_eq!(spread(&(1..=100).collect::<Vec<_>>()), "51 / 96 / 100");
        assert_eq!(spread(&[7]), "7 / 7 / 7");
        assert_eq!(spread(&[]), "0 / 0 / 0");
    }

    #[test]
    fn the_crate_is_the_folder_above_src() {
        assert_eq!(crate_of("services/ticket/domain/src/a/b.rs"), "services/ticket/domain");
        assert_eq!(crate_of("crates/proto/build.rs"), "crates/proto");
        assert_eq!(crate_of("tests/it/main.rs"), "tests/it");
    }
}
