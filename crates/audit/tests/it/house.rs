//! A house in which the main job was done, made once and copied for each test.

use kontor::client::{Door, GrpcDoor};
use kontor::seed;
use kontor::tour::{House, Tour, request_id};
use kontor_postgres::{Db, migrate};
use kontor_service::{Fleet, FleetMember, Service, environment_of_one_process, serve_gateway};
use kontor_testkit::TestDatabase;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, raw_sql};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::OnceCell;

static HOUSE: OnceCell<String> = OnceCell::const_new();

/// A copy of the house, to be damaged.
pub(crate) struct Copy {
    url: String,
}

impl Copy {
    pub(crate) async fn of_the_house() -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let house = HOUSE.get_or_init(work).await;
        let name = database(house);
        let nth = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let copy = format!("{name}_{nth}");
        let mut conn = PgConnection::connect(&house.replacen(&name, "postgres", 1)).await.unwrap();
        let create = format!("create database {copy} template {name}");
        // Two at once would disturb each other: the template must be without sessions.
        static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let _one = ONE.lock().await;
        sqlx::query(AssertSqlSafe(create)).execute(&mut conn).await.unwrap();
        Self { url: house.replacen(&name, &copy, 1) }
    }

    /// Statements as the owner, with the guards that hold ordinary roles and code put to sleep.
    pub(crate) async fn damage(&self, sql: &str) {
        let mut conn = PgConnection::connect(&self.url).await.unwrap();
        let sql = format!("set session_replication_role = replica; {sql}");
        raw_sql(AssertSqlSafe(sql.clone())).execute(&mut conn).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        conn.close().await.unwrap();
    }

    /// What a statement of the auditor says after some damage, in a transaction that is rolled back.
    pub(crate) async fn judged_within(&self, damage: &str, statement: &str) -> Vec<String> {
        let mut conn = PgConnection::connect(&self.url).await.unwrap();
        let begin = format!(
            "begin; {damage}; set local row_security = off; set local search_path = pg_catalog; set local timezone = 'UTC'"
        );
        raw_sql(AssertSqlSafe(begin.clone()))
            .execute(&mut conn)
            .await
            .unwrap_or_else(|e| panic!("{begin}: {e}"));
        let told = format!("select concat_ws(' ', f.*) from ({statement}) f");
        let told = sqlx::query_scalar(AssertSqlSafe(told.clone()))
            .fetch_all(&mut conn)
            .await
            .unwrap_or_else(|e| panic!("{told}: {e}"));
        raw_sql("rollback").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        told
    }

    /// The constraint that refuses a statement of the owner, all guards awake; `None` where nothing does.
    pub(crate) async fn refused(&self, sql: &str) -> Option<String> {
        let error = self.attempt(sql).await?;
        Some(error.as_database_error()?.constraint()?.to_owned())
    }

    /// The words with which a statement of the owner is refused.
    pub(crate) async fn refused_with(&self, sql: &str) -> Option<String> {
        Some(self.attempt(sql).await?.as_database_error()?.message().to_owned())
    }

    /// Tries in a transaction that is rolled back.
    async fn attempt(&self, sql: &str) -> Option<sqlx::Error> {
        let mut conn = PgConnection::connect(&self.url).await.unwrap();
        let sql = format!("begin; {sql}; rollback");
        raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.err()
    }

    pub(crate) async fn audit(&self) -> kontor_audit::Report {
        kontor_audit::audit(&self.url).await.unwrap_or_else(|e| panic!("{e}"))
    }

    pub(crate) async fn audit_as(
        &self,
        role: &str,
    ) -> Result<kontor_audit::Report, kontor_audit::AuditError> {
        let (scheme, rest) = self.url.split_once("://").unwrap();
        let (_, place) = rest.split_once('@').unwrap();
        kontor_audit::audit(&format!("{scheme}://{role}@{place}")).await
    }

    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        let mut conn = PgConnection::connect(&self.url).await.unwrap();
        sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap()
    }

    pub(crate) async fn scalar(&self, sql: &'static str) -> i64 {
        let mut conn = PgConnection::connect(&self.url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut conn).await.unwrap()
    }
}

/// The name of a database in its url.
fn database(url: &str) -> String {
    let path = url.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

async fn launch<S: Service>(fleet: &mut Fleet, database: &TestDatabase, settings: S::Settings) {
    let database = S::schema().map(|schema| database.options(schema.name));
    fleet.launch::<S>(FleetMember { database, settings }).await.unwrap_or_else(|e| panic!("{e}"));
}

/// Founds a house and does the main job twice; the second invoice is cancelled by the tour, too.
async fn work() -> String {
    let database = TestDatabase::create().await;
    let url = database.owner_url();
    for schema in kontor::house::schemas() {
        migrate(&url, schema).await.unwrap_or_else(|e| panic!("{e}"));
    }
    let (environment, signers) = environment_of_one_process(kontor::house::SERVICES).unwrap();
    let mut fleet = Fleet::new(environment, signers);
    launch::<kontor_identity::Identity>(&mut fleet, &database, ()).await;
    launch::<kontor_contract::Contract>(&mut fleet, &database, ()).await;
    launch::<kontor_ticket::Ticket>(&mut fleet, &database, ()).await;
    launch::<kontor_timetracking::Timetracking>(&mut fleet, &database, ()).await;
    launch::<kontor_escalation::Escalation>(&mut fleet, &database, ()).await;
    launch::<kontor_billing::Billing>(&mut fleet, &database, ()).await;
    let settings = kontor_gateway::GatewaySettings::private();
    launch::<kontor_gateway::Gateway>(&mut fleet, &database, settings).await;
    let identity = Db::new(&database.options("identity")).unwrap();
    let operator = kontor_identity::bootstrap(&identity).await.unwrap_or_else(|e| panic!("{e}"));
    identity.close().await;
    let stop = fleet.environment().stop.clone();
    let serving = serve_gateway("127.0.0.1:0", fleet.door("gateway").unwrap(), stop).await.unwrap();
    let door = Door::Grpc(GrpcDoor::new(&format!("http://{}", serving.address)).unwrap());
    let house = House { slug: seed::SLUG.to_owned(), password: seed::PASSWORD.to_owned() };
    seed::found(&door, &operator.expect("the first start tells it")).await.unwrap();
    seed::fill(&door, &house).await.unwrap();
    for _ in 0..2 {
        Tour::new(door.clone(), true).run(&house).await.unwrap_or_else(|e| panic!("{e}"));
    }
    cancel_and_correct(&door, &house, &url).await;
    settle(&url).await;
    hand_over(&door, &house, &evidence_of(&url)).await;
    fleet.environment().stop.cancel();
    serving.finished().await;
    fleet.stop().await;
    without_sessions(&url).await;
    url
}

/// Where the evidence of the house lies.
fn evidence_of(url: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("evidence-{}", database(url)))
}

