//! What the contract service tells: records that became one, and after how many days tickets close.

use super::remark::{self, Remark};
use jiff::Timestamp;
use kontor_ids::{AssetId, ContactId, CustomerId, IdError, TicketId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::contract::v1::{AssetMerged, ContactMerged, CustomerMerged, HouseDefaultsChanged};
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Actor, LogKind};

fn named<I>(name: &str, read: impl Fn(&str) -> Result<I, IdError>) -> Result<I> {
    read(name).map_err(|_| Problem::internal(format!("an event of the contract service names {name}")))
}

/// Two customers became one: its tickets are the other's.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn customers(tx: &mut TenantTx, event: &CustomerMerged, now: Timestamp) -> Result<()> {
    let from = named(&event.customer, CustomerId::from_resource_name)?.uuid();
    let into = named(&event.into, CustomerId::from_resource_name)?.uuid();
    let tenant = tx.tenant().uuid();
    let ids = sqlx::query_file_scalar!("queries/ticket/of_customer.sql", tenant, from);
    let ids = ids.fetch_all(tx.conn()).await?;
    let text = format!("Kunde {} ist jetzt Kunde {}", event.number, event.into_number);
    repoint(tx, ids, [Some(into), None, None], text, now).await
}

/// Two contacts became one.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn contacts(tx: &mut TenantTx, event: &ContactMerged, now: Timestamp) -> Result<()> {
    let of = named(&event.customer, CustomerId::from_resource_name)?.uuid();
    let from = named(&event.contact, ContactId::from_resource_name)?.uuid();
    let into = named(&event.into, ContactId::from_resource_name)?.uuid();
    let tenant = tx.tenant().uuid();
    let ids = sqlx::query_file_scalar!("queries/ticket/of_contact.sql", tenant, of, from);
    let ids = ids.fetch_all(tx.conn()).await?;
    let text = format!("Ansprechpartner {} ist jetzt {}", event.contact, event.into);
    repoint(tx, ids, [None, Some(into), None], text, now).await
}

/// Two assets became one.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn assets(tx: &mut TenantTx, event: &AssetMerged, now: Timestamp) -> Result<()> {
    let of = named(&event.customer, CustomerId::from_resource_name)?.uuid();
    let from = named(&event.asset, AssetId::from_resource_name)?.uuid();
    let into = named(&event.into, AssetId::from_resource_name)?.uuid();
    let tenant = tx.tenant().uuid();
    let ids = sqlx::query_file_scalar!("queries/ticket/of_asset.sql", tenant, of, from);
    let ids = ids.fetch_all(tx.conn()).await?;
    let text = format!("Gerät {} ist jetzt {}", event.asset, event.into);
    repoint(tx, ids, [None, None, Some(into)], text, now).await
}

/// The logs tell it (K3), and the tickets name what stays.
async fn repoint(
    tx: &mut TenantTx,
    ids: Vec<Uuid>,
    [customer, contact, asset]: [Option<Uuid>; 3],
    text: String,
    now: Timestamp,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let remark = Remark {
        actor: Actor::Service("contract".to_owned()),
        kind: LogKind::Note,
        text,
        event_time: now,
        now,
        level: 1,
    };
    remark::run(tx, ids.iter().copied().map(TicketId::from_uuid).collect(), &remark).await?;
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/ticket/repoint.sql", tenant, &ids, customer as _, contact as _, asset as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The house decided after how many days resolved tickets close (K1): those that are resolved follow too.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn closing(tx: &mut TenantTx, event: &HouseDefaultsChanged) -> Result<()> {
    let days = i16::try_from(event.auto_close_days).map_err(Problem::internal)?;
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/closing_rule/save.sql", tenant, days).execute(tx.conn()).await?;
    Ok(())
}
