//! Which letters a run proposes (B8).

use super::arrears::{BaseRate, Claim, NoRate, interest, since};
use super::{Level, Standing, letter};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kontor_ids::{CustomerId, InvoiceId};
use kontor_money::Decimal;
use std::collections::BTreeMap;

/// How a house reminds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Mildest first.
    pub levels: Vec<Level>,
    /// By the day from which they hold.
    pub rates: Vec<BaseRate>,
    /// Points above the base rate for businesses.
    pub business_points: Decimal,
    /// And for all others.
    pub consumer_points: Decimal,
    /// Nobody is reminded of less than this in one letter.
    pub least: Decimal,
}

/// An overdue invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Who owes.
    pub customer: CustomerId,
    /// When it was due, and how far its customer was reminded of it.
    pub standing: Standing,
    /// When its customer was first reminded of it.
    pub first_reminder: Option<Date>,
    /// What is still owed.
    pub open: Decimal,
    /// The whole of it, and what was paid or credited when.
    pub gross: Decimal,
    /// What was paid or credited, and when.
    pub paid: Vec<(Date, Decimal)>,
    /// Whether the buyer is a business.
    pub business: bool,
    /// Why nobody may be reminded of it.
    pub barred: Option<Unreminded>,
}

/// Why nobody is reminded of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreminded {
    /// Its next level is not due yet.
    NotYet,
    /// Someone stopped it.
    Stopped,
    /// It reached the last level.
    LastLevel,
    /// The letter would come to too little.
    TooLittle,
    /// It is being collected.
    Debited,
    /// It is in another currency.
    Currency,
}

/// An invoice in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The invoice.
    pub invoice: InvoiceId,
    /// Its level.
    pub level: u8,
    /// What is still owed.
    pub open: Decimal,
    /// Interest on it.
    pub interest: Decimal,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub customer: CustomerId,
    /// The firmest level of its items.
    pub level: u8,
    /// In the order they were given.
    pub items: Vec<Item>,
    /// The fee, once.
    pub fee: Decimal,
    /// By when to pay.
    pub pay_until: Date,
}

impl Letter {
    /// The sum of what is open.
    #[must_use]
    pub fn open(&self) -> Decimal {
        self.items.iter().map(|item| item.open).sum()
    }

    /// The sum of interest.
    #[must_use]
    pub fn interest(&self) -> Decimal {
        self.items.iter().map(|item| item.interest).sum()
    }

    /// What has to be paid.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.open() + self.interest() + self.fee
    }
}

/// What a run proposes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// A letter for each customer at most.
    pub letters: Vec<Letter>,
    /// Everything else that is overdue.
    pub left_out: Vec<(InvoiceId, Unreminded)>,
}

/// Plans the letters of a day: one for each customer, for all whose next level is due. What is disputed, paid or being
/// collected is in none.
///
/// # Errors
/// [`NoRate`] where a level asks for interest and no base rate is known.
pub fn plan(rules: &Rules, overdue: &[Overdue], today: Date) -> Result<Plan, NoRate> {
    let mut plan = Plan::default();
    let mut due: BTreeMap<CustomerId, Vec<(&Overdue, u8)>> = BTreeMap::new();
    for item in overdue {
        let level = item.standing.due_level(&rules.levels, today);
        let last = usize::from(item.standing.reached) >= rules.levels.len();
        match (item.barred, level) {
            (Some(why), _) => plan.left_out.push((item.invoice, why)),
            (None, Some(level)) => due.entry(item.customer).or_default().push((item, level)),
            (None, None) if last => plan.left_out.push((item.invoice, Unreminded::LastLevel)),
            (None, None) => plan.left_out.push((item.invoice, Unreminded::NotYet)),
        }
    }
    for (customer, items) in due {
        let open: Decimal = items.iter().map(|(item, _)| item.open).sum();
        if open < rules.least {
            plan.left_out.extend(items.iter().map(|(item, _)| (item.invoice, Unreminded::TooLittle)));
            continue;
        }
        plan.letters.extend(written(rules, customer, &items, today)?);
    }
    Ok(plan)
}

fn written(
    rules: &Rules,
    customer: CustomerId,
    due: &[(&Overdue, u8)],
    today: Date,
) -> Result<Option<Letter>, NoRate> {
    let levels: Vec<u8> = due.iter().map(|(_, level)| *level).collect();
    let Some((level, fee)) = letter(&rules.levels, &levels) else { return Ok(None) };
    let mut items = Vec::new();
    for &(item, level) in due {
        let interest = arrears(rules, item, level, today)?;
        items.push(Item { invoice: item.invoice, level, open: item.open, interest });
    }
    let respite = rules.levels.get(usize::from(level) - 1).map_or(0, |level| level.respite_days);
    let pay_until = today.checked_add(i32::from(respite).days()).unwrap_or(today);
    Ok(Some(Letter { customer, level, items, fee, pay_until }))
}

