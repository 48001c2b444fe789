//! The bytes of a log entry that its digest covers (K3).

use super::{EntryBody, LogEntry};
use jiff::Timestamp;

impl LogEntry {
    /// The bytes that the hash chain covers: every field, each with its length before it, so that no two
    /// different entries have the same bytes. Times count in microseconds, which is what the database keeps.
    ///
    /// The encoding never changes: it begins with its own version. The sequence comes last, because the database
    /// gives it to entries that are written without reading the ticket before.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut out = Canonical(self.content_bytes());
        out.field(&self.sequence.to_be_bytes());
        out.0
    }

    /// [`LogEntry::canonical_bytes`] without their last field, the sequence.
    #[must_use]
    pub fn content_bytes(&self) -> Vec<u8> {
        let mut out = Canonical(Vec::with_capacity(256 + self.text.len()));
        out.field(b"kontor-log-1");
        out.field(self.ticket.uuid().as_bytes());
        out.field(self.kind.as_str().as_bytes());
        out.field(self.text.as_bytes());
        out.field(self.actor.to_string().as_bytes());
        out.time(self.event_time);
        out.time(self.record_time);
        self.body.write(&mut out);
        out.field(&[u8::from(self.public), u8::from(self.responds)]);
        out.field(&self.worked_minutes.to_be_bytes());
        out.0
    }
}

impl EntryBody {
    fn write(&self, out: &mut Canonical) {
        match self {
            Self::Plain => out.field(b"plain"),
            Self::State { from, to, until } => {
                out.field(b"state");
                out.field(from.as_str().as_bytes());
                out.field(to.as_str().as_bytes());
                out.time_or_nothing(*until);
            }
            Self::Priority { from, to } => {
                out.field(b"priority");
                out.field(from.as_str().as_bytes());
                out.field(to.as_str().as_bytes());
            }
            Self::Assignment { assignee, team } => {
                out.field(b"assignment");
                out.field(assignee.map(|id| id.uuid().into_bytes()).as_ref().map_or(&[][..], |id| &id[..]));
                out.field(team.as_bytes());
            }
            Self::Directive(id) => {
                out.field(b"directive");
                out.field(id.uuid().as_bytes());
            }
            Self::Link { relation, other, ended } => {
                out.field(b"link");
                out.field(relation.as_str().as_bytes());
                out.field(other.uuid().as_bytes());
                out.field(&[u8::from(*ended)]);
            }
            Self::Absorbed { lost, report_time, response_time } => {
                out.field(b"absorbed");
                out.field(lost.uuid().as_bytes());
                out.time_or_nothing(*report_time);
                out.time_or_nothing(*response_time);
            }
            Self::TakenOver { from, sequence } => {
                out.field(b"taken_over");
                out.field(from.uuid().as_bytes());
                out.field(&sequence.to_be_bytes());
            }
        }
    }
}

struct Canonical(Vec<u8>);

impl Canonical {
    fn field(&mut self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).expect("a length fits into 64 bits");
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    fn time(&mut self, at: Timestamp) {
        self.field(&at.as_microsecond().to_be_bytes());
    }

    fn time_or_nothing(&mut self, at: Option<Timestamp>) {
        match at {
            Some(at) => self.time(at),
            None => self.field(b""),
        }
    }
}
