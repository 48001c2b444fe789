//! Setting how much goodwill a customer may be given (N3).

use super::merge_customer::current;
use super::set_internal_rate::euros;
use crate::queries::drafts::optional_customer;
use crate::store::reports;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{GoodwillBudget, SetGoodwillBudgetRequest};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use std::collections::BTreeSet;

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetGoodwillBudgetRequest,
) -> Result<GoodwillBudget> {
    let answer = request.budget.clone().unwrap_or_default();
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let customer = wrong.take("budget.customer", optional_customer(&answer.customer)).flatten();
    let amount = euros(&mut wrong, "budget.per_quarter", answer.per_quarter.as_ref(), 1_000_000);
    wrong.finish()?;
    let amount = amount.ok_or_else(|| Problem::internal("checked above"))?;
    match begin(kit.db(), caller, "SetGoodwillBudget", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let by = caller.principal().uuid();
            // A customer that was merged: the one that stays has the budget.
            let customer = match customer {
                Some(customer) => current(fresh.tx(), &BTreeSet::from([customer])).await?.pop_first(),
                None => None,
            };
            reports::set_budget(fresh.tx(), customer, amount, (by, kit.clock().now())).await?;
            fresh.finish(answer).await
        }
    }
}
