//! What no quota of the chain can cover any more (R6).

use super::{Desk, Part};
use crate::explanation::Step;
use crate::rating::{Draw, Portion, PortionKind, RatingError};
use crate::terms::{Overage, QuotaTerms, QuotaUnit, Seconds};
use kontor_money::{Amount, Decimal};

/// One entry never calls up more automatic lots than this: terms that would need more are a mistake, and the rest is
/// billed as overage.
const MOST_AUTO_LOTS: usize = 100;

impl Desk<'_> {
    /// What the chain cannot cover, by the rule of its last quota (R6).
    pub(super) fn overage(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        seconds: Seconds,
    ) -> Result<(), RatingError> {
        let mut left = seconds;
        match &quota.overage {
            Overage::Bill => {}
            Overage::NextPeriod { limit } => left -= self.ahead(part, quota, *limit, left)?,
            Overage::Replenish { amount, price } => {
                left -= self.replenish(part, quota, *amount, *price, left)?
            }
            Overage::Refuse => {
                self.steps.push(Step::Refused { name: quota.name.clone(), seconds: left });
                self.unpriced(part.index, part.span, PortionKind::Refused { quota: quota.quota }, left);
                return Ok(());
            }
        }
        if left == 0 {
            return Ok(());
        }
        self.steps.push(Step::Overage { name: quota.name.clone(), seconds: left });
        let rate = quota.overage_per_hour.or(part.terms.per_hour);
        self.priced(part, PortionKind::Overage { quota: quota.quota }, rate, left)
    }

    fn ahead(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        limit: Decimal,
        wanted: Seconds,
    ) -> Result<Seconds, RatingError> {
        let room = limit - self.stock.owed(quota.quota);
        let unknown = quota.unit == QuotaUnit::Value && part.per_hour.is_none();
        let covered = if unknown { 0 } else { self.within(part, quota, room, wanted)? };
        let units = self.units(part, quota, covered)?;
        if covered == 0 || units.is_zero() {
            return Ok(0);
        }
        let draw = self.stock.draw_ahead(quota.quota, self.entry.service_date, units);
        let owed = self.stock.owed(quota.quota).normalize();
        self.steps.push(Step::DrawnAhead { name: quota.name.clone(), seconds: covered, units, owed });
        self.drawn_more(part, quota, covered, vec![draw])?;
        Ok(covered)
    }

    fn replenish(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        amount: Decimal,
        price: Amount,
        wanted: Seconds,
    ) -> Result<Seconds, RatingError> {
        let (mut left, day) = (wanted, self.entry.service_date);
        for _ in 0..MOST_AUTO_LOTS {
            // A lot that would not cover a second is not granted: it would be paid for nothing.
            let room = self.stock.available(quota.quota, day) + amount.max(Decimal::ZERO);
            let priceless = quota.unit == QuotaUnit::Value && part.per_hour.is_none();
            if left == 0 || amount <= Decimal::ZERO || priceless || self.within(part, quota, room, left)? == 0
            {
                break;
            }
            self.stock.replenish(quota.quota, day, amount, price);
            self.steps.push(Step::Replenished { name: quota.name.clone(), amount, price, on: day });
            let (covered, draws) = self.cover(part, quota, left)?;
            self.drawn_more(part, quota, covered, draws)?;
            left -= covered;
        }
        Ok(wanted - left)
    }

    /// As [`Desk::drawn`], joined to a portion of the same quota and span: (span, kind) stays unique.
    fn drawn_more(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        seconds: Seconds,
        mut draws: Vec<Draw>,
    ) -> Result<(), RatingError> {
        let kind = PortionKind::Quota { quota: quota.quota, legal: quota.legal };
        let same = |p: &Portion| p.span == part.index && p.kind == kind;
        let mut together = seconds;
        if self.portions.last().is_some_and(same)
            && let Some(portion) = self.portions.pop()
        {
            together += portion.seconds;
            draws = portion.draws.into_iter().chain(draws).collect();
        }
        self.drawn(part, quota, together, draws)
    }
}
