//! Tickets with their clocks and facts, written.

use super::{Around, Loaded};
use crate::store::facts;
use crate::words;
use kontor_escalation_domain::{ClockKind, Fact, TicketState};
use kontor_ids::{ContactId, CustomerId, EscalationPolicyId, TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::types::v1::Priority;
use kontor_status::{Problem, Result};

/// A new ticket, with clocks or without.
pub(crate) struct New<'a> {
    pub(crate) id: TicketId,
    pub(crate) number: &'a str,
    pub(crate) priority: Priority,
    pub(crate) people: &'a Around,
    /// None where nothing is promised.
    pub(crate) loaded: Option<&'a Loaded>,
}

/// Inserts tickets with their clocks, whose facts come with [`run`].
pub(crate) async fn insert(tx: &mut TenantTx, new: &[New<'_>]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let state = |new: &New<'_>| new.loaded.map_or(TicketState::New, |l| l.ticket.standing().state);
    let key = |new: &New<'_>| new.loaded.map(|loaded| loaded.level.key);
    let ids: Vec<Uuid> = new.iter().map(|new| new.id.uuid()).collect();
    let numbers: Vec<&str> = new.iter().map(|new| new.number).collect();
    let priorities = new.iter().map(|new| words::priority_word(new.priority)).collect::<Result<Vec<_>>>()?;
    let states: Vec<&str> = new.iter().map(|new| words::ticket_word(state(new))).collect();
    let sla: Vec<Option<Uuid>> = new.iter().map(|new| key(new).map(|key| key.sla_policy.uuid())).collect();
    let sla_versions: Vec<i32> =
        new.iter().map(|new| key(new).map_or(0, |key| key.sla_policy_version)).collect();
    let calendars: Vec<Option<Uuid>> =
        new.iter().map(|new| key(new).map(|key| key.calendar.id.uuid())).collect();
    let versions: Vec<Option<i32>> = new.iter().map(|new| key(new).map(|key| key.calendar.version)).collect();
    let policies: Vec<Option<Uuid>> =
        new.iter().map(|new| new.loaded?.policy.map(EscalationPolicyId::uuid)).collect();
    let customers: Vec<Option<Uuid>> =
        new.iter().map(|new| new.people.customer.map(CustomerId::uuid)).collect();
    let contacts: Vec<Option<Uuid>> = new.iter().map(|new| new.people.contact.map(ContactId::uuid)).collect();
    let assignees: Vec<Option<Uuid>> = new.iter().map(|new| new.people.assignee.map(UserId::uuid)).collect();
    let teams: Vec<&str> = new.iter().map(|new| new.people.team.as_str()).collect();
    let clocks =
        || new.iter().filter_map(|new| new.loaded).flat_map(|l| l.clocks.iter().map(move |c| (l, c)));
    let clock_ids: Vec<Uuid> = clocks().map(|(_, clock)| clock.id.uuid()).collect();
    let clock_tickets: Vec<Uuid> = clocks().map(|(loaded, _)| loaded.id.uuid()).collect();
    let kinds: Vec<&str> = clocks().map(|(_, clock)| words::kind_word(clock.kind)).collect();
    let of_tickets =
        clocks().map(|(loaded, _)| words::priority_word(loaded.priority)).collect::<Result<Vec<_>>>()?;
    sqlx::query_file!(
        "queries/ticket/insert.sql",
        tx.tenant().uuid(),
        &ids,
        numbers as _,
        priorities as _,
        states as _,
        sla as _,
        &sla_versions,
        calendars as _,
        versions as _,
        policies as _,
        customers as _,
        contacts as _,
        assignees as _,
        teams as _,
        &clock_ids,
        &clock_tickets,
        kinds as _,
        of_tickets as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who works on tickets from now on; each ticket once.
pub(crate) async fn assign(tx: &mut TenantTx, all: &[(TicketId, Option<UserId>, String)]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = all.iter().map(|(id, ..)| id.uuid()).collect();
    let assignees: Vec<Option<Uuid>> = all.iter().map(|(_, user, _)| user.map(UserId::uuid)).collect();
    let teams: Vec<&str> = all.iter().map(|(.., team)| team.as_str()).collect();
    let tenant = tx.tenant().uuid();
    sqlx::query_file!("queries/ticket/assign.sql", tenant, &ids, assignees as _, teams as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Saves where tickets stand and what is promised for them, with their new facts.
pub(crate) async fn run(tx: &mut TenantTx, all: &[(&Loaded, &[(ClockKind, Fact)])]) -> Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let mut columns = facts::Columns::default();
    for (loaded, new) in all {
        for kind in ClockKind::ALL {
            let fresh: Vec<&Fact> = new.iter().filter(|(of, _)| *of == kind).map(|(_, fact)| fact).collect();
            let known = loaded.ticket.facts(kind).len() - fresh.len();
            for (place, fact) in fresh.into_iter().enumerate() {
                let sequence = i32::try_from(known + place + 1).map_err(Problem::internal)?;
                columns.add((loaded.id, kind), sequence, fact);
            }
        }
    }
    let ids: Vec<Uuid> = all.iter().map(|(loaded, _)| loaded.id.uuid()).collect();
    let states: Vec<&str> =
        all.iter().map(|(loaded, _)| words::ticket_word(loaded.ticket.standing().state)).collect();
    let priorities =
        all.iter().map(|(loaded, _)| words::priority_word(loaded.priority)).collect::<Result<Vec<_>>>()?;
    let of_policies: Vec<i32> = all.iter().map(|(loaded, _)| loaded.level.key.sla_policy_version).collect();
    let versions: Vec<i32> = all.iter().map(|(loaded, _)| loaded.level.key.calendar.version).collect();
    sqlx::query_file!(
        "queries/ticket/save.sql",
        tx.tenant().uuid(),
        &ids,
        states as _,
        priorities as _,
        &of_policies,
        &versions,
        &columns.ticket,
        columns.kind as _,
        &columns.sequence,
        columns.at as _,
        columns.fact as _,
        columns.why as _,
        columns.target as _,
        columns.calendar_version as _,
        &columns.actor,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
