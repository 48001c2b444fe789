//! What the auditor says.

use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// One thing that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, `A1` to `A20` (reliability.md, 3.6), `A21` (docs/verbund.md).
    pub rule: &'static str,
    /// The statement in `crates/audit/queries` that tells what must hold; [`crate::checks`] lists them.
    pub check: &'static str,
    /// The house, where it concerns one.
    pub tenant: Option<String>,
    /// What is concerned, such as an invoice's number.
    pub key: String,
    /// What it must be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// How much was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// How many rules were judged.
    pub rules: usize,
    /// Rules that were not, because a schema that they need is not in this database.
    pub skipped: BTreeSet<&'static str>,
    /// Events of all feeds, whose chains were hashed again.
    pub events: i64,
    /// Answered requests.
    pub commands: i64,
    /// Invoices, reckoned anew.
    pub invoices: usize,
    /// Documents, hashed and read.
    pub documents: usize,
    /// How long it took, in milliseconds by the database's clock.
    pub milliseconds: i64,
}

/// What the auditor found. Printed, it is one JSON object a line: the findings, at last the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, by rule; at most [`Report::MOST`] of each statement.
    pub findings: Vec<Finding>,
    /// How much was looked at.
    pub figures: Figures,
}

impl Report {
    /// Most findings of one statement: who has more has no use for all of them.
    pub const MOST: usize = 1_000;

    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{}", serde_json::to_string(finding).map_err(|_| fmt::Error)?)?;
        }
        writeln!(f, "{}", serde_json::json!({ "findings": self.findings.len(), "figures": self.figures }))
    }
}
