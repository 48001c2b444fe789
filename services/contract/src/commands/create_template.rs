//! Adds templates and their versions.

use super::fresh;
use crate::store::templates;
use crate::wire::values::etag;
use kontor_access::Caller;
use kontor_ids::ContractTemplateId;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::{Problem, Result};

pub(crate) async fn create_template(
    kit: &Kit,
    caller: &Caller,
    request: &wire::CreateTemplateRequest,
    (display_name, terms): (&str, &wire::Terms),
) -> Result<wire::ContractTemplate> {
    let mut fresh = fresh!(kit, caller, "CreateTemplate", request);
    let (id, now, tx) = (ContractTemplateId::new(kit.ids()), kit.clock().now(), fresh.tx());
    templates::insert(tx, id, (display_name, terms), now).await?;
    let shown = templates::get(tx, id, 1).await?.print()?;
    fresh.finish(shown).await
}

pub(crate) async fn add_template_version(
    kit: &Kit,
    caller: &Caller,
    request: &wire::AddTemplateVersionRequest,
    (id, terms): (ContractTemplateId, &wire::Terms),
) -> Result<wire::ContractTemplate> {
    let mut fresh = fresh!(kit, caller, "AddTemplateVersion", request);
    let (now, tx) = (kit.clock().now(), fresh.tx());
    let newest = templates::get(tx, id, 0).await?.version;
    if etag(newest.into()) != request.etag {
        return Err(Problem::etag_mismatch());
    }
    templates::insert_version(tx, id, (newest + 1, terms), now).await?;
    let shown = templates::get(tx, id, newest + 1).await?.print()?;
    fresh.finish(shown).await
}
