//! Changes the defaults of a house.

use super::fresh;
use crate::store::houses;
use crate::wire::house::{self, NewDefaults};
use crate::wire::values::etag;
use jiff::tz::TimeZone;
use kontor_access::Caller;
use kontor_outbox::publish;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn update_house_defaults(
    kit: &Kit,
    caller: &Caller,
    request: &wire::UpdateHouseDefaultsRequest,
    defaults: &NewDefaults,
) -> Result<wire::HouseDefaults> {
    let mut fresh = fresh!(kit, caller, "UpdateHouseDefaults", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    houses::touch(tx).await?;
    let zone = TimeZone::get(&defaults.time_zone).map_err(Problem::internal)?;
    let today = zone.to_datetime(now).date();
    let current = houses::get(tx, today).await?.version.unwrap_or_default();
    if etag(current) != defaults.etag {
        return Err(Problem::etag_mismatch());
    }
    let told = houses::save(tx, defaults, current).await?;
    // Whoever obeys them keeps a copy (K1).
    let event = wire::HouseDefaultsChanged { auto_close_days: defaults.auto_close_days.into() };
    publish(tx, caller.tenant().uuid(), told, &event).await?;
    let shown = house::print(houses::get(tx, today).await?)?;
    fresh.finish(shown).await
}
