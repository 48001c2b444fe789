//! Rating one entry: its spans through the chain of quotas, then to a price (R3 to R6).

use crate::calls::episode;
use crate::entry::{Entry, Span};
use crate::explanation::Step;
use crate::fold::Ground;
use crate::rating::{Doubt, Draw, Portion, PortionKind, RatedEntry, RatingError};
use crate::scopes::Planned;
use crate::stock::{Stock, seconds_within};
use crate::terms::{Decision, LegalKind, Overage, QuotaTerms, QuotaUnit, RatingTerms, Seconds};
use kontor_money::{Amount, Decimal, MoneyError, price};
use rust_decimal::dec;

const HOUR: Decimal = dec!(3600);

/// One entry never calls up more automatic lots than this: terms that would need more are a mistake, and the rest is
/// billed as overage.
const MOST_AUTO_LOTS: usize = 100;

pub(crate) fn rate(
    planned: &Planned<'_>,
    ground: &Ground,
    stock: &mut Stock,
) -> Result<RatedEntry, RatingError> {
    let entry = planned.entry;
    let mut desk = Desk { entry, ground, stock, portions: Vec::new(), steps: planned.steps.clone() };
    desk.spans(&planned.billable)?;
    let money = |source| RatingError::Money { entry: entry.id, source };
    let net = Amount::sum(ground.currency, desk.portions.iter().map(|p| p.net)).map_err(money)?;
    Ok(RatedEntry {
        entry: entry.id,
        version: entry.version,
        standing: entry.standing,
        ticket: entry.ticket,
        service_date: entry.service_date,
        start: entry.start,
        worked: entry.worked(),
        billable: desk.portions.iter().map(|p| p.seconds).sum(),
        portions: desk.portions,
        net,
        explanation: desk.steps,
    })
}

/// An entry on the desk while it is rated.
struct Desk<'a> {
    entry: &'a Entry,
    ground: &'a Ground,
    stock: &'a mut Stock,
    portions: Vec<Portion>,
    steps: Vec<Step>,
}

/// A span with its terms, and its price with the surcharge.
#[derive(Clone, Copy)]
struct Part<'a> {
    index: usize,
    span: &'a Span,
    terms: &'a RatingTerms,
    per_hour: Option<Amount>,
}

