//! What became of the clocks, as a table.

use super::{ImportError, Imported, call};
use crate::client::Door;
use serde_json::{Value, json};
use std::time::Duration;

/// Waits until the clocks have run over the imported history, then prints the table.
///
/// # Errors
/// [`ImportError::Call`].
pub async fn print_summary(door: &Door, imported: &Imported) -> Result<(), ImportError> {
    let summary = settled(door).await?;
    println!(
        "{} tickets new, {} known before, {} rows read, {} rejected",
        imported.new,
        imported.known,
        imported.rows,
        imported.rejected.len()
    );
    println!("\n{:<10} {:<12} {:>8} {:>9} {:>8}", "priority", "clock", "met", "breached", "open");
    for row in summary["rows"].as_array().into_iter().flatten() {
        let word = |key: &str, prefix: &str| {
            row[key].as_str().unwrap_or_default().trim_start_matches(prefix).to_lowercase()
        };
        println!(
            "{:<10} {:<12} {:>8} {:>9} {:>8}",
            word("priority", "PRIORITY_"),
            word("kind", "CLOCK_KIND_"),
            count(row, "met"),
            count(row, "breached"),
            count(row, "open")
        );
    }
    Ok(())
}

/// 64-bit numbers are strings in JSON; zero is left out.
fn count<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or("0")
}

/// The summary, once no event of the import is waiting any more: it stays the same for a second.
async fn settled(door: &Door) -> Result<Value, ImportError> {
    let mut before = Value::Null;
    let mut same = 0;
    for _ in 0..600 {
        let rpc = "escalation.EscalationService/SummarizeClocks";
        let now = call(door, "the summary", rpc, json!({})).await?;
        same = if now == before { same + 1 } else { 0 };
        before = now;
        if same >= 10 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(before)
}
