//! Work of many customers: one rated entry, its customer and its ticket, many times over. Ids are as long as text as
//! those they stand for, so that the stored messages stay messages; the house rates all of it itself.

use super::super::BenchError;
use super::super::ground::Ground;
use crate::client::Door;
use crate::seed;
use crate::tour::{request_id, text};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_ids::{CustomerId, TicketId, TimeEntryId, Uuid};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use std::time::Duration;

/// So many customers with so many entries in all; their numbers begin with the mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crowd {
    pub(super) mark: char,
    pub(super) customers: i32,
    pub(super) entries: i32,
}

/// What is multiplied.
pub(super) struct Template {
    pub(super) tenant: Uuid,
    pub(super) day: Date,
    customer: Uuid,
    ticket: Uuid,
    entry: Uuid,
}

const TABLES: &str = include_str!("tables.sql");

/// Longest wait for the house to rate what was filled in.
const RATED: Duration = Duration::from_secs(300);

const RENAMED: &str = "create or replace function pg_temp.renamed(message bytea, old text, new text) returns bytea
    language sql immutable as $$select decode(replace(encode(message, 'hex'), encode(convert_to(old, 'UTF8'), 'hex'),
      encode(convert_to(new, 'UTF8'), 'hex')), 'hex')$$";

/// MARK, CUSTOMERS and ENTRIES stand for the crowd, TENANT, CUSTOMER, TICKET and ENTRY for what is multiplied.
const FILL: &str = "begin;
  set local session_replication_role = replica;
  create temporary table crowd on commit drop as
    select n, md5('MARK-c' || n)::uuid as customer, md5('MARK-t' || n)::uuid as ticket
    from generate_series(1, CUSTOMERS) n;
  insert into contract.customers (tenant_id, id, number, display_name, street, postal_code, city, country_code, vat_id,
      leitweg_id, buyer_reference, invoice_email, payment_days, suspended, language_code, note, version, create_time)
    select tenant_id, w.customer, 'MARK-' || n, 'Kunde ' || n, street, postal_code, city, country_code, vat_id,
      leitweg_id, buyer_reference, invoice_email, payment_days, suspended, language_code, note, version, create_time
    from (select * from contract.customers where id = 'CUSTOMER') c, crowd w;
  insert into billing.buyers (tenant_id, customer_id, customer, number, display_name, account_agent)
    select b.tenant_id, w.customer, pg_temp.renamed(b.customer, 'CUSTOMER', w.customer::text), 'MARK-' || n, 'Kunde ' || n, ''
    from (select * from billing.buyers where tenant_id = 'TENANT' and customer_id = 'CUSTOMER') b, crowd w;
  insert into billing.tickets (tenant_id, id, customer_id, opened_at)
    select 'TENANT', w.ticket, w.customer, now() from crowd w;
  insert into billing.entries (tenant_id, id, version, customer_id, ticket_id, service_date, saved, spans)
    select e.tenant_id, i.entry, e.version, w.customer, w.ticket, e.service_date,
      pg_temp.renamed(pg_temp.renamed(pg_temp.renamed(pg_temp.renamed(e.saved, 'ENTRY', i.entry::text), 'CUSTOMER',
        w.customer::text), 'TICKET', w.ticket::text), 'KS00', 'KS' || lpad((m % 64)::text, 2, '0')), e.spans
    from (select m, md5('MARK-e' || m)::uuid as entry from generate_series(1, ENTRIES) m) i
    join crowd w on w.n = m % CUSTOMERS + 1, (select * from billing.entries where id = 'ENTRY') e;
  insert into baseline.work (tenant_id, customer_id, entry_id, crowd, service_date, seconds, net)
    select e.tenant_id, e.customer_id, e.id, 'MARK', e.service_date, 900, 30.00
    from billing.entries e join crowd w on w.customer = e.customer_id;
  insert into billing.customers (tenant_id, id) select 'TENANT', customer from crowd;
  commit;
  vacuum analyze contract.customers, billing.entries, billing.customers, baseline.work";

