//! Quotas in JSON (docs/rate.md).

use super::field::Field;
use super::read::{BANDS, money};
use jiff::civil::Date;
use kontor_billing_domain::lots::{LotKey, LotOrigin, QuotaStretch, schedule};
use kontor_billing_domain::terms::{CallTrigger, CarryOver, Overage, Recurrence};
use kontor_billing_domain::{LegalKind, Lot, QuotaTerms, QuotaUnit};
use kontor_ids::{LotId, QuotaId, Uuid};
use kontor_money::{Currency, Decimal};

/// A quota by its name, with the lots that were bought on their own.
pub(super) struct Quota {
    pub(super) name: String,
    pub(super) terms: QuotaTerms,
    stretch: Option<(Date, Option<Date>)>,
    bought: Vec<Lot>,
}

impl Quota {
    /// All lots that begin by this day.
    pub(super) fn lots(&self, horizon: Date) -> Vec<Lot> {
        let stretch =
            self.stretch.map(|(from, until)| QuotaStretch { terms: self.terms.clone(), from, until });
        let granted = stretch.map_or_else(Vec::new, |stretch| schedule(&[stretch], horizon));
        granted.into_iter().chain(self.bought.iter().cloned()).collect()
    }
}

const EXAMPLE: &str = "\"36000\"";

/// Reads the quota number `n`.
pub(super) fn quota(n: usize, field: &Field<'_>, currency: Currency) -> Option<Quota> {
    let field = field.object(&[
        "name",
        "unit",
        "call_trigger",
        "reopening_days",
        "amount",
        "from",
        "until",
        "replenishment",
        "carry_over",
        "overage",
        "band_factors",
        "legal",
        "lots",
    ]);
    let id = QuotaId::from_uuid(Uuid::from_u128(n as u128 + 1));
    let name = field.at("name").required();
    let from: Option<Date> = field.at("from").read("2026-01-01");
    let until: Option<Date> = field.at("until").read("2026-12-31");
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        field.at("until").refuse("give a day after the first one");
    }
    let bought = field.at("lots").list();
    if from.is_none() && bought.is_empty() {
        field.at("from").refuse("is missing; give the first day, or give lots");
    }
    let amount = match from {
        Some(_) => positive(&field.at("amount")),
        None if field.at("amount").is_there() => positive(&field.at("amount")),
        None => Some(Decimal::ZERO),
    };
    let bought: Vec<Lot> =
        bought.iter().enumerate().filter_map(|(k, lot)| bought_lot(id, (n, k), lot)).collect();
    let (overage, overage_per_hour) = overage(&field.at("overage"), currency);
    let recurrences = [
        ("once", Recurrence::Once),
        ("monthly", Recurrence::Monthly),
        ("quarterly", Recurrence::Quarterly),
        ("yearly", Recurrence::Yearly),
    ];
    let legal = [
        ("credit", LegalKind::Credit),
        ("prepayment", LegalKind::Prepayment),
        ("callable", LegalKind::Callable),
    ];
    let terms = QuotaTerms {
        quota: id,
        name: name?.to_owned(),
        unit: unit(&field),
        amount: amount?,
        replenishment: field.at("replenishment").word(&recurrences).unwrap_or(Recurrence::Once),
        carry_over: carry_over(&field.at("carry_over")),
        overage,
        overage_per_hour,
        band_factors: band_factors(&field.at("band_factors")),
        legal: field.at("legal").word(&legal).unwrap_or(LegalKind::Credit),
    };
    Some(Quota { name: name?.to_owned(), terms, stretch: from.map(|from| (from, until)), bought })
}

fn positive(field: &Field<'_>) -> Option<Decimal> {
    let value: Decimal = field.demand(EXAMPLE)?;
    if value <= Decimal::ZERO {
        field.refuse("give more than zero");
        return None;
    }
    Some(value)
}

