//! Every check of every rule has been seen failing.

use crate::damage::{Case, parts};
use crate::house::Copy;
use crate::{isolation, issued, logs, money, replies, rights, verbund};
use futures::stream::{self, StreamExt as _};
use kontor_audit::{Check, checks};
use std::collections::BTreeSet;

fn cases() -> Vec<Case> {
    let all = [
        money::cases(),
        issued::cases(),
        logs::cases(),
        isolation::cases(),
        rights::cases(),
        replies::cases(),
        verbund::cases(),
    ];
    all.into_iter().flatten().collect()
}

#[test]
fn each_check_and_each_part_of_it_has_damage_that_it_must_find() {
    let seen: BTreeSet<(&str, usize)> = cases().iter().map(|case| case.check).collect();
    let of =
        |check: &Check| (1..=check.sql.map_or(1, parts)).map(|nth| (check.file, nth)).collect::<Vec<_>>();
    let there: BTreeSet<(&str, usize)> = checks().iter().flat_map(of).collect();
    let never: Vec<_> = there.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&there).collect();
    assert!(
        never.is_empty() && unknown.is_empty(),
        "never seen failing: {never:?}; no such check: {unknown:?}"
    );
}

#[tokio::test]
async fn each_damage_is_found_by_its_check_and_by_no_other_rule() {
    // What is found in every copy: the cluster for tests does not sync.
    let before = Copy::of_the_house().await.audit().await;
    let sql_of = |file| checks().into_iter().find(|check| check.file == file).and_then(|check| check.sql);
    let seen = cases().into_iter().map(|case| {
        let sql = sql_of(case.check.0);
        case.seen(&before, sql)
    });
    let wrong: Vec<String> =
        stream::iter(seen).buffer_unordered(4).filter_map(async |told| told).collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The tables that a check is asked for one by one, each with its column and, for a reference, the table that it names.
fn tables(file: &str) -> Vec<[String; 3]> {
    let words = |table: String| {
        let mut words = table.split(' ').map(str::to_owned);
        [(); 3].map(|()| words.next().unwrap_or_default())
    };
    let of_file = checks().into_iter().filter(|check| check.file == file);
    of_file.flat_map(|check| check.tables).map(words).collect()
}

/// Damages every table of a check at once and demands that each is named.
async fn names_each(file: &str, damage: impl Fn(&str, &str) -> String) {
    let house = Copy::of_the_house().await;
    let all: String = tables(file).iter().map(|[table, column, _]| damage(table, column) + ";").collect();
    house.damage(&all).await;
    let report = house.audit().await;
    let named = |table: &str| {
        report.findings.iter().any(|f| f.check == file && f.key.split(' ').next() == Some(table))
    };
    let silent: Vec<_> = tables(file).into_iter().filter(|[table, ..]| !named(table)).collect();
    assert!(silent.is_empty(), "{file} says nothing of {silent:?}");
}

#[tokio::test]
async fn a7_whatever_tells_of_its_versions_is_judged() {
    names_each("a7_versions_told.sql", |table, column| format!("update {table} set {column} = {column} + 7"))
        .await;
}

#[tokio::test]
async fn a17_every_append_only_table_is_judged() {
    names_each("a17_append_only.sql", |table, _| format!("alter table {table} disable trigger user")).await;
}

#[tokio::test]
async fn a17_no_append_only_table_is_left_out() {
    let house = Copy::of_the_house().await;
    let guarded = house.texts("select distinct tgrelid::regclass::text from pg_trigger where tgname in ('append_only', 'keep_version')");
    let guarded: BTreeSet<String> =
        guarded.await.into_iter().filter(|table| !table.ends_with(".event_log")).collect();
    let judged: BTreeSet<String> =
        tables("a17_append_only.sql").into_iter().map(|[table, ..]| table).collect();
    assert_eq!(guarded, judged);
}

/// What the main job leaves behind in no house: work that was corrected while an invoice was written, and a hold.
const MADE: &str = "
    insert into billing.late_versions (tenant_id, entry_id, version, of_customer_id, customer_id, ticket_id, service_date,
      saved, spans)
    select tenant_id, id, version + 1, customer_id, customer_id, ticket_id, service_date, saved, spans
    from billing.entries order by id limit 1;
    insert into billing.holds (tenant_id, id, entry_id, version, customer_id, saved, spans, held_at, expires_at)
    select tenant_id, gen_random_uuid(), id, version, customer_id, saved, spans, now(), now() + interval '1 minute'
    from billing.entries order by id limit 1;";

#[tokio::test]
async fn a13_every_reference_is_judged() {
    let house = Copy::of_the_house().await;
    // One at a time: what names the same table would hide behind the other.
    let mut silent = Vec::new();
    let check = checks()
        .into_iter()
        .find(|check| check.file == "a13_references.sql")
        .and_then(|check| check.sql)
        .unwrap();
    for [table, column, target] in tables("a13_references.sql") {
        let one = format!(
            "do $$ declare held name; begin
               for held in select conname from pg_constraint where conrelid = '{table}'::regclass and contype = 'c' loop
                 execute format('alter table {table} drop constraint %I', held);
               end loop;
             end $$;
             update {table} set {column} = gen_random_uuid()
             where ctid = (select ctid from {table} where {column} is not null limit 1)"
        );
        let sql = check.replace("{table}", &table).replace("{column}", &column).replace("{target}", &target);
        let damage = format!("set local session_replication_role = replica; {MADE} {one}");
        if house.judged_within(&damage, &sql).await.is_empty() {
            silent.push(format!("{table}.{column}"));
        }
    }
    assert!(silent.is_empty(), "nothing is judged of {silent:?}");
}
