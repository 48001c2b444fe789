//! Setting who collects, and how early payment is rewarded (B8).

use crate::queries::drafts::optional_customer;
use crate::store::{debits, reminders};
use crate::wire::{debit, parse};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{
    DebitSettings, PaymentTerms, SetDebitSettingsRequest, SetPaymentTermsRequest,
};
use kontor_service::Kit;
use kontor_status::{Problem, Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetDebitSettingsRequest,
) -> Result<DebitSettings> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let settings = debit::settings(&mut wrong, &request.settings.clone().unwrap_or_default());
    wrong.finish()?;
    match begin(kit.db(), caller, "SetDebitSettings", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let by = (caller.principal().uuid(), kit.clock().now());
            debits::set_settings(fresh.tx(), &settings, by).await?;
            fresh.finish(settings).await
        }
    }
}

pub(crate) async fn terms(
    kit: &Kit,
    caller: &Caller,
    request: SetPaymentTermsRequest,
) -> Result<PaymentTerms> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    wrong.require(request.terms.is_some(), "terms", "give the terms; empty ones for no discount");
    let terms = request.terms.clone().unwrap_or_default();
    let customer = wrong.take("terms.customer", optional_customer(&terms.customer)).flatten();
    debit::skonto(&mut wrong, &terms);
    wrong.finish()?;
    match begin(kit.db(), caller, "SetPaymentTerms", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            if let Some(customer) = customer
                && !reminders::knows(fresh.tx(), customer).await?
            {
                return Err(Problem::NotFound(customer.resource_name()));
            }
            let by = (caller.principal().uuid(), kit.clock().now());
            debits::set_terms(fresh.tx(), customer, &terms, by).await?;
            fresh.finish(terms).await
        }
    }
}
