// A small house to rate in: shared by the tests and by the examples of docs/money.md.

use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::*;
use kontor_ids::*;
use kontor_money::{Amount, Currency, Decimal};
use std::sync::Arc;

pub fn uuid(n: u32) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

pub fn quota_id(n: u32) -> QuotaId {
    QuotaId::from_uuid(uuid(n))
}

pub fn eur(amount: &str) -> Amount {
    Amount::new(amount.parse().unwrap(), Currency::EUR).unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Terms at this price for 60 minutes.
pub fn terms(per_hour: &str, rounding: Rounding) -> RatingTerms {
    RatingTerms {
        per_hour: Some(eur(per_hour)),
        price_source: Localized { de: "Preisliste".into(), en: "price list".into() },
        rounding,
        surcharges: Vec::new(),
        quotas: Vec::new(),
    }
}

/// A span of whole seconds in service hours.
pub fn span(decision: Decision, seconds: u64, terms: &RatingTerms) -> Span {
    Span {
        start: "2026-01-01T08:00:00Z".parse().unwrap(),
        seconds,
        band: Band::Service,
        coverage: Coverage { decision, contract: None, version: None, rule: 1 },
        candidates: Vec::new(),
        terms: Some(Arc::new(terms.clone())),
    }
}

/// Entry number `n` on ticket 1 at 08:00 UTC of a day.
pub fn entry(n: u32, on: &str, spans: Vec<Span>) -> Entry {
    let customer = CustomerId::from_uuid(uuid(1));
    let service_date = day(on);
    Entry {
        id: TimeEntryId::from_uuid(uuid(n)),
        version: 1,
        standing: Standing::Saved,
        ticket: TicketId::from_uuid(uuid(1)),
        customer,
        technician: UserId::from_uuid(uuid(1)),
        service_date,
        start: format!("{on}T08:00:00Z").parse::<Timestamp>().unwrap(),
        spans,
        draft: DraftKey { customer, period: Period::month_of(service_date), split: String::new() },
    }
}

/// A lot of quota `n`.
pub fn lot(n: u32, from: &str, expires: Option<&str>, amount: Decimal) -> Lot {
    let key = LotKey { quota: quota_id(n), origin: LotOrigin::Period(day(from)) };
    Lot { key, amount, from: day(from), expires: expires.map(day), carry_cap: None }
}

pub fn ground(as_of: &str, lots: Vec<Lot>) -> Ground {
    Ground { lots, ..Ground::empty(Currency::EUR, day(as_of)) }
}
