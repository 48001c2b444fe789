//! Every statement finds its rows by an index: none reads a growing table from end to end (E3).

use crate::world::World;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::fs;
use std::path::Path;

/// Two houses with 5,000 tickets each; one clock in a hundred has an armed timer.
const SEED: &str = "
insert into escalation.policies
select md5('house' || g)::uuid, md5('p' || g || n)::uuid, '', now()
from generate_series(1, 2) g, generate_series(1, 500) n;
insert into escalation.service_levels
select md5('house' || g)::uuid, md5('s' || g || n)::uuid, md5('c' || n)::uuid, 1, ''
from generate_series(1, 2) g, generate_series(1, 500) n;
insert into escalation.tickets
select md5('house' || g)::uuid, md5('t' || g || n)::uuid, 'T-' || n, 'normal', 'new'
from generate_series(1, 2) g, generate_series(1, 5000) n;
update escalation.tickets t set sla_policy_id = l.sla_policy_id, calendar_id = l.calendar_id, calendar_version = 1
from (select *, row_number() over (partition by tenant_id) n from escalation.service_levels) l
where l.tenant_id = t.tenant_id and substr(t.number, 3)::int % 500 + 1 = l.n;
insert into escalation.level_changes (tenant_id, subject, subject_id, id, version, change_time, is_open)
select md5('house' || g)::uuid, 'calendar', md5('l' || n)::uuid, md5('l' || n)::uuid, 2, now(), n = 1
from generate_series(1, 2) g, generate_series(1, 3000) n;
insert into escalation.level_change_versions
select tenant_id, subject, subject_id, v, now() from escalation.level_changes, generate_series(2, 4) v;
insert into escalation.clocks
select tenant_id, md5(id::text || kind)::uuid, id, kind, 'normal', 1, 'running', now()
from escalation.tickets, unnest(array['response', 'update', 'resolution']) kind;
insert into escalation.facts
select tenant_id, ticket_id, kind, n, now(), 'resumed', null, null, 'x'
from escalation.clocks, generate_series(1, 3) n;
insert into escalation.timers
select tenant_id, md5(id::text || 'm')::uuid, ticket_id, kind, 0, 0, 0, 1,
  case when row_number() over () % 100 = 0 then 'armed' else 'idle' end, now(), now()
from escalation.clocks;
insert into escalation.firings
select tenant_id, md5(id::text || 'f')::uuid, ticket_id, kind, 0, 0, 50, 0, now(), now(), false, '{1}'
from escalation.clocks;
insert into escalation.acknowledgements
select tenant_id, id, 'users/x', now() from escalation.firings;
insert into escalation.people
select md5('house' || g)::uuid, md5('u' || g || n)::uuid, n % 500 = 0, false
from generate_series(1, 2) g, generate_series(1, 3000) n;
insert into escalation.customers
select md5('house' || g)::uuid, md5('k' || g || n)::uuid from generate_series(1, 2) g, generate_series(1, 3000) n;
insert into escalation.teams
select md5('house' || g)::uuid, 'team ' || n, '{}' from generate_series(1, 2) g, generate_series(1, 3000) n;
insert into escalation.on_call_schedules
select md5('house' || g)::uuid, md5('o' || g || n)::uuid, v, '', 'users/x', now()
from generate_series(1, 20) g, generate_series(1, 50) n, generate_series(1, 9) v;
insert into escalation.inboxes
select tenant_id, id, 100 from escalation.people;
insert into escalation.notifications
select t.tenant_id, md5('n' || t.id || p)::uuid, md5('u' || p)::uuid, null, row_number() over (), t.id, 'firings/x', 'x',
  'x', now(), true, case when p > 1 then now() end
from escalation.tickets t, generate_series(1, 4) p;
insert into escalation.escalations
select tenant_id, md5('e' || id)::uuid, id, '', now() from escalation.tickets;
insert into escalation.cursor values ('escalation.ticket', 'ticket', 0) on conflict do nothing;
";

/// The plan for parameters of unknown value.
async fn plan(conn: &mut PgConnection, statement: &str) -> String {
    let most = (1..=30).filter(|n| statement.contains(&format!("${n}"))).max();
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
async fn e3_every_statement_uses_an_index() {
    let world = World::open().await;
    let mut owner = world.house.database().owner().await;
    sqlx::raw_sql(SEED).execute(&mut owner).await.unwrap();
    sqlx::raw_sql("analyze").execute(&mut owner).await.unwrap();
    let mut seen = 0;
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    for folder in fs::read_dir(queries).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // The cursors are a handful; a summary counts all clocks of its house, which may be half of them all.
            if name == "applied_pos.sql" || name == "summarize.sql" {
                continue;
            }
            let plan = plan(&mut owner, &fs::read_to_string(&path).unwrap()).await;
            assert!(!plan.contains("Seq Scan"), "{}:\n{plan}", path.display());
            let ordered =
                name.starts_with("list") || name.starts_with("first") || name.starts_with("current");
            assert!(!(ordered && plan.contains("Sort")), "{}:\n{plan}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 20, "only {seen} statements were found");
    // The seed is large enough for the test to fail without an index.
    sqlx::raw_sql("drop index escalation.timers_armed").execute(&mut owner).await.unwrap();
    let without = plan(&mut owner, include_str!("../../queries/timer/first.sql")).await;
    assert!(without.contains("Seq Scan"), "{without}");
    world.house.close().await;
}
