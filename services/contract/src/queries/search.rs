//! Records by what one types.

use crate::store::search::{self, HitRow, Typed};
use kontor_access::Caller;
use kontor_contract_domain::Violations;
use kontor_ids::{AssetId, ContactId, CustomerId, SiteId};
use kontor_paging::page_size;
use kontor_proto::contract::v1 as wire;
use kontor_service::Kit;
use kontor_status::Result;

pub(crate) async fn records(
    kit: &Kit,
    caller: &Caller,
    request: &wire::SearchRecordsRequest,
) -> Result<wire::SearchRecordsResponse> {
    let mut v = Violations::new();
    let query = v.text("query", &request.query, 2, 100);
    let size = page_size(request.page_size, 20, 50).unwrap_or_else(|_| {
        v.add("page_size", "give 1 to 50, or 0 for 20");
        0
    });
    crate::wire::accept(v, Some(()))?;
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let rows = search::records(&mut tx, &Typed::new(&query), size).await?;
    Ok(wire::SearchRecordsResponse { hits: rows.into_iter().map(print).collect() })
}

fn print(row: HitRow) -> wire::RecordHit {
    let customer = CustomerId::from_uuid(row.customer_id).resource_name();
    let contact = row.contact_id.map(|id| ContactId::from_uuid(id).resource_name());
    let asset = row.asset_id.map(|id| AssetId::from_uuid(id).resource_name());
    let site = row.site_id.map(|id| SiteId::from_uuid(id).resource_name());
    wire::RecordHit {
        name: contact.or(asset).or(site).unwrap_or_else(|| customer.clone()),
        number: row.number,
        display_name: row.display_name,
        customer,
        customer_display_name: row.customer_name,
        whole: row.whole,
    }
}