/// The evidence of each of the house's invoices, in a folder of its number.
pub(crate) async fn evidence() -> PathBuf {
    evidence_of(HOUSE.get_or_init(work).await)
}

/// Exports the evidence of every invoice, cancellation and credit.
async fn hand_over(door: &Door, house: &House, folder: &Path) {
    let boss = seed::sign_in(door, house, "management").await.unwrap();
    let invoices = boss.call("billing.BillingService/ListInvoices", json!({"pageSize": 200})).await.unwrap();
    for invoice in invoices["invoices"].as_array().expect("there are invoices") {
        let number = invoice["number"].as_str().expect("a number");
        let exported = kontor::evidence::export(&boss, number, &folder.join(number)).await;
        exported.unwrap_or_else(|e| panic!("{number}: {e}"));
    }
}

/// Cancels the second invoice and corrects an entry that it gives back.
async fn cancel_and_correct(door: &Door, house: &House, url: &str) {
    let books = seed::sign_in(door, house, "accounting").await.unwrap();
    let invoices = books.call("billing.BillingService/ListInvoices", json!({})).await.unwrap();
    // The tour cancels and credits, too: those that stand are taken.
    let invoices = invoices["invoices"].as_array().expect("there are invoices").clone();
    let touched = |invoice: &Value| {
        let name = &invoice["name"];
        invoices.iter().any(|other| &other["cancels"] == name || &other["credits"] == name)
    };
    let stands = |invoice: &&Value| {
        invoice["type"] == "INVOICE_TYPE_INVOICE" && invoice["cancelledBy"].is_null() && !touched(invoice)
    };
    for standing in invoices.iter().rev().filter(stands).skip(1) {
        let cancel = json!({"name": standing["name"], "reason": "falscher Monat", "requestId": request_id()});
        books.call("billing.BillingService/CancelInvoice", cancel).await.unwrap_or_else(|e| panic!("{e}"));
    }
    settle(url).await;
    let agent = seed::sign_in(door, house, "agent").await.unwrap();
    let entries = agent.call("timetracking.TimeService/ListTimeEntries", json!({})).await.unwrap();
    let entries = entries["entries"].as_array().expect("there are entries").clone();
    let support =
        |entry: &&Value| entry["activity"] == "support" && entry["billingState"] != "BILLING_STATE_INVOICED";
    let mut entry = entries.iter().find(support).unwrap_or_else(|| panic!("{entries:#?}")).clone();
    entry["duration"] = json!("5400s");
    let correct = json!({"entry": entry, "reason": "eine Stunde zu viel", "requestId": request_id()});
    agent.call("timetracking.TimeService/CorrectTimeEntry", correct).await.unwrap_or_else(|e| panic!("{e}"));
}

/// Waits until all that was told was heard.
async fn settle(url: &str) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    let mut behind = String::from("select 0");
    for schema in kontor::house::SERVICES.iter().filter(|s| **s != "gateway") {
        behind += &format!(" + (select count(*) from {schema}.pending)");
        for source in kontor::house::SERVICES.iter().filter(|s| **s != "gateway") {
            behind += &format!(
                " + (select count(*) from {schema}.cursor where source = '{source}'
                     and pos < (select coalesce(max(pos), 0) from {source}.event_log))"
            );
        }
    }
    let mut quiet = 0;
    for _ in 0..500 {
        let waits: i64 =
            sqlx::query_scalar(AssertSqlSafe(behind.clone())).fetch_one(&mut conn).await.unwrap();
        quiet = if waits == 0 { quiet + 1 } else { 0 };
        if quiet == 10 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the feeds did not drain");
}

async fn without_sessions(url: &str) {
    let name = database(url);
    let mut conn = PgConnection::connect(&url.replacen(&name, "postgres", 1)).await.unwrap();
    let end = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1";
    let _ended: i64 = sqlx::query_scalar(end).bind(&name).fetch_one(&mut conn).await.unwrap();
    for _ in 0..100 {
        let there = "select count(*) from pg_stat_activity where datname = $1";
        let there: i64 = sqlx::query_scalar(there).bind(&name).fetch_one(&mut conn).await.unwrap();
        if there == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("sessions stay");
}
