//! What changed since someone looked (B3a).

use super::drafts::Current;
use crate::store::drafts as rows;
use crate::wire;
use kontor_ids::DraftId;
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{Draft, DraftLine};
use kontor_status::{Problem, Reason, Result};
use std::collections::BTreeMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// How many lines an error names at most.
const NAMED: usize = 100;

/// A line that is not as it was: as it was, and as it is.
pub(crate) struct Differing<'a> {
    pub(crate) then: Option<&'a DraftLine>,
    pub(crate) now: Option<&'a DraftLine>,
}

/// The lines that differ, in the order they stand now, and then those that are gone.
pub(crate) fn between<'a>(then: &'a Draft, now: &'a Draft) -> Vec<Differing<'a>> {
    let mut before: BTreeMap<&str, &DraftLine> = then.lines.iter().map(|l| (l.name.as_str(), l)).collect();
    let mut differing = Vec::new();
    for line in &now.lines {
        let was = before.remove(line.name.as_str());
        // Explanations are not kept with what was shown; what they explain is.
        let same =
            was.is_some_and(|was| *was == DraftLine { explanation: was.explanation.clone(), ..line.clone() });
        if !same {
            differing.push(Differing { then: was, now: Some(line) });
        }
    }
    let gone = then.lines.iter().filter(|l| before.contains_key(l.name.as_str()));
    differing.extend(gone.map(|line| Differing { then: Some(line), now: None }));
    differing
}

/// Refuses what rests on another etag than the current one, and tells what changed since.
pub(crate) async fn unchanged(tx: &mut TenantTx, id: DraftId, etag: &str, current: &Current) -> Result<()> {
    if wire::draft::etag(&current.draft.canonical()) == etag {
        return Ok(());
    }
    let now = current.print(id)?;
    let then = rows::view(tx, id, etag).await?;
    Err(changed(then.as_ref(), &now))
}

/// What was looked at is no longer what is there: each line that differs is named.
pub(crate) fn changed(then: Option<&Draft>, now: &Draft) -> Problem {
    let reason = Reason::DraftChanged.as_str_name();
    let message =
        "the draft changed since it was looked at: look at the difference and repeat with its current etag";
    let mut details =
        ErrorDetails::with_error_info(reason, "kontor", [("etag".to_owned(), now.etag.clone())]);
    details.add_precondition_failure_violation(reason, &now.name, message);
    for line in then.map(|then| between(then, now)).unwrap_or_default().iter().take(NAMED) {
        let (kind, named) = match (line.then, line.now) {
            (None, Some(now)) => ("LINE_ADDED", now),
            (Some(_), Some(now)) => ("LINE_CHANGED", now),
            (Some(then), None) => ("LINE_REMOVED", then),
            (None, None) => continue,
        };
        details.add_precondition_failure_violation(kind, &named.name, &named.text);
    }
    let status = Status::with_error_details(Code::FailedPrecondition, message, details);
    Problem::Passed(Box::new(status))
}
