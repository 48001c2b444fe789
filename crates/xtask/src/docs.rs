//! The papers, held to the code: `docs/errors.md` comes from the proto, what `ARCHITECTURE.md` and the other pages name
//! exists.

use crate::process::{Failure, Outcome, root};
use crate::source::{Source, files};
use crate::tidy::Finding;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const REASONS: &str = "proto/kontor/type/v1/error_reason.proto";
const ERRORS: &str = "docs/errors.md";
const ARCHITECTURE: &str = "ARCHITECTURE.md";
/// What a line of `ARCHITECTURE.md` begins with that names the tests of an invariant.
const HELD_BY: &str = "Held by";

/// Writes what is generated, or with `check` only says whether it is up to date; either way checks the names.
pub fn docs(check: bool) -> Outcome {
    let root = root();
    if !check {
        fs::write(root.join(ERRORS), errors(&root)?).map_err(Failure::said)?;
    }
    let findings = findings(&root)?;
    for finding in &findings {
        println!("docs: {}", finding.text);
    }
    if findings.is_empty() {
        println!("docs: the papers are true to the code");
        return Ok(());
    }
    Err(Failure::said(format!("{} names or pages do not fit the code", findings.len())))
}

/// Whatever is stale or names what is not there.
pub fn findings(root: &Path) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    if fs::read_to_string(root.join(ERRORS)).unwrap_or_default() != errors(root)? {
        found.push(Finding::error(format!("{ERRORS} does not fit {REASONS}: run cargo xtask docs")));
    }
    let tests = tests(root)?;
    let architecture = read(&root.join(ARCHITECTURE))?;
    found.extend(tests_named(&architecture).into_iter().filter(|(_, name)| !tests.contains(*name)).map(
        |(line, name)| {
            Finding::error(format!("{ARCHITECTURE}:{line}: there is no test {name}: name one that is"))
        },
    ));
    found.extend(files_named(&architecture).into_iter().filter(|(_, path)| !root.join(path).exists()).map(
        |(line, path)| {
            Finding::error(format!("{ARCHITECTURE}:{line}: there is no file {path}: name one that is"))
        },
    ));
    for page in pages(root) {
        let shown = page.strip_prefix(root).unwrap_or(&page).display().to_string();
        let folder = page.parent().unwrap_or(root);
        let text = read(&page)?;
        let dead = links(&text).into_iter().filter(|(_, target)| !folder.join(target).exists());
        found.extend(dead.map(|(line, target)| {
            Finding::error(format!(
                "{shown}:{line}: the link to {target} leads nowhere: correct or remove it"
            ))
        }));
    }
    Ok(found)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|e| Failure::said(format!("{}: {e}", path.display())))
}

/// The pages at the root and in `docs`.
fn pages(root: &Path) -> Vec<std::path::PathBuf> {
    let at_root = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut all: Vec<_> = at_root.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    all.extend(files(&root.join("docs"), "md"));
    all.sort();
    all
}

/// One reason for a refusal.
#[derive(Debug, PartialEq, Eq)]
struct Reason<'a> {
    name: &'a str,
    number: &'a str,
    cause: String,
    remedy: String,
}

/// The values of the enum but for the unspecified one; the comment above each is `cause; remedy`.
fn reasons(proto: &str) -> Vec<Reason<'_>> {
    let (mut comment, mut all) = (Vec::new(), Vec::new());
    for line in proto.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("//") {
            comment.push(text.trim());
            continue;
        }
        let said = std::mem::take(&mut comment).join(" ");
        let Some((name, number)) = line.strip_suffix(';').and_then(|value| value.split_once(" = ")) else {
            continue;
        };
        if name.ends_with("_UNSPECIFIED") || !number.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let said = said.trim_end_matches('.');
        let (cause, remedy) = said.split_once("; ").unwrap_or((said, "nothing is left to do"));
        all.push(Reason { name, number, cause: sentence(cause), remedy: sentence(remedy) });
    }
    all
}

/// Begun with a capital letter, ended with a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).chain(['.']).collect()
}

