//! How a house reminds, read and checked; letters as they are told.

use super::money::{self, euros};
use jiff::civil::Date;
use kontor_billing_domain::accounting::reminder::Level;
use kontor_billing_domain::accounting::reminder::arrears::BaseRate;
use kontor_billing_domain::accounting::reminder::plan::{Rules, Unreminded};
use kontor_billing_domain::number::check_prefix;
use kontor_proto::billing::v1::{self as wire, ReminderSettings, UnremindedReason};
use kontor_proto::types::v1::{self as types, LocalizedText};
use kontor_status::{Result, Violations};
use ring::digest::{SHA256, digest};
use rust_decimal::{Decimal, dec};

/// What numbers begin with where the house says nothing.
pub(crate) const PREFIX: &str = "MA-";

/// The settings with their defaults filled in; what is wrong is noted by field.
pub(crate) fn settings(wrong: &mut Violations, asked: &ReminderSettings) -> (ReminderSettings, Rules) {
    let mut wire = asked.clone();
    if wire.number_prefix.is_empty() {
        PREFIX.clone_into(&mut wire.number_prefix);
    }
    let prefix = check_prefix(&wire.number_prefix);
    wrong.take("settings.number_prefix", prefix);
    let count = (1..=5).contains(&wire.levels.len());
    wrong.require(count, "settings.levels", "give 1 to 5 levels");
    let mut levels = Vec::new();
    for (asked, i) in wire.levels.iter_mut().zip(0..) {
        levels.push(level(wrong, &format!("settings.levels[{i}]"), asked));
    }
    let rates = rates(wrong, &wire);
    let asks = levels.iter().any(|level| level.interest);
    let known = !asks || !rates.is_empty();
    wrong.require(known, "settings.base_rates", "a level asks for interest: give the base rate of § 247 BGB");
    let business_points = points(wrong, "settings.business_points", &mut wire.business_points, dec!(9));
    let consumer_points = points(wrong, "settings.consumer_points", &mut wire.consumer_points, dec!(5));
    let least = amount(wrong, "settings.least", wire.least.as_ref(), 10_000);
    (wire, Rules { levels, rates, business_points, consumer_points, least })
}

fn level(wrong: &mut Violations, field: &str, wire: &mut wire::ReminderLevel) -> Level {
    let after = u16::try_from(wire.after_days).ok().filter(|days| (1..=365).contains(days));
    wrong.require(after.is_some(), format!("{field}.after_days"), "give 1 to 365 days");
    let respite = u16::try_from(wire.respite_days).ok().filter(|days| (1..=90).contains(days));
    wrong.require(respite.is_some(), format!("{field}.respite_days"), "give 1 to 90 days");
    let fee = amount(wrong, &format!("{field}.fee"), wire.fee.as_ref(), 1_000);
    wire.title = Some(text(wrong, &format!("{field}.title"), wire.title.as_ref(), 1, 80));
    wire.text = Some(text(wrong, &format!("{field}.text"), wire.text.as_ref(), 1, 2_000));
    Level {
        after_days: after.unwrap_or_default(),
        respite_days: respite.unwrap_or_default(),
        fee,
        interest: wire.interest,
    }
}

/// A text in both languages.
pub(crate) fn text(
    wrong: &mut Violations,
    field: &str,
    text: Option<&LocalizedText>,
    min: usize,
    max: usize,
) -> LocalizedText {
    let text = text.cloned().unwrap_or_default();
    let de = wrong.text(&format!("{field}.de"), &text.de, min, max);
    let en = wrong.text(&format!("{field}.en"), &text.en, min, max);
    LocalizedText { de, en }
}

fn rates(wrong: &mut Violations, wire: &ReminderSettings) -> Vec<BaseRate> {
    wrong.require(wire.base_rates.len() <= 100, "settings.base_rates", "give at most 100");
    let mut rates: Vec<BaseRate> = Vec::new();
    for (rate, i) in wire.base_rates.iter().zip(0..) {
        let from = rate.from.as_ref().and_then(money::read_date);
        let field = format!("settings.base_rates[{i}]");
        wrong.require(from.is_some(), format!("{field}.from"), "give a day of the calendar");
        let percent = rate.percent.as_ref().and_then(|p| money::read_decimal(Some(p)).ok());
        let percent = percent.filter(|p| (dec!(-10)..=dec!(20)).contains(p) && p.scale() <= 2);
        let remedy = "give -10 to 20 with at most two places";
        wrong.require(percent.is_some(), format!("{field}.percent"), remedy);
        if let Some((from, percent)) = from.zip(percent) {
            let once = rates.iter().all(|known| known.from != from);
            wrong.require(once, format!("{field}.from"), "another rate begins on the same day");
            rates.push(BaseRate { from, percent });
        }
    }
    rates
}

fn points(
    wrong: &mut Violations,
    field: &str,
    asked: &mut Option<types::Decimal>,
    default: Decimal,
) -> Decimal {
    let points = match asked.as_ref() {
        None => Some(default),
        Some(points) => money::read_decimal(Some(points)).ok(),
    };
    let points = points.filter(|p| (dec!(0)..=dec!(20)).contains(p) && p.scale() <= 2);
    wrong.require(points.is_some(), field, "give 0 to 20 with at most two places");
    let points = points.unwrap_or(default);
    *asked = money::decimal(points);
    points
}

/// An amount in euros from 0 on.
pub(crate) fn amount(
    wrong: &mut Violations,
    field: &str,
    amount: Option<&types::Money>,
    most: u32,
) -> Decimal {
    let Some(amount) = amount else { return Decimal::ZERO };
    let read = money::read_money(amount).ok().filter(|a| a.currency().code() == "EUR").map(|a| a.value());
    let fits = read.filter(|value| (Decimal::ZERO..=Decimal::from(most)).contains(value));
    wrong.require(
        fits.is_some(),
        field,
        format!("give an amount in EUR from 0 to {most} with at most two places"),
    );
    fits.unwrap_or_default()
}

pub(crate) const fn reason(why: Unreminded) -> UnremindedReason {
    match why {
        Unreminded::NotYet => UnremindedReason::NotYet,
        Unreminded::Stopped => UnremindedReason::Stopped,
        Unreminded::LastLevel => UnremindedReason::LastLevel,
        Unreminded::TooLittle => UnremindedReason::TooLittle,
        Unreminded::Debited => UnremindedReason::Debited,
        Unreminded::Currency => UnremindedReason::Currency,
    }
}

/// The sums of a letter.
pub(crate) struct Sums {
    pub(crate) open: Decimal,
    pub(crate) interest: Decimal,
    pub(crate) fee: Decimal,
}

pub(crate) fn letter(
    customer: (String, String),
    level: u8,
    items: Vec<wire::ReminderItem>,
    sums: &Sums,
    pay_until: Date,
) -> Result<wire::ReminderLetter> {
    Ok(wire::ReminderLetter {
        customer: customer.0,
        customer_name: customer.1,
        level: level.into(),
        items,
        open: euros(sums.open)?,
        interest: euros(sums.interest)?,
        fee: euros(sums.fee)?,
        total: euros(sums.open + sums.interest + sums.fee)?,
        pay_until: money::date(pay_until),
        ..wire::ReminderLetter::default()
    })
}

/// Names exactly these letters.
pub(crate) fn etag(letters: &[wire::ReminderLetter]) -> String {
    use prost::Message as _;
    let mut bytes = Vec::new();
    for letter in letters {
        bytes.extend(letter.encode_length_delimited_to_vec());
    }
    format!("\"{}\"", hex::encode(&digest(&SHA256, &bytes).as_ref()[..16]))
}
