//! The way of a span through its chain of quotas (R4, R5).

use super::{Desk, HOUR, Part};
use crate::calls::episode;
use crate::explanation::Step;
use crate::rating::{Doubt, Draw, PortionKind, RatingError};
use crate::stock::seconds_within;
use crate::terms::{LegalKind, QuotaTerms, QuotaUnit, Seconds};
use kontor_money::Decimal;

impl Desk<'_> {
    /// Draws from one quota after the other (R5); what none can cover is overage by the rule of the last.
    pub(super) fn chain(&mut self, part: Part<'_>, seconds: Seconds) -> Result<(), RatingError> {
        let Some(last) = part.terms.quotas.last() else {
            self.undecided(part.index, part.span, Doubt::NoQuota, seconds);
            return Ok(());
        };
        let mut left = seconds;
        for quota in &part.terms.quotas {
            if left == 0 {
                return Ok(());
            }
            let (covered, draws) = self.cover(part, quota, left)?;
            self.drawn(part, quota, covered, draws)?;
            left -= covered;
            if left > 0 {
                self.steps.push(Step::Exhausted { name: quota.name.clone(), seconds: left });
            }
        }
        if left == 0 { Ok(()) } else { self.overage(part, last, left) }
    }

    /// Covers as much of `wanted` as the lots of the day hold; whole seconds only (R8a).
    pub(super) fn cover(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        wanted: Seconds,
    ) -> Result<(Seconds, Vec<Draw>), RatingError> {
        let id = quota.quota;
        let day = self.entry.service_date;
        if let QuotaUnit::Calls { trigger, reopening_days } = quota.unit {
            let ticket = self.ground.ticket(self.entry.ticket);
            let history = self.ground.tickets.get(&ticket);
            let call = episode(history, trigger, reopening_days, day);
            if self.stock.is_counted(id, ticket, call) {
                self.steps.push(Step::CallCovered { name: quota.name.clone(), seconds: wanted });
                return Ok((wanted, Vec::new()));
            }
            if self.stock.available(id, call.counted) < Decimal::ONE {
                return Ok((0, Vec::new()));
            }
            self.stock.count(id, ticket, call);
            let draws = self.stock.draw(id, call.counted, Decimal::ONE, Some((ticket, call)));
            self.explain_draw(quota, part, wanted, Decimal::ONE, call.counted);
            return Ok((wanted, draws));
        }
        if quota.unit == QuotaUnit::Value && part.per_hour.is_none() {
            return Ok((0, Vec::new()));
        }
        let available = self.stock.available(id, day);
        let covered = self.within(part, quota, available, wanted)?;
        if covered == 0 {
            return Ok((0, Vec::new()));
        }
        let units = self.units(part, quota, covered)?;
        let draws = if units.is_zero() { Vec::new() } else { self.stock.draw(id, day, units, None) };
        self.explain_draw(quota, part, covered, units, day);
        Ok((covered, draws))
    }

    /// How many of the `wanted` seconds so many units cover.
    pub(super) fn within(
        &self,
        part: Part<'_>,
        quota: &QuotaTerms,
        available: Decimal,
        wanted: Seconds,
    ) -> Result<Seconds, RatingError> {
        if self.units(part, quota, wanted)? <= available {
            return Ok(wanted);
        }
        let rate = match (quota.unit, part.per_hour) {
            (QuotaUnit::Value, Some(per_hour)) => per_hour.value() / HOUR,
            _ => quota.factor(part.span.band)?,
        };
        let guess = available.max(Decimal::ZERO).checked_div(rate).unwrap_or(Decimal::ZERO);
        seconds_within(wanted, available, guess, |seconds| self.units(part, quota, seconds))
    }

    /// What so many seconds draw (R4).
    pub(super) fn units(
        &self,
        part: Part<'_>,
        quota: &QuotaTerms,
        seconds: Seconds,
    ) -> Result<Decimal, RatingError> {
        match quota.unit {
            QuotaUnit::Time => Ok((Decimal::from(seconds) * quota.factor(part.span.band)?).normalize()),
            QuotaUnit::Value => self.worth(part, seconds).map(|a| a.value()),
            QuotaUnit::Calls { .. } => Ok(Decimal::ONE),
        }
    }

    fn explain_draw(
        &mut self,
        quota: &QuotaTerms,
        part: Part<'_>,
        seconds: Seconds,
        units: Decimal,
        day: jiff::civil::Date,
    ) {
        let factor = match quota.unit {
            QuotaUnit::Time => quota.factor(part.span.band).unwrap_or(Decimal::ONE),
            QuotaUnit::Value | QuotaUnit::Calls { .. } => Decimal::ONE,
        };
        let left = self.stock.available(quota.quota, day).normalize();
        let (id, name, unit) = (quota.quota, quota.name.clone(), quota.unit);
        self.steps.push(Step::Drawn { quota: id, name, unit, seconds, factor, units, left });
    }

    /// Adds what was covered: at zero, or priced where the quota is billed as drawn (R5b).
    pub(super) fn drawn(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        seconds: Seconds,
        draws: Vec<Draw>,
    ) -> Result<(), RatingError> {
        if seconds == 0 {
            return Ok(());
        }
        let kind = PortionKind::Quota { quota: quota.quota, legal: quota.legal };
        if quota.legal != LegalKind::Callable {
            let worth = self.worth(part, seconds)?;
            self.push(part, kind, seconds, None, worth, draws);
            return Ok(());
        }
        self.priced(part, kind, part.terms.per_hour, seconds)?;
        if let Some(portion) = self.portions.last_mut() {
            portion.draws.extend(draws);
        }
        Ok(())
    }
}
