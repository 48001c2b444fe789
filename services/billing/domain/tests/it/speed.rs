//! Re-rating must stay cheap enough to do with every entry that arrives.

use crate::house::*;
use kontor_billing_domain::*;
use kontor_money::Decimal;
use std::time::{Duration, Instant};

#[test]
fn four_thousand_entries_in_a_pot() {
    let quota = QuotaTerms::time(quota_id(1), "Support", 36_000);
    let rounding = Rounding { scope: RoundingScope::Ticket, ..Rounding::every_started(900) };
    let terms = RatingTerms { quotas: vec![quota], ..terms("95.00", rounding) };
    let lots: Vec<Lot> =
        (1..=12).map(|m| lot(1, &format!("2026-{m:02}-01"), None, Decimal::from(200_000))).collect();
    let entries: Vec<Entry> = (0..4000u32)
        .map(|n| {
            let on = format!("2026-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
            let mut entry = entry(n + 1, &on, vec![span(Decision::Quota, u64::from(n % 7000 + 60), &terms)]);
            entry.ticket = kontor_ids::TicketId::from_uuid(uuid(n % 900));
            entry
        })
        .collect();
    let ground = ground("2026-12-31", lots);
    let began = Instant::now();
    let made = allocate(&entries, &ground).unwrap();
    let took = began.elapsed();
    assert_eq!(made.rated.len(), 4000);
    println!("rated 4,000 entries in {took:?}");
    // The limit is 50 ms optimised; unoptimised code takes that long on an idle machine.
    assert!(took < Duration::from_millis(500), "{took:?}");
}
