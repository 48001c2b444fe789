//! Notifications as rows.

use crate::words;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kontor_escalation_domain::Person;
use kontor_ids::{NotificationId, TenantId, TicketId, UserId, Uuid};
use kontor_postgres::{Db, TenantTx};
use kontor_proto::escalation::v1 as wire;
use kontor_proto::types::v1::LocalizedText;
use kontor_status::Result;

/// Something a person is to be told.
#[derive(Debug, Clone)]
pub(crate) struct Notification {
    pub(crate) id: NotificationId,
    pub(crate) person: Person,
    pub(crate) ticket: TicketId,
    /// `firings/…` or `escalations/…`.
    pub(crate) cause: String,
    pub(crate) text: LocalizedText,
    pub(crate) notify_time: Timestamp,
}

/// A person as others name them.
pub(crate) fn name(person: Person) -> String {
    match person {
        Person::User(id) => id.resource_name(),
        Person::Contact(id) => id.resource_name(),
        Person::Customer(id) => id.resource_name(),
    }
}

/// Inserts them; those of the house that are due get their positions.
pub(crate) async fn insert(tx: &mut TenantTx, all: &[Notification], now: Timestamp) -> Result<()> {
    let user = |n: &Notification| match n.person {
        Person::User(id) => Some(id.uuid()),
        Person::Contact(_) | Person::Customer(_) => None,
    };
    let outside = |n: &Notification| match n.person {
        Person::User(_) => None,
        Person::Contact(_) | Person::Customer(_) => Some(name(n.person)),
    };
    let (ids, tickets): (Vec<Uuid>, Vec<Uuid>) = all.iter().map(|n| (n.id.uuid(), n.ticket.uuid())).unzip();
    let causes: Vec<String> = all.iter().map(|n| n.cause.clone()).collect();
    let (de, en): (Vec<String>, Vec<String>) =
        all.iter().map(|n| (n.text.de.clone(), n.text.en.clone())).unzip();
    sqlx::query_file!(
        "queries/notification/insert.sql",
        tx.tenant().uuid(),
        &ids,
        all.iter().map(user).collect::<Vec<_>>() as _,
        all.iter().map(outside).collect::<Vec<_>>() as _,
        &tickets,
        &causes,
        &de,
        &en,
        all.iter().map(|n| n.notify_time.to_sqlx()).collect::<Vec<_>>() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those that quiet hours held back until now, over all houses.
pub(crate) async fn held(db: &Db, now: Timestamp, most: i64) -> Result<Vec<(TenantId, Uuid)>> {
    let rows = sqlx::query_file!("queries/notification/held.sql", now.to_sqlx() as _, most);
    let rows = rows.fetch_all(db.feed()).await?;
    Ok(rows.into_iter().map(|row| (TenantId::from_uuid(row.tenant_id), row.id)).collect())
}

/// Tells those that were held back.
pub(crate) async fn release(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<(Uuid, wire::PersonNotified)>> {
    let rows = sqlx::query_file!("queries/notification/release.sql", tx.tenant().uuid(), ids);
    let rows = rows.fetch_all(tx.conn()).await?;
    let told = rows.into_iter().map(|row| {
        let user = row.user_id.map(|id| UserId::from_uuid(id).resource_name());
        let event = wire::PersonNotified {
            notification: NotificationId::from_uuid(row.id).resource_name(),
            person: user.or(row.outside).unwrap_or_default(),
            ticket: TicketId::from_uuid(row.ticket_id).resource_name(),
            text: Some(LocalizedText { de: row.text_de, en: row.text_en }),
            notify_time: Some(words::time(row.notify_time.to_jiff())),
        };
        (row.id, event)
    });
    Ok(told.collect())
}

struct Row {
    id: Uuid,
    position: Option<i64>,
    ticket_id: Uuid,
    number: String,
    cause: String,
    text_de: String,
    text_en: String,
    notify_time: jiff_sqlx::Timestamp,
    read_time: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn print(self) -> wire::Notification {
        wire::Notification {
            name: NotificationId::from_uuid(self.id).resource_name(),
            position: self.position.unwrap_or_default(),
            ticket: TicketId::from_uuid(self.ticket_id).resource_name(),
            ticket_number: self.number,
            cause: self.cause,
            text: Some(LocalizedText { de: self.text_de, en: self.text_en }),
            notify_time: Some(words::time(self.notify_time.to_jiff())),
            read_time: self.read_time.map(|at| words::time(at.to_jiff())),
        }
    }
}

/// A person's notifications before a position, newest first.
pub(crate) async fn list(
    tx: &mut TenantTx,
    user: UserId,
    unread: bool,
    (before, most): (i64, i64),
) -> Result<Vec<wire::Notification>> {
    let (tenant, user) = (tx.tenant().uuid(), user.uuid());
    let rows = if unread {
        let file =
            sqlx::query_file_as!(Row, "queries/notification/list_unread.sql", tenant, user, before, most);
        file.fetch_all(tx.conn()).await?
    } else {
        let file = sqlx::query_file_as!(Row, "queries/notification/list.sql", tenant, user, before, most);
        file.fetch_all(tx.conn()).await?
    };
    Ok(rows.into_iter().map(Row::print).collect())
}

/// A person's notifications after a position, oldest first.
pub(crate) async fn after(
    tx: &mut TenantTx,
    user: UserId,
    position: i64,
    most: i64,
) -> Result<Vec<wire::Notification>> {
    let (tenant, user) = (tx.tenant().uuid(), user.uuid());
    let rows = sqlx::query_file_as!(Row, "queries/notification/after.sql", tenant, user, position, most);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Row::print).collect())
}

/// A person's notification, if there is one.
pub(crate) async fn get(
    tx: &mut TenantTx,
    user: UserId,
    id: NotificationId,
) -> Result<Option<wire::Notification>> {
    let (tenant, user) = (tx.tenant().uuid(), user.uuid());
    let row = sqlx::query_file_as!(Row, "queries/notification/get.sql", tenant, user, id.uuid());
    Ok(row.fetch_optional(tx.conn()).await?.map(Row::print))
}

/// Marks it as read; the first time stays.
pub(crate) async fn mark_read(
    tx: &mut TenantTx,
    user: UserId,
    id: NotificationId,
    now: Timestamp,
) -> Result<()> {
    let (tenant, user, now) = (tx.tenant().uuid(), user.uuid(), now.to_sqlx());
    sqlx::query_file!("queries/notification/mark_read.sql", tenant, user, id.uuid(), now as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}
