//! What a customer's book rests on is found by indexes: rating one customer costs nothing what the others have.

use crate::world::World;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::fs;
use std::path::Path;

/// Two houses with 500 customers each, whose entries are half invoiced.
const SEED: &str = "
set session_replication_role = replica;
create temporary table seeds as
  select md5('house' || g)::uuid as house, md5('c' || g || n)::uuid as customer, g, n
  from generate_series(1, 2) g, generate_series(1, 500) n;
insert into billing.entries (tenant_id, id, version, customer_id, ticket_id, service_date, saved, spans)
  select house, md5('e' || customer || m)::uuid, 1, customer, md5('t' || customer)::uuid, date '2026-01-01' + m, '', ''
  from seeds, generate_series(1, 20) m;
insert into billing.invoices (tenant_id, id, customer_id, prefix, year, counter, number, type, issue_date, net, vat, gross,
    currency, invoice, terms, by_id, at)
  select house, md5('i' || customer || m)::uuid, customer, 'RE-', 2026, n * 10 + m, 'RE-' || n * 10 + m, 1, date '2026-02-01',
    1, 0, 1, 'EUR', '', '{}', house, now() from seeds, generate_series(1, 5) m;
insert into billing.claims (tenant_id, invoice_id, line_key)
  select house, md5('i' || customer || m)::uuid, 'k' || customer || m || k from seeds, generate_series(1, 5) m,
    generate_series(1, 2) k;
insert into billing.frozen_entries (tenant_id, invoice_id, entry_id, billed, draws)
  select house, md5('i' || customer || m)::uuid, md5('e' || customer || m)::uuid, '{}', '[]'
  from seeds, generate_series(1, 5) m;
insert into billing.quotas (tenant_id, id, customer_id, display_name, kind, granted, balance, event_version)
  select house, md5('q' || customer)::uuid, customer, 'x', 1, 0, 0, 0 from seeds;
insert into billing.drafts (tenant_id, id, customer_id, month, net, lines, waiting, period_end, split, vat, gross, goodwill,
    uplift_seconds, conflicts, pending, etag)
  select house, md5('d' || customer || m)::uuid, customer, (date '2026-01-01' + make_interval(months => m))::date, 0, 1, 0,
    (date '2026-02-01' + make_interval(months => m))::date, '', 0, 0, 0,
    0, 0, 0, '' from seeds, generate_series(1, 3) m;
insert into billing.tickets
  select house, md5('t' || customer || m)::uuid, customer, now() from seeds, generate_series(1, 20) m;
set session_replication_role = default;
analyze;
set role kontor_billing;
select set_config('app.tenant', md5('house1')::uuid::text, false);";

/// What [`crate`] loads for each customer that is rated, and what a draft adds.
const STATEMENTS: [&str; 6] = [
    "entry/of_books",
    "invoice/claimed_by_books",
    "quota/of_books",
    "draft/of_customer",
    "invoice/entries",
    "ticket/lives",
];

/// The plan for parameters of unknown value, as the service's own role sees it.
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

fn scans(plan: &str) -> Vec<&str> {
    let growing = ["entries", "invoices", "claims", "quotas", "drafts", "tickets"];
    let scans = plan.lines().filter(|line| line.contains("Seq Scan"));
    scans.filter(|line| growing.iter().any(|table| line.contains(&format!("on {table}")))).collect()
}

#[tokio::test]
async fn e3_a_customers_book_is_read_by_indexes() {
    let world = World::open().await;
    let mut owner = world.house.database().owner().await;
    sqlx::raw_sql(SEED).execute(&mut owner).await.unwrap();
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    for name in STATEMENTS {
        let statement = fs::read_to_string(queries.join(format!("{name}.sql"))).unwrap();
        let plan = plan(&mut owner, &statement).await;
        assert!(scans(&plan).is_empty(), "{name}:\n{plan}");
    }
    // The seed is large enough for the test to fail without an index.
    sqlx::raw_sql("reset role; drop index billing.entries_by_customer; set role kontor_billing")
        .execute(&mut owner)
        .await
        .unwrap();
    let entries = include_str!("../../queries/entry/of_books.sql");
    let without = plan(&mut owner, entries).await;
    assert!(!scans(&without).is_empty() || without.contains("Filter: (customer_id"), "{without}");
    world.house.close().await;
}
