//! Billing profiles.

use kontor_billing_domain::{Detail, Every, Layout, LineOrder, Profile, SplitBy};
use kontor_proto::billing::v1 as wire;

pub(crate) fn profile(wishes: &wire::BillingProfile) -> Profile {
    use wire::{BillingPeriod, LineDetail, LineOrder as Order};
    Profile {
        every: match wishes.period() {
            BillingPeriod::Unspecified | BillingPeriod::Month => Every::Month,
            BillingPeriod::Quarter => Every::Quarter,
            BillingPeriod::Ticket => Every::Ticket,
            BillingPeriod::OnDemand => Every::OnDemand,
        },
        split: split_by(wishes.split()),
        layout: Layout {
            detail: match wishes.detail() {
                LineDetail::Unspecified | LineDetail::Entry => Detail::Entry,
                LineDetail::Ticket => Detail::Ticket,
                LineDetail::Activity => Detail::Activity,
            },
            order: match wishes.order() {
                Order::Unspecified | Order::Day => LineOrder::Day,
                Order::Ticket => LineOrder::Ticket,
                Order::CostCenter => LineOrder::CostCenter,
            },
        },
    }
}

pub(crate) const fn split_by(split: wire::SplitBy) -> SplitBy {
    match split {
        wire::SplitBy::Unspecified | wire::SplitBy::None => SplitBy::Nothing,
        wire::SplitBy::CostCenter => SplitBy::CostCenter,
        wire::SplitBy::Site => SplitBy::Site,
        wire::SplitBy::Contract => SplitBy::Contract,
        wire::SplitBy::Ticket => SplitBy::Ticket,
        wire::SplitBy::OrderNumber => SplitBy::OrderNumber,
    }
}
