//! Every constraint of a migration has a name, because the name is what the error mapping reads.

use super::Finding;

/// What makes a constraint, as words.
const KINDS: [&[&str]; 6] =
    [&["primary", "key"], &["foreign", "key"], &["unique"], &["references"], &["check"], &["exclude"]];

/// Every constraint in `create table` and `alter table` without `constraint <name>` before it.
pub fn check(path: &str, sql: &str) -> Vec<Finding> {
    let plain = plain(sql);
    let mut found = Vec::new();
    let mut line = 1;
    for statement in plain.split(';') {
        let words: Vec<&str> = words(statement).collect();
        if matches!(
            words.as_slice(),
            ["create", "table", ..] | ["alter", "table", ..] | ["create", _, "table", ..]
        ) {
            let begins = line + statement.len()
                - statement.trim_start().len()
                - statement[..statement.len() - statement.trim_start().len()].replace('\n', "").len();
            for (offset, kind) in unnamed(statement.trim_start()) {
                let at = begins + offset;
                found.push(Finding::error(format!(
                    "{path}:{at}: {kind} without a name: write constraint <name> {kind}"
                )));
            }
        }
        line += statement.matches('\n').count();
    }
    found
}

/// Line within the statement (from 0) and kind of each constraint without a name.
fn unnamed(statement: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, clause) in clauses(statement) {
        let words: Vec<&str> = words(&clause).collect();
        let is_foreign = words.windows(2).any(|pair| pair == ["foreign", "key"]);
        for at in 0..words.len() {
            let Some(kind) = KINDS.iter().find(|kind| words[at..].starts_with(kind)) else { continue };
            let named = at >= 2 && words[at - 2] == "constraint";
            let part_of_foreign_key = is_foreign && **kind == ["references"];
            // `drop constraint`, `validate constraint` and `rename constraint` name one that exists.
            let is_name = at >= 1
                && matches!(words[at - 1], "constraint" | "column" | "add")
                && clause.contains("drop");
            if !named && !part_of_foreign_key && !is_name {
                found.push((line, kind.join(" ")));
            }
        }
    }
    found
}

/// The statement cut at commas that are not inside a nested parenthesis; the content of nested ones is left out.
fn clauses(statement: &str) -> Vec<(usize, String)> {
    // `alter table` has no parenthesis around its clauses.
    let outer = i32::from(statement.to_ascii_lowercase().starts_with("alter table"));
    let (mut depth, mut line, mut started, mut clause) = (outer, 0, 0, String::new());
    let mut all = Vec::new();
    for c in statement.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        let cut = (c == ',' && depth <= 1) || (c == '(' && depth == 1);
        if cut {
            all.push((started, std::mem::take(&mut clause)));
            started = line;
        } else if depth <= 1 {
            clause.push(if c == ')' || c == '(' { ' ' } else { c });
        } else if depth == 2 && c == '(' {
            clause.push(' ');
        }
        if c == '\n' {
            line += 1;
            if clause.trim().is_empty() {
                started = line;
            }
        }
    }
    all.push((started, clause));
    all
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// In lower case, without comments, strings and function bodies; lines stay.
fn plain(sql: &str) -> String {
    let sql = sql.to_lowercase();
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql.as_str();
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(body) = rest.strip_prefix("$$") {
            body.find("$$").map_or(rest.len(), |end| end + 4)
        } else if let Some(text) = rest.strip_prefix('\'') {
            text.find('\'').map_or(rest.len(), |end| end + 2)
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.extend(rest[..length].chars().filter(|c| *c == '\n'));
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_constraints_pass() {
        let sql = "-- unique in a comment; check\n\
            create table ticket.tickets (\n\
              id uuid not null constraint tickets_pkey primary key,\n\
              state text not null default 'unique' constraint state_known check (state in ('open', 'done')),\n\
              unique_name text,\n\
              constraint tickets_number unique (tenant_id, number),\n\
              constraint tickets_customer foreign key (customer_id) references ticket.customers (id)\n\
            );\n\
            create unique index a on ticket.tickets (x);\n\
            create policy p on t using (true) with check (true);\n\
            alter table t add constraint c check (a > 0), drop constraint d;\n\
            create function f() returns void language plpgsql as $$ begin create table x (id int primary key); end $$;\n";
        assert_eq!(check("m.sql", sql), []);
    }

    #[test]
    fn each_unnamed_kind_is_found_with_its_line() {
        let sql = "\ncreate table a (\n  id uuid primary key,\n  b int references b (id),\n  c int check (c > 0),\n  unique (b, c),\n  \
                   foreign key (b) references b (id)\n);\nalter table a add unique (c);\n";
        let found: Vec<String> = check("m.sql", sql).into_iter().map(|f| f.text).collect();
        let begins: Vec<&str> = found.iter().map(|text| text.split(" without").next().unwrap()).collect();
        assert_eq!(
            begins,
            [
                "m.sql:3: primary key",
                "m.sql:4: references",
                "m.sql:5: check",
                "m.sql:6: unique",
                "m.sql:7: foreign key",
                "m.sql:9: unique"
            ]
        );
    }
}
