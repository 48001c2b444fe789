//! How a customer wants to be billed (B2): which charges share a draft, and how its lines look.

use crate::draft::Facts;
use crate::entry::DraftKey;
use crate::lots::add_months;
use crate::terms::Period;
use jiff::civil::Date;
use kontor_ids::{CustomerId, TicketId};

/// Which days share a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// Each calendar month.
    #[default]
    Month,
    /// Each quarter of the calendar.
    Quarter,
    /// Each ticket, whenever the work was done; what belongs to no ticket goes by month.
    Ticket,
    /// All that is open, whenever it was done.
    OnDemand,
}

/// What drafts of one period are split by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SplitBy {
    /// Nothing: a collective invoice.
    #[default]
    Nothing,
    /// The customer's cost center.
    CostCenter,
    /// The site.
    Site,
    /// The contract that decided the entry's first part.
    Contract,
    /// The ticket.
    Ticket,
    /// The customer's order number.
    OrderNumber,
}

/// What one line of the document holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// An entry's portion.
    #[default]
    Entry,
    /// All work of a ticket at one price.
    Ticket,
    /// All work of an activity at one price.
    Activity,
}

/// In which order the lines stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineOrder {
    /// By service day.
    #[default]
    Day,
    /// By ticket, then by service day.
    Ticket,
    /// By cost center, then by service day.
    CostCenter,
}

/// How lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Layout {
    /// What a line holds.
    pub detail: Detail,
    /// Their order.
    pub order: LineOrder,
}

/// A customer's profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Profile {
    /// Which days share a draft.
    pub every: Every,
    /// What it is split by.
    pub split: SplitBy,
    /// How lines look.
    pub layout: Layout,
}

/// Stands between the parts of a split by two things.
const AND: char = '\u{1f}';

/// One part of what a draft is split by: `(what, which)`.
pub type SplitPart<'a> = (&'a str, &'a str);

/// The text of a split: `cost_center/4711`; empty for no parts. What is empty on an entry is no part.
#[must_use]
pub fn split_text(parts: &[SplitPart<'_>]) -> String {
    let parts = parts.iter().filter(|(_, which)| !which.is_empty());
    let texts: Vec<_> = parts.map(|(what, which)| format!("{what}/{}", which.replace(AND, " "))).collect();
    texts.join(&AND.to_string())
}

/// The parts of a split's text.
pub fn split_parts(split: &str) -> impl Iterator<Item = SplitPart<'_>> {
    split.split(AND).filter_map(|part| part.split_once('/'))
}

impl Profile {
    /// The days that share a draft with this one.
    #[must_use]
    pub fn period(self, day: Date, ticket: Option<TicketId>) -> Period {
        match self.every {
            Every::Ticket if ticket.is_some() => Period::ALWAYS,
            Every::Month | Every::Ticket => Period::month_of(day),
            Every::OnDemand => Period::ALWAYS,
            Every::Quarter => {
                let month = i32::from(day.month()) - 1;
                let start = add_months(day.first_of_month(), -(month % 3));
                Period { start, end: add_months(start, 3) }
            }
        }
    }

    /// The draft that a charge belongs to before anyone moves it.
    #[must_use]
    pub fn home(self, customer: CustomerId, day: Date, ticket: Option<TicketId>, facts: &Facts) -> DraftKey {
        let number = ticket.map(|t| t.to_string()).unwrap_or_default();
        let mut parts = Vec::with_capacity(2);
        if self.every == Every::Ticket {
            parts.push(("ticket", number.as_str()));
        }
        match self.split {
            SplitBy::Nothing => {}
            SplitBy::CostCenter => parts.push(("cost_center", &facts.cost_center)),
            SplitBy::Site => parts.push(("site", &facts.site)),
            SplitBy::Contract => parts.push(("contract", &facts.contract)),
            SplitBy::OrderNumber => parts.push(("order_number", &facts.order_number)),
            SplitBy::Ticket if self.every == Every::Ticket => {}
            SplitBy::Ticket => parts.push(("ticket", &number)),
        }
        DraftKey { customer, period: self.period(day, ticket), split: split_text(&parts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vat::{Vat, VatCategory};
    use jiff::civil::date;
    use kontor_ids::SequentialIds;
    use rust_decimal::dec;

    #[test]
    fn b2_period_by_split() {
        let ids = SequentialIds::new(1);
        let (customer, ticket) = (CustomerId::new(&ids), Some(TicketId::new(&ids)));
        let facts = Facts {
            cost_center: "4711".into(),
            site: "sites/1".into(),
            contract: "W-1".into(),
            order_number: "B/7".into(),
            ..Facts::of(Vat { category: VatCategory::Standard, percent: dec!(19) })
        };
        let number = format!("ticket/{}", ticket.unwrap());
        let day = date(2026, 5, 17);
        let month = Period { start: date(2026, 5, 1), end: date(2026, 6, 1) };
        let quarter = Period { start: date(2026, 4, 1), end: date(2026, 7, 1) };
        for (every, period, prefix) in [
            (Every::Month, month, None),
            (Every::Quarter, quarter, None),
            (Every::OnDemand, Period::ALWAYS, None),
            (Every::Ticket, Period::ALWAYS, Some(number.as_str())),
        ] {
            for (split, own) in [
                (SplitBy::Nothing, ""),
                (SplitBy::CostCenter, "cost_center/4711"),
                (SplitBy::Site, "site/sites/1"),
                (SplitBy::Contract, "contract/W-1"),
                (SplitBy::OrderNumber, "order_number/B/7"),
                (SplitBy::Ticket, if prefix.is_some() { "" } else { number.as_str() }),
            ] {
                let profile = Profile { every, split, ..Profile::default() };
                let key = profile.home(customer, day, ticket, &facts);
                assert_eq!(key.period, period, "{profile:?}");
                let own = (!own.is_empty()).then_some(own);
                let texts: Vec<_> = split_parts(&key.split).map(|(a, b)| format!("{a}/{b}")).collect();
                let expected: Vec<_> = prefix.into_iter().chain(own).collect();
                assert_eq!(texts, expected, "{profile:?}");
            }
        }
        // What belongs to no ticket goes by month, and what has no cost center to the draft without one.
        let none = Facts::of(facts.vat);
        let profile = Profile { every: Every::Ticket, split: SplitBy::CostCenter, ..Profile::default() };
        let key = profile.home(customer, day, None, &none);
        assert_eq!((key.period, key.split.as_str()), (month, ""));
    }
}
