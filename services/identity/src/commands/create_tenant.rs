//! Founding a house.

use super::create_user;
use crate::secrets::Hasher;
use crate::store::tenant;
use crate::wire::parse::NewTenant;
use crate::wire::words;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::TenantId;
use kontor_outbox::publish;
use kontor_proto::identity::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

/// Founds a house with its first administrator. The request is recorded in the operator's house, the rows belong to
/// the new one; both happen or neither.
///
/// # Errors
/// [`kontor_status::Problem::Exists`] when the slug is taken, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    hasher: &Hasher,
    caller: &Caller,
    request: &wire::CreateTenantRequest,
    new: NewTenant,
) -> Result<wire::Tenant> {
    let hash = hasher.hash(new.password).await?;
    // A fast digest of a password must never be stored: the recorded request goes without it.
    let recorded = wire::CreateTenantRequest { admin_password: String::new(), ..request.clone() };
    let mut fresh = match begin(kit.db(), caller, "CreateTenant", &request.request_id, &recorded).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    let now = kit.clock().now();
    let house = TenantId::new(kit.ids());
    let operator = fresh.tx().enter(house).await?;
    tenant::insert(fresh.tx(), &new.slug, &new.display_name, now).await?;
    let event = wire::TenantFounded { tenant: house.resource_name(), slug: new.slug.to_string() };
    publish(fresh.tx(), house.uuid(), 1, &event).await?;
    create_user::add(fresh.tx(), &new.admin, Some(&hash), now).await?;
    fresh.tx().enter(operator).await?;
    let founded = wire::Tenant {
        name: house.resource_name(),
        display_name: new.display_name,
        slug: new.slug.to_string(),
        create_time: Some(words::time(now)),
    };
    fresh.finish(founded).await
}
