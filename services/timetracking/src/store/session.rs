//! Sessions of imported logs (N4).

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_ids::{AssetId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_status::Result;
use kontor_timetracking_domain::week::Range;
use std::collections::{BTreeMap, BTreeSet};

/// Tickets by the numbers that people use.
pub(crate) async fn tickets(tx: &mut TenantTx, numbers: &[String]) -> Result<BTreeMap<String, TicketId>> {
    let tenant = tx.tenant().uuid();
    let rows =
        sqlx::query_file!("queries/ticket/of_numbers.sql", tenant, numbers).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.number, TicketId::from_uuid(row.id))).collect())
}

/// The one open ticket of each place's asset; nothing for places whose asset has none or several.
pub(crate) async fn tickets_of_assets(
    tx: &mut TenantTx,
    assets: &BTreeMap<String, AssetId>,
) -> Result<BTreeMap<String, TicketId>> {
    if assets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (tenant, ids) = (tx.tenant().uuid(), assets.values().map(|asset| asset.uuid()).collect::<Vec<_>>());
    let rows = sqlx::query_file!("queries/ticket/open_of_assets.sql", tenant, &ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    let open: BTreeMap<Uuid, TicketId> =
        rows.into_iter().map(|row| (row.asset_id, TicketId::from_uuid(row.id))).collect();
    let found = assets.iter().filter_map(|(place, asset)| Some((place.clone(), *open.get(&asset.uuid())?)));
    Ok(found.collect())
}

/// Which of these sessions were imported before.
pub(crate) async fn known(tx: &mut TenantTx, digests: &[Vec<u8>]) -> Result<BTreeSet<Vec<u8>>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_file_scalar!("queries/session/known.sql", tenant, digests);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().collect())
}

/// A session that becomes a trace, with the digests of its rows.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    pub(crate) id: Uuid,
    pub(crate) technician: UserId,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) place: String,
    pub(crate) note: String,
    pub(crate) range: Range,
    pub(crate) digests: Vec<Vec<u8>>,
}

/// Keeps sessions in two statements, however many they are.
pub(crate) async fn insert(tx: &mut TenantTx, sessions: &[NewSession], at: Timestamp) -> Result<()> {
    let tenant = tx.tenant().uuid();
    let column = |of: fn(&NewSession) -> String| sessions.iter().map(of).collect::<Vec<String>>();
    let ids: Vec<Uuid> = sessions.iter().map(|s| s.id).collect();
    let technicians: Vec<Uuid> = sessions.iter().map(|s| s.technician.uuid()).collect();
    let sources = column(|s| format!("sessions/{}", hex(s.digests.first())));
    let tickets: Vec<Option<Uuid>> = sessions.iter().map(|s| s.ticket.map(TicketId::uuid)).collect();
    let (places, notes) = (column(|s| s.place.clone()), column(|s| s.note.clone()));
    let starts: Vec<jiff_sqlx::Timestamp> = sessions.iter().map(|s| s.range.start.to_sqlx()).collect();
    let ends: Vec<jiff_sqlx::Timestamp> = sessions.iter().map(|s| s.range.end.to_sqlx()).collect();
    sqlx::query_file!(
        "queries/trace/insert_sessions.sql",
        tenant,
        &ids,
        &technicians,
        &sources,
        &tickets as _,
        &places,
        &notes,
        &starts as _,
        &ends as _,
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let rows = sessions.iter().flat_map(|s| s.digests.iter().map(|digest| (digest.clone(), s.id)));
    let (digests, traces): (Vec<Vec<u8>>, Vec<Uuid>) = rows.unzip();
    sqlx::query_file!("queries/session/insert.sql", tenant, &digests, &traces).execute(tx.conn()).await?;
    Ok(())
}

fn hex(digest: Option<&Vec<u8>>) -> String {
    digest.map(hex::encode).unwrap_or_default()
}
