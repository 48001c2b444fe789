//! Escalate a ticket by hand (E5).

use super::notify;
use crate::store::notifications::Notification;
use crate::store::{escalations, people};
use crate::words;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::{EscalationId, NotificationId, TicketId, UserId};
use kontor_outbox::publish;
use kontor_proto::escalation::v1::{EscalateTicketRequest, Escalation, EscalationKind, TicketEscalated};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::{Problem, Result};
use std::collections::BTreeSet;

/// Keeps it, tells the people in charge and the ticket's log.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    (ticket, asked): (TicketId, Escalation),
    request: &EscalateTicketRequest,
) -> Result<Escalation> {
    let mut fresh = match begin(kit.db(), caller, "EscalateTicket", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let (id, now, tx) = (EscalationId::new(kit.ids()), kit.clock().now(), fresh.tx());
    let mut found = people::of_tickets(tx, &[ticket]).await?;
    let (_, directory) = found.remove(&ticket).ok_or_else(|| Problem::NotFound(ticket.resource_name()))?;
    let mut people: BTreeSet<UserId> = directory.management.iter().copied().collect();
    if asked.kind() == EscalationKind::Functional {
        let team = people::teams(tx).await?.into_iter().find(|team| team.display_name == asked.team);
        let of_team = team.map(|team| {
            let names = team.members.iter().chain(Some(&team.lead));
            names.filter_map(|name| UserId::from_resource_name(name).ok()).collect()
        });
        people =
            of_team.unwrap_or_else(|| directory.team.iter().copied().chain(directory.team_lead).collect());
    }
    let escalation = Escalation {
        name: id.resource_name(),
        escalated_by: caller.principal().resource_name(),
        escalate_time: Some(words::time(now)),
        notified: people.iter().map(|id| id.resource_name()).collect(),
        ..asked
    };
    let text = text(&escalation, caller.display_name());
    escalations::insert(tx, (id, ticket), &escalation, now).await?;
    let notification = |user: &UserId| Notification {
        id: NotificationId::new(kit.ids()),
        person: kontor_escalation_domain::Person::User(*user),
        ticket,
        cause: id.resource_name(),
        text: text.clone(),
        notify_time: now,
    };
    let told: Vec<Notification> = people.iter().map(notification).collect();
    notify::run(tx, &told, now).await?;
    let event = TicketEscalated { escalation: Some(escalation.clone()), text: Some(text) };
    publish(tx, id.uuid(), 1, &event).await?;
    fresh.finish(escalation).await
}

/// What the log says: who, where to, and the handover note.
fn text(escalation: &Escalation, who: &str) -> LocalizedText {
    let (note, team) = (&escalation.note, &escalation.team);
    let (de, en) = match (escalation.kind(), team.is_empty()) {
        (EscalationKind::Hierarchical, _) => ("an die Leitung".to_owned(), "to the management".to_owned()),
        (_, true) => ("in den Second Level".to_owned(), "to level 2".to_owned()),
        (_, false) => (format!("in den Second Level, Team {team}"), format!("to level 2, team {team}")),
    };
    LocalizedText {
        de: format!("Eskalation durch {who} {de}: {note}"),
        en: format!("Escalated by {who} {en}: {note}"),
    }
}
