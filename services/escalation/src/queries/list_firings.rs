//! Firings, newest first.

use crate::store::firings::{self, Firing};
use kontor_access::Caller;
use kontor_ids::{TicketId, Uuid};
use kontor_proto::escalation::v1::ListFiringsResponse;
use kontor_service::Kit;
use kontor_status::Result;

/// Which page.
pub(crate) struct Page {
    pub(crate) ticket: Option<TicketId>,
    pub(crate) size: i64,
    pub(crate) token: String,
}

/// One page.
pub(crate) async fn run(kit: &Kit, caller: &Caller, page: &Page) -> Result<ListFiringsResponse> {
    let tenant = caller.tenant().to_string();
    let filter = page.ticket.map(TicketId::resource_name).unwrap_or_default();
    let binding = [tenant.as_str(), "ListFirings", filter.as_str()];
    let before = kit.seal().open::<Uuid>(&binding, &page.token)?.unwrap_or_else(Uuid::max);
    let mut tx = kit.db().tenant(caller.tenant()).await?;
    let mut rows = firings::list(&mut tx, page.ticket, before, page.size + 1).await?;
    let size = usize::try_from(page.size).unwrap_or_default();
    let is_more = rows.len() > size;
    rows.truncate(size);
    let next_page_token = match rows.last().filter(|_| is_more) {
        Some(last) => kit.seal().close(&binding, &last.id.uuid())?,
        None => String::new(),
    };
    Ok(ListFiringsResponse { firings: rows.iter().map(Firing::print).collect(), next_page_token })
}
