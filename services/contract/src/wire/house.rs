//! The defaults of a house as they came in and as they are shown.

use super::{print_terms, terms, values};
use crate::store::houses::{DefaultsRow, HOUSE_ZONE};
use jiff::tz::TimeZone;
use kontor_contract_domain::Violations;
use kontor_contract_domain::terms::Rounding;
use kontor_ids::{CalendarId, PriceListId, SlaPolicyId};
use kontor_proto::contract::v1 as wire;
use kontor_status::{Problem, Result};
use prost::Message as _;

/// After so many days a resolved ticket closes where the house says nothing (K1).
const AUTO_CLOSE_DAYS: i16 = 7;

/// Defaults that were accepted.
pub(crate) struct NewDefaults {
    /// The IANA zone.
    pub time_zone: String,
    /// How billable quantities come about.
    pub rounding: Rounding,
    /// Hours and targets for what no contract covers.
    pub level: Option<(CalendarId, SlaPolicyId)>,
    /// After so many days a resolved ticket closes.
    pub auto_close_days: i16,
    /// The etag that the caller saw.
    pub etag: String,
}

impl NewDefaults {
    /// The rounding as it is stored.
    pub(crate) fn stored_rounding(&self) -> Vec<u8> {
        print_terms::rounding(self.rounding).encode_to_vec()
    }
}

/// Reads defaults.
///
/// # Errors
/// Everything that is wrong, by field.
pub(crate) fn parse(defaults: Option<&wire::HouseDefaults>) -> Result<NewDefaults> {
    let mut v = Violations::new();
    let Some(defaults) = defaults else {
        v.add("defaults", "give the defaults");
        return Err(super::refusal(v));
    };
    let named = if defaults.time_zone.is_empty() { HOUSE_ZONE } else { defaults.time_zone.trim() };
    let zone = TimeZone::get(named).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    v.require(zone.is_some(), "defaults.time_zone", "give an IANA name, such as Europe/Berlin");
    let rounding = defaults.rounding.as_ref();
    let rounding =
        rounding.map_or_else(Rounding::default, |r| terms::rounding("defaults.rounding", r, &mut v));
    rounding.check("defaults.rounding", &mut v);
    let calendar = CalendarId::from_resource_name;
    let calendar = values::optional_name("defaults.calendar", &defaults.calendar, calendar, &mut v);
    let policy = SlaPolicyId::from_resource_name;
    let policy = values::optional_name("defaults.sla_policy", &defaults.sla_policy, policy, &mut v);
    if defaults.calendar.is_empty() != defaults.sla_policy.is_empty() {
        let field = if defaults.calendar.is_empty() { "defaults.calendar" } else { "defaults.sla_policy" };
        v.add(field, "give both calendar and sla_policy, or none");
    }
    let days = if defaults.auto_close_days == 0 { AUTO_CLOSE_DAYS.into() } else { defaults.auto_close_days };
    let days = i16::try_from(days).ok().filter(|days| (1..=365).contains(days));
    v.require(days.is_some(), "defaults.auto_close_days", "give 1 to 365 days, or 0 for 7");
    v.require(!defaults.etag.is_empty(), "defaults.etag", "give the etag that was read");
    let (etag, level) = (defaults.etag.clone(), calendar.zip(policy));
    let read = zone.zip(days).map(|(time_zone, auto_close_days)| NewDefaults {
        time_zone,
        rounding,
        level,
        auto_close_days,
        etag,
    });
    super::accept(v, read)
}

/// The defaults as they are shown: where the house decided nothing, those of this service.
pub(crate) fn print(row: DefaultsRow) -> Result<wire::HouseDefaults> {
    let rounding =
        row.rounding.as_deref().map(wire::Rounding::decode).transpose().map_err(Problem::internal)?;
    let name = |id: Option<kontor_ids::Uuid>, name: fn(kontor_ids::Uuid) -> String| id.map(name);
    Ok(wire::HouseDefaults {
        time_zone: row.time_zone.unwrap_or_else(|| HOUSE_ZONE.to_owned()),
        rounding: Some(rounding.unwrap_or_else(|| print_terms::rounding(Rounding::default()))),
        calendar: name(row.calendar_id, |id| CalendarId::from_uuid(id).resource_name()).unwrap_or_default(),
        sla_policy: name(row.sla_policy_id, |id| SlaPolicyId::from_uuid(id).resource_name())
            .unwrap_or_default(),
        auto_close_days: row.auto_close_days.unwrap_or(AUTO_CLOSE_DAYS).into(),
        price_list: name(row.price_list_id, |id| PriceListId::from_uuid(id).resource_name())
            .unwrap_or_default(),
        etag: values::etag(row.version.unwrap_or_default()),
    })
}
