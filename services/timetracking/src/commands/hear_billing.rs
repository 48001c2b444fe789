//! What billing says of entries (T5, R8).

use crate::store::entry as store;
use kontor_ids::{TimeEntryId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::EntryRated;
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::BillingEvent;

/// A version was rated.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn rated(tx: &mut TenantTx, event: &EntryRated) -> Result<()> {
    let version = u32::try_from(event.entry_version).map_err(Problem::internal)?;
    let said = if event.undecided { BillingEvent::Undecided } else { BillingEvent::Rated };
    hear(tx, std::slice::from_ref(&event.entry), Some(version), said).await
}

/// Entries were invoiced: locked.
///
/// # Errors
/// [`Problem::Internal`] where a name is malformed.
pub(crate) async fn invoiced(tx: &mut TenantTx, entries: &[String]) -> Result<()> {
    hear(tx, entries, None, BillingEvent::Invoiced).await
}

/// The invoice of entries was cancelled: open again.
///
/// # Errors
/// [`Problem::Internal`] where a name is malformed.
pub(crate) async fn released(tx: &mut TenantTx, entries: &[String]) -> Result<()> {
    hear(tx, entries, None, BillingEvent::Released).await
}

/// What is said of a version, or of whichever is the newest.
async fn hear(tx: &mut TenantTx, names: &[String], version: Option<u32>, said: BillingEvent) -> Result<()> {
    let ids: Vec<Uuid> = names.iter().map(|name| named(name)).collect::<Result<_>>()?;
    let mut changed = Vec::new();
    for row in store::load_for_update(tx, &ids).await? {
        let entry = row.versioned()?;
        let (before, newest) = ((entry.billing, entry.rated, entry.invoiced), entry.version);
        let after = entry.heard(version.unwrap_or(newest), said);
        if (after.billing, after.rated, after.invoiced) != before {
            let (state, rated, invoiced) = (after.billing, after.rated, after.invoiced);
            changed.push(store::Said { id: row.id, state, rated, invoiced });
        }
    }
    if changed.is_empty() { Ok(()) } else { store::set_billing_states(tx, &changed).await }
}

fn named(name: &str) -> Result<Uuid> {
    let id = TimeEntryId::from_resource_name(name).map(TimeEntryId::uuid);
    id.map_err(|_| Problem::internal(format!("an event names the entry {name}")))
}
