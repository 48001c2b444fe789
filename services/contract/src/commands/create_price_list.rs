//! Adds a price list.

use super::fresh;
use crate::store::levels;
use crate::wire::price::{self, NewPriceList};
use crate::wire::values::print_validity;
use kontor_access::Caller;
use kontor_ids::PriceListId;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn create_price_list(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreatePriceListRequest,
    list: &NewPriceList,
) -> Result<wire::PriceList> {
    let mut fresh = fresh!(kit, caller, "CreatePriceList", request);
    let (id, now) = (PriceListId::new(kit.ids()), kit.clock().now());
    levels::insert_price_list(fresh.tx(), id, list, now).await?;
    let shown = wire::PriceList {
        name: id.resource_name(),
        customer: list.customer.map(|id| id.resource_name()).unwrap_or_default(),
        valid: Some(print_validity(list.valid)),
        ..price::print(&list.prices)
    };
    fresh.finish(shown).await
}
