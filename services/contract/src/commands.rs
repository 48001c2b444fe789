//! Writes: begin, decide, save, tell, commit.

mod add_level_version;
mod add_version;
mod create_contract;
mod create_customer;
mod create_price_list;
mod create_property;
mod create_service_level;
mod create_template;
mod end_contract;
mod import_records;
mod merge_records;
mod remind_decisions;
mod suspend_contract;
mod update_customer;
mod update_house_defaults;
mod update_property;

pub(crate) use add_level_version::{add_calendar_version, add_policy_version};
pub(crate) use add_version::add_version;
pub(crate) use create_contract::{create_contract, create_contract_from_template};
pub(crate) use create_customer::create_customer;
pub(crate) use create_price_list::create_price_list;
pub(crate) use create_property::{create_asset, create_contact, create_directive, create_site};
pub(crate) use create_service_level::{create_calendar, create_sla_policy};
pub(crate) use create_template::{add_template_version, create_template};
pub(crate) use end_contract::{Ending, end_contract};
pub(crate) use import_records::import_records;
pub(crate) use merge_records::{merge_asset, merge_contact, merge_customer};
pub(crate) use remind_decisions::remind_due;
pub(crate) use suspend_contract::suspend_contract;
pub(crate) use update_customer::{Change, update_customer};
pub(crate) use update_house_defaults::update_house_defaults;
pub(crate) use update_property::{update_asset, update_contact, update_directive, update_site};

/// The open transaction of a new request; returns the stored answer of a repeated one.
macro_rules! fresh {
    ($kit:expr, $caller:expr, $method:literal, $request:expr) => {
        match kontor_idempotency::begin($kit.db(), $caller, $method, &$request.request_id, $request).await? {
            kontor_idempotency::Begun::Answered(answer) => return Ok(answer),
            kontor_idempotency::Begun::Fresh(fresh) => fresh,
        }
    };
}
use fresh;
