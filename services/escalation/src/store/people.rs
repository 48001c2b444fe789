//! The people around tickets as rows.

use kontor_escalation_domain::Directory;
use kontor_ids::{ContactId, CustomerId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::escalation::v1::Team;
use kontor_status::Result;
use std::collections::BTreeMap;

fn user(id: Option<Uuid>) -> Option<UserId> {
    id.map(UserId::from_uuid)
}

/// The people around some tickets, with the tickets' numbers.
pub(crate) async fn of_tickets(
    tx: &mut TenantTx,
    tickets: &[TicketId],
) -> Result<BTreeMap<TicketId, (String, Directory)>> {
    let ids: Vec<Uuid> = tickets.iter().map(|id| id.uuid()).collect();
    let tenant = tx.tenant().uuid();
    let management = sqlx::query_file_scalar!("queries/people/management.sql", tenant);
    let management: Vec<UserId> =
        management.fetch_all(tx.conn()).await?.into_iter().map(UserId::from_uuid).collect();
    let rows = sqlx::query_file!("queries/people/of_tickets.sql", tenant, &ids).fetch_all(tx.conn()).await?;
    let people = rows.into_iter().map(|row| {
        let directory = Directory {
            assignee: user(row.assignee_id),
            team: row.members.unwrap_or_default().into_iter().map(UserId::from_uuid).collect(),
            team_lead: user(row.lead_id),
            account_agent: user(row.account_agent_id),
            account_deputy: user(row.account_deputy_id),
            management: management.clone(),
            contact: row.contact_id.map(ContactId::from_uuid),
            customer: row.customer_id.map(CustomerId::from_uuid),
        };
        (TicketId::from_uuid(row.id), (row.number, directory))
    });
    Ok(people.collect())
}

/// A person of the house was added.
pub(crate) async fn add(tx: &mut TenantTx, id: UserId, is_management: bool) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/people/add.sql", tenant, id.uuid(), is_management).execute(tx.conn()).await?;
    Ok(())
}

/// A person can no longer sign in.
pub(crate) async fn disable(tx: &mut TenantTx, id: UserId) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/people/disable.sql", tenant, id.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Who looks after a customer.
pub(crate) async fn save_customer(
    tx: &mut TenantTx,
    id: CustomerId,
    (agent, deputy): (Option<UserId>, Option<UserId>),
) -> Result<()> {
    let (tenant, agent, deputy) = (tx.tenant().uuid(), agent.map(UserId::uuid), deputy.map(UserId::uuid));
    sqlx::query_file!("queries/people/save_customer.sql", tenant, id.uuid(), agent, deputy)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Who is in a team.
pub(crate) async fn save_team(
    tx: &mut TenantTx,
    (name, members, lead): (&str, &[UserId], Option<UserId>),
) -> Result<()> {
    let members: Vec<Uuid> = members.iter().map(|id| id.uuid()).collect();
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/team/save.sql", tenant, name, &members, lead.map(UserId::uuid))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// All teams by name.
pub(crate) async fn teams(tx: &mut TenantTx) -> Result<Vec<Team>> {
    let rows = sqlx::query_file!("queries/team/list.sql", tx.tenant().uuid()).fetch_all(tx.conn()).await?;
    let team = |name, members: Vec<Uuid>, lead| Team {
        display_name: name,
        members: members.into_iter().map(|id| UserId::from_uuid(id).resource_name()).collect(),
        lead: user(lead).map(UserId::resource_name).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(|row| team(row.name, row.members, row.lead_id)).collect())
}

/// The people around a case that does not exist.
pub(crate) async fn of_case(
    tx: &mut TenantTx,
    (assignee, team, customer): (Option<UserId>, &str, Option<CustomerId>),
) -> Result<Directory> {
    let tenant = tx.tenant().uuid();
    let management = sqlx::query_file_scalar!("queries/people/management.sql", tenant);
    let management = management.fetch_all(tx.conn()).await?.into_iter().map(UserId::from_uuid).collect();
    let row = sqlx::query_file!("queries/people/of_case.sql", tenant, team, customer.map(CustomerId::uuid));
    let row = row.fetch_one(tx.conn()).await?;
    Ok(Directory {
        assignee,
        team: row.members.unwrap_or_default().into_iter().map(UserId::from_uuid).collect(),
        team_lead: user(row.lead_id),
        account_agent: user(row.account_agent_id),
        account_deputy: user(row.account_deputy_id),
        management,
        contact: None,
        customer,
    })
}

/// The tickets of a customer are those of the customer that stays.
pub(crate) async fn move_customer(tx: &mut TenantTx, from: CustomerId, into: CustomerId) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/people/move_customer.sql", tenant, from.uuid(), into.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A contact of a customer is another one from now on.
pub(crate) async fn move_contact(
    tx: &mut TenantTx,
    of: CustomerId,
    (from, into): (ContactId, ContactId),
) -> Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/people/move_contact.sql", tenant, of.uuid(), from.uuid(), into.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}
