//! Terms of contracts as rating wants them.

use super::money::{read_date, read_decimal, read_money};
use jiff::civil::Date;
use kontor_billing_domain::lots::QuotaStretch;
use kontor_billing_domain::terms::{CallTrigger, CarryOver, Overage, Recurrence};
use kontor_billing_domain::{
    Band, Decision, FeeKey, FeeStretch, LegalKind, Localized, QuotaTerms, QuotaUnit, RatingTerms, Rounding,
    RoundingMode, RoundingScope,
};
use kontor_ids::{ContractId, QuotaId};
use kontor_money::{Amount, Currency};
use kontor_proto::contract::v1 as wire;
use kontor_proto::types::v1::{Band as WireBand, LocalizedText};
use kontor_status::{Problem, Result};

pub(crate) fn rating_terms(terms: &wire::RatingTerms) -> Result<RatingTerms> {
    Ok(RatingTerms {
        per_hour: terms.per_hour.as_ref().map(read_money).transpose()?,
        price_source: localized(terms.price_source.as_ref()),
        rounding: terms.rounding.as_ref().map_or(Rounding::EXACT, rounding),
        surcharges: vec![read_decimal(terms.surcharge_percent.as_ref())?],
        quotas: terms.quotas.iter().map(quota).collect::<Result<_>>()?,
    })
}

fn localized(text: Option<&LocalizedText>) -> Localized {
    text.map_or_else(Localized::default, |t| Localized { de: t.de.clone(), en: t.en.clone() })
}

fn rounding(rounding: &wire::Rounding) -> Rounding {
    let seconds = |value: i32| u32::try_from(value).unwrap_or_default();
    Rounding {
        increment: seconds(rounding.increment_seconds),
        minimum: seconds(rounding.minimum_seconds),
        free: seconds(rounding.free_seconds),
        mode: match rounding.mode() {
            wire::RoundingMode::Unspecified | wire::RoundingMode::Up => RoundingMode::Up,
            wire::RoundingMode::Nearest => RoundingMode::Nearest,
            wire::RoundingMode::None => RoundingMode::None,
        },
        scope: match rounding.scope() {
            wire::RoundingScope::Unspecified | wire::RoundingScope::Entry => RoundingScope::Entry,
            wire::RoundingScope::Ticket => RoundingScope::Ticket,
            wire::RoundingScope::TicketDay => RoundingScope::TicketDay,
            wire::RoundingScope::CustomerDay => RoundingScope::CustomerDay,
            wire::RoundingScope::Invoice => RoundingScope::Invoice,
        },
    }
}

pub(crate) fn quota(terms: &wire::QuotaTerms) -> Result<QuotaTerms> {
    let factors = terms.band_factors.iter().map(|f| Ok((band(f.band()), read_decimal(f.factor.as_ref())?)));
    Ok(QuotaTerms {
        quota: QuotaId::from_resource_name(&terms.name).map_err(Problem::internal)?,
        name: terms.display_name.clone(),
        unit: match terms.kind() {
            wire::QuotaKind::Unspecified | wire::QuotaKind::Time => QuotaUnit::Time,
            wire::QuotaKind::Value => QuotaUnit::Value,
            wire::QuotaKind::Calls => QuotaUnit::Calls {
                trigger: match terms.call_trigger() {
                    wire::CallTrigger::Opening => CallTrigger::Opening,
                    wire::CallTrigger::Unspecified | wire::CallTrigger::FirstWork => CallTrigger::FirstWork,
                    wire::CallTrigger::Closing => CallTrigger::Closing,
                },
                reopening_days: u32::try_from(terms.reopening_days).unwrap_or_default(),
            },
        },
        amount: read_decimal(terms.amount.as_ref())?,
        replenishment: recurrence(terms.replenishment()),
        carry_over: carry_over(terms.carry_over.as_ref())?,
        overage: overage(terms)?,
        overage_per_hour: terms.overage_per_hour.as_ref().map(read_money).transpose()?,
        band_factors: factors.collect::<Result<_>>()?,
        legal: match terms.legal_kind() {
            wire::LegalKind::Unspecified | wire::LegalKind::Credit => LegalKind::Credit,
            wire::LegalKind::Prepayment => LegalKind::Prepayment,
            wire::LegalKind::Callable => LegalKind::Callable,
        },
    })
}

