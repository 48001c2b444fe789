//! Checked SQL: every statement is described by a real server, and the descriptions are kept in `.sqlx`.

use crate::process::{Failure, Outcome, cargo, root, run};
use crate::setup;
use crate::source::{Source, files};
use crate::sql_database::prepare_database;
use kontor_cluster::Throwaway;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The descriptions, by file name.
type Descriptions = BTreeMap<String, String>;

/// Renews `.sqlx`, or with `check` only says whether it is up to date.
pub fn sql(check: bool) -> Outcome {
    let root = root();
    let users = users(&root)?;
    let (kept, fresh_dir) = (root.join(".sqlx"), root.join("target/sqlx.new"));
    let described = if users.is_empty() { Descriptions::new() } else { describe(&root, &users, &fresh_dir)? };
    let differences = differences(&read(&kept)?, &described);
    match (differences.is_empty(), check) {
        (true, _) => {
            println!("sql: {} statements, .sqlx is up to date", described.len());
            Ok(())
        }
        (false, true) => {
            Err(Failure::said(format!("{}\nrun cargo xtask sql and commit .sqlx", differences.join("\n"))))
        }
        (false, false) => {
            replace(&kept, &described).map(|()| println!("sql: {} statements written", described.len()))
        }
    }
}

/// The source files that contain checked macros.
fn users(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut users = Vec::new();
    for path in files(root, "rs") {
        let source = Source::read(root, &path)?;
        if ["query!", "query_as!", "query_scalar!", "query_file!", "query_file_as!", "query_file_scalar!"]
            .iter()
            .any(|name| source.code.contains(name))
        {
            users.push(path);
        }
    }
    Ok(users)
}

/// Builds with a database at hand; the macros then save what it told them.
fn describe(root: &Path, users: &[PathBuf], dir: &Path) -> Result<Descriptions, Failure> {
    setup::setup()?;
    let throwaway = Throwaway::start("xtask-sql").map_err(Failure::said)?;
    prepare_database(throwaway.cluster(), "kontor")?;
    let _absent = fs::remove_dir_all(dir);
    fs::create_dir_all(dir).map_err(Failure::said)?;
    // The macros save only when their crate is compiled, and another build running at the same time may compile it
    // first, without a database: hence a second round before a statement counts as unused.
    for _round in 0..2 {
        run(Command::new("touch").args(users))?;
        run(cargo()
            .args(["check", "--quiet", "--workspace", "--all-targets", "--locked"])
            .env("DATABASE_URL", throwaway.cluster().admin_url("kontor"))
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", dir))?;
        if unused(root, &read(dir)?)?.is_empty() {
            break;
        }
    }
    let described = read(dir)?;
    match unused(root, &described)? {
        none if none.is_empty() => Ok(described),
        some => Err(Failure::said(format!("no checked macro uses {}: remove it or use it", some.join(", ")))),
    }
}

/// The files of `services/*/queries` that no description quotes.
fn unused(root: &Path, described: &Descriptions) -> Result<Vec<String>, Failure> {
    let quoted: Vec<String> = described
        .values()
        .filter_map(|text| {
            serde_json::from_str::<serde_json::Value>(text).ok()?["query"].as_str().map(str::to_owned)
        })
        .collect();
    let mut unused = Vec::new();
    for path in files(&root.join("services"), "sql").into_iter().filter(|p| is_query(p)) {
        let text = fs::read_to_string(&path).map_err(Failure::said)?;
        if !quoted.contains(&text) {
            unused.push(path.strip_prefix(root).unwrap_or(&path).display().to_string());
        }
    }
    Ok(unused)
}

fn is_query(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "queries")
}

fn read(dir: &Path) -> Result<Descriptions, Failure> {
    let mut all = Descriptions::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("query-") && name.ends_with(".json") {
            all.insert(name, fs::read_to_string(entry.path()).map_err(Failure::said)?);
        }
    }
    Ok(all)
}

/// One line for each description that is missing, stale or different.
fn differences(kept: &Descriptions, fresh: &Descriptions) -> Vec<String> {
    let stale = kept.keys().filter(|name| !fresh.contains_key(*name)).map(|name| format!("stale: {name}"));
    let changed = fresh.iter().filter_map(|(name, text)| match kept.get(name) {
        None => Some(format!("missing: {name}")),
        Some(old) if old.trim_end() != text.trim_end() => Some(format!("different: {name}")),
        Some(_) => None,
    });
    stale.chain(changed).collect()
}

/// Makes `dir` hold exactly these descriptions.
fn replace(dir: &Path, fresh: &Descriptions) -> Outcome {
    fs::create_dir_all(dir).map_err(Failure::said)?;
    for name in read(dir)?.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(dir.join(name)).map_err(Failure::said)?;
    }
    for (name, text) in fresh {
        fs::write(dir.join(name), format!("{}\n", text.trim_end())).map_err(Failure::said)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Descriptions {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn each_kind_of_difference_is_named() {
        let kept = of(&[("query-a.json", "1"), ("query-b.json", "2"), ("query-c.json", "3\n")]);
        let fresh = of(&[("query-b.json", "9"), ("query-c.json", "3"), ("query-d.json", "4")]);
        assert_eq!(
            differences(&kept, &fresh),
            ["stale: query-a.json", "different: query-b.json", "missing: query-d.json"]
        );
        assert!(differences(&fresh, &fresh).is_empty());
    }

    #[test]
    fn replacing_removes_what_is_stale_and_leaves_other_files() {
        let dir = std::env::temp_dir().join(format!("kontor-sqlx-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("query-old.json"), "{}").unwrap();
        fs::write(dir.join("README"), "kept").unwrap();
        replace(&dir, &of(&[("query-new.json", "{}")])).unwrap();
        let found = read(&dir).unwrap();
        let readme = dir.join("README").exists();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(found, of(&[("query-new.json", "{}\n")]));
        assert!(readme);
    }

    #[test]
    fn a_query_file_that_no_description_quotes_is_found() {
        let root = std::env::temp_dir().join(format!("kontor-unused-{}", std::process::id()));
        let queries = root.join("services/ticket/queries/ticket");
        fs::create_dir_all(&queries).unwrap();
        fs::write(queries.join("used.sql"), "select 1\n").unwrap();
        fs::write(queries.join("dead.sql"), "select 2\n").unwrap();
        let described = of(&[("query-a.json", r#"{"query":"select 1\n"}"#)]);
        let found = unused(&root, &described);
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(found.unwrap(), ["services/ticket/queries/ticket/dead.sql"]);
    }
}
