//! What is done to a house, and what the auditor must say of it.

use crate::house::Copy;
use kontor_audit::{Finding, Report};

/// Damage of one kind.
pub(crate) struct Case {
    what: &'static str,
    /// The statement that must find it, and which of its parts, from 1.
    pub(crate) check: (&'static str, usize),
    /// What it must name.
    names: &'static str,
    also: &'static [&'static str],
    gaps: &'static [(&'static str, &'static str)],
    within: bool,
    damage: String,
}

/// Damage that the first part of this statement must find.
pub(crate) fn case(
    what: &'static str,
    check: &'static str,
    names: &'static str,
    damage: impl Into<String>,
) -> Case {
    Case { what, check: (check, 1), names, also: &[], gaps: &[], within: false, damage: damage.into() }
}

impl Case {
    /// Another part finds it.
    pub(crate) const fn part(mut self, nth: usize) -> Self {
        self.check.1 = nth;
        self
    }

    /// These rules may find something, too; no other.
    pub(crate) const fn also(mut self, rules: &'static [&'static str]) -> Self {
        self.also = rules;
        self
    }

    /// What stands in the statement's gaps where this is found.
    pub(crate) const fn on(mut self, gaps: &'static [(&'static str, &'static str)]) -> Self {
        self.gaps = gaps;
        self
    }

    /// It concerns the whole cluster, which others use: done, judged and undone in one transaction.
    pub(crate) const fn within(mut self) -> Self {
        self.within = true;
        self
    }

    /// Does it to a fresh copy; tells what the auditor did not see as it must.
    pub(crate) async fn seen(self, before: &Report, sql: Option<&str>) -> Option<String> {
        let house = Copy::of_the_house().await;
        let alone = sql.map(|sql| {
            self.gaps.iter().fold(part(sql, self.check.1), |sql, (gap, word)| sql.replace(gap, word))
        });
        let of_alone = |told: &[String]| {
            let named = told.iter().any(|told| told.contains(self.names));
            (!named).then(|| {
                format!("{}: part {} of {} alone says {told:#?}", self.what, self.check.1, self.check.0)
            })
        };
        if self.within {
            return of_alone(&house.judged_within(&self.damage, &alone.expect("a statement")).await);
        }
        house.damage(&self.damage).await;
        let report = house.audit().await;
        let new: Vec<&Finding> = report.findings.iter().filter(|f| !before.findings.contains(f)).collect();
        let says = |f: &Finding| [&f.key, &f.expected, &f.found].iter().any(|text| text.contains(self.names));
        if !new.iter().any(|f| f.check == self.check.0 && says(f)) {
            return Some(format!("{}: {} does not name {}: {new:#?}", self.what, self.check.0, self.names));
        }
        let rule = new.iter().find(|f| f.check == self.check.0).map_or("", |f| f.rule);
        let strange: Vec<_> = new.iter().filter(|f| f.rule != rule && !self.also.contains(&f.rule)).collect();
        if !strange.is_empty() {
            return Some(format!("{}: others report it, too: {strange:#?}", self.what));
        }
        match alone {
            // Gaps that nobody filled: a statement of one part, which the report has shown already.
            Some(sql) if !sql.contains("{schema}") && !sql.contains("{table}") => {
                of_alone(&house.judged_within("", &sql).await)
            }
            _ => None,
        }
    }
}

/// How many parts a statement has: what is wrong in each of them is something of its own.
pub(crate) fn parts(sql: &str) -> usize {
    split(sql).1.len()
}

/// A statement with one of its parts alone.
fn part(sql: &str, nth: usize) -> String {
    let (with, parts) = split(sql);
    format!("{with}{}", parts.get(nth - 1).unwrap_or_else(|| panic!("no part {nth} in {sql}")))
}

/// What stands before the first part, and the parts: between `union all` outside of brackets and quotes.
fn split(sql: &str) -> (String, Vec<String>) {
    let lines = sql.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code));
    let sql = lines.collect::<Vec<_>>().join("\n");
    let (mut depth, mut quoted, mut begin, mut cuts) = (0, false, None, Vec::new());
    for (at, letter) in sql.char_indices() {
        match letter {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            's' if depth == 0 && begin.is_none() && sql[at..].starts_with("select") => begin = Some(at),
            'u' if depth == 0 && sql[at..].starts_with("union all") => cuts.push(at),
            _ => {}
        }
    }
    let mut begin = begin.expect("a statement selects");
    let with = sql[..begin].to_owned();
    cuts.push(sql.len());
    let mut parts = Vec::new();
    for cut in cuts {
        parts.push(sql[begin..cut].to_owned());
        begin = cut + "union all".len();
    }
    (with, parts)
}

#[test]
fn parts_of_a_statement_are_told_apart() {
    let sql = "-- union all\nwith a as (select 1 union all select 2)\nselect 'union all' from a\nunion all\nselect 2";
    assert_eq!((parts(sql), parts("select 1")), (2, 1));
    assert!(
        part(sql, 1).ends_with("from a\n")
            && part(sql, 2).contains("select 2)")
            && part(sql, 2).ends_with("select 2")
    );
}
