//! Decisions about entries, as the wire has them.

use super::money::stamp;
use crate::store::decisions::{Choice, Decision};
use kontor_ids::TimeEntryId;
use kontor_proto::billing::v1::{EntryChoice, EntryDecision};

pub(crate) fn decision(entry: TimeEntryId, decision: &Decision) -> EntryDecision {
    let (choice, contract) = match decision.choice {
        Choice::Contract(id) => (EntryChoice::Contract, id.resource_name()),
        Choice::ListPrice => (EntryChoice::ListPrice, String::new()),
        Choice::Overage => (EntryChoice::Overage, String::new()),
    };
    EntryDecision {
        entry: entry.resource_name(),
        number: decision.number,
        choice: choice.into(),
        contract,
        candidates: decision.candidates.iter().map(|c| c.resource_name()).collect(),
        reason: decision.reason.clone(),
        decided_by: decision.by.clone(),
        decide_time: stamp(decision.at),
        rated: None,
    }
}