/// What happens with what the lots cannot cover (R6).
fn overage(terms: &wire::QuotaTerms) -> Result<Overage> {
    Ok(match (terms.overage_rule(), &terms.replenish) {
        (wire::OverageRule::Refuse, _) => Overage::Refuse,
        (wire::OverageRule::NextPeriod, _) => {
            Overage::NextPeriod { limit: read_decimal(terms.overdraft_limit.as_ref())? }
        }
        (wire::OverageRule::Replenish, Some(lot)) => Overage::Replenish {
            amount: read_decimal(lot.amount.as_ref())?,
            price: lot.price.as_ref().map_or(Ok(Amount::zero(Currency::EUR)), read_money)?,
        },
        (wire::OverageRule::Replenish, None) => {
            return Err(Problem::internal("a replenishing quota names no lot"));
        }
        (wire::OverageRule::Unspecified | wire::OverageRule::Bill, _) => Overage::Bill,
    })
}

/// What happens with what is left when a period ends (R5).
fn carry_over(terms: Option<&wire::CarryOver>) -> Result<CarryOver> {
    let Some(terms) = terms else { return Ok(CarryOver::None) };
    Ok(match terms.rule() {
        wire::CarryOverRule::Unspecified | wire::CarryOverRule::None => CarryOver::None,
        wire::CarryOverRule::LastPeriod => CarryOver::LastPeriod,
        wire::CarryOverRule::UpTo => CarryOver::UpTo(read_decimal(terms.cap.as_ref())?),
        wire::CarryOverRule::Periods => CarryOver::Periods(u32::try_from(terms.periods).unwrap_or_default()),
    })
}

/// Thresholds that are told where the terms name none, in percent drawn (R7).
const THRESHOLDS: [u8; 2] = [80, 100];

/// At which shares a quota's use is told, in percent (R7).
pub(crate) fn thresholds(terms: &wire::QuotaTerms) -> Vec<u8> {
    if terms.thresholds.is_empty() {
        return THRESHOLDS.to_vec();
    }
    terms.thresholds.iter().filter_map(|percent| u8::try_from(*percent).ok()).collect()
}

fn recurrence(replenishment: wire::Replenishment) -> Recurrence {
    match replenishment {
        wire::Replenishment::Unspecified | wire::Replenishment::Once => Recurrence::Once,
        wire::Replenishment::Monthly => Recurrence::Monthly,
        wire::Replenishment::Quarterly => Recurrence::Quarterly,
        wire::Replenishment::Yearly => Recurrence::Yearly,
    }
}

pub(crate) const fn band(band: WireBand) -> Band {
    match band {
        WireBand::Unspecified | WireBand::Service => Band::Service,
        WireBand::AfterHours => Band::AfterHours,
        WireBand::Weekend => Band::Weekend,
        WireBand::Holiday => Band::Holiday,
    }
}

pub(crate) const fn decision(decision: wire::Decision) -> Decision {
    match decision {
        wire::Decision::Included => Decision::Included,
        wire::Decision::Quota => Decision::Quota,
        wire::Decision::Billable => Decision::Billable,
        wire::Decision::NotCovered => Decision::NotCovered,
        // What nobody decided is never priced silently (C2).
        wire::Decision::Unspecified | wire::Decision::Undecided => Decision::Undecided,
    }
}

/// A stored version of a contract with the day its validity ends, which a later version may have set.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) contract: ContractId,
    pub(crate) terms: wire::Terms,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
}

impl Version {
    pub(crate) fn quotas(&self) -> Result<Vec<QuotaStretch>> {
        let stretch = |terms| Ok(QuotaStretch { terms: quota(terms)?, from: self.from, until: self.until });
        self.terms.quotas.iter().map(stretch).collect()
    }

    pub(crate) fn fees(&self) -> Result<Vec<FeeStretch>> {
        let stretch = |fee: &wire::RecurringFee| {
            let amount = fee.amount.as_ref().ok_or_else(|| Problem::internal("a fee without an amount"))?;
            Ok(FeeStretch {
                key: FeeKey { contract: self.contract, name: fee.display_name.clone() },
                amount: read_money(amount)?,
                every: recurrence(fee.period()),
                in_advance: fee.in_advance,
                count: u32::try_from(fee.quantity).unwrap_or_default().max(1),
                by_day: fee.proration() != wire::Proration::None,
                from: self.from,
                until: self.until,
            })
        };
        self.terms.fees.iter().map(stretch).collect()
    }

    /// The first and last day of a version's terms as the wire has them.
    pub(crate) fn validity(terms: &wire::Terms) -> Result<(Date, Option<Date>)> {
        let valid = terms.valid.as_ref();
        let start = valid.and_then(|v| v.start.as_ref()).and_then(read_date);
        let end = valid.and_then(|v| v.end.as_ref()).and_then(read_date);
        Ok((start.ok_or_else(|| Problem::internal("terms without a first day"))?, end))
    }
}