fn errors(root: &Path) -> Result<String, Failure> {
    let proto = read(&root.join(REASONS))?;
    let mut page = format!(
        "<!-- Generated from {REASONS} by `cargo xtask docs`. -->\n# Errors\n\n\
         Whatever Kontor refuses carries one of these reasons in `google.rpc.ErrorInfo` with the domain `kontor`. How an\n\
         error looks over gRPC and REST, and which reason comes with which code, stands in [api.md](api.md#errors).\n"
    );
    for Reason { name, number, cause, remedy } in reasons(&proto) {
        let _infallible =
            write!(page, "\n## {name}\n\n{cause}\n\n*What to do:* {remedy} (Number {number}.)\n");
    }
    Ok(page)
}

/// The names of all tests.
fn tests(root: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut all = BTreeSet::new();
    for path in files(root, "rs") {
        let source = Source::read(root, &path)?;
        let lines: Vec<&str> = source.code.lines().map(str::trim).collect();
        let is_test = |line: usize| {
            let above = lines[..line - 1].iter().rev().take_while(|l| l.starts_with("#[") || l.is_empty());
            above.into_iter().any(|l| l.starts_with("#[test]") || l.starts_with("#[tokio::test"))
        };
        all.extend(source.functions().into_iter().filter(|f| is_test(f.line)).map(|f| f.name));
    }
    Ok(all)
}

/// What stands between backticks, with its line.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(index, line)| line.split('`').skip(1).step_by(2).map(move |word| (index + 1, line, word)))
}

fn tests_named(architecture: &str) -> Vec<(usize, &str)> {
    let held = quoted(architecture).filter(|(_, line, _)| line.trim_start().starts_with(HELD_BY));
    held.filter(|(_, _, word)| !word.contains([' ', '/'])).map(|(line, _, word)| (line, word)).collect()
}

fn files_named(architecture: &str) -> Vec<(usize, &str)> {
    let is_file = |word: &str| {
        word.contains('/') && [".rs", ".sql", ".proto", ".md", ".toml"].iter().any(|end| word.ends_with(end))
    };
    quoted(architecture)
        .filter(|(_, _, word)| is_file(word) && !word.contains(['<', '*', '{', ' ']))
        .map(|(line, _, word)| (line, word))
        .collect()
}

/// The relative targets of links, without their anchors.
fn links(text: &str) -> Vec<(usize, &str)> {
    let in_line = |line: &'_ str| -> Vec<(usize, usize)> {
        let opened = line.match_indices("](").map(|(at, _)| at + 2);
        opened.filter_map(|from| line[from..].find(')').map(|length| (from, from + length))).collect()
    };
    let targets = text.lines().enumerate().flat_map(|(index, line)| {
        in_line(line)
            .into_iter()
            .map(move |(from, to)| (index + 1, line[from..to].split('#').next().unwrap_or_default()))
    });
    targets.filter(|(_, target)| !target.is_empty() && !target.contains(':')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_cause_and_remedy() {
        let proto = "// The file.\nenum ErrorReason {\n  // Never sent.\n  ERROR_REASON_UNSPECIFIED = 0;\n  \
            // Two met; nothing was\n  // changed; repeat.\n  CONFLICT = 27;\n  // It is over.\n  ENDED = 28;\n}\n";
        let found = reasons(proto);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name, found[0].number), ("CONFLICT", "27"));
        assert_eq!(found[0].cause, "Two met.");
        assert_eq!(found[0].remedy, "Nothing was changed; repeat.");
        assert_eq!(
            (found[1].cause.as_str(), found[1].remedy.as_str()),
            ("It is over.", "Nothing is left to do.")
        );
    }

    #[test]
    fn names_and_links_are_found_with_their_lines() {
        let text = "a [b](c/d.md#e) [web](https://x) [here](#y)\nHeld by `i1_x`, `i2_y` in `crates/a/src/lib.rs`.\n`z`\n";
        assert_eq!(links(text), [(1, "c/d.md")]);
        assert_eq!(tests_named(text), [(2, "i1_x"), (2, "i2_y")]);
        assert_eq!(files_named(text), [(2, "crates/a/src/lib.rs")]);
    }

    #[test]
    fn this_test_is_among_the_tests() {
        let all = tests(&root()).unwrap();
        assert!(all.contains("this_test_is_among_the_tests") && !all.contains("tests_named"));
    }
}
