//! The way to the customer (T1).

use crate::entry::Channel;
use crate::field::{Field, Problem, is_word};
use jiff::SignedDuration;
use jiff::civil::Date;
use kontor_ids::{CustomerId, SiteId, UserId};

const DAY: i64 = 86_400;
/// Farther nobody drives for one visit.
const MOST_KILOMETERS: u32 = 2_000;

/// The way as it came in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TravelInput {
    /// The zone of the flat fee; empty for none.
    pub zone: String,
    /// What tells visits apart; empty for the default.
    pub visit: String,
    /// Time on the way.
    pub duration: SignedDuration,
    /// Kilometres driven.
    pub kilometers: i32,
}

/// The way to the customer and back. Billed beside the work, never part of its duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    zone: String,
    visit: String,
    seconds: u32,
    kilometers: u32,
}

impl Travel {
    /// Reads a way; nothing where all of it is empty. What is wrong is added to `problems`.
    #[must_use]
    pub fn read(input: Option<&TravelInput>, channel: Channel, problems: &mut Vec<Problem>) -> Option<Self> {
        let input = input?;
        let mut require = |holds: bool, field, remedy: &str| {
            if !holds {
                problems.push(Problem::new(field, remedy));
            }
        };
        let zone = input.zone.is_empty() || is_word(&input.zone, 40);
        require(zone, Field::TravelZone, "give 1 to 40 of a-z 0-9 _");
        let visit = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/".contains(&b);
        let named = input.visit.len() <= 64 && input.visit.bytes().all(visit);
        require(named, Field::TravelVisit, "give at most 64 of A-Z a-z 0-9 - _ . : /");
        let whole = input.duration.subsec_nanos() == 0 && (0..=DAY).contains(&input.duration.as_secs());
        require(whole, Field::TravelDuration, "give 0 seconds to 24 hours in whole seconds");
        let doubled = channel == Channel::Travel && !input.duration.is_zero();
        require(!doubled, Field::TravelDuration, "work on the way is travel time itself: leave it out");
        let kilometers = u32::try_from(input.kilometers).ok().filter(|km| *km <= MOST_KILOMETERS);
        require(kilometers.is_some(), Field::TravelKilometers, "give 0 to 2000 kilometres");
        let read = Self {
            zone: input.zone.clone(),
            visit: input.visit.clone(),
            seconds: u32::try_from(input.duration.as_secs()).unwrap_or_default(),
            kilometers: kilometers.unwrap_or_default(),
        };
        (read.input() != TravelInput::default()).then_some(read)
    }

    /// The zone of the flat fee; empty for none.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// What tells visits apart; empty for the default, [`visit_of`].
    #[must_use]
    pub fn visit(&self) -> &str {
        &self.visit
    }

    /// Seconds on the way.
    #[must_use]
    pub const fn seconds(&self) -> u32 {
        self.seconds
    }

    /// Kilometres driven.
    #[must_use]
    pub const fn kilometers(&self) -> u32 {
        self.kilometers
    }

    /// As it would come in again.
    #[must_use]
    pub fn input(&self) -> TravelInput {
        TravelInput {
            zone: self.zone.clone(),
            visit: self.visit.clone(),
            duration: SignedDuration::from_secs(self.seconds.into()),
            kilometers: i32::try_from(self.kilometers).unwrap_or_default(),
        }
    }
}

/// The visit that an entry belongs to where none is named: one for each technician, site (where there is none,
/// customer) and day. Entries of one visit share one flat fee, on however many tickets they are.
#[must_use]
pub fn visit_of(technician: UserId, site: Option<SiteId>, customer: CustomerId, day: Date) -> String {
    let place = site.map_or_else(|| customer.uuid(), SiteId::uuid);
    // Of the person's id the random half is enough, so that it stays below the 64 characters of a visit.
    let technician = technician.uuid().simple().to_string();
    format!("{}.{}.{day}", &technician[technician.len() - 16..], place.simple())
}
