//! Every statement about master data finds its rows by an index: none reads a growing table from end to end.

use crate::world::World;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::fs;
use std::path::Path;

/// Two houses with 2,000 customers each, and two of everything for each.
const SEED: &str = "
insert into contract.customers (tenant_id, id, number, display_name, street, postal_code, city, country_code, vat_id,
  leitweg_id, buyer_reference, invoice_email, payment_days, suspended, language_code, note, version, create_time)
select md5('house' || g)::uuid, md5('c' || g || n)::uuid, 'K-' || n, 'Kunde ' || n, 'a', '80331', 'M', 'DE', '', '', '',
  'a@b.de', 14, false, 'de', '', 1, now()
from generate_series(1, 2) g, generate_series(1, 2000) n;
insert into contract.contacts (tenant_id, id, number, customer_id, display_name, phones, emails, order_right, create_time)
select tenant_id, md5('k' || id || n)::uuid, number || '-' || n, id, 'Person ' || n,
  array['+4989' || (1000000 + row_number() over ())], '{}', 'none', now()
from contract.customers, generate_series(1, 2) n;
insert into contract.sites (tenant_id, id, number, customer_id, display_name, create_time)
select tenant_id, md5('s' || id || n)::uuid, number || '-' || n, id, 'Ort ' || n, now()
from contract.customers, generate_series(1, 2) n;
insert into contract.assets (tenant_id, id, number, customer_id, display_name, asset_class, serial_number, host_name,
  create_time)
select tenant_id, md5('a' || id || n)::uuid, number || '-' || n, id, 'SRV-' || n, 'server', 'CZ' || md5(id::text || n), '',
  now()
from contract.customers, generate_series(1, 2) n;
insert into contract.directives (tenant_id, id, customer_id, severity, text, create_time)
select tenant_id, md5('d' || id || n)::uuid, id, 'info', 'x', now() from contract.customers, generate_series(1, 2) n;
insert into contract.contracts (tenant_id, id, number, customer_id, display_name, priority, create_time)
select tenant_id, md5('t' || id)::uuid, number, id, 'x', 0, now() from contract.customers;
insert into contract.price_lists (tenant_id, id, customer_id, validity, prices, create_time)
select tenant_id, md5('p' || id)::uuid, id, daterange('2026-01-01', null), '', now() from contract.customers;
insert into contract.calendars select tenant_id, md5('l' || id)::uuid, 'x', now() from contract.customers;
insert into contract.calendar_versions select tenant_id, md5('l' || id)::uuid, 1, '', now() from contract.customers;
insert into contract.sla_policies select tenant_id, md5('y' || id)::uuid, '', now() from contract.customers;
insert into contract.contract_versions
select tenant_id, md5('v' || id)::uuid, md5('t' || id)::uuid, 1, daterange('2026-01-01', null), md5('l' || id)::uuid,
  md5('y' || id)::uuid, '', now()
from contract.customers;
";

/// The plan for parameters of unknown value, as the service's own role sees it: row-level security forbids indexes to
/// some operators.
async fn plan(conn: &mut PgConnection, statement: &str) -> String {
    let most = (1..=30).filter(|n| statement.contains(&format!("${n}"))).max();
    let nulls = vec!["null"; most.expect("every statement has parameters")].join(", ");
    let explain = format!(
        "set plan_cache_mode = force_generic_plan; prepare asked as {statement};
         explain (costs off) execute asked({nulls})"
    );
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut *conn).await.expect(statement);
    sqlx::raw_sql("deallocate asked").execute(&mut *conn).await.expect("it was prepared");
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

/// A folder's statements with their names.
fn statements(folder: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries").join(folder);
    let files = fs::read_dir(path).expect(folder).map(|file| file.expect(folder).path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect(folder))).collect()
}

#[tokio::test]
async fn e3_every_statement_about_master_data_uses_an_index() {
    let world = World::open().await;
    let mut owner = world.house.database().owner().await;
    sqlx::raw_sql(SEED).execute(&mut owner).await.unwrap();
    sqlx::raw_sql("analyze; set role kontor_contract; select set_config('app.tenant', md5('house1')::uuid::text, false)")
        .execute(&mut owner)
        .await
        .unwrap();
    let mut seen = 0;
    for folder in [
        "asset",
        "caller",
        "contact",
        "customer",
        "directive",
        "facts",
        "merge",
        "search",
        "site",
        "transfer",
    ] {
        for (path, statement) in statements(folder) {
            let plan = plan(&mut owner, &statement).await;
            let scans = plan.lines().filter(|line| line.contains("Seq Scan"));
            // A house has one row in houses and one in house_defaults.
            let growing: Vec<&str> = scans.filter(|line| !line.contains("on house")).collect();
            assert!(growing.is_empty(), "{path}:\n{plan}");
            if path.contains("/list") || path.contains("/export") {
                assert!(!plan.contains("Sort"), "{path}:\n{plan}");
            }
            if folder == "search" || folder == "caller" {
                // Every way in is a range of the index, not a filter over one.
                assert!(plan.matches("Index Cond: ((tenant_id").count() >= 5, "{path}:\n{plan}");
            }
            seen += 1;
        }
    }
    let (_, history) =
        statements("history").into_iter().find(|(path, _)| path.ends_with("list.sql")).unwrap();
    let plan_of_history = plan(&mut owner, &history).await;
    assert!(
        plan_of_history.contains("Index Scan Backward") && !plan_of_history.contains("Sort"),
        "{plan_of_history}"
    );
    assert!(seen >= 30, "only {seen} statements were found");
    // The seed is large enough for the test to fail without an index.
    sqlx::raw_sql("reset role; drop index contract.assets_of_customer").execute(&mut owner).await.unwrap();
    let without = plan(&mut owner, include_str!("../../queries/asset/list.sql")).await;
    assert!(
        without.contains("Sort") || without.contains("Seq Scan") || without.contains("Filter"),
        "{without}"
    );
    world.house.close().await;
}
