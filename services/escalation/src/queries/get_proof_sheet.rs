//! The proof sheet of a clock (N5).

use super::get_clocks::print;
use crate::levels::Levels;
use crate::store::tickets::{self, Found};
use crate::{views, words};
use kontor_access::Caller;
use kontor_escalation_domain::{ClockKind, Interval, Language, ProofHeader, Target, proof_sheet};
use kontor_ids::TicketId;
use kontor_proto::escalation::v1::{ProofInterval, ProofSheet};
use kontor_proto::types::v1::LocalizedText;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

/// When a clock ran, when it stood, and why.
pub(crate) async fn run(
    (kit, levels): (&Kit, &Levels),
    caller: &Caller,
    ticket: TicketId,
    kind: ClockKind,
) -> Result<ProofSheet> {
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let absent =
        || Problem::NotFound(format!("{} clock of {}", words::kind_word(kind), ticket.resource_name()));
    let loaded = match tickets::get(&mut tx, levels, ticket).await? {
        Found::Nothing => return Err(Problem::NotFound(ticket.resource_name())),
        Found::WithoutClocks => return Err(absent()),
        Found::WithClocks(loaded) => loaded,
    };
    let now = loaded.not_before_facts(kit.clock().now());
    let views = views::of(&loaded, now)?;
    let (_, view) = views.iter().find(|(of, _)| *of == kind).ok_or_else(absent)?;
    // What was met before a change is measured by what held then (S5).
    let calendar = view.target.map_or(loaded.level.key.calendar, Target::calendar);
    let measure = loaded.calendars.get(&calendar).unwrap_or_else(|| loaded.level.measure());
    let zone = measure.time().zone();
    let header = ProofHeader { ticket: &loaded.number, kind, calendar: measure.written(), zone };
    Ok(ProofSheet {
        clock: Some(print(&loaded, kind, view)),
        intervals: view.intervals.iter().map(interval).collect(),
        text: Some(LocalizedText {
            de: proof_sheet(&header, view, Language::German),
            en: proof_sheet(&header, view, Language::English),
        }),
        calendar_definition: measure.written().to_owned(),
        calendar_version: calendar.version,
    })
}

fn interval(interval: &Interval) -> ProofInterval {
    let say = |language: Language| language.cause_of(interval);
    ProofInterval {
        start: Some(words::time(interval.start)),
        end: interval.end.map(words::time),
        running: interval.running,
        consumed: Some(words::duration(interval.consumed)),
        cause: Some(LocalizedText { de: say(Language::German), en: say(Language::English) }),
        actor: interval.actor.clone(),
    }
}
