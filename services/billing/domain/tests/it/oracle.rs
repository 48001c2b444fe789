//! A naive allocator, second by second, that shares no code with the real one. It knows time quotas with factors in
//! halves, lots, chains, billed overage and all scopes of rounding.

use jiff::civil::Date;
use std::collections::BTreeMap;

/// A lot, in half units.
#[derive(Debug, Clone)]
pub struct NaiveLot {
    pub quota: u32,
    pub left: u64,
    pub from: Date,
    pub expires: Option<Date>,
}

/// A span: halves drawn per second, whether it is drawn at all, worked seconds.
#[derive(Debug, Clone)]
pub struct NaiveSpan {
    pub halves: u64,
    pub draws: bool,
    pub seconds: u64,
}

/// An entry with the name of its scope of rounding.
#[derive(Debug, Clone)]
pub struct NaiveEntry {
    pub order: (Date, u32),
    pub scope: String,
    pub spans: Vec<NaiveSpan>,
}

/// Terms of rounding: increment (0 for none), minimum, free.
#[derive(Debug, Clone, Copy)]
pub struct NaiveRounding {
    pub increment: u64,
    pub nearest: bool,
    pub minimum: u64,
    pub free: u64,
}

/// Seconds by entry, span and pot: `quota n`, `overage`, or `flat`.
pub type Told = BTreeMap<(u32, usize, String), u64>;

/// Allocates second by second.
pub fn allocate(
    mut entries: Vec<NaiveEntry>,
    rounding: NaiveRounding,
    chain: &[u32],
    lots: &mut [NaiveLot],
) -> Told {
    entries.sort_by_key(|e| e.order);
    round(&mut entries, rounding);
    let mut told = Told::new();
    for entry in &entries {
        for (i, span) in entry.spans.iter().enumerate() {
            for _ in 0..span.seconds {
                let pot =
                    if span.draws { second(entry.order.0, span.halves, chain, lots) } else { "flat".into() };
                *told.entry((entry.order.1, i, pot)).or_default() += 1;
            }
        }
    }
    told
}

/// Takes one second from the first quota of the chain that can give all of it.
fn second(day: Date, halves: u64, chain: &[u32], lots: &mut [NaiveLot]) -> String {
    for quota in chain {
        let mut usable: Vec<&mut NaiveLot> = lots
            .iter_mut()
            .filter(|l| l.quota == *quota && l.from <= day && l.expires.is_none_or(|e| day < e) && l.left > 0)
            .collect();
        if usable.iter().map(|l| l.left).sum::<u64>() < halves {
            continue;
        }
        usable.sort_by_key(|l| (l.expires.unwrap_or(Date::MAX), l.from));
        let mut missing = halves;
        for lot in usable {
            while missing > 0 && lot.left > 0 {
                lot.left -= 1;
                missing -= 1;
            }
        }
        return format!("quota {quota}");
    }
    "overage".into()
}

/// Adds or takes single seconds until each scope has its billable quantity.
fn round(entries: &mut [NaiveEntry], rounding: NaiveRounding) {
    let mut scopes: Vec<String> = entries.iter().map(|e| e.scope.clone()).collect();
    scopes.sort();
    scopes.dedup();
    for scope in scopes {
        let mut spans: Vec<&mut u64> = entries
            .iter_mut()
            .filter(|e| e.scope == scope)
            .flat_map(|e| e.spans.iter_mut().map(|s| &mut s.seconds))
            .collect();
        for _ in 0..rounding.free {
            if let Some(first) = spans.iter_mut().find(|s| ***s > 0) {
                **first -= 1;
            }
        }
        let charged: u64 = spans.iter().map(|s| **s).sum();
        if charged == 0 {
            continue;
        }
        let mut wanted = charged.max(rounding.minimum);
        if rounding.increment > 0 {
            let over = wanted % rounding.increment;
            if rounding.nearest && over * 2 < rounding.increment {
                wanted -= over;
            }
            while !wanted.is_multiple_of(rounding.increment) {
                wanted += 1;
            }
        }
        if let Some(last) = spans.last_mut() {
            **last += wanted.saturating_sub(charged);
        }
        for _ in 0..charged.saturating_sub(wanted) {
            if let Some(last) = spans.iter_mut().rev().find(|s| ***s > 0) {
                **last -= 1;
            }
        }
    }
}
