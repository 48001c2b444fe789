//! Time that left traces and was never booked (N4).
//!
//! Whatever a technician does with a ticket leaves a trace: a call, a mail, a remote session, a visit, a state change.
//! What of it no entry covers is proposed. Proposals never share a second with each other or with what is booked, and
//! what was accepted or dismissed is not proposed again. What is found depends only on what lies near it in time, so
//! that a day shows the same proposals as its week.

use crate::entry::UnknownWord;
use crate::week::{Range, united};
use jiff::{SignedDuration, Timestamp};
use kontor_ids::{TicketId, Uuid};

/// An entry on the same ticket this near in time books a trace whose length is only estimated.
const SLACK: SignedDuration = SignedDuration::from_mins(15);
/// Less than this is not worth a proposal.
const LEAST_SECONDS: u64 = 30;

/// What left a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceKind {
    /// A call in or out.
    Call,
    /// A mail or a message through the portal.
    Mail,
    /// A remote session.
    RemoteSession,
    /// A visit.
    Visit,
    /// A change of the ticket's state.
    StateChange,
    /// A note that tells minutes.
    Note,
}

impl TraceKind {
    /// All there are.
    pub const ALL: [Self; 6] =
        [Self::Call, Self::Mail, Self::RemoteSession, Self::Visit, Self::StateChange, Self::Note];

    /// Its stable word, as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Mail => "mail",
            Self::RemoteSession => "remote_session",
            Self::Visit => "visit",
            Self::StateChange => "state_change",
            Self::Note => "note",
        }
    }

    /// What it is taken for where nobody said how long it took.
    #[must_use]
    pub const fn usual_seconds(self) -> u32 {
        match self {
            Self::Call | Self::Mail => 300,
            Self::RemoteSession => 900,
            Self::Visit => 1_800,
            Self::StateChange => 120,
            Self::Note => 0,
        }
    }
}

impl std::str::FromStr for TraceKind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or(UnknownWord("call mail remote_session visit state_change note"))
    }
}

/// Something that a technician did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Which.
    pub id: Uuid,
    /// On which ticket; none where a log of sessions names none.
    pub ticket: Option<TicketId>,
    /// Where without a ticket, such as the host.
    pub place: String,
    /// What it was.
    pub kind: TraceKind,
    /// When; at most 24 hours.
    pub range: Range,
    /// Whether beginning and end were measured; otherwise its length was told or is the usual one.
    pub measured: bool,
    /// What of it was decided before: accepted or dismissed.
    pub settled: Vec<Range>,
}

/// Time that is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedWork {
    /// For which ticket.
    pub ticket: TicketId,
    /// When.
    pub range: Range,
}

/// Time that should be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which: made from its first trace and where in it it begins.
    pub id: Uuid,
    /// For which ticket; none where someone has to choose.
    pub ticket: Option<TicketId>,
    /// Where without a ticket.
    pub place: String,
    /// When.
    pub range: Range,
    /// The traces that it comes from, in order of time.
    pub traces: Vec<Uuid>,
}

/// The last bits of a trace's id that tell where in it a proposal begins: enough for the seconds of a day.
const OFFSET_BITS: u32 = 17;

/// The ids between which the first trace of a proposal lies.
#[must_use]
pub const fn trace_ids(proposal: Uuid) -> (Uuid, Uuid) {
    let mask = (1u128 << OFFSET_BITS) - 1;
    let id = proposal.as_u128();
    (Uuid::from_u128(id & !mask), Uuid::from_u128(id | mask))
}

fn proposal_id(trace: &Trace, start: Timestamp) -> Uuid {
    let offset = start.as_second().abs_diff(trace.range.start.as_second());
    Uuid::from_u128(trace.id.as_u128() ^ (u128::from(offset) & ((1 << OFFSET_BITS) - 1)))
}

/// A trace's time as far as it counts at all: nothing where it is booked already, and without what was decided.
fn open(trace: &Trace, booked: &[BookedWork]) -> Vec<Range> {
    let near = |work: &BookedWork| {
        let start = trace.range.start.saturating_sub(SLACK).unwrap_or(Timestamp::MIN);
        let end = trace.range.end.saturating_add(SLACK).unwrap_or(Timestamp::MAX);
        Some(work.ticket) == trace.ticket && work.range.shared(&Range { start, end }).is_some()
    };
    if !trace.measured && booked.iter().any(near) {
        return Vec::new();
    }
    trace.range.without(&trace.settled)
}

/// What of the traces is not booked, in order of time. Measured time goes before estimated, earlier before later.
#[must_use]
pub fn missing(traces: &[Trace], booked: &[BookedWork]) -> Vec<Proposal> {
    let mut order: Vec<&Trace> = traces.iter().collect();
    order.sort_by_key(|trace| (!trace.measured, trace.range.start, trace.id));
    let mut taken: Vec<Range> = united(&booked.iter().map(|work| work.range).collect::<Vec<_>>());
    let mut pieces: Vec<(Range, &Trace)> = Vec::new();
    for trace in order {
        let open = open(trace, booked);
        let left = open.iter().flat_map(|range| range.without(&taken));
        pieces.extend(left.map(|range| (range, trace)));
        taken.extend(open);
        taken = united(&taken);
    }
    pieces.sort_by_key(|(range, trace)| (range.start, trace.id));
    let mut proposals: Vec<Proposal> = Vec::new();
    for (range, trace) in pieces {
        match proposals.last_mut() {
            Some(last) if continues(last, range, trace) => {
                last.range.end = range.end;
                if !last.traces.contains(&trace.id) {
                    last.traces.push(trace.id);
                }
            }
            _ => proposals.push(Proposal {
                id: proposal_id(trace, range.start),
                ticket: trace.ticket,
                place: trace.place.clone(),
                range,
                traces: vec![trace.id],
            }),
        }
    }
    proposals.retain(|proposal| proposal.range.seconds() >= LEAST_SECONDS);
    proposals
}

/// Whether a piece goes on where the proposal before ends, for the same work; no entry is longer than a day.
fn continues(last: &Proposal, range: Range, trace: &Trace) -> bool {
    let same = last.ticket == trace.ticket && (last.ticket.is_some() || last.place == trace.place);
    let whole = Range { start: last.range.start, end: range.end };
    same && last.range.end == range.start && whole.seconds() <= 86_400
}
