//! House rules as code. Each check is a file with its own tests on good and bad examples.

mod allows;
mod arrows;
mod constraints;
mod inline_sql;
mod layers;
mod lengths;
mod names;
mod versions;

use crate::docs;
use crate::process::{Failure, Outcome, cargo, root};
use crate::source::{Source, files};
use std::fs;
use std::path::Path;

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it fails the task; otherwise it is only shown.
    pub fails: bool,
    /// Where and what, and what to do.
    pub text: String,
}

impl Finding {
    /// One that fails.
    pub fn error(text: impl Into<String>) -> Self {
        Self { fails: true, text: text.into() }
    }

    /// One that is only shown.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { fails: false, text: text.into() }
    }
}

/// Checks everything and prints what was found.
pub fn tidy() -> Outcome {
    let findings = check(&root())?;
    for finding in &findings {
        println!("tidy: {}: {}", if finding.fails { "error" } else { "warning" }, finding.text);
    }
    let errors = findings.iter().filter(|finding| finding.fails).count();
    if errors > 0 {
        return Err(Failure::said(format!("{errors} house rules are broken")));
    }
    println!("tidy: the house rules hold");
    Ok(())
}

fn check(root: &Path) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for path in files(root, "rs") {
        let source = Source::read(root, &path)?;
        findings.extend(names::check(&source.path));
        findings.extend(lengths::check(&source));
        findings.extend(allows::check(&source));
        findings.extend(layers::check(&source));
        findings.extend(inline_sql::check(&source));
    }
    for path in files(&root.join("services"), "sql") {
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if shown.contains("/migrations/") {
            findings.extend(constraints::check(&shown, &read(&path)?));
        }
    }
    for path in
        files(root, "toml").into_iter().filter(|p| p.ends_with("Cargo.toml") && *p != root.join("Cargo.toml"))
    {
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        findings.extend(versions::check(&shown, &read(&path)?));
    }
    findings.extend(docs::findings(root)?);
    findings.extend(arrows::check(&metadata()?));
    Ok(findings)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|e| Failure::said(format!("{}: {e}", path.display())))
}

fn metadata() -> Result<serde_json::Value, Failure> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .map_err(Failure::said)?;
    if !output.status.success() {
        return Err(Failure::said(String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(Failure::said)
}
