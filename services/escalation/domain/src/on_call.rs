//! Who is on call (E4).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kontor_ids::UserId;

/// People who take turns. The handover is at the same wall-clock time all year round; where the clocks skip
/// it, it is as much later as they skip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    zone: TimeZone,
    first: DateTime,
    until: Option<DateTime>,
    days: i64,
    people: Vec<UserId>,
}

impl Rotation {
    /// A rotation that begins at `first` with the first person and changes every so many days (1 to 366),
    /// until `until` if given. `None` without people, or when it would end before it begins.
    #[must_use]
    pub fn new(
        zone: TimeZone,
        first: DateTime,
        until: Option<DateTime>,
        days: i64,
        people: Vec<UserId>,
    ) -> Option<Self> {
        let sound =
            (1..=366).contains(&days) && !people.is_empty() && until.is_none_or(|until| first < until);
        sound.then_some(Self { zone, first, until, days, people })
    }

    fn instant(&self, wall: DateTime) -> Timestamp {
        self.zone.to_timestamp(wall).unwrap_or(Timestamp::MAX)
    }

    fn begin(&self) -> Timestamp {
        self.instant(self.first)
    }

    fn end(&self) -> Option<Timestamp> {
        self.until.map(|until| self.instant(until))
    }

    fn handover(&self, turn: i64) -> Timestamp {
        let wall =
            self.first.checked_add(jiff::Span::new().days(turn.saturating_mul(self.days).min(3_000_000)));
        wall.map_or(Timestamp::MAX, |wall| self.instant(wall))
    }

    /// The turn an instant belongs to, from 0; none before the first and after the last.
    fn turn(&self, at: Timestamp) -> Option<i64> {
        if at < self.begin() || self.end().is_some_and(|end| end <= at) {
            return None;
        }
        let days = self.zone.to_datetime(at).date().duration_since(self.first.date()).as_hours() / 24;
        // The day alone may be off by one turn, before the hour of the handover or where clocks change.
        let mut turn = (days / self.days + 1).max(0);
        while turn > 0 && self.handover(turn) > at {
            turn -= 1;
        }
        Some(turn)
    }

    fn person(&self, turn: i64) -> UserId {
        let count = self.people.len() as i64;
        self.people[turn.rem_euclid(count) as usize]
    }
}

/// A departure from the rotations, such as a swap or an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// Who stands in; none where nobody does, which is a gap.
    pub person: Option<UserId>,
}

/// A stretch of one person's duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
    /// Who.
    pub person: UserId,
}

/// A stretch in which nobody is on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

/// Rotations and departures from them. The last override that covers an instant wins, then the first
/// rotation that does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// The rotations, the first before the second.
    pub rotations: Vec<Rotation>,
    /// The departures, the later before the earlier.
    pub overrides: Vec<Override>,
}

impl Schedule {
    /// Who is on call; none in a gap.
    #[must_use]
    pub fn on_call_at(&self, at: Timestamp) -> Option<UserId> {
        let covers = |other: &&Override| other.start <= at && at < other.end;
        match self.overrides.iter().rev().find(covers) {
            Some(other) => other.person,
            None => self.rotations.iter().find_map(|rotation| Some(rotation.person(rotation.turn(at)?))),
        }
    }

    /// Who is to be notified, in order: who is on call, then the others of the rotation in the order of
    /// their turns, each once. Repetition n of a step goes to the n-th, round and round.
    #[must_use]
    pub fn line_at(&self, at: Timestamp) -> Vec<UserId> {
        let mut line: Vec<UserId> = self.on_call_at(at).into_iter().collect();
        let turns = self.rotations.iter().find_map(|rotation| Some((rotation, rotation.turn(at)?)));
        if let Some((rotation, turn)) = turns {
            for ahead in 0..rotation.people.len() as i64 {
                let person = rotation.person(turn + ahead);
                if !line.contains(&person) {
                    line.push(person);
                }
            }
        }
        line
    }

    /// Who hears of repetition `repetition` of a step that first fired at `at` (E4).
    #[must_use]
    pub fn responder(&self, at: Timestamp, repetition: u32) -> Option<UserId> {
        let line = self.line_at(at);
        let place = (repetition as usize).checked_rem(line.len())?;
        line.get(place).copied()
    }

    /// The duties from `start` to `end`, in order; neighbours differ in person or are apart.
    #[must_use]
    pub fn shifts(&self, start: Timestamp, end: Timestamp) -> Vec<Shift> {
        let spans = self.spans(start, end).into_iter();
        spans.filter_map(|(start, end, person)| Some(Shift { start, end, person: person? })).collect()
    }

    /// When nobody is on call between two instants, in order (E4).
    #[must_use]
    pub fn gaps(&self, start: Timestamp, end: Timestamp) -> Vec<Gap> {
        let spans = self.spans(start, end).into_iter().filter(|(_, _, person)| person.is_none());
        spans.map(|(start, end, _)| Gap { start, end }).collect()
    }

    fn spans(&self, start: Timestamp, end: Timestamp) -> Vec<(Timestamp, Timestamp, Option<UserId>)> {
        let mut spans: Vec<(Timestamp, Timestamp, Option<UserId>)> = Vec::new();
        let mut at = start;
        while at < end {
            let next = self.next_change(at).map_or(end, |next| next.min(end));
            let person = self.on_call_at(at);
            match spans.last_mut() {
                Some(last) if last.2 == person => last.1 = next,
                _ => spans.push((at, next, person)),
            }
            at = next;
        }
        spans
    }

    /// The next instant at which someone else may be on call.
    fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let overrides = self.overrides.iter().flat_map(|other| [other.start, other.end]);
        let rotations = self.rotations.iter().flat_map(|rotation| {
            let handover = rotation.turn(at).map(|turn| rotation.handover(turn + 1));
            [Some(rotation.begin()), rotation.end(), handover].into_iter().flatten()
        });
        overrides.chain(rotations).filter(|change| *change > at).min()
    }
}
