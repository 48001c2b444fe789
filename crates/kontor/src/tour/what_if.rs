//! What would the same work cost under other terms (N6)?

use super::job::Done;
use super::setting::Setting;
use super::{House, Tour, TourError, text};
use serde_json::{Value, json};

impl Tour {
    /// Accounting compares the contract with one of ten hours; `kontor rate` comes to the same sum.
    pub(super) async fn what_if(
        &mut self,
        house: &House,
        setting: &Setting,
        done: &Done,
    ) -> Result<(), TourError> {
        self.chapter("What if the contract had ten hours?");
        let books = self.sign_in(house, "accounting").await?;
        let list = json!({"customer": setting.customer});
        let rpc = "timetracking.TimeService/ListTimeEntries";
        let entries = self.ask(&done.agent, "what was worked", rpc, list.clone()).await?;
        let entries = entries["entries"].as_array().cloned().unwrap_or_default();
        let rpc = "contract.ContractService/ListContracts";
        let contracts = self.ask(&done.agent, "the contract", rpc, list).await?;
        let mut terms = contracts.pointer("/contracts/0/versions/0/terms").cloned().unwrap_or_default();
        if let Some(quota) = terms.pointer_mut("/quotas/0").and_then(Value::as_object_mut) {
            quota.remove("name");
            quota.insert("displayName".into(), json!("Support 10 h"));
            quota.insert("amount".into(), json!({"value": "36000"}));
        }
        let contract = text(&contracts, "/contracts/0/name");
        let request = json!({"customer": setting.customer, "draft": {"terms": terms, "contract": contract}});
        let all_there = |answer: &Value| {
            answer.pointer("/now/entries").and_then(Value::as_u64) == u64::try_from(entries.len()).ok()
        };
        let asked = ("billing.WhatIfService/CompareTerms", request);
        let answer = self.ask_until(&books, "twelve months, now and then", asked, all_there).await?;
        let saved = text(&answer, "/difference/amount/value") == "-55.00";
        self.check(saved, "N6: the overage of 55.00 would have been drawn")?;
        let rated = crate::rate::rate(case(&entries).to_string().as_bytes());
        let rated: Value = rated
            .ok()
            .and_then(|json| serde_json::from_str(&json).ok())
            .ok_or_else(|| self.wrong("the same entries can be rated without a house"))?;
        let same = text(&rated, "/net") == text(&answer, "/then/work/amount/value");
        self.check(same, "N6: `kontor rate` comes to the same sum")
    }
}

/// The entries under the draft, as `kontor rate` takes them (docs/rate.md).
fn case(entries: &[Value]) -> Value {
    let days: Vec<&str> = entries.iter().map(|entry| text(entry, "/startTime")).collect();
    let last = days.iter().max().and_then(|day| day.get(..10)).unwrap_or("2026-01-01");
    let worked = entries.iter().map(|entry| {
        let seconds: u64 = text(entry, "/duration").trim_end_matches('s').parse().unwrap_or_default();
        json!({"id": entry["name"], "start": entry["startTime"], "seconds": seconds,
            "ticket": entry["ticket"], "activity": entry["activity"]})
    });
    json!({
        "as_of": last,
        "calendar": "Europe/Berlin; 24/7",
        "prices": [{"per_hour": "120.00"}],
        "rounding": {"increment_seconds": 900, "minimum_seconds": 900, "mode": "up", "scope": "entry"},
        "rules": [
            {"activities": ["maintenance"], "decision": "included"},
            {"activities": ["support"], "decision": "quota", "quotas": ["Support 10 h"]},
            {"activities": ["project"], "decision": "billable"},
        ],
        "quotas": [{"name": "Support 10 h", "amount": "36000", "from": "2025-01-01", "replenishment": "monthly",
            "overage": {"rule": "bill", "per_hour": "110.00"}}],
        "entries": worked.collect::<Vec<_>>(),
    })
}