fn unit(field: &Field<'_>) -> QuotaUnit {
    let triggers = [
        ("opening", CallTrigger::Opening),
        ("first_work", CallTrigger::FirstWork),
        ("closing", CallTrigger::Closing),
    ];
    let trigger = field.at("call_trigger").word(&triggers).unwrap_or(CallTrigger::FirstWork);
    let days = field.at("reopening_days").whole(0, 366).and_then(|days| u32::try_from(days).ok());
    let calls = QuotaUnit::Calls { trigger, reopening_days: days.unwrap_or_default() };
    let units = [("time", QuotaUnit::Time), ("value", QuotaUnit::Value), ("calls", calls)];
    field.at("unit").word(&units).unwrap_or(QuotaUnit::Time)
}

fn bought_lot(quota: QuotaId, (n, k): (usize, usize), field: &Field<'_>) -> Option<Lot> {
    let field = field.object(&["amount", "from", "expires"]);
    let amount = positive(&field.at("amount"));
    let from: Option<Date> = field.at("from").demand("2026-01-01");
    let expires: Option<Date> = field.at("expires").read("2026-12-31");
    if from.zip(expires).is_some_and(|(from, expires)| expires <= from) {
        field.at("expires").refuse("give a day after the first one");
    }
    let id = LotId::from_uuid(Uuid::from_u128(((n as u128) << 32) + k as u128 + 1));
    let key = LotKey { quota, origin: LotOrigin::Bought(id) };
    Some(Lot { key, amount: amount?, from: from?, expires, carry_cap: None })
}

fn carry_over(field: &Field<'_>) -> CarryOver {
    if !field.is_there() {
        return CarryOver::None;
    }
    let field = field.object(&["rule", "cap", "periods"]);
    if !field.at("rule").is_there() {
        field.at("rule").refuse("is missing; give none, last_period, up_to or periods");
    }
    match field.at("rule").word(&[("none", 0), ("last_period", 1), ("up_to", 2), ("periods", 3)]) {
        Some(1) => CarryOver::LastPeriod,
        Some(2) => CarryOver::UpTo(positive(&field.at("cap")).unwrap_or_default()),
        Some(3) => {
            if !field.at("periods").is_there() {
                field.at("periods").refuse("is missing; give how many periods longer each lot lives");
            }
            let periods = field.at("periods").whole(1, 120).and_then(|n| u32::try_from(n).ok());
            CarryOver::Periods(periods.unwrap_or_default())
        }
        _ => CarryOver::None,
    }
}

fn overage(field: &Field<'_>, currency: Currency) -> (Overage, Option<kontor_money::Amount>) {
    if !field.is_there() {
        return (Overage::Bill, None);
    }
    let field = field.object(&["rule", "per_hour", "limit", "amount", "price"]);
    if !field.at("rule").is_there() {
        field.at("rule").refuse("is missing; give bill, next_period, replenish or refuse");
    }
    let rate = field.at("per_hour").is_there().then(|| money(&field.at("per_hour"), currency)).flatten();
    let rules = [("bill", 0), ("next_period", 1), ("replenish", 2), ("refuse", 3)];
    let rule = match field.at("rule").word(&rules) {
        Some(1) => Overage::NextPeriod { limit: positive(&field.at("limit")).unwrap_or_default() },
        Some(2) => {
            let (amount, price) = (positive(&field.at("amount")), money(&field.at("price"), currency));
            let price = price.unwrap_or(kontor_money::Amount::zero(currency));
            Overage::Replenish { amount: amount.unwrap_or_default(), price }
        }
        Some(3) => Overage::Refuse,
        _ => Overage::Bill,
    };
    (rule, rate)
}

fn band_factors(field: &Field<'_>) -> Vec<(kontor_billing_domain::Band, Decimal)> {
    if !field.is_there() {
        return Vec::new();
    }
    let field = field.object(&BANDS.map(|(name, _)| name));
    let there = BANDS.into_iter().filter(|(name, _)| field.at(name).is_there());
    there.filter_map(|(name, band)| Some((band, positive(&field.at(name))?))).collect()
}
