//! Price lists as they came in.

use super::{print_terms, terms, values};
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::{Price, Validity, check_price_list};
use kontor_ids::CustomerId;
use kontor_proto::contract::v1 as wire;
use kontor_status::Result;

/// A price list that was accepted.
pub(crate) struct NewPriceList {
    /// Whose; nothing for the house's.
    pub customer: Option<CustomerId>,
    /// When it holds.
    pub valid: Validity,
    /// Its prices.
    pub prices: Vec<Price>,
}

/// Reads a price list.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse(list: Option<&wire::PriceList>) -> Result<NewPriceList> {
    let mut v = Violations::new();
    let Some(list) = list else {
        v.add("price_list", "give the price list");
        return Err(super::refusal(v));
    };
    let customer =
        values::optional_name("price_list.customer", &list.customer, CustomerId::from_resource_name, &mut v);
    let valid = values::validity("price_list.valid", list.valid.as_ref(), &mut v);
    v.require(list.prices.len() <= 100, "price_list.prices", "give at most 100 prices");
    let prices = terms::prices("price_list.prices", &list.prices, &mut v);
    let judged = check_price_list(&valid, &prices);
    let checked = super::keep_but(&mut v, judged, &["price_list.prices"]);
    super::accept(v, checked.map(|()| NewPriceList { customer, valid, prices }))
}

/// The prices as they are stored.
pub(crate) fn print(prices: &[Price]) -> wire::PriceList {
    wire::PriceList { prices: prices.iter().map(print_terms::price).collect(), ..wire::PriceList::default() }
}
