//! Changes of lines: what is asked, and what was decided.

use super::draft::split;
use super::money::{date, decimal, money, read_date, read_decimal, read_money, stamp};
use crate::store::reviews::Value;
use jiff::Timestamp;
use jiff::civil::Date;
use kontor_billing_domain::{Action, Discount, LineKey, Period};
use kontor_ids::{DraftId, LineChangeId, UserId, Uuid};
use kontor_money::{Amount, Currency, Decimal};
use kontor_proto::billing::v1 as wire;
use kontor_proto::billing::v1::change_line_request::Change as Asked;
use kontor_proto::billing::v1::discount::Value as Given;
use kontor_proto::types::v1::{DateRange, Money};
use kontor_status::{Result, Violations};

/// What is to become of a line, as far as the request alone tells.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// An action that needs no more to be known.
    Act(Action),
    /// To the draft of these days (those of the draft for none) and this split.
    Move(Option<Period>, String),
    /// What was decided still holds.
    Confirm,
}

/// Reads what is asked; all that is wrong is noted.
pub(crate) fn read(wrong: &mut Violations, asked: Option<&Asked>) -> Option<Change> {
    let Some(asked) = asked else {
        wrong.add("change", "say what is to become of the line: waive, discount, reprice or another change");
        return None;
    };
    let act = |action: Option<Action>| action.map(Change::Act);
    match asked {
        Asked::Waive(waive) => act(Some(Action::Waive { shown: !waive.hidden })),
        Asked::Discount(given) => act(discount(wrong, given).map(Action::Discount)),
        Asked::Reprice(price) => {
            let price = read_amount(wrong, "reprice", price, |v| !v.is_sign_negative());
            act(price.map(Action::Reprice))
        }
        Asked::Reword(text) => act(Some(Action::Reword(wrong.text("reword", text, 1, 500)))),
        Asked::CostCenter(center) => act(Some(Action::CostCenter(wrong.text("cost_center", center, 0, 40)))),
        Asked::HoldBackUntil(day) => {
            let until = read_date(day);
            wrong.require(until.is_some(), "hold_back_until", "give a day of the calendar");
            act(until.map(|until| Action::HoldBack { until }))
        }
        Asked::Move(target) => place(wrong, target),
        Asked::Restore(true) => act(Some(Action::Restore)),
        Asked::Confirm(true) => Some(Change::Confirm),
        Asked::Restore(false) | Asked::Confirm(false) => {
            wrong.add("change", "set it to true, or ask for another change");
            None
        }
    }
}

fn discount(wrong: &mut Violations, given: &wire::Discount) -> Option<Discount> {
    match &given.value {
        None => {
            wrong.add("discount", "give an amount or percent");
            None
        }
        Some(Given::Amount(amount)) => {
            let above_zero = |v: Decimal| v > Decimal::ZERO;
            read_amount(wrong, "discount.amount", amount, above_zero).map(Discount::Amount)
        }
        Some(Given::Percent(percent)) => {
            let fits =
                |v: &Decimal| *v > Decimal::ZERO && *v <= Decimal::ONE_HUNDRED && v.normalize().scale() <= 2;
            let percent = read_decimal(Some(percent)).ok().filter(fits);
            let remedy = "give more than 0, at most 100, with at most two decimal places";
            wrong.require(percent.is_some(), "discount.percent", remedy);
            percent.map(|p| Discount::Percent(p.normalize()))
        }
    }
}

/// An amount in EUR that fits.
pub(crate) fn read_amount(
    wrong: &mut Violations,
    field: &str,
    money: &Money,
    fits: impl Fn(Decimal) -> bool,
) -> Option<Amount> {
    let amount = read_money(money).ok().filter(|a| a.currency() == Currency::EUR && fits(a.value()));
    wrong.require(amount.is_some(), field, "give an amount in EUR with at most two decimal places that fits");
    amount
}

