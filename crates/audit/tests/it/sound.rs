//! A house that nobody damaged.

use crate::house::Copy;

#[tokio::test]
async fn an_undamaged_house_is_clean() {
    let house = Copy::of_the_house().await;
    let report = house.audit().await;
    // The cluster for tests does not sync to the disk, and the auditor says so (A18, I24).
    let others: Vec<_> = report.findings.iter().filter(|f| f.rule != "A18").collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(report.findings.iter().any(|f| f.rule == "A18" && f.key == "fsync" && f.found == "off"));
    // A report without material proves nothing.
    assert!(report.figures.skipped.is_empty(), "{report}");
    assert_eq!(report.figures.rules, 21, "{report}");
    assert!(
        report.figures.invoices >= 3 && report.figures.documents == 3 * report.figures.invoices,
        "{report}"
    );
    assert!(report.figures.events > 50, "{report}");
    for (table, least) in [
        ("select count(*) from billing.transfers", 6),
        ("select count(*) from billing.claims where released_by is not null", 2),
        ("select count(*) from billing.frozen_entries where released_by is null and draws <> '[]'", 1),
        ("select count(*) from timetracking.entry_versions where version > 1", 1),
        ("select count(*) from ticket.log_entries", 10),
    ] {
        let rows = house.scalar(table).await;
        assert!(rows >= least, "{table}: {rows}");
    }
}

#[tokio::test]
async fn a_report_is_one_json_object_a_line() {
    let house = Copy::of_the_house().await;
    house.damage("update billing.balances set posted = posted + 1").await;
    let report = house.audit().await;
    let lines = report.to_string();
    let lines: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), report.findings.len() + 1);
    assert!(lines[0]["rule"] == "A3" && lines[0]["expected"] != lines[0]["found"], "{}", lines[0]);
    assert_eq!(lines[lines.len() - 1]["figures"]["rules"], 21);
}

#[tokio::test]
async fn a_database_without_a_house_is_refused() {
    let database = kontor_testkit::TestDatabase::create().await;
    let refused = kontor_audit::audit(&database.owner_url()).await;
    assert!(matches!(refused, Err(kontor_audit::AuditError::Nothing)));
}

#[tokio::test]
async fn who_does_not_see_all_rows_gets_no_clean_report() {
    let house = Copy::of_the_house().await;
    let role =
        "create role half_sighted login; grant usage on schema identity, contract, ticket, timetracking,
        escalation, billing to half_sighted; grant select on all tables in schema identity, contract, ticket,
        timetracking, escalation, billing to half_sighted";
    house.damage(role).await;
    let refused = house.audit_as("half_sighted").await.unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
    house.damage("drop owned by half_sighted; drop role half_sighted").await;
}
