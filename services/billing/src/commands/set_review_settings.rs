//! Setting the house's rules of review. Drafts are judged by them from their next look or change on.

use crate::store::profiles;
use crate::wire::change::read_amount;
use crate::wire::parse;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{ReviewSettings, SetReviewSettingsRequest};
use kontor_service::Kit;
use kontor_status::{Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetReviewSettingsRequest,
) -> Result<ReviewSettings> {
    let settings = request.settings.clone().unwrap_or_default();
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    wrong.require(request.settings.is_some(), "settings", "give the rules; empty ones set no limit");
    if let Some(limit) = &settings.second_person_above {
        read_amount(&mut wrong, "settings.second_person_above", limit, |v| !v.is_sign_negative());
    }
    wrong.finish()?;
    match begin(kit.db(), caller, "SetReviewSettings", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            let who = (caller.principal().uuid(), kit.clock().now());
            profiles::set_settings(fresh.tx(), &settings, who).await?;
            fresh.finish(settings).await
        }
    }
}
