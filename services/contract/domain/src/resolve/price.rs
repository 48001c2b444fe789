//! Which price holds (C5): by service date the contract's, then the customer's, then the house's.

use super::{Case, Claim, case::day};
use crate::Text;
use crate::facts::PriceListFacts;
use crate::terms::Price;
use crate::words::{Decision, QuotaKind};
use kontor_ids::PriceListId;
use kontor_money::Amount;

/// Where a price was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceSource {
    /// In a contract.
    Contract {
        /// Its number.
        number: String,
        /// The version's number.
        version: u32,
    },
    /// In the customer's list.
    Customer(PriceListId),
    /// In the house's list.
    House(PriceListId),
}

impl PriceSource {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Contract { number, version } => Text::new(
                format!("Vertrag {number} Version {version}"),
                format!("contract {number} version {version}"),
            ),
            Self::Customer(_) => Text::new("Preisliste des Kunden", "the customer's price list"),
            Self::House(_) => Text::new("Preisliste des Hauses", "the house's price list"),
        }
    }
}

/// A price and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFound {
    /// Net price for 60 minutes.
    pub per_hour: Amount,
    /// Where it was read.
    pub source: PriceSource,
}

/// Whether a decision cannot stand without a price (C2).
pub(super) fn needed(decision: Decision, winner: Option<&Claim<'_>>) -> bool {
    match decision {
        Decision::Billable | Decision::NotCovered => true,
        Decision::Quota => winner.is_some_and(|claim| {
            claim.standing.version.terms.quotas.iter().any(|quota| {
                quota.unit.kind() == QuotaKind::Value
                    || (quota.overage.bills() && quota.overage_per_hour.is_none())
            })
        }),
        Decision::Included | Decision::Undecided => false,
    }
}

/// The price that holds on the day of the work.
pub(super) fn find(case: &Case<'_>, winner: Option<&Claim<'_>>) -> Option<PriceFound> {
    let zone = winner.map_or(&case.facts.house.zone, |claim| claim.standing.version.calendar.zone());
    let day = day(case.question.at, zone);
    let in_contract = winner.and_then(|claim| {
        let version = claim.standing.version;
        let number = claim.standing.contract.number.clone();
        let source = PriceSource::Contract { number, version: version.number };
        first(case, &version.terms.prices, source)
    });
    let in_lists = |own: bool| {
        let owner = own.then_some(case.facts.customer.id);
        let holds = |list: &&PriceListFacts| list.customer == owner && list.valid.contains(day);
        let list = case.facts.price_lists.iter().filter(holds).max_by_key(|list| list.valid.start)?;
        let source = if own { PriceSource::Customer(list.id) } else { PriceSource::House(list.id) };
        first(case, &list.prices, source)
    };
    in_contract.or_else(|| in_lists(true)).or_else(|| in_lists(false))
}

fn first(case: &Case<'_>, prices: &[Price], source: PriceSource) -> Option<PriceFound> {
    let fits = |price: &&Price| {
        price.activity.as_ref().is_none_or(|activity| *activity == case.question.activity)
            && price.channel.is_none_or(|channel| channel == case.question.channel)
    };
    prices.iter().find(fits).map(|price| PriceFound { per_hour: price.per_hour, source })
}
