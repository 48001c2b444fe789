//! Setting what an hour costs the house (B10).

use crate::store::reports;
use crate::wire::{money, parse};
use kontor_access::Caller;
use kontor_billing_domain::profit::Rate;
use kontor_idempotency::{Begun, begin};
use kontor_ids::UserId;
use kontor_money::Amount;
use kontor_proto::billing::v1::{InternalRate, SetInternalRateRequest};
use kontor_proto::types::v1::Money;
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};
use rust_decimal::Decimal;

pub(crate) async fn set(kit: &Kit, caller: &Caller, request: SetInternalRateRequest) -> Result<InternalRate> {
    let answer = request.rate.clone().unwrap_or_default();
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let technician = match answer.technician.as_str() {
        "" => None,
        name => wrong.take("rate.technician", UserId::from_resource_name(name)),
    };
    let from = answer.from.as_ref().and_then(money::read_date);
    wrong.require(from.is_some(), "rate.from", "give a day of the calendar");
    let per_hour = euros(&mut wrong, "rate.per_hour", answer.per_hour.as_ref(), 10_000);
    wrong.finish()?;
    let (from, per_hour) = from.zip(per_hour).ok_or_else(|| Problem::internal("checked above"))?;
    match begin(kit.db(), caller, "SetInternalRate", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let rate = Rate { technician, from, per_hour: per_hour.value() };
            reports::set_rate(fresh.tx(), &rate, caller.principal().uuid(), kit.clock().now()).await?;
            fresh.finish(answer).await
        }
    }
}

/// An amount in EUR from zero to a limit.
pub(super) fn euros(
    wrong: &mut Violations,
    field: &str,
    amount: Option<&Money>,
    most: i64,
) -> Option<Amount> {
    let read = amount.and_then(|amount| money::read_money(amount).ok());
    let fits = |a: &Amount| {
        a.currency().code() == "EUR" && a.value() >= Decimal::ZERO && a.value() <= Decimal::from(most)
    };
    let found = read.filter(fits);
    wrong.require(found.is_some(), field, format!("give 0 to {most}.00 in EUR with at most two places"));
    found
}
