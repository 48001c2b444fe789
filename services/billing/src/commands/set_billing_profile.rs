//! Setting how a customer wants to be billed: what is open falls into drafts anew (B2).

use crate::buyer;
use crate::commands::rate_customer;
use crate::store::book::Book;
use crate::store::profiles;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, answered, begin};
use kontor_ids::CustomerId;
use kontor_proto::billing::v1::{
    BillingPeriod, BillingProfile, LineDetail, LineOrder, SetBillingProfileRequest, SplitBy,
};
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result, Violations};
use std::collections::BTreeSet;

/// How many cost centers a profile may name.
const MOST: usize = 1000;

pub(crate) async fn set(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    request: SetBillingProfileRequest,
) -> Result<BillingProfile> {
    let profile = request.profile.clone().unwrap_or_default();
    let customer = check(&profile, &request.request_id)?;
    let method = "SetBillingProfile";
    if let Some(answer) = answered(kit.db(), caller, method, &request.request_id, &request).await? {
        return Ok(answer);
    }
    // A customer that does not exist has no profile.
    buyer::ask(kit, contract, caller.tenant(), customer).await?;
    let mut fresh = match begin(kit.db(), caller, method, &request.request_id, &request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    Book::lock(fresh.tx(), customer).await?;
    let who = (caller.principal().uuid(), kit.clock().now());
    profiles::set_profile(fresh.tx(), customer, &profile, who).await?;
    rate_customer::rate(fresh.tx(), kit, customer).await?;
    fresh.finish(profile).await
}

fn check(profile: &BillingProfile, request_id: &str) -> Result<CustomerId> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, request_id);
    let customer = wrong.take("profile.customer", CustomerId::from_resource_name(&profile.customer));
    for (field, known) in [
        ("profile.period", BillingPeriod::try_from(profile.period).is_ok()),
        ("profile.split", SplitBy::try_from(profile.split).is_ok()),
        ("profile.detail", LineDetail::try_from(profile.detail).is_ok()),
        ("profile.order", LineOrder::try_from(profile.order).is_ok()),
    ] {
        wrong.require(known, field, "give a known value");
    }
    wrong.require(profile.cost_centers.len() <= MOST, "profile.cost_centers", "give at most 1000");
    let mut codes = BTreeSet::new();
    for (n, center) in profile.cost_centers.iter().take(MOST).enumerate() {
        let code = wrong.text(&format!("profile.cost_centers[{n}].code"), &center.code, 1, 40);
        let field = format!("profile.cost_centers[{n}].buyer_reference");
        wrong.text(&field, &center.buyer_reference, 0, 100);
        let remedy = "name each cost center once, without spaces around it";
        let once = code == center.code && codes.insert(code);
        wrong.require(once, format!("profile.cost_centers[{n}].code"), remedy);
    }
    wrong.finish()?;
    customer.ok_or_else(|| Problem::internal("checked above"))
}