impl Template {
    /// Has an hour worked, and waits until the house has rated it.
    pub(super) async fn make(door: &Door, ground: &Ground) -> Result<Self, BenchError> {
        door.call("billing.BillingService/SetSellerProfile", seed::seller()).await?;
        let day = yesterday().map_err(|e| BenchError::Other(e.to_string()))?;
        let ticket = ground.tickets.first().cloned().unwrap_or_default();
        let entry = json!({"ticket": ticket, "activity": "support", "channel": "CHANNEL_REMOTE", "duration": "900s",
            "startTime": format!("{day}T10:00:00Z"), "text": "Dienst geprüft", "costCenter": "KS00", "allowOverlap": true});
        let request = json!({"entry": entry, "requestId": request_id()});
        let entry = door.call("timetracking.TimeService/CreateTimeEntry", request).await?;
        let name = text(&entry, "/name").to_owned();
        rated(door, &name).await?;
        // Whoever looks at a draft makes the house learn who buys.
        let list = json!({"customer": ground.desks[0].customer});
        let list = door.call("billing.BillingService/ListDrafts", list).await?;
        let draft = json!({"name": text(&list, "/drafts/0/name")});
        door.call("billing.BillingService/GetDraft", draft).await?;
        let me = door.call("identity.IdentityService/GetSelf", json!({})).await?;
        let tenant = text(&me, "/tenant").trim_start_matches("tenants/").to_owned();
        let wrong = |e: &dyn std::fmt::Display| BenchError::Other(e.to_string());
        let customer = &ground.desks[0].customer;
        Ok(Self {
            tenant: tenant.parse().map_err(|e| wrong(&e))?,
            day,
            customer: CustomerId::from_resource_name(customer).map_err(|e| wrong(&e))?.uuid(),
            ticket: TicketId::from_resource_name(&ticket).map_err(|e| wrong(&e))?.uuid(),
            entry: TimeEntryId::from_resource_name(&name).map_err(|e| wrong(&e))?.uuid(),
        })
    }
}

async fn rated(door: &Door, entry: &str) -> Result<(), BenchError> {
    for _ in 0..200 {
        let answer = door.call("billing.BillingService/GetRatedEntry", json!({"entry": entry})).await;
        if answer.is_ok_and(|rated: Value| rated.pointer("/portions/0").is_some()) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(BenchError::Other("the entry was not rated within ten seconds".to_owned()))
}

/// Yesterday, so that the work lies in the past.
#[expect(clippy::disallowed_methods, reason = "a client lives in real time")]
fn yesterday() -> Result<Date, jiff::Error> {
    jiff::Zoned::now().date().checked_sub(1.day())
}

/// Fills in a crowd and waits until the house has a draft for each of its customers.
pub(super) async fn fill(
    owner: &mut PgConnection,
    template: &Template,
    crowd: Crowd,
) -> Result<(), BenchError> {
    sqlx::raw_sql(TABLES).execute(&mut *owner).await?;
    sqlx::raw_sql(RENAMED).execute(&mut *owner).await?;
    let mut fill = FILL.to_owned();
    for (word, value) in [
        ("MARK", crowd.mark.to_string()),
        ("CUSTOMERS", crowd.customers.to_string()),
        ("ENTRIES", crowd.entries.to_string()),
        ("TENANT", template.tenant.to_string()),
        ("CUSTOMER", template.customer.to_string()),
        ("TICKET", template.ticket.to_string()),
        ("ENTRY", template.entry.to_string()),
    ] {
        fill = fill.replace(word, &value);
    }
    // One after the other: several statements at once are one transaction, and a table cannot be vacuumed in one.
    for statement in fill.split(";\n") {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut *owner).await?;
    }
    let drafts = "select count(*) from billing.drafts d join billing.buyers b using (tenant_id, customer_id)
        where b.number like $1 || '-%' and d.lines > 0";
    let wait = async {
        loop {
            let there: i64 =
                sqlx::query_scalar(drafts).bind(crowd.mark.to_string()).fetch_one(&mut *owner).await?;
            if there >= i64::from(crowd.customers) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let waited = tokio::time::timeout(RATED, wait).await;
    waited.map_err(|_| BenchError::Other("the house did not rate the work in five minutes".to_owned()))?
}
