//! Rating by the pure core (R1, R5a): no database, one thread.

use super::BenchError;
use super::figure::{Figure, Goal, median};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use kontor_billing_domain::{
    Band, Coverage, Decision, DraftKey, Entry, Ground, Localized, Lot, LotKey, LotOrigin, Period, QuotaTerms,
    RatingTerms, Rounding, RoundingScope, Span, Standing, allocate,
};
use kontor_ids::{CustomerId, QuotaId, TicketId, TimeEntryId, UserId, Uuid};
use kontor_money::{Amount, Currency};
use rust_decimal::{Decimal, dec};
use std::sync::Arc;
use tokio::time::Instant;

/// Entries in the pot.
const POT: u32 = 4_000;
/// How often each is measured: odd, so that one is in the middle.
const ROUNDS: usize = 9;

/// A late entry in a pot of 4,000 that all draw from one quota; then how the time grows with the pot.
pub(super) fn measure() -> Result<Vec<Figure>, BenchError> {
    let pot = took(POT)?;
    let eight = took(POT * 8)?;
    let per_second = Decimal::from(POT) * dec!(1000) / pot.max(dec!(0.001));
    let growth = eight / pot.max(dec!(0.001));
    Ok(vec![
        Figure::new("rating/late in 4000", pot, "ms").aiming_at(Goal::Most(dec!(50))),
        Figure::new("rating/entries", per_second.round_dp(0), "/s"),
        Figure::new("rating/8x the pot", growth.round_dp(2), "x").aiming_at(Goal::Most(dec!(12))),
    ])
}

/// Milliseconds for rating a pot of so many with one more, dated first: all others shift.
fn took(entries: u32) -> Result<Decimal, BenchError> {
    let fault = |e: &dyn std::fmt::Display| BenchError::Other(e.to_string());
    let terms = terms().map_err(|e| fault(&e))?;
    let mut pot: Vec<Entry> = (1..=entries).map(|n| entry(n, &terms)).collect();
    let late = Entry { service_date: date(2026, 1, 1), ..entry(0, &terms) };
    pot.push(late);
    let ground = ground(entries);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let made = allocate(&pot, &ground).map_err(|e| fault(&e))?;
        let micros = begin.elapsed().as_micros();
        if made.rated.len() != pot.len() {
            return Err(BenchError::Other("an entry was not rated".to_owned()));
        }
        rounds.push(Decimal::from(u64::try_from(micros).unwrap_or(u64::MAX)) / dec!(1000));
    }
    Ok(median(rounds).round_dp(3))
}

fn quota() -> QuotaId {
    QuotaId::from_uuid(Uuid::from_u128(1))
}

fn terms() -> Result<Arc<RatingTerms>, kontor_money::MoneyError> {
    Ok(Arc::new(RatingTerms {
        per_hour: Some(Amount::new(dec!(95.00), Currency::EUR)?),
        price_source: Localized::default(),
        rounding: Rounding { scope: RoundingScope::Ticket, ..Rounding::every_started(900) },
        surcharges: Vec::new(),
        quotas: vec![QuotaTerms::time(quota(), "Support", 36_000)],
    }))
}

/// Twelve lots that cover about half of the work.
fn ground(entries: u32) -> Ground {
    let lot = |month: i8| {
        let from = date(2026, month, 1);
        let amount = Decimal::from(u64::from(entries) * 150);
        Lot {
            key: LotKey { quota: quota(), origin: LotOrigin::Period(from) },
            amount,
            from,
            expires: None,
            carry_cap: None,
        }
    };
    Ground { lots: (1..=12).map(lot).collect(), ..Ground::empty(Currency::EUR, date(2026, 12, 31)) }
}

fn entry(n: u32, terms: &Arc<RatingTerms>) -> Entry {
    let customer = CustomerId::from_uuid(Uuid::nil());
    let service_date: Date =
        date(2026, 1, 2).checked_add(i64::from(n % 360).days()).unwrap_or(date(2026, 1, 2));
    let start = Timestamp::UNIX_EPOCH;
    let coverage = Coverage { decision: Decision::Quota, contract: None, version: None, rule: 1 };
    Entry {
        id: TimeEntryId::from_uuid(Uuid::from_u128(u128::from(n))),
        version: 1,
        standing: Standing::Saved,
        ticket: TicketId::from_uuid(Uuid::from_u128(u128::from(n / 4))),
        customer,
        technician: UserId::from_uuid(Uuid::nil()),
        service_date,
        start,
        spans: vec![Span {
            start,
            seconds: u64::from(n % 7_000 + 60),
            band: Band::Service,
            coverage,
            candidates: Vec::new(),
            terms: Some(terms.clone()),
        }],
        draft: DraftKey { customer, period: Period::month_of(service_date), split: String::new() },
    }
}
