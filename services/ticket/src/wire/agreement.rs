//! Agreements on the wire (N10).

use super::{parse, words};
use crate::store::agreement::AgreementRow;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kontor_calendar::Calendar;
use kontor_ids::{AssetId, ContractId, CustomerId, IdError, TenantId, Uuid, VerbundAgreementId};
use kontor_money::{Amount, Currency, Decimal};
use kontor_proto::ticket::v1 as wire;
use kontor_proto::types::v1 as types;
use kontor_status::{Problem, Result, Violations};

/// Most customers, contracts or assets that an agreement names.
const MOST_NAMES: usize = 200;

/// An agreement's name.
pub(crate) fn name(violations: &mut Violations, field: &str, name: &str) -> VerbundAgreementId {
    let id = violations.take(field, VerbundAgreementId::from_resource_name(name));
    id.unwrap_or_else(|| VerbundAgreementId::from_uuid(Uuid::nil()))
}

/// Who offers, and when.
#[derive(Debug)]
pub(crate) struct Offering<'a> {
    pub(crate) id: VerbundAgreementId,
    pub(crate) house: TenantId,
    pub(crate) person: &'a str,
    pub(crate) now: Timestamp,
}

/// An offer as it shall be stored.
pub(crate) fn offer(v: &mut Violations, a: &wire::VerbundAgreement, by: &Offering<'_>) -> AgreementRow {
    let taker = v.take("agreement.taker", TenantId::from_resource_name(&a.taker));
    v.require(taker != Some(by.house), "agreement.taker", "name another house: this one needs no agreement");
    let hours = v.text("agreement.hours", &a.hours, 1, 4000);
    let calendar = if hours.is_empty() { None } else { v.take("agreement.hours", Calendar::parse(&hours)) };
    let today = calendar.as_ref().map(|c| c.time_zone().to_datetime(by.now).date());
    let from = a.valid_from.as_ref().and_then(|day| date(v, "agreement.valid_from", day));
    let from = from.or(today).unwrap_or_default();
    let until = a.valid_until.as_ref().and_then(|day| date(v, "agreement.valid_until", day));
    let in_order = until.is_none_or(|until| until >= from);
    v.require(in_order, "agreement.valid_until", "give a day not before valid_from");
    let least = words::read_priority(a.least_priority);
    v.require(
        a.least_priority == 0 || least.is_some(),
        "agreement.least_priority",
        "choose critical, high, normal or low",
    );
    let prices = prices(v, a);
    AgreementRow {
        tenant_id: by.house.uuid(),
        id: by.id.uuid(),
        taker_id: taker.map_or_else(Uuid::nil, TenantId::uuid),
        title: v.text("agreement.title", &a.title, 1, 100),
        state: "offered".to_owned(),
        hours: calendar.map(|c| c.to_string()).unwrap_or_default(),
        valid_from: from.to_sqlx(),
        valid_until: until.map(|day| day.to_sqlx()),
        customers: names(v, "agreement.customers", &a.customers, |n| {
            CustomerId::from_resource_name(n).map(CustomerId::uuid)
        }),
        contracts: names(v, "agreement.contracts", &a.contracts, |n| {
            ContractId::from_resource_name(n).map(ContractId::uuid)
        }),
        assets: names(v, "agreement.assets", &a.assets, |n| {
            AssetId::from_resource_name(n).map(AssetId::uuid)
        }),
        automatic: a.automatic,
        least_priority: least.unwrap_or(kontor_ticket_domain::Priority::Low).to_string(),
        may_resolve: a.may_resolve,
        wind_up_seconds: wind_up(v, a.wind_up.as_ref()),
        currency: prices.0.currency().code().to_owned(),
        price_per_call: prices.0.value(),
        price_per_minute: prices.1.value(),
        offered_by: by.person.to_owned(),
        offer_time: by.now.to_sqlx(),
        accepted_by: None,
        accept_time: None,
        ended_by: None,
        end_time: None,
        end_reason: None,
    }
}

