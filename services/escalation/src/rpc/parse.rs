//! Requests as the rules want them, or all that is wrong with them.

use crate::queries::list_firings::Page;
use crate::words;
use kontor_escalation_domain::ClockKind;
use kontor_ids::{FiringId, TicketId, Uuid};
use kontor_proto::escalation::v1::{
    AcknowledgeFiringRequest, GetClocksRequest, GetProofSheetRequest, ListFiringsRequest,
};
use kontor_status::{Problem, Result, Violations};

/// Most firings of a page, and how many without a wish.
const PAGE: (i64, i64) = (200, 50);

pub(super) fn all_or_nothing<T>(violations: Violations, value: Option<T>) -> Result<T> {
    violations.finish()?;
    value.ok_or_else(|| Problem::internal("a value is missing that nothing is wrong with"))
}

pub(super) fn request_id(violations: &mut Violations, id: &str) {
    let remedy = "give a fresh UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057";
    violations.require(id.parse::<Uuid>().is_ok(), "request_id", remedy);
}

pub(super) fn ticket(request: &GetClocksRequest) -> Result<TicketId> {
    let mut violations = Violations::new();
    let ticket = violations.take("ticket", TicketId::from_resource_name(&request.ticket));
    all_or_nothing(violations, ticket)
}

pub(super) fn sheet(request: &GetProofSheetRequest) -> Result<(TicketId, ClockKind)> {
    let mut violations = Violations::new();
    let ticket = violations.take("ticket", TicketId::from_resource_name(&request.ticket));
    let kind = match request.kind {
        0 => Some(ClockKind::Resolution),
        kind => words::kind_of_wire(kind),
    };
    violations.require(kind.is_some(), "kind", "choose response, update or resolution");
    all_or_nothing(violations, ticket.zip(kind))
}

pub(super) fn page(request: ListFiringsRequest) -> Result<Page> {
    let mut violations = Violations::new();
    let size = size(&mut violations, request.page_size);
    let ticket = if request.ticket.is_empty() {
        None
    } else {
        violations.take("ticket", TicketId::from_resource_name(&request.ticket))
    };
    let page = size.map(|size| Page { ticket, size, token: request.page_token });
    all_or_nothing(violations, page)
}

pub(super) fn firing(request: &AcknowledgeFiringRequest) -> Result<FiringId> {
    let mut violations = Violations::new();
    let firing = violations.take("name", FiringId::from_resource_name(&request.name));
    request_id(&mut violations, &request.request_id);
    all_or_nothing(violations, firing)
}

pub(super) fn size(violations: &mut Violations, asked: i32) -> Option<i64> {
    let (most, default) = PAGE;
    let size = kontor_paging::page_size(asked, default, most).ok();
    violations.require(size.is_some(), "page_size", format!("give 1 to {most}, or 0 for {default}"));
    size
}

pub(super) fn page_size(asked: i32) -> Result<i64> {
    let mut violations = Violations::new();
    let size = size(&mut violations, asked);
    all_or_nothing(violations, size)
}
