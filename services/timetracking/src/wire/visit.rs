//! Travel and materials on the wire.

use crate::store::entry::EntryRow;
use crate::store::material;
use jiff::tz::TimeZone;
use kontor_ids::{CustomerId, SiteId, UserId};
use kontor_proto::types::v1 as wire;
use kontor_status::Result;
use kontor_timetracking_domain::{MaterialInput, Travel, TravelInput, visit_of};

/// The zone that days of visits are counted in.
pub(crate) const HOUSE_ZONE: &str = "Europe/Berlin";

/// The way to the customer as it was given; nothing where there is none.
pub(crate) fn travel(row: &EntryRow) -> Option<wire::Travel> {
    let is_there = !row.travel_zone.is_empty()
        || !row.travel_visit.is_empty()
        || row.travel_seconds > 0
        || row.travel_kilometers > 0;
    is_there.then(|| wire::Travel {
        zone: row.travel_zone.clone(),
        visit: row.travel_visit.clone(),
        duration: seconds(row.travel_seconds.into()),
        kilometers: row.travel_kilometers,
    })
}

/// The same with its visit, which is named wherever a flat fee is due: so it is due once.
pub(crate) fn travel_of_visit(row: &EntryRow) -> Option<wire::Travel> {
    let mut travel = travel(row)?;
    if travel.visit.is_empty() && !travel.zone.is_empty() {
        let zone = TimeZone::get(HOUSE_ZONE).unwrap_or(TimeZone::UTC);
        let day = zone.to_datetime(row.start_time.to_jiff()).date();
        let (site, customer) = (row.site_id.map(SiteId::from_uuid), CustomerId::from_uuid(row.customer_id));
        travel.visit = visit_of(UserId::from_uuid(row.technician_id), site, customer, day);
    }
    Some(travel)
}

/// The way that a timer was started with.
pub(crate) fn of_timer(travel: &Travel) -> wire::Travel {
    wire::Travel {
        zone: travel.zone().to_owned(),
        visit: travel.visit().to_owned(),
        duration: seconds(travel.seconds().into()),
        kilometers: i32::try_from(travel.kilometers()).unwrap_or(i32::MAX),
    }
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    (seconds > 0).then_some(prost_types::Duration { seconds, nanos: 0 })
}

/// What was used.
///
/// # Errors
/// [`kontor_status::Problem::Internal`] where a row is malformed.
pub(crate) fn materials(row: &EntryRow) -> Result<Vec<wire::Material>> {
    let price = |(currency_code, value): (String, String)| wire::Money {
        currency_code,
        amount: Some(wire::Decimal { value }),
    };
    let print = |m: MaterialInput| wire::Material {
        article: m.article,
        text: m.text,
        quantity: Some(wire::Decimal { value: m.quantity }),
        unit: m.unit,
        unit_price: m.unit_price.map(price),
    };
    Ok(material::read(&row.materials)?.into_iter().map(print).collect())
}

/// A way as it came in; a time on the way that cannot be read is one that is refused.
pub(crate) fn read_travel(travel: &wire::Travel) -> TravelInput {
    let none = jiff::SignedDuration::ZERO;
    let unreadable = jiff::SignedDuration::from_secs(-1);
    let duration = travel.duration.as_ref();
    TravelInput {
        zone: travel.zone.clone(),
        visit: travel.visit.clone(),
        duration: duration.map_or(none, |d| super::words::read_duration(d).unwrap_or(unreadable)),
        kilometers: travel.kilometers,
    }
}

/// Materials as they came in.
pub(crate) fn read_materials(materials: &[wire::Material]) -> Vec<MaterialInput> {
    let value = |decimal: Option<&wire::Decimal>| decimal.map(|d| d.value.clone()).unwrap_or_default();
    let price = |money: &wire::Money| (money.currency_code.clone(), value(money.amount.as_ref()));
    let read = |m: &wire::Material| MaterialInput {
        article: m.article.clone(),
        text: m.text.clone(),
        quantity: value(m.quantity.as_ref()),
        unit: m.unit.clone(),
        unit_price: m.unit_price.as_ref().map(price),
    };
    materials.iter().map(read).collect()
}
