//! The auditor (reliability.md, 3.6): was every promise kept?
//!
//! It reads one snapshot of an installation's database and derives from the raw rows, by statements and arithmetic of
//! its own, what must follow from them: money, logs, events, isolation, settings. It changes nothing and knows none of
//! the code that it judges.
//!
//! Rules that need a schema which lies in another database are skipped, and [`Figures::skipped`] says so.
#![forbid(unsafe_code)]

mod arithmetic;
mod report;
mod rules;
mod snapshot;

pub use report::{Figures, Finding, Report};

use rules::{CATALOG, Rows, Scope, documents, replies, totals};
use snapshot::Snapshot;
use std::collections::BTreeSet;

/// Something that the auditor checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The rule that it belongs to, such as `A1`.
    pub rule: &'static str,
    /// Its statement in `queries/`; [`Finding::check`] names it.
    pub file: &'static str,
    /// The statement with its gaps, such as `{schema}`. Its rows are what is wrong; none where code judges what it reads.
    pub sql: Option<&'static str>,
    /// The tables that it is asked for one by one, with the column in question and the table that it names:
    /// `ticket.tickets customer_id contract.customers`.
    pub tables: Vec<String>,
}

/// All that the auditor checks, in the order of its rules.
#[must_use]
pub fn checks() -> Vec<Check> {
    let of = |rule: &rules::Rule| Check {
        rule: rule.id,
        file: rule.file,
        sql: Some(rule.sql),
        tables: match rule.scope {
            Scope::EachTable(rows) => {
                rows.iter().map(|(schema, table, column)| format!("{schema}.{table} {column}")).collect()
            }
            Scope::EachReference(rows) => {
                rows.iter().map(|(table, column, target)| format!("{table} {column} {target}")).collect()
            }
            _ => Vec::new(),
        },
    };
    let read = rules::READ.iter().map(|&(rule, file)| Check { rule, file, sql: None, tables: Vec::new() });
    let mut all: Vec<Check> = CATALOG.iter().map(of).chain(read).collect();
    all.sort_by_key(|check| number(check.rule));
    all
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// A rule could not be judged, such as for a column that is not there.
    #[error("{file} cannot be judged: {source}")]
    Rule {
        /// The rule's statement.
        file: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// There is nothing to audit.
    #[error("the database has no schema of a Kontor service: give the url of the installation's database")]
    Nothing,
}

/// Audits the database behind `owner_url`, as its owner, who must be one whom row-level security lets pass.
///
/// # Errors
/// [`AuditError`]. What is wrong with the data is no error but a finding.
pub async fn audit(owner_url: &str) -> Result<Report, AuditError> {
    let mut snapshot = Snapshot::open(owner_url).await?;
    let schemas = snapshot.schemas().await?;
    if schemas.is_empty() {
        return Err(AuditError::Nothing);
    }
    let mut report = Report::default();
    let mut judged = BTreeSet::new();
    for rule in CATALOG {
        for sql in bindings(&mut snapshot, &rule.scope, &schemas).await?.into_iter().map(|b| b.fill(rule.sql))
        {
            judged.insert(rule.id);
            let found = snapshot.findings((rule.id, rule.file), sql).await;
            report.findings.extend(found.map_err(|source| AuditError::Rule { file: rule.file, source })?);
        }
        report.figures.skipped.insert(rule.id);
    }
    if schemas.iter().any(|s| s == "billing") {
        judged.extend(["A2", "A6"]);
        report.figures.invoices = totals::judge(&mut snapshot, &mut report.findings).await?;
        report.figures.documents = documents::judge(&mut snapshot, &mut report.findings).await?;
    }
    judged.insert("A20");
    replies::judge(&mut snapshot, &schemas, &mut report.findings).await?;
    report.figures.skipped.retain(|id| !judged.contains(id));
    report.figures.rules = judged.len();
    report.findings.sort_by_key(|f| number(f.rule));
    snapshot.close(&schemas, &mut report.figures).await?;
    Ok(report)
}

/// The number behind the letter, so that A2 comes before A10.
fn number(rule: &str) -> u32 {
    rule[1..].parse().unwrap_or(u32::MAX)
}

/// What fills the gaps of a statement.
#[derive(Debug, Default)]
struct Binding(Vec<(&'static str, String)>);

impl Binding {
    fn fill(&self, sql: &str) -> String {
        self.0.iter().fold(sql.to_owned(), |sql, (gap, word)| sql.replace(gap, word))
    }
}

async fn bindings(
    snapshot: &mut Snapshot,
    scope: &Scope,
    schemas: &[String],
) -> Result<Vec<Binding>, AuditError> {
    let there = |name: &str| schemas.iter().any(|s| s == name);
    let schema_of = |table: &str| table.split('.').next().unwrap_or_default().to_owned();
    Ok(match scope {
        Scope::Once(needs) if needs.iter().all(|name| there(name)) => vec![Binding::default()],
        Scope::Once(_) => Vec::new(),
        Scope::EachSchema => schemas.iter().map(|s| Binding(vec![("{schema}", s.clone())])).collect(),
        Scope::EachFeed => {
            let mut all = Vec::new();
            for schema in schemas {
                let sources = snapshot.sources(schema).await?;
                let known = sources.into_iter().filter(|source| there(source));
                all.extend(
                    known.map(|source| Binding(vec![("{schema}", schema.clone()), ("{source}", source)])),
                );
            }
            all
        }
        Scope::EachTable(rows) => tables(rows, schemas),
        Scope::EachOfAll(tables) => {
            let pairs = schemas.iter().flat_map(|s| tables.iter().map(move |t| (s, t)));
            let fill = |(s, t): (&String, &&str)| {
                Binding(vec![("{schema}", s.clone()), ("{table}", (*t).to_owned())])
            };
            pairs.map(fill).collect()
        }
        Scope::EachReference(rows) => {
            let here = rows
                .iter()
                .filter(|(table, _, target)| there(&schema_of(table)) && there(&schema_of(target)));
            let fill = |(table, column, target): &(&str, &str, &str)| {
                Binding(vec![
                    ("{table}", (*table).to_owned()),
                    ("{column}", (*column).to_owned()),
                    ("{target}", (*target).to_owned()),
                ])
            };
            here.map(fill).collect()
        }
    })
}

fn tables(rows: Rows, schemas: &[String]) -> Vec<Binding> {
    let here = rows.iter().filter(|(schema, ..)| schemas.iter().any(|s| s == schema));
    here.map(|(schema, table, column)| {
        Binding(vec![
            ("{schema}", (*schema).to_owned()),
            ("{table}", (*table).to_owned()),
            ("{column}", (*column).to_owned()),
        ])
    })
    .collect()
}
