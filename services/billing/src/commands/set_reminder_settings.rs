//! Setting how the house reminds (B8).

use crate::store::reminders;
use crate::wire::{parse, reminder};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{ReminderSettings, SetReminderSettingsRequest};
use kontor_service::Kit;
use kontor_status::{Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetReminderSettingsRequest,
) -> Result<ReminderSettings> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    let asked = request.settings.clone().unwrap_or_default();
    let (settings, _) = reminder::settings(&mut wrong, &asked);
    wrong.finish()?;
    match begin(kit.db(), caller, "SetReminderSettings", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let by = (caller.principal().uuid(), kit.clock().now());
            reminders::set_settings(fresh.tx(), &settings, by).await?;
            fresh.finish(settings).await
        }
    }
}
