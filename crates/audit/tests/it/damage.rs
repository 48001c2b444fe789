//! What every test of a rule does.

use crate::house::Copy;
use kontor_audit::Report;
use tokio::sync::OnceCell;

/// Damages a fresh copy and demands that this rule, and of the others at most `also`, finds it.
pub(crate) async fn finds(rule: &str, also: &[&str], what: &str, damage: &str) {
    let house = Copy::of_the_house().await;
    // What is found in every copy: the cluster for tests does not sync.
    static BEFORE: OnceCell<Report> = OnceCell::const_new();
    let before = BEFORE.get_or_init(|| house.audit()).await;
    house.damage(damage).await;
    let report = house.audit().await;
    let new: Vec<_> = report.findings.iter().filter(|f| !before.findings.contains(f)).collect();
    assert!(
        new.iter().any(|f| f.rule == rule && (f.key.contains(what) || f.found.contains(what))),
        "{rule} does not name {what} after {damage}:\n{report}"
    );
    let strange: Vec<_> = new.iter().filter(|f| f.rule != rule && !also.contains(&f.rule)).collect();
    assert!(strange.is_empty(), "after {damage}: {strange:#?}");
}
