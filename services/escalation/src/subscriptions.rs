//! What escalation hears: the life of tickets; beside it, people and customers.

pub(crate) mod customers;
pub(crate) mod people;

use crate::commands::hear_ticket::{self, Heard, Opened};
use crate::levels::{Level, Levels};
use crate::store::clocks::CONSUMER;
use crate::store::tickets::{self, Around};
use crate::words;
use kontor_escalation_domain::Happening;
use kontor_ids::{CalendarId, ContactId, CustomerId, SlaPolicyId, TenantId, TicketId, UserId};
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1::{
    TicketAssigned, TicketLogged, TicketOpened, TicketPriorityChanged, TicketStateChanged,
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

    async fn open(&self, tx: &mut TenantTx, event: TicketOpened, level: Option<Arc<Level>>) -> Result<()> {
        let opened = Opened {
            id: ticket(&event.ticket)?,
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
        };
        hear_ticket::open(tx, (&self.kit, &self.levels), opened).await
    }

    async fn take(&self, tx: &mut TenantTx, name: &str, heard: Heard, at: At<'_>) -> Result<()> {
        let (time, actor) = at;
        let time = words::read_time(time)?;
        hear_ticket::run(tx, (&self.kit, &self.levels), ticket(name)?, time, &heard, actor).await
    }
}

/// When and who.
type At<'a> = (Option<prost_types::Timestamp>, &'a str);

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
        self.levels.ask(tenant, policy, calendar, opened.calendar_version).await.map(Some)
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, level: Self::Prepared) -> Result<()> {
        if let Some(opened) = payload::<TicketOpened>(event)? {
            return self.open(tx, opened, level).await;
        }
        if let Some(changed) = payload::<TicketStateChanged>(event)? {
            let to = words::ticket_of_wire(changed.to_state())?;
            let heard = Heard::Happening(Happening::StateChanged { to });
            return self.take(tx, &changed.ticket, heard, (changed.event_time, &changed.actor)).await;
        }
        if let Some(changed) = payload::<TicketPriorityChanged>(event)? {
            let heard = Heard::Priority(changed.priority());
            return self.take(tx, &changed.ticket, heard, (changed.event_time, &changed.actor)).await;
        }
        if let Some(assigned) = payload::<TicketAssigned>(event)? {
            let assignee = UserId::from_resource_name(&assigned.assignee).ok();
            return tickets::assign(tx, ticket(&assigned.ticket)?, assignee, &assigned.team).await;
        }
        if let Some(logged) = payload::<TicketLogged>(event)?.filter(|logged| logged.responds) {
            let heard = Heard::Happening(Happening::Logged { responds: true });
            return self.take(tx, &logged.ticket, heard, (logged.event_time, &logged.actor)).await;
        }
        Ok(())
    }
}