fn arrears(rules: &Rules, item: &Overdue, level: u8, today: Date) -> Result<Decimal, NoRate> {
    let asks = rules.levels.get(usize::from(level) - 1).is_some_and(|level| level.interest);
    let begun = since(item.standing.due, item.first_reminder, item.business).filter(|_| asks);
    let Some(since) = begun else { return Ok(Decimal::ZERO) };
    let claim = Claim { gross: item.gross, since, paid: item.paid.clone() };
    let points = if item.business { rules.business_points } else { rules.consumer_points };
    interest(&claim, &rules.rates, points, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kontor_ids::{IdSource as _, SequentialIds};
    use proptest::prelude::*;
    use rust_decimal::dec;

    const TODAY: Date = date(2026, 4, 30);

    fn rules() -> Rules {
        let level = |after_days, fee, interest| Level { after_days, fee, respite_days: 10, interest };
        Rules {
            levels: vec![level(7, dec!(0), false), level(14, dec!(5), false), level(14, dec!(10), true)],
            rates: vec![BaseRate { from: date(2026, 1, 1), percent: dec!(1) }],
            business_points: dec!(9),
            consumer_points: dec!(5),
            least: dec!(2),
        }
    }

    fn overdue(ids: &SequentialIds, customer: CustomerId, due: Date, reached: u8, open: Decimal) -> Overdue {
        let reminded = (reached > 0).then_some(date(2026, 4, 10));
        Overdue {
            invoice: InvoiceId::from_uuid(ids.uuid()),
            customer,
            standing: Standing { due, reached, reminded },
            first_reminder: (reached > 0).then_some(date(2026, 3, 20)),
            open,
            gross: open,
            paid: vec![],
            business: true,
            barred: None,
        }
    }

    #[test]
    fn b8_one_letter_a_customer_the_firmest_level_decides_and_its_fee_is_asked_once() {
        let ids = SequentialIds::new(1);
        let customer = CustomerId::from_uuid(ids.uuid());
        let items = [
            overdue(&ids, customer, date(2026, 3, 1), 2, dec!(100)),
            overdue(&ids, customer, date(2026, 4, 20), 0, dec!(50)),
            overdue(&ids, customer, date(2026, 4, 28), 0, dec!(70)),
        ];
        let plan = plan(&rules(), &items, TODAY).unwrap();
        assert_eq!(plan.letters.len(), 1);
        let letter = &plan.letters[0];
        assert_eq!((letter.level, letter.fee, letter.items.len()), (3, dec!(10), 2));
        // 41 days at 10 % of 100.
        assert_eq!((letter.items[0].interest, letter.items[1].interest), (dec!(1.12), dec!(0)));
        assert_eq!((letter.total(), letter.pay_until), (dec!(161.12), date(2026, 5, 10)));
        assert_eq!(plan.left_out, [(items[2].invoice, Unreminded::NotYet)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn b8_every_overdue_invoice_is_in_one_letter_or_left_out_with_why_and_never_when_barred(
            items in prop::collection::vec((0_u8..3, 0_i32..90, 0_u8..5, 1_i64..50_000, any::<bool>()), 0..30)
        ) {
            let ids = SequentialIds::new(1);
            let customers: Vec<_> = (0..3).map(|_| CustomerId::from_uuid(ids.uuid())).collect();
            let items: Vec<Overdue> = items.into_iter().map(|(who, days, reached, cents, disputed)| {
                let due = TODAY.checked_sub(days.days()).unwrap();
                let mut item = overdue(&ids, customers[usize::from(who)], due, reached, Decimal::new(cents, 2));
                item.barred = disputed.then_some(Unreminded::Stopped);
                item
            }).collect();
            let plan = plan(&rules(), &items, TODAY).unwrap();
            let mut seen: Vec<InvoiceId> = plan.left_out.iter().map(|(invoice, _)| *invoice).collect();
            for letter in &plan.letters {
                prop_assert!(letter.open() >= dec!(2));
                for item in &letter.items {
                    let source = items.iter().find(|i| i.invoice == item.invoice).unwrap();
                    prop_assert_eq!(source.customer, letter.customer);
                    prop_assert_eq!(item.level, source.standing.reached + 1);
                    prop_assert!(source.barred.is_none() && source.standing.due < TODAY);
                }
                seen.extend(letter.items.iter().map(|item| item.invoice));
            }
            let mut all: Vec<InvoiceId> = items.iter().map(|i| i.invoice).collect();
            seen.sort();
            all.sort();
            prop_assert_eq!(seen, all);
            let mut letters: Vec<_> = plan.letters.iter().map(|l| l.customer).collect();
            letters.dedup();
            prop_assert_eq!(letters.len(), plan.letters.len());
        }
    }
}
