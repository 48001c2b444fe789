//! Setting what house and tax adviser agreed on (B9).

use crate::store::bookings;
use crate::wire::{accounting, parse};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{AccountingSettings, SetAccountingSettingsRequest};
use kontor_service::Kit;
use kontor_status::{Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetAccountingSettingsRequest,
) -> Result<AccountingSettings> {
    let mut settings = request.settings.clone().unwrap_or_default();
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let read = accounting::settings(&mut wrong, &settings);
    wrong.finish()?;
    settings.account_length = read.account_length.into();
    settings.fiscal_year_start_month = read.fiscal_month.into();
    match begin(kit.db(), caller, "SetAccountingSettings", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let by = caller.principal().uuid();
            bookings::set_settings(fresh.tx(), &settings, by, kit.clock().now()).await?;
            fresh.finish(settings).await
        }
    }
}