fn names(
    v: &mut Violations,
    field: &str,
    names: &[String],
    read: impl Fn(&str) -> Result<Uuid, IdError>,
) -> Vec<Uuid> {
    v.require(names.len() <= MOST_NAMES, field, "give at most 200");
    let items = names.iter().take(MOST_NAMES).enumerate();
    let mut ids: Vec<Uuid> =
        items.filter_map(|(i, name)| v.take(format!("{field}[{i}]"), read(name))).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn date(v: &mut Violations, field: &str, date: &types::Date) -> Option<Date> {
    let day = (|| {
        Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    })();
    let day = day.filter(|day| (2000..=2999).contains(&day.year()));
    v.require(day.is_some(), field, "give a day of the years 2000 to 2999");
    day
}

fn wind_up(v: &mut Violations, duration: Option<&prost_types::Duration>) -> i32 {
    let Some(duration) = duration else { return 0 };
    let whole = (0..=86_400).contains(&duration.seconds) && duration.nanos == 0;
    v.require(whole, "agreement.wind_up", "give 0 s to 86400 s in whole seconds");
    if whole { i32::try_from(duration.seconds).unwrap_or_default() } else { 0 }
}

fn prices(v: &mut Violations, a: &wire::VerbundAgreement) -> (Amount, Amount) {
    let call = money(v, "agreement.price_per_call", a.price_per_call.as_ref());
    let minute = money(v, "agreement.price_per_minute", a.price_per_minute.as_ref());
    let currency = call.or(minute).map_or(Currency::EUR, |amount| amount.currency());
    let (call, minute) = (call.unwrap_or(Amount::zero(currency)), minute.unwrap_or(Amount::zero(currency)));
    let one = call.currency() == minute.currency();
    v.require(one, "agreement.price_per_minute", "give it in the currency of price_per_call");
    (call, minute)
}

fn money(v: &mut Violations, field: &str, money: Option<&types::Money>) -> Option<Amount> {
    let money = money?;
    let currency: Option<Currency> = v.take(format!("{field}.currency_code"), money.currency_code.parse());
    let text = money.amount.as_ref().map_or("", |amount| amount.value.as_str());
    let plain = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value = plain.then(|| Decimal::from_str_exact(text).ok()).flatten();
    v.require(value.is_some(), format!("{field}.amount"), "give an amount of zero or more, such as 12.50");
    v.take(format!("{field}.amount"), Amount::new(value?, currency?))
}

/// An agreement as a house may see it: which of the giving house's things are part of it is told to that house alone.
///
/// # Errors
/// [`Problem::Internal`] where a row is malformed.
pub(crate) fn print(row: &AgreementRow, house: TenantId) -> Result<wire::VerbundAgreement> {
    let own = row.giver() == house;
    let scope = |ids: &[Uuid], name: fn(Uuid) -> String| -> Vec<String> {
        ids.iter().copied().filter(|_| own).map(name).collect()
    };
    let state = match row.state.as_str() {
        "offered" => wire::AgreementState::Offered,
        "accepted" => wire::AgreementState::Accepted,
        _ => wire::AgreementState::Ended,
    };
    let prices = row.prices()?;
    let time = |at: jiff_sqlx::Timestamp| words::time(at.to_jiff());
    let tenant = |id: Uuid| TenantId::from_uuid(id).resource_name();
    Ok(wire::VerbundAgreement {
        name: row.id().resource_name(),
        title: row.title.clone(),
        giver: tenant(row.tenant_id),
        taker: tenant(row.taker_id),
        state: state.into(),
        hours: row.hours.clone(),
        valid_from: Some(print_date(row.valid_from.to_jiff())),
        valid_until: row.valid_until.map(|day| print_date(day.to_jiff())),
        customers: scope(&row.customers, |id| CustomerId::from_uuid(id).resource_name()),
        contracts: scope(&row.contracts, |id| ContractId::from_uuid(id).resource_name()),
        assets: scope(&row.assets, |id| AssetId::from_uuid(id).resource_name()),
        automatic: row.automatic,
        least_priority: words::priority(row.least_priority.parse().map_err(Problem::internal)?).into(),
        may_resolve: row.may_resolve,
        wind_up: Some(duration(SignedDuration::from_secs(row.wind_up_seconds.into()))),
        price_per_call: Some(print_money(prices.per_call)),
        price_per_minute: Some(print_money(prices.per_minute)),
        offered_by: row.offered_by.clone(),
        offer_time: Some(time(row.offer_time)),
        accepted_by: row.accepted_by.clone().unwrap_or_default(),
        accept_time: row.accept_time.map(time),
        ended_by: row.ended_by.map(tenant).unwrap_or_default(),
        end_time: row.end_time.map(time),
        end_reason: row.end_reason.clone().unwrap_or_default(),
    })
}

fn print_date(day: Date) -> types::Date {
    types::Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}

/// An amount on the wire.
pub(crate) fn print_money(amount: Amount) -> types::Money {
    let value = types::Decimal { value: amount.value().to_string() };
    types::Money { currency_code: amount.currency().code().to_owned(), amount: Some(value) }
}

/// A length of time on the wire.
pub(crate) const fn duration(length: SignedDuration) -> prost_types::Duration {
    prost_types::Duration { seconds: length.as_secs(), nanos: 0 }
}

/// The id of a request and a name, which most requests have.
pub(crate) fn order(violations: &mut Violations, name_: &str, request_id: &str) -> VerbundAgreementId {
    parse::request_id(violations, request_id);
    name(violations, "name", name_)
}
