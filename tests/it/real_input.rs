//! The incidents of a real service desk.

use crate::clock_oracle;
use crate::installation::Installation;
use kontor::{import, seed};
use serde_json::{Value, json};
use std::path::Path;

fn count(rows: &Value, key: &str, kind: &str) -> u64 {
    let rows = rows["rows"].as_array().into_iter().flatten().filter(|row| row["kind"] == kind);
    rows.map(|row| row[key].as_str().unwrap_or("0").parse::<u64>().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn s1_to_s6_an_import_may_be_repeated_and_its_clocks_agree_with_a_naive_walk() {
    let installation = Installation::open().await;
    let boss = seed::sign_in(&installation.grpc(), &installation.address, "management").await.unwrap();
    let ground = seed::ground(&boss).await.unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/incident_event_log.csv");
    let first = import::incidents(&boss, &ground, &file).await.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((first.new, first.known, first.rows, first.rejected.len()), (500, 0, 3_411, 0));
    let summary = "escalation.EscalationService/SummarizeClocks";
    let (mut settled, mut same) = (Value::Null, 0);
    // Settled is what stays so for two seconds: tickets were reopened, and their clocks are judged anew.
    while same < 20 {
        let now = boss.call(summary, json!({})).await.unwrap();
        let clocks = ["met", "breached", "open"].map(|key| count(&now, key, "CLOCK_KIND_RESOLUTION"));
        let whole = clocks.iter().sum::<u64>() == 500 && clocks[2] == 0;
        same = if whole && now == settled { same + 1 } else { 0 };
        settled = now;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    // A second computation agrees on every deadline and every verdict (S1 to S6).
    clock_oracle::agrees(&installation, &boss).await;
    // All of them were closed in the end, so that no clock runs and no step is left to fire.
    assert_eq!(count(&settled, "open", "CLOCK_KIND_RESPONSE"), 0);
    let again = import::incidents(&boss, &ground, &file).await.unwrap();
    assert_eq!((again.new, again.known), (0, 500), "a second run changes nothing");
    // Someone else may repeat it, too; whoever imports must be allowed to.
    let agent = seed::sign_in(&installation.grpc(), &installation.address, "agent").await.unwrap();
    assert!(import::incidents(&agent, &ground, &file).await.is_err());
    let after = boss.call(summary, json!({})).await.unwrap();
    assert_eq!(after["rows"], settled["rows"]);
    installation.close().await;
}