fn place(wrong: &mut Violations, target: &wire::MoveTarget) -> Option<Change> {
    let group = target.group.clone().unwrap_or_default();
    for (field, text) in [
        ("move.group.cost_center", &group.cost_center),
        ("move.group.order_number", &group.order_number),
        ("move.group.label", &group.label),
    ] {
        wrong.text(field, text, 0, 60);
    }
    let named = |prefix: &str, name: &str| {
        let id = name.strip_prefix(prefix).and_then(|id| id.parse::<Uuid>().ok());
        name.is_empty() || id.is_some()
    };
    wrong.require(named("sites/", &group.site), "move.group.site", "name it as sites/{site}");
    wrong.require(
        named("contracts/", &group.contract),
        "move.group.contract",
        "name it as contracts/{contract}",
    );
    wrong.require(named("tickets/", &group.ticket), "move.group.ticket", "name it as tickets/{ticket}");
    let bound = |d: Option<&kontor_proto::types::v1::Date>| d.and_then(read_date);
    let period = match &target.period {
        None => None,
        Some(range) => {
            let period = bound(range.start.as_ref()).zip(bound(range.end.as_ref()));
            let whole = |(start, end): &(Date, Date)| start.day() == 1 && end.day() == 1 && start < end;
            let period = period.filter(whole).map(|(start, end)| Period { start, end });
            let remedy = "give whole months: the first day of one, and the first day after the last";
            wrong.require(period.is_some(), "move.period", remedy);
            Some(period?)
        }
    };
    Some(Change::Move(period, split(&group)))
}

/// A decision as it was kept.
pub(crate) struct Kept {
    pub(crate) id: Uuid,
    pub(crate) draft: Option<Uuid>,
    pub(crate) line: LineKey,
    pub(crate) line_text: String,
    pub(crate) value: Value,
    pub(crate) reason: String,
    pub(crate) by: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) seen_list_net: Decimal,
    pub(crate) currency: Currency,
    /// Whether a second person agreed, who, why and when.
    pub(crate) second: Option<(bool, Uuid, String, Timestamp)>,
}

impl Kept {
    pub(crate) fn print(self) -> Result<wire::LineChange> {
        use wire::{ChangeState as State, LineAction as Action};
        let amount = |value: Decimal| Amount::new(value, self.currency).ok().and_then(money);
        let value = self.value;
        let action = match value.action.as_str() {
            "waive_shown" => Action::WaiveShown,
            "waive_hidden" => Action::WaiveHidden,
            "discount_amount" => Action::DiscountAmount,
            "discount_percent" => Action::DiscountPercent,
            "reprice" => Action::Reprice,
            "reword" => Action::Reword,
            "hold_back" => Action::HoldBack,
            "move" => Action::Move,
            "cost_center" => Action::CostCenter,
            _ => Action::Restore,
        };
        let state = match &self.second {
            None => State::Alone,
            Some((true, ..)) => State::Approved,
            Some((false, ..)) => State::Rejected,
        };
        let target = value.target.map(|(period, split)| wire::MoveTarget {
            period: Some(DateRange { start: date(period.start), end: date(period.end) }),
            group: super::draft::group(&split),
        });
        let (second_by, second_reason, second_time) = match self.second {
            None => (String::new(), String::new(), None),
            Some((_, by, reason, at)) => (UserId::from_uuid(by).resource_name(), reason, stamp(at)),
        };
        Ok(wire::LineChange {
            name: LineChangeId::from_uuid(self.id).resource_name(),
            draft: self.draft.map(|id| DraftId::from_uuid(id).resource_name()).unwrap_or_default(),
            line: super::draft::line_name(&self.line),
            line_text: self.line_text,
            action: action.into(),
            amount: value.amount.and_then(amount),
            percent: value.percent.and_then(decimal),
            words: value.words.unwrap_or_default(),
            hold_back_until: value.until.and_then(date),
            r#move: target,
            reason: self.reason,
            by: UserId::from_uuid(self.by).resource_name(),
            decide_time: stamp(self.at),
            seen_list_net: amount(self.seen_list_net),
            state: state.into(),
            second_by,
            second_reason,
            second_time,
        })
    }
}
