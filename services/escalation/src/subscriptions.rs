//! What escalation hears: the life of tickets; beside it, people, customers and changes of what is promised.

pub(crate) mod customers;
pub(crate) mod level_changes;
pub(crate) mod people;

use crate::commands::hear_tickets::{self, Heard, Opened};
use crate::levels::{Level, Levels};
use crate::store::clocks::CONSUMER;
use crate::store::tickets::Around;
use crate::words;
use kontor_escalation_domain::Happening;
use kontor_ids::{CalendarId, ContactId, CustomerId, SlaPolicyId, TenantId, TicketId, UserId};
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1::{
    TicketAbsorbed, TicketAssigned, TicketLogged, TicketMerged, TicketOpened, TicketPriorityChanged,
    TicketStateChanged,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use prost::{Message, Name};
use std::sync::Arc;

/// Hears tickets.
pub(crate) struct Tickets {
    kit: Kit,
    levels: Levels,
}

impl Tickets {
    pub(crate) const fn new(kit: Kit, levels: Levels) -> Self {
        Self { kit, levels }
    }
}

/// Decodes the payload where the event is of this kind.
fn payload<M: Message + Default + Name>(event: &Event) -> Result<Option<M>> {
    if event.kind != M::full_name() {
        return Ok(None);
    }
    M::decode(event.payload.as_slice()).map(Some).map_err(Problem::internal)
}

fn ticket(name: &str) -> Result<TicketId> {
    TicketId::from_resource_name(name).map_err(Problem::internal)
}

impl Subscriber for Tickets {
    type Prepared = Option<Arc<Level>>;

    fn name(&self) -> &'static str {
        CONSUMER
    }

    fn source(&self) -> &'static str {
        "ticket"
    }

    /// Asks what was promised for a new ticket.
    async fn prepare(&self, event: &Event) -> Result<Self::Prepared> {
        let Some(opened) = payload::<TicketOpened>(event)? else { return Ok(None) };
        if opened.sla_policy.is_empty() || opened.calendar.is_empty() {
            return Ok(None);
        }
        let tenant = event.tenant_id.parse::<TenantId>().map_err(Problem::internal)?;
        let policy = SlaPolicyId::from_resource_name(&opened.sla_policy).map_err(Problem::internal)?;
        let calendar = CalendarId::from_resource_name(&opened.calendar).map_err(Problem::internal)?;
        self.levels.newest(tenant, policy, (calendar, opened.calendar_version)).await.map(Some)
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, level: Self::Prepared) -> Result<()> {
        self.apply_many(tx, vec![(event, level)]).await
    }

    /// All in a few statements, however many events (E3).
    async fn apply_many(&self, tx: &mut TenantTx, events: Vec<(&Event, Self::Prepared)>) -> Result<()> {
        let mut all = Vec::with_capacity(events.len());
        for (event, level) in events {
            all.extend(heard(event, level)?);
        }
        hear_tickets::run(tx, (&self.kit, &self.levels), &all).await
    }
}

/// What an event says of a ticket; none where it says nothing that clocks care for.
fn heard(event: &Event, level: Option<Arc<Level>>) -> Result<Option<(TicketId, Heard)>> {
    if let Some(event) = payload::<TicketOpened>(event)? {
        return Ok(Some((ticket(&event.ticket)?, Heard::Opened(Box::new(opened(&event, level)?)))));
    }
    if let Some(changed) = payload::<TicketStateChanged>(event)? {
        let what = Happening::StateChanged { to: words::ticket_of_wire(changed.to_state())? };
        let at = words::read_time(changed.event_time)?;
        return Ok(Some((ticket(&changed.ticket)?, Heard::Happened { at, actor: changed.actor, what })));
    }
    if let Some(changed) = payload::<TicketPriorityChanged>(event)? {
        let (at, to) = (words::read_time(changed.event_time)?, changed.priority());
        return Ok(Some((ticket(&changed.ticket)?, Heard::Priority { at, actor: changed.actor, to })));
    }
    if let Some(assigned) = payload::<TicketAssigned>(event)? {
        let assignee = UserId::from_resource_name(&assigned.assignee).ok();
        return Ok(Some((ticket(&assigned.ticket)?, Heard::Assigned(assignee, assigned.team))));
    }
    if let Some(merged) = payload::<TicketMerged>(event)? {
        let (at, what) = (words::read_time(merged.event_time)?, Happening::Merged);
        return Ok(Some((ticket(&merged.ticket)?, Heard::Happened { at, actor: merged.actor, what })));
    }
    if let Some(absorbed) = payload::<TicketAbsorbed>(event)? {
        let time = |at: Option<_>| at.map(|at| words::read_time(Some(at))).transpose();
        let heard = Heard::Absorbed {
            lost: ticket(&absorbed.merged)?,
            report_time: time(absorbed.report_time)?,
            response_time: time(absorbed.response_time)?,
            actor: absorbed.actor,
        };
        return Ok(Some((ticket(&absorbed.ticket)?, heard)));
    }
    if let Some(logged) = payload::<TicketLogged>(event)?.filter(|logged| logged.responds) {
        let (at, what) = (words::read_time(logged.event_time)?, Happening::Logged { responds: true });
        return Ok(Some((ticket(&logged.ticket)?, Heard::Happened { at, actor: logged.actor, what })));
    }
    Ok(None)
}

fn opened(event: &TicketOpened, level: Option<Arc<Level>>) -> Result<Opened> {
    Ok(Opened {
        number: event.number.clone(),
        priority: event.priority(),
        report_time: words::read_time(event.report_time)?,
        actor: if event.contact.is_empty() { "ticket".to_owned() } else { event.contact.clone() },
        people: Around {
            customer: CustomerId::from_resource_name(&event.customer).ok(),
            contact: ContactId::from_resource_name(&event.contact).ok(),
            assignee: UserId::from_resource_name(&event.assignee).ok(),
            team: event.team.clone(),
        },
        level,
    })
}
