//! Setting how the house's documents look (B7).

use crate::store::styles;
use crate::wire::{parse, style};
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_proto::billing::v1::{DocumentStyle, SetDocumentStyleRequest};
use kontor_service::Kit;
use kontor_status::{Result, Violations};

pub(crate) async fn set(
    kit: &Kit,
    caller: &Caller,
    request: SetDocumentStyleRequest,
) -> Result<DocumentStyle> {
    let mut wrong = Violations::new();
    parse::request_id(&mut wrong, &request.request_id);
    wrong.require(request.style.is_some(), "style", "give the style; an empty one for the default");
    let style = style::style(&mut wrong, &request.style.clone().unwrap_or_default());
    wrong.finish()?;
    match begin(kit.db(), caller, "SetDocumentStyle", &request.request_id, &request).await? {
        Begun::Answered(answer) => Ok(answer),
        Begun::Fresh(mut fresh) => {
            styles::set(fresh.tx(), &style, (caller.principal().uuid(), kit.clock().now())).await?;
            fresh.finish(style).await
        }
    }
}
