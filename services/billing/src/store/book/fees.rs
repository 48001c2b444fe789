//! The fees of a customer that are not invoiced, and what settles those that changed after their invoice (R9).

use super::Book;
use crate::wire::terms::Version;
use jiff::civil::Date;
use kontor_billing_domain::{Charge, FeeCharge, FeeKey, InvoicedFee, LineKey, Period, fees, open_fees};
use kontor_money::{Amount, Currency, Decimal};
use kontor_status::{Problem, Result};

/// What an invoice holds of a fee: what it came to, and how much of that was given.
pub(super) fn invoiced(key: &LineKey, (list_net, given): (Decimal, Decimal)) -> Result<Option<InvoicedFee>> {
    let Some((fee, period)) = fee_of(key) else { return Ok(None) };
    let amount = |value| Amount::new(value, Currency::EUR).map_err(Problem::internal);
    Ok(Some(InvoicedFee {
        key: fee.clone(),
        period,
        list_net: amount(list_net)?,
        // A line that was repriced above its list gives nothing.
        given: amount(given.max(Decimal::ZERO))?,
    }))
}

fn fee_of(key: &LineKey) -> Option<(&FeeKey, Period)> {
    match key {
        LineKey::Fee { fee, period, .. } | LineKey::Settling { fee, period, .. } => Some((fee, *period)),
        _ => None,
    }
}

impl Book {
    /// The fees that fall due up to a day and are not invoiced, with that day. What changed after its invoice is settled
    /// today, by the difference for its whole period.
    pub(super) fn fees(&self, through: Date) -> Result<Vec<(Date, Charge)>> {
        let stretches = self.versions.iter().map(Version::fees).collect::<Result<Vec<_>>>()?.concat();
        // A period that was invoiced in advance is compared with all that will be due for it.
        let periods = self.invoiced_fees.iter().filter_map(|(key, _)| fee_of(key)).map(|(_, period)| period);
        let furthest = periods.map(|period| period.end).max().map_or(through, |end| end.max(through));
        let all = fees(&stretches, furthest).map_err(Problem::internal)?;
        let (plain, compared): (Vec<FeeCharge>, Vec<FeeCharge>) =
            all.into_iter().partition(|fee| self.is_unknown(&fee.key, fee.period));
        let known: Vec<InvoicedFee> = self
            .invoiced_fees
            .iter()
            .filter_map(|(_, known)| known.clone())
            .filter(|known| !self.is_unknown(&known.key, known.period))
            .collect();
        let mut open = open_fees(&compared, &known, self.today).map_err(Problem::internal)?;
        open.extend(plain.into_iter().filter(|fee| !self.overlaps_invoiced(fee)));
        open.retain(|fee| fee.settling > 0 || fee.due <= through);
        Ok(open.iter().map(|fee| (fee.due, Charge::from(fee))).collect())
    }

    /// Whether a period has an invoiced charge of which nobody knows what it came to.
    fn is_unknown(&self, fee: &FeeKey, period: Period) -> bool {
        let mut of_period = self.invoiced_fees.iter().filter(|(key, _)| fee_of(key) == Some((fee, period)));
        of_period.any(|(_, known)| known.is_none())
    }

    /// Days that an invoice holds are not billed again by terms that changed since.
    fn overlaps_invoiced(&self, due: &FeeCharge) -> bool {
        self.invoiced_fees.iter().any(|(key, _)| match key {
            LineKey::Fee { fee, period, covered } => {
                (fee, period) == (&due.key, &due.period)
                    && (covered == &due.covered
                        || covered.start < due.covered.end && due.covered.start < covered.end)
            }
            _ => false,
        })
    }
}