impl Desk<'_> {
    fn money(&self) -> impl Fn(MoneyError) -> RatingError + use<> {
        let entry = self.entry.id;
        move |source| RatingError::Money { entry, source }
    }

    fn spans(&mut self, billable: &[Seconds]) -> Result<(), RatingError> {
        let entry = self.entry;
        let waits = entry.is_undecided();
        for (index, span) in entry.spans.iter().enumerate() {
            let seconds = billable.get(index).copied().unwrap_or(0);
            match &span.terms {
                _ if seconds == 0 => {}
                Some(terms) if !waits => self.decided(index, span, terms, seconds)?,
                _ => self.undecided(index, span, Doubt::Coverage, seconds),
            }
        }
        if let (true, Some(span)) = (self.portions.is_empty(), entry.spans.first()) {
            self.steps.push(Step::Free);
            self.unpriced(0, span, PortionKind::Free, 0);
        }
        Ok(())
    }

    fn decided(
        &mut self,
        index: usize,
        span: &Span,
        terms: &RatingTerms,
        seconds: Seconds,
    ) -> Result<(), RatingError> {
        let per_hour = terms.per_hour.map(|p| terms.with_surcharge(p)).transpose().map_err(self.money())?;
        let part = Part { index, span, terms, per_hour };
        match span.coverage.decision {
            Decision::Included => {
                self.steps.push(Step::Included { seconds });
                let worth = self.worth(part, seconds)?;
                self.push(part, PortionKind::Included, seconds, None, worth, Vec::new());
                Ok(())
            }
            Decision::Quota => self.chain(part, seconds),
            Decision::Billable => self.priced(part, PortionKind::Billable, terms.per_hour, seconds),
            Decision::NotCovered => self.priced(part, PortionKind::NotCovered, terms.per_hour, seconds),
            Decision::Undecided => {
                self.undecided(index, span, Doubt::Coverage, seconds);
                Ok(())
            }
        }
    }

    /// Draws from one quota after the other (R5); what none can cover is overage by the rule of the last.
    fn chain(&mut self, part: Part<'_>, seconds: Seconds) -> Result<(), RatingError> {
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
    fn cover(
        &mut self,
        part: Part<'_>,
        quota: &QuotaTerms,
        wanted: Seconds,
    ) -> Result<(Seconds, Vec<Draw>), RatingError> {
        let id = quota.quota;
        let day = self.entry.service_date;
        if let QuotaUnit::Calls { trigger, reopening_days } = quota.unit {
            let history = self.ground.tickets.get(&self.entry.ticket);
            let call = episode(history, trigger, reopening_days, day);
            if self.stock.is_counted(id, self.entry.ticket, call) {
                self.steps.push(Step::CallCovered { name: quota.name.clone(), seconds: wanted });
                return Ok((wanted, Vec::new()));
            }
            if self.stock.available(id, call.counted) < Decimal::ONE {
                return Ok((0, Vec::new()));
            }
            self.stock.count(id, self.entry.ticket, call);
            let ticket = Some((self.entry.ticket, call));
            let draws = self.stock.draw(id, call.counted, Decimal::ONE, ticket);
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
    fn within(
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
    fn units(&self, part: Part<'_>, quota: &QuotaTerms, seconds: Seconds) -> Result<Decimal, RatingError> {
        match quota.unit {
            QuotaUnit::Time => Ok((Decimal::from(seconds) * quota.factor(part.span.band)?).normalize()),
            QuotaUnit::Value => self.worth(part, seconds).map(|a| a.value()),
            QuotaUnit::Calls { .. } => Ok(Decimal::ONE),
        }
    }

    fn worth(&self, part: Part<'_>, seconds: Seconds) -> Result<Amount, RatingError> {
        cost(self.ground, part.per_hour, seconds).map_err(self.money())
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
    fn drawn(
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

    /// What the chain cannot cover, by the rule of its last quota (R6).
    fn overage(&mut self, part: Part<'_>, quota: &QuotaTerms, seconds: Seconds) -> Result<(), RatingError> {
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

    /// Prices a part, or leaves it undecided when there is no price (C2).
    fn priced(
        &mut self,
        part: Part<'_>,
        kind: PortionKind,
        rate: Option<Amount>,
        seconds: Seconds,
    ) -> Result<(), RatingError> {
        let Some(before) = rate else {
            self.undecided(part.index, part.span, Doubt::NoPrice, seconds);
            return Ok(());
        };
        let after = part.terms.with_surcharge(before).map_err(self.money())?;
        if after != before {
            let (percent, matching) = (part.terms.surcharge(), part.terms.surcharges.len());
            self.steps.push(Step::Surcharge { percent, matching, before, after });
        }
        let net = cost(self.ground, Some(after), seconds).map_err(self.money())?;
        let source = part.terms.price_source.clone();
        self.steps.push(Step::Priced { seconds, per_hour: after, net, source });
        self.push(part, kind, seconds, Some((after, net)), net, Vec::new());
        Ok(())
    }

    fn push(
        &mut self,
        part: Part<'_>,
        kind: PortionKind,
        seconds: Seconds,
        billed: Option<(Amount, Amount)>,
        worth: Amount,
        draws: Vec<Draw>,
    ) {
        let zero = Amount::zero(self.ground.currency);
        self.portions.push(Portion {
            span: part.index,
            band: part.span.band,
            coverage: part.span.coverage,
            kind,
            seconds,
            per_hour: billed.map(|(per_hour, _)| per_hour),
            net: billed.map_or(zero, |(_, net)| net),
            worth,
            draws,
        });
    }

    fn undecided(&mut self, index: usize, span: &Span, doubt: Doubt, seconds: Seconds) {
        self.steps.push(Step::Undecided { doubt, seconds });
        self.unpriced(index, span, PortionKind::Undecided(doubt), seconds);
    }

    fn unpriced(&mut self, index: usize, span: &Span, kind: PortionKind, seconds: Seconds) {
        let zero = Amount::zero(self.ground.currency);
        self.portions.push(Portion {
            span: index,
            band: span.band,
            coverage: span.coverage,
            kind,
            seconds,
            per_hour: None,
            net: zero,
            worth: zero,
            draws: Vec::new(),
        });
    }
}

/// What so many seconds cost: multiplied first, then divided (R3). Nothing where no price is known.
fn cost(ground: &Ground, per_hour: Option<Amount>, seconds: Seconds) -> Result<Amount, MoneyError> {
    match per_hour {
        None => Ok(Amount::zero(ground.currency)),
        Some(p) => Amount::new(price(Decimal::from(seconds), p.value(), HOUR)?, p.currency()),
    }
}
