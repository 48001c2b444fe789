//! Every statement finds its rows by an index: none reads a growing table from end to end.

use crate::world::World;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::fs;
use std::path::Path;

/// Two houses with 20,000 entries each, and a hundred times as many tickets as people.
const SEED: &str = "
insert into timetracking.tickets
select h.house, md5('t' || h.house || n)::uuid, 'T-' || n, 'x', md5('c' || n % 500)::uuid, null, null, null,
  'normal', 'new', 1
from (select md5('house' || g)::uuid house from generate_series(1, 2) g) h, generate_series(1, 5000) n;
insert into timetracking.entries
select t.tenant_id, md5(t.id::text || n)::uuid, 1, md5('p' || row_number() over () % 50)::uuid, t.id, t.number,
  t.customer_id, null, null, null, t.priority, 'support', 'remote', s.start, s.start + interval '600 s', 600,
  'x', '', '', '', false, '', 'users/x', s.start, s.start, 'pending'
from timetracking.tickets t, generate_series(1, 4) n,
  lateral (select timestamptz '2026-01-01' + make_interval(mins => (hashtext(t.id::text || n) % 500000)) start) s;
insert into timetracking.entry_versions
select tenant_id, id, version, technician_id, ticket_id, ticket_number, customer_id, contact_id, asset_id, site_id,
  priority, activity, channel, start_time, end_time, seconds, text, internal_text, goodwill_reason, cost_center,
  allow_overlap, reason, recorder, record_time
from timetracking.entries;
insert into timetracking.timers
select tenant_id, id, id, id, 'support', 'remote', now() from timetracking.tickets;
insert into timetracking.capture_rules
select md5('house' || g)::uuid, 1, 7200, false, false, 300, 60, 'users/x', now() from generate_series(1, 5000) g;
insert into timetracking.traces
select tenant_id, id, technician_id, 'sessions/' || id, 'call', ticket_id, '', '', start_time, end_time, false, start_time
from timetracking.entries;
insert into timetracking.sessions select tenant_id, decode(md5(id::text), 'hex'), id from timetracking.traces;
insert into timetracking.decided_proposals
select tenant_id, id, technician_id, start_time, end_time, array[id], id, '', 'users/x', start_time
from timetracking.entries;
update timetracking.entries set approval = 'waiting' where hashtext(id::text) % 50 = 0;
";

/// The plan for parameters of unknown value.
async fn plan(conn: &mut PgConnection, statement: &str) -> String {
    let most = (1..=40).filter(|n| statement.contains(&format!("${n}"))).max();
    let nulls = vec!["null"; most.expect("every statement has parameters")].join(", ");
    let explain = format!(
        "set plan_cache_mode = force_generic_plan; prepare asked as {statement};
         explain (costs off) execute asked({nulls})"
    );
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *conn).await.expect(statement);
    sqlx::raw_sql("deallocate asked").execute(&mut *conn).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

#[tokio::test]
async fn every_statement_uses_an_index() {
    let world = World::open().await;
    let mut owner = world.house.database().owner().await;
    sqlx::raw_sql(SEED).execute(&mut owner).await.unwrap();
    sqlx::raw_sql("analyze").execute(&mut owner).await.unwrap();
    let mut seen = 0;
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    for folder in fs::read_dir(queries).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let statement = fs::read_to_string(&path).unwrap().replace("overlaps!", "overlaps");
            let plan = plan(&mut owner, &statement).await;
            assert!(!plan.contains("Seq Scan"), "{}:\n{plan}", path.display());
            let sorted = path.file_name().unwrap().to_string_lossy().starts_with("list");
            assert!(!(sorted && plan.contains("Sort")), "{}:\n{plan}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 30, "only {seen} statements were found");
    // The seed is large enough for the test to fail without an index.
    sqlx::raw_sql("drop index timetracking.entries_of_customer").execute(&mut owner).await.unwrap();
    let statement = include_str!("../../queries/entry/list_of_customer.sql").replace("overlaps!", "overlaps");
    let without = plan(&mut owner, &statement).await;
    assert!(!without.contains("entries_of_customer") && !without.is_empty());
    world.house.close().await;
}
