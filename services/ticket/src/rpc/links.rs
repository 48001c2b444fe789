//! The RPCs for tickets that belong together (K7).

use super::Answer;
use crate::commands::change_ticket::Order;
use crate::commands::{link_ticket, merge_ticket, split_ticket};
use crate::queries::{list_ticket_history, list_ticket_links};
use crate::wire::{parse, words};
use kontor_access::Caller;
use kontor_proto::ticket::v1 as wire;
use kontor_proto::ticket::v1::link_service_server::LinkService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use tonic::{Request, Response};

/// The service's RPCs.
pub(crate) struct Links {
    kit: Kit,
    contract: Peer,
}

impl Links {
    /// # Errors
    /// When contract is not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let contract = kit.peer("contract")?;
        Ok(Self { kit, contract })
    }
}

#[tonic::async_trait]
impl LinkService for Links {
    async fn link_ticket(&self, request: Request<wire::LinkTicketRequest>) -> Answer<wire::TicketLink> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        let relation = parse::relation(&mut v, r.relation);
        let other = parse::other_ticket(&mut v, "other", &r.other);
        parse::request_id(&mut v, &r.request_id);
        v.finish()?;
        let order = Order { method: "LinkTicket", request_id: &r.request_id, request: &r, ticket };
        let wish = link_ticket::Wish { relation, other, ends: false };
        Ok(Response::new(link_ticket::run(&self.kit, &caller, order, wish).await?))
    }

    async fn unlink_ticket(&self, request: Request<wire::UnlinkTicketRequest>) -> Answer<wire::TicketLink> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        let relation = parse::relation(&mut v, r.relation);
        let other = parse::other_ticket(&mut v, "other", &r.other);
        parse::request_id(&mut v, &r.request_id);
        v.finish()?;
        let order = Order { method: "UnlinkTicket", request_id: &r.request_id, request: &r, ticket };
        let wish = link_ticket::Wish { relation, other, ends: true };
        Ok(Response::new(link_ticket::run(&self.kit, &caller, order, wish).await?))
    }

    async fn list_ticket_links(
        &self,
        request: Request<wire::ListTicketLinksRequest>,
    ) -> Answer<wire::ListTicketLinksResponse> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &request.get_ref().name);
        v.finish()?;
        Ok(Response::new(list_ticket_links::run(&self.kit, &caller, ticket).await?))
    }

    async fn merge_ticket(&self, request: Request<wire::MergeTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        let into = parse::other_ticket(&mut v, "into", &r.into);
        let reason = v.text("reason", &r.reason, 0, 2000);
        parse::request_id(&mut v, &r.request_id);
        v.finish()?;
        let order = Order { method: "MergeTicket", request_id: &r.request_id, request: &r, ticket };
        Ok(Response::new(merge_ticket::run(&self.kit, &caller, order, into, &reason).await?))
    }

    async fn split_ticket(&self, request: Request<wire::SplitTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        let part = parse::part(&mut v, &r);
        let subject = v.text("subject", &r.subject, 1, 200);
        parse::request_id(&mut v, &r.request_id);
        v.finish()?;
        let wish = split_ticket::Wish { part, subject, priority: words::read_priority(r.priority) };
        let order = Order { method: "SplitTicket", request_id: &r.request_id, request: &r, ticket };
        Ok(Response::new(split_ticket::run(&self.kit, &self.contract, &caller, order, wish).await?))
    }

    async fn list_ticket_history(
        &self,
        request: Request<wire::ListTicketHistoryRequest>,
    ) -> Answer<wire::ListTicketHistoryResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        v.finish()?;
        let size = kontor_paging::page_size(r.page_size, 100, 200)?;
        Ok(Response::new(list_ticket_history::run(&self.kit, &caller, &r, ticket, size).await?))
    }
}
