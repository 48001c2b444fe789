//! Proposals on the wire (N4).

use super::words;
use crate::store::trace::KnownTrace;
use kontor_ids::{CustomerId, ProposalId, TicketId, UserId};
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::types::v1::LocalizedText;
use kontor_timetracking_domain::Channel;
use kontor_timetracking_domain::missing::{Proposal, TraceKind};
use ring::digest::{SHA256, digest};

/// A trace's kind on the wire.
const fn kind(kind: TraceKind) -> wire::TraceKind {
    match kind {
        TraceKind::Call => wire::TraceKind::Call,
        TraceKind::Mail => wire::TraceKind::Mail,
        TraceKind::RemoteSession => wire::TraceKind::RemoteSession,
        TraceKind::Visit => wire::TraceKind::Visit,
        TraceKind::StateChange => wire::TraceKind::StateChange,
        TraceKind::Note => wire::TraceKind::Note,
    }
}

/// How work of a kind reaches the customer.
pub(crate) const fn channel(kind: TraceKind) -> Channel {
    match kind {
        TraceKind::Call => Channel::Phone,
        TraceKind::Visit => Channel::OnSite,
        TraceKind::Mail | TraceKind::RemoteSession | TraceKind::StateChange | TraceKind::Note => {
            Channel::Remote
        }
    }
}

/// The traces of a proposal, in its order.
fn sources<'a>(proposal: &'a Proposal, known: &'a [KnownTrace]) -> impl Iterator<Item = &'a KnownTrace> {
    proposal.traces.iter().filter_map(|id| known.iter().find(|known| known.trace.id == *id))
}

/// A proposal with the traces it comes from.
pub(crate) fn proposal(technician: UserId, proposal: &Proposal, known: &[KnownTrace]) -> wire::Proposal {
    let sources: Vec<&KnownTrace> = sources(proposal, known).collect();
    let first = sources.first();
    let note = sources.iter().map(|known| known.note.trim()).find(|note| !note.is_empty());
    let subject = first.map_or("", |known| known.subject.as_str());
    let channel = first.map_or(Channel::Remote, |known| channel(known.trace.kind));
    let mut printed = wire::Proposal {
        name: ProposalId::from_uuid(proposal.id).resource_name(),
        technician: technician.resource_name(),
        ticket: proposal
            .ticket
            .map(TicketId::uuid)
            .map_or_else(String::new, |id| TicketId::from_uuid(id).resource_name()),
        ticket_number: first.map(|known| known.ticket_number.clone()).unwrap_or_default(),
        customer: first.and_then(|k| k.customer).map(|id: CustomerId| id.resource_name()).unwrap_or_default(),
        place: proposal.place.clone(),
        start_time: Some(words::time(proposal.range.start)),
        duration: Some(words::seconds(proposal.range.seconds())),
        channel: words::channel(channel).into(),
        text: note.unwrap_or(subject).to_owned(),
        reason: Some(reason(proposal, &sources)),
        sources: sources.iter().map(|known| source(known)).collect(),
        etag: String::new(),
    };
    printed.etag = etag(&printed);
    printed
}

fn source(known: &KnownTrace) -> wire::ProposalSource {
    let range = known.trace.range;
    wire::ProposalSource {
        source: known.source.clone(),
        kind: kind(known.trace.kind).into(),
        start_time: Some(words::time(range.start)),
        duration: Some(words::seconds(range.seconds())),
        measured: known.trace.measured,
        note: known.note.clone(),
    }
}

/// What was seen: name, time, ticket and sources. The texts follow from them.
fn etag(printed: &wire::Proposal) -> String {
    use prost::Message as _;
    let seen = wire::Proposal { etag: String::new(), ..printed.clone() }.encode_to_vec();
    format!("\"{}\"", &hex::encode(digest(&SHA256, &seen))[..16])
}

fn reason(proposal: &Proposal, sources: &[&KnownTrace]) -> LocalizedText {
    let (mut de, mut en): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for known in sources {
        let (german, english) = words_of(known.trace.kind);
        if !de.contains(&german) {
            de.push(german);
            en.push(english);
        }
    }
    let number = sources.first().map_or("", |known| known.ticket_number.as_str());
    let on = if number.is_empty() { proposal.place.as_str() } else { number };
    // Started minutes, as people read them.
    let minutes = proposal.range.seconds().div_ceil(60);
    LocalizedText {
        de: format!("{} zu {on}: {minutes} min sind nicht gebucht", de.join(" und ")),
        en: format!("{} on {on}: {minutes} min are not booked", en.join(" and ")),
    }
}

const fn words_of(kind: TraceKind) -> (&'static str, &'static str) {
    match kind {
        TraceKind::Call => ("Anruf", "call"),
        TraceKind::Mail => ("E-Mail", "mail"),
        TraceKind::RemoteSession => ("Fernwartung", "remote session"),
        TraceKind::Visit => ("Besuch", "visit"),
        TraceKind::StateChange => ("Statuswechsel", "state change"),
        TraceKind::Note => ("Notiz", "note"),
    }
}
