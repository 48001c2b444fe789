//! Rating one entry: its spans through the chain of quotas, then to a price (R3 to R6).

mod chain;
mod overage;

use crate::entry::{Entry, Span};
use crate::explanation::Step;
use crate::fold::Ground;
use crate::rating::{Doubt, Draw, Portion, PortionKind, RatedEntry, RatingError};
use crate::scopes::Planned;
use crate::stock::Stock;
use crate::terms::{Decision, RatingTerms, Seconds};
use kontor_money::{Amount, Decimal, MoneyError, price};
use rust_decimal::dec;

const HOUR: Decimal = dec!(3600);

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

    fn worth(&self, part: Part<'_>, seconds: Seconds) -> Result<Amount, RatingError> {
        cost(self.ground, part.per_hour, seconds).map_err(self.money())
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
