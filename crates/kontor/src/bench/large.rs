//! The verdict at the phone in a large house: 46,000 assets and 2,600 contracts (C1).

use super::baseline::Postgres;
use super::figure::{Figure, Goal, median};
use super::ground::Ground;
use super::load::{self, Sample, Until};
use super::work::{MANY, ROUND, ROUNDS};
use super::{BenchError, calls};
use kontor_ids::{AssetId, CustomerId, Uuid};
use sqlx::PgConnection;
use std::sync::Arc;
use tokio::sync::Mutex;

const CONTRACTS: i32 = if cfg!(debug_assertions) { 26 } else { 2_600 };
const ASSETS: i32 = if cfg!(debug_assertions) { 460 } else { 46_000 };

/// The first house's customer and its contract, many times over, and assets for them; without what is kept of their
/// history and for the search, which a verdict does not read. $1: contracts, $2: assets.
const FILL: [&str; 4] = [
    "insert into contract.customers (tenant_id, id, number, display_name, street, postal_code, city, country_code, vat_id,
        leitweg_id, buyer_reference, invoice_email, payment_days, suspended, language_code, note, version, create_time)
      select tenant_id, gen_random_uuid(), 'G-' || n, 'Kunde ' || n, street, postal_code, city, country_code, vat_id,
        leitweg_id, buyer_reference, invoice_email, payment_days, suspended, language_code, note, version, create_time
      from (select * from contract.customers where id = $3) c, generate_series(1, $1) n where $2 > 0",
    "insert into contract.contracts (tenant_id, id, number, customer_id, display_name, priority, create_time)
      select c.tenant_id, gen_random_uuid(), c.number, c.id, k.display_name, k.priority, k.create_time
      from contract.customers c, (select * from contract.contracts where customer_id = $3 limit 1) k
      where c.number like 'G-%' and $1 > 0 and $2 > 0",
    "insert into contract.contract_versions (tenant_id, id, contract_id, number, validity, calendar_id, sla_policy_id,
        terms, create_time)
      select k.tenant_id, gen_random_uuid(), k.id, 1, v.validity, v.calendar_id, v.sla_policy_id, v.terms, v.create_time
      from contract.contracts k, (select v.* from contract.contract_versions v join contract.contracts o
        on o.tenant_id = v.tenant_id and o.id = v.contract_id where o.customer_id = $3 limit 1) v
      where k.number like 'G-%' and $1 > 0 and $2 > 0",
    "insert into contract.assets (tenant_id, id, customer_id, display_name, asset_class, serial_number, host_name,
        create_time, number)
      select c.tenant_id, gen_random_uuid(), c.id, 'SRV-' || n, 'server', 'S' || n, 'srv' || n, now(), 'A' || n
      from generate_series(1, $2) n join contract.customers c on c.number = 'G-' || (n % $1 + 1)
      where c.tenant_id = (select tenant_id from contract.customers where id = $3)",
];

const KNOWN: &str = "select a.id, a.customer_id, k.id, a.tenant_id from contract.assets a
    join contract.contracts k on k.tenant_id = a.tenant_id and k.customer_id = a.customer_id
    where a.number like 'A%' and k.number like 'G-%' limit 5000";

/// What three statements cost that read one row each by its key.
const POINTS: [&str; 3] = [
    "select customer_id from contract.assets where tenant_id = $1 and id = $2",
    "select id from contract.customers where tenant_id = $1 and id = $2",
    "select customer_id from contract.contracts where tenant_id = $1 and id = $2",
];

type Known = Arc<Vec<(Uuid, Uuid, Uuid, Uuid)>>;

/// The slow verdicts beside the slow ones of three point statements, by as many clients in turn.
pub(super) async fn coverage(ground: &Ground, postgres: &Postgres) -> Result<Vec<Figure>, BenchError> {
    let known = fill(ground, postgres).await?;
    let mut connections = Vec::with_capacity(MANY);
    for _ in 0..MANY {
        connections.push(Mutex::new(postgres.owner().await?));
    }
    let connections = Arc::new(connections);
    let (mut verdicts, mut points) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (ground, asked) = (ground.clone(), known.clone());
        let call = move |client: usize, call: usize| {
            let (ground, (asset, customer, ..)) = (ground.clone(), one(&asked, client, call));
            async move {
                let names = (
                    CustomerId::from_uuid(customer).resource_name(),
                    AssetId::from_uuid(asset).resource_name(),
                );
                calls::coverage_of(&ground, client, names).await
            }
        };
        verdicts.push(load::run(MANY, Until::Past(ROUND), call).await?);
        let (connections, asked) = (connections.clone(), known.clone());
        let call = move |client: usize, call: usize| {
            let (connections, row) = (connections.clone(), one(&asked, client, call));
            async move { three_points(&mut *connections[client].lock().await, row).await }
        };
        points.push(load::run(MANY, Until::Past(ROUND), call).await?);
    }
    let slow = |samples: &[Sample]| median(samples.iter().map(|sample| sample.percentile(99)).collect());
    let rate = |samples: &[Sample]| median(samples.iter().map(Sample::per_second).collect());
    let goal = slow(&points);
    let slow = Figure::new("coverage/large p99", slow(&verdicts), "ms").beside(goal);
    Ok(vec![
        slow.aiming_at(Goal::Most(goal)),
        Figure::new("coverage/large", rate(&verdicts), "/s").beside(rate(&points)),
    ])
}

async fn fill(ground: &Ground, postgres: &Postgres) -> Result<Known, BenchError> {
    let customer = CustomerId::from_resource_name(&ground.desks[0].customer);
    let customer = customer.map_err(|e| BenchError::Other(e.to_string()))?;
    let mut owner = postgres.owner().await?;
    sqlx::raw_sql("set session_replication_role = replica").execute(&mut owner).await?;
    for statement in FILL {
        let fill = sqlx::query(statement).bind(CONTRACTS).bind(ASSETS).bind(customer.uuid());
        fill.execute(&mut owner).await?;
    }
    let analyze =
        "vacuum analyze contract.customers, contract.contracts, contract.contract_versions, contract.assets";
    sqlx::raw_sql(analyze).execute(&mut owner).await?;
    let known: Vec<(Uuid, Uuid, Uuid, Uuid)> = sqlx::query_as(KNOWN).fetch_all(&mut owner).await?;
    if known.is_empty() {
        Err(BenchError::Other("no assets were made".to_owned()))
    } else {
        Ok(Arc::new(known))
    }
}

fn one(known: &Known, client: usize, call: usize) -> (Uuid, Uuid, Uuid, Uuid) {
    known[calls::any(client, call, known.len())]
}

async fn three_points(
    connection: &mut PgConnection,
    (asset, customer, contract, tenant): (Uuid, Uuid, Uuid, Uuid),
) -> Result<(), BenchError> {
    for (statement, id) in POINTS.into_iter().zip([asset, customer, contract]) {
        sqlx::query(statement).bind(tenant).bind(id).fetch_one(&mut *connection).await?;
    }
    Ok(())
}
