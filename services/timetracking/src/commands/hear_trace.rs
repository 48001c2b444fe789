//! What people did with tickets leaves traces (N4).

use crate::store::trace::{self, Heard};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TicketId, UserId, Uuid};
use kontor_postgres::TenantTx;
use kontor_proto::ticket::v1::{LogKind, TicketLogged, TicketStateChanged};
use kontor_status::{Problem, Result};
use kontor_timetracking_domain::missing::TraceKind;
use kontor_timetracking_domain::week::Range;

/// Where and when something was heard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hearsay {
    /// A fresh id for the trace.
    pub(crate) id: Uuid,
    /// The ticket's version, which is the sequence of its log entry.
    pub(crate) version: i64,
    /// Now.
    pub(crate) at: Timestamp,
}

/// Something was said or done.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn logged(tx: &mut TenantTx, hearsay: Hearsay, event: &TicketLogged) -> Result<()> {
    // What a split took over was done once, and counts where it was logged first (K7).
    let Some(kind) = kind(event.kind()).filter(|_| event.taken_from.is_empty()) else { return Ok(()) };
    let told = u32::try_from(event.worked_minutes).unwrap_or_default() * 60;
    let seconds = if told == 0 { kind.usual_seconds() } else { told };
    let when = event.event_time.as_ref();
    keep(tx, hearsay, (&event.ticket, &event.actor), kind, when, seconds).await
}

/// A ticket's state changed.
///
/// # Errors
/// [`Problem::Internal`] where the event is malformed.
pub(crate) async fn moved(tx: &mut TenantTx, hearsay: Hearsay, event: &TicketStateChanged) -> Result<()> {
    let (kind, when) = (TraceKind::StateChange, event.event_time.as_ref());
    keep(tx, hearsay, (&event.ticket, &event.actor), kind, when, kind.usual_seconds()).await
}

/// What kinds of log entries mean work of a technician. Mails of customers have no user as their actor.
const fn kind(kind: LogKind) -> Option<TraceKind> {
    match kind {
        LogKind::CallIn | LogKind::CallOut => Some(TraceKind::Call),
        LogKind::MailIn | LogKind::MailOut | LogKind::PortalMessage => Some(TraceKind::Mail),
        LogKind::RemoteSession => Some(TraceKind::RemoteSession),
        LogKind::Visit => Some(TraceKind::Visit),
        LogKind::Note => Some(TraceKind::Note),
        _ => None,
    }
}

/// Keeps a trace that ended when it was told, if a person of the house left it and it took any time.
async fn keep(
    tx: &mut TenantTx,
    hearsay: Hearsay,
    (ticket, actor): (&str, &str),
    kind: TraceKind,
    when: Option<&prost_types::Timestamp>,
    seconds: u32,
) -> Result<()> {
    let Ok(technician) = UserId::from_resource_name(actor) else { return Ok(()) };
    let malformed = || Problem::internal(format!("an event of the ticket {ticket} is malformed"));
    let id = TicketId::from_resource_name(ticket).map_err(|_| malformed())?;
    let end = when.and_then(|at| Timestamp::from_second(at.seconds).ok()).ok_or_else(malformed)?;
    let seconds = seconds.min(86_400);
    let start = end.checked_sub(SignedDuration::from_secs(seconds.into())).map_err(Problem::internal)?;
    if seconds == 0 {
        return Ok(());
    }
    let source = format!("{ticket}/logEntries/{}", hearsay.version);
    let range = Range { start, end };
    let heard = Heard { id: hearsay.id, technician, source: &source, kind, ticket: id, range };
    trace::insert(tx, &heard, hearsay.at).await
}
