//! What the ticket service hears.

pub(crate) mod records;

use crate::commands::escalate::{self, Effects};
use crate::commands::remark::{self, Remark};
use crate::commands::show_clocks;
use crate::wire::words;
use jiff::Timestamp;
use kontor_ids::TicketId;
use kontor_outbox::{Event, Subscriber};
use kontor_postgres::TenantTx;
use kontor_proto::billing::v1::{InvoiceCancelled, InvoiceIssued, ReminderIssued};
use kontor_proto::escalation::v1::{
    Action, ClockMoved, DeadlinesRecomputed, EscalationKind, StepFired, TicketEscalated,
};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use kontor_ticket_domain::{Actor, LogKind};
use prost::{Message, Name};

/// Hears escalation: tickets show their clocks, their logs tell of firings (E6).
pub(crate) struct Escalations(Kit);

/// Hears billing: the logs of tickets tell of invoices.
pub(crate) struct Invoices(Kit);

impl Escalations {
    pub(crate) fn new(kit: &Kit) -> Self {
        Self(kit.clone())
    }
}

impl Invoices {
    pub(crate) fn new(kit: &Kit) -> Self {
        Self(kit.clone())
    }
}

fn read<M: Message + Name + Default>(event: &Event) -> Result<Option<M>> {
    if event.kind != M::full_name() {
        return Ok(None);
    }
    M::decode(event.payload.as_slice()).map(Some).map_err(Problem::internal)
}

fn ticket(name: &str) -> Result<TicketId> {
    TicketId::from_resource_name(name)
        .map_err(|_| Problem::internal(format!("an event names the ticket {name}")))
}

fn recorded(event: &Event, now: Timestamp) -> Timestamp {
    event.record_time.as_ref().and_then(words::read_time).unwrap_or(now)
}

impl Subscriber for Escalations {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "ticket.escalation"
    }

    fn source(&self) -> &'static str {
        "escalation"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        if let Some(moved) = read::<ClockMoved>(event)? {
            return show_clocks::run(tx, &[moved]).await;
        }
        if let Some(fired) = read::<StepFired>(event)? {
            return self.fire(tx, event, fired).await;
        }
        if let Some(recomputed) = read::<DeadlinesRecomputed>(event)? {
            return self.recompute(tx, event, recomputed).await;
        }
        match read::<TicketEscalated>(event)? {
            Some(escalated) => self.escalate(tx, event, escalated).await,
            None => Ok(()),
        }
    }

    /// Clocks that moved one after the other are shown in one statement.
    async fn apply_many(&self, tx: &mut TenantTx, events: Vec<(&Event, ())>) -> Result<()> {
        let mut moved = Vec::new();
        for (event, ()) in events {
            if let Some(clock) = read::<ClockMoved>(event)? {
                moved.push(clock);
                continue;
            }
            show_clocks::run(tx, &std::mem::take(&mut moved)).await?;
            self.apply(tx, event, ()).await?;
        }
        show_clocks::run(tx, &moved).await
    }
}

impl Escalations {
    /// The log tells of the firing with its cause (E6); what its actions change follows, each in an entry of its own.
    async fn fire(&self, tx: &mut TenantTx, event: &Event, fired: StepFired) -> Result<()> {
        let now = self.0.clock().now();
        let id = ticket(&fired.ticket)?;
        let text = german(fired.text.unwrap_or_default());
        let firing = fired.firing.unwrap_or_default();
        let does = |action: Action| firing.actions.contains(&i32::from(action));
        let happened = fired.fire_time.as_ref().and_then(words::read_time);
        let remark = Remark {
            actor: Actor::Service("escalation".to_owned()),
            kind: LogKind::Escalation,
            text: text.clone(),
            event_time: happened.unwrap_or_else(|| recorded(event, now)),
            now,
            level: if does(Action::MoveToLevel2) { 2 } else { 1 },
        };
        remark::run(tx, vec![id], &remark).await?;
        let effects = Effects {
            raises_priority: does(Action::RaisePriority),
            team: does(Action::Reassign).then_some(firing.team),
            opens_follow_up: does(Action::OpenFollowUp),
            cause: text,
        };
        escalate::run(tx, id, &effects, now).await
    }

    /// What was promised changed, and the deadlines with it (S5): the logs of all the tickets tell it, in one statement.
    async fn recompute(
        &self,
        tx: &mut TenantTx,
        event: &Event,
        recomputed: DeadlinesRecomputed,
    ) -> Result<()> {
        let now = self.0.clock().now();
        let remark = Remark {
            actor: Actor::Service("escalation".to_owned()),
            kind: LogKind::Note,
            text: german(recomputed.text.unwrap_or_default()),
            event_time: recorded(event, now),
            now,
            level: 1,
        };
        let tickets = recomputed.tickets.iter().map(|name| ticket(name)).collect::<Result<Vec<_>>>()?;
        if tickets.is_empty() { Ok(()) } else { remark::run(tx, tickets, &remark).await }
    }

    /// A person escalated it (E5): the log tells who, why and to whom.
    async fn escalate(&self, tx: &mut TenantTx, event: &Event, escalated: TicketEscalated) -> Result<()> {
        let now = self.0.clock().now();
        let escalation = escalated.escalation.unwrap_or_default();
        let id = ticket(&escalation.ticket)?;
        let happened = escalation.escalate_time.as_ref().and_then(words::read_time);
        let remark = Remark {
            actor: Actor::parse(&escalation.escalated_by),
            kind: LogKind::Escalation,
            text: german(escalated.text.unwrap_or_default()),
            event_time: happened.unwrap_or_else(|| recorded(event, now)),
            now,
            level: if escalation.kind() == EscalationKind::Functional { 2 } else { 1 },
        };
        let cause = remark.text.clone();
        remark::run(tx, vec![id], &remark).await?;
        let team = Some(escalation.team).filter(|team| !team.is_empty());
        let effects = Effects { raises_priority: false, team, opens_follow_up: false, cause };
        escalate::run(tx, id, &effects, now).await
    }
}

fn german(text: LocalizedText) -> String {
    if text.de.is_empty() { text.en } else { text.de }
}

impl Subscriber for Invoices {
    type Prepared = ();

    fn name(&self) -> &'static str {
        "ticket.billing"
    }

    fn source(&self) -> &'static str {
        "billing"
    }

    async fn prepare(&self, _: &Event) -> Result<()> {
        Ok(())
    }

    async fn apply(&self, tx: &mut TenantTx, event: &Event, (): ()) -> Result<()> {
        let (text, tickets) = if let Some(issued) = read::<InvoiceIssued>(event)? {
            (format!("Abgerechnet mit Rechnung {}", issued.number), issued.tickets)
        } else if let Some(cancelled) = read::<InvoiceCancelled>(event)? {
            (format!("Rechnung storniert mit {}", cancelled.cancellation_number), cancelled.tickets)
        } else if let Some(reminded) = read::<ReminderIssued>(event)? {
            (format!("Zahlung angemahnt, Stufe {} ({})", reminded.level, reminded.number), reminded.tickets)
        } else {
            return Ok(());
        };
        let now = self.0.clock().now();
        let remark = Remark {
            actor: Actor::Service("billing".to_owned()),
            kind: LogKind::BillingRemark,
            text,
            event_time: recorded(event, now),
            now,
            level: 1,
        };
        let tickets = tickets.iter().map(|name| ticket(name)).collect::<Result<Vec<_>>>()?;
        if tickets.is_empty() { Ok(()) } else { remark::run(tx, tickets, &remark).await }
    }
}
