//! Entries on the wire.

use super::{visit, words};
use crate::store::entry::EntryRow;
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId, TicketId, TimeEntryId, UserId};
use kontor_proto::timetracking::v1 as wire;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::{ApprovalReason, ApprovalState, BillingState, Channel};

/// A version as others quote it.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version:x}\"")
}

fn channel(row: &EntryRow) -> Result<i32> {
    row.channel.parse::<Channel>().map(|channel| words::channel(channel).into()).map_err(Problem::internal)
}

fn duration(row: &EntryRow) -> prost_types::Duration {
    prost_types::Duration { seconds: row.seconds.into(), nanos: 0 }
}

/// An entry.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn entry(row: &EntryRow) -> Result<wire::TimeEntry> {
    let state: BillingState = row.billing_state.parse().map_err(Problem::internal)?;
    let reason = |word: &String| word.parse::<ApprovalReason>().map_err(Problem::internal);
    let reasons: Vec<ApprovalReason> = row.approval_reasons.iter().map(reason).collect::<Result<_>>()?;
    Ok(wire::TimeEntry {
        name: TimeEntryId::from_uuid(row.id).resource_name(),
        technician: UserId::from_uuid(row.technician_id).resource_name(),
        ticket: TicketId::from_uuid(row.ticket_id).resource_name(),
        customer: CustomerId::from_uuid(row.customer_id).resource_name(),
        activity: row.activity.clone(),
        channel: channel(row)?,
        start_time: Some(words::time(row.start_time.to_jiff())),
        duration: Some(duration(row)),
        text: row.text.clone(),
        internal_text: row.internal_text.clone(),
        goodwill_reason: row.goodwill_reason.clone(),
        allow_overlap: row.allow_overlap,
        overlaps: row.overlaps,
        billing_state: words::billing_state(state).into(),
        version: row.version,
        cost_center: row.cost_center.clone(),
        create_time: Some(words::time(row.create_time.to_jiff())),
        etag: etag(row.version),
        invoiced_version: row.invoiced_version,
        travel: visit::travel(row),
        materials: visit::materials(row)?,
        approval: approval(row)?.into(),
        approval_reasons: reasons.into_iter().map(|r| words::approval_reason(r).into()).collect(),
    })
}

/// One version of an entry whose newest version is `newest`.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn version(row: &EntryRow, newest: i32) -> Result<wire::TimeEntryVersion> {
    let mut entry = entry(row)?;
    if row.version != newest {
        entry.billing_state = wire::BillingState::Unspecified.into();
        entry.invoiced_version = 0;
        entry.etag.clear();
    }
    Ok(wire::TimeEntryVersion {
        entry: Some(entry),
        reason: row.reason.clone(),
        recorder: row.recorder.clone(),
        record_time: Some(words::time(row.record_time.to_jiff())),
    })
}

/// What others hear of a version.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn saved(row: &EntryRow) -> Result<wire::TimeEntrySaved> {
    Ok(wire::TimeEntrySaved {
        entry: TimeEntryId::from_uuid(row.id).resource_name(),
        version: row.version,
        ticket: TicketId::from_uuid(row.ticket_id).resource_name(),
        ticket_number: row.ticket_number.clone(),
        customer: CustomerId::from_uuid(row.customer_id).resource_name(),
        contact: words::optional(row.contact_id, |id| ContactId::from_uuid(id).resource_name()),
        asset: words::optional(row.asset_id, |id| AssetId::from_uuid(id).resource_name()),
        site: words::optional(row.site_id, |id| SiteId::from_uuid(id).resource_name()),
        activity: row.activity.clone(),
        channel: channel(row)?,
        priority: words::priority(&row.priority).into(),
        start_time: Some(words::time(row.start_time.to_jiff())),
        duration: Some(duration(row)),
        technician: UserId::from_uuid(row.technician_id).resource_name(),
        text: row.text.clone(),
        cost_center: row.cost_center.clone(),
        goodwill_reason: row.goodwill_reason.clone(),
        travel: visit::travel_of_visit(row),
        materials: visit::materials(row)?,
        approval: approval(row)?.into(),
    })
}

fn approval(row: &EntryRow) -> Result<wire::ApprovalState> {
    let state: ApprovalState = row.approval.parse().map_err(Problem::internal)?;
    Ok(words::approval(state))
}
