//! What a kind of contract lives by, and what contradicts it.

use super::{RuleEffect, Terms};
use crate::Violations;
use crate::words::{ContractKind, Decision, QuotaKind};

/// Refuses terms that are not of the kind they say they are, with the two things that clash.
pub(super) fn check(terms: &Terms, v: &mut Violations) {
    let name = terms.kind.text().en;
    let rule = |decision| terms.rules.iter().position(|rule| rule.effect == RuleEffect::Decides(decision));
    let quota = |kind| terms.quotas.iter().any(|quota| quota.unit.kind() == kind);
    let (fees, includes, draws) = (!terms.fees.is_empty(), rule(Decision::Included), rule(Decision::Quota));
    match terms.kind {
        ContractKind::Individual => {}
        ContractKind::FlatMaintenance => {
            v.require(fees, "terms.fees", format!("give the flat fee: terms.kind is {name}"));
            let remedy = format!("add a rule that includes: terms.kind is {name}");
            v.require(includes.is_some(), "terms.rules", remedy);
        }
        ContractKind::ManagedPerSeat => {
            let remedy = format!("give the fee for one seat with its quantity: terms.kind is {name}");
            v.require(fees, "terms.fees", remedy);
            let remedy = format!("add a rule that includes: terms.kind is {name}");
            v.require(includes.is_some(), "terms.rules", remedy);
        }
        ContractKind::TimeQuota | ContractKind::ValueQuota | ContractKind::CallQuota => {
            let kind = match terms.kind {
                ContractKind::ValueQuota => QuotaKind::Value,
                ContractKind::CallQuota => QuotaKind::Calls,
                _ => QuotaKind::Time,
            };
            let remedy = format!("add a quota counted in {kind}: terms.kind is {name}");
            v.require(quota(kind), "terms.quotas", remedy);
            let remedy = format!("add a rule that draws from a quota: terms.kind is {name}");
            v.require(draws.is_some(), "terms.rules", remedy);
        }
        ContractKind::FramePriceList => frame(terms, includes.or(draws), &name, v),
    }
}

fn frame(terms: &Terms, contrary: Option<usize>, name: &str, v: &mut Violations) {
    v.require(!terms.prices.is_empty(), "terms.prices", format!("give the prices: terms.kind is {name}"));
    let remedy = format!("drop the quotas or choose another terms.kind: it is {name}");
    v.require(terms.quotas.is_empty(), "terms.quotas", remedy);
    if let Some(index) = contrary {
        let rule = &terms.rules[index].display_name;
        v.add(
            format!("terms.rules[{index}].decision"),
            format!(
                "rule {} '{rule}' includes or draws, but terms.kind is {name}: let it bill, or choose another kind",
                index + 1
            ),
        );
    }
}
