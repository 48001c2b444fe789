//! The RPCs: read the request, call, print the answer.

pub(crate) mod calls;
pub(crate) mod links;
mod verbund;

pub(crate) use verbund::Verbund;

use crate::commands::change_ticket::{self, Order};
use crate::commands::{add_log_entry, create_ticket, import_ticket};
use crate::queries::{get_ticket, list_log_entries, list_tickets};
use crate::wire::{parse, words};
use kontor_access::Caller;
use kontor_ids::{CustomerId, DirectiveId, TicketId, UserId};
use kontor_proto::ticket::v1 as wire;
use kontor_proto::ticket::v1::ticket_service_server::TicketService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use kontor_ticket_domain::{Change, Refusal, Stamp, Ticket};
use prost::Message;
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The service's RPCs.
pub(crate) struct Tickets {
    kit: Kit,
    contract: Peer,
}

impl Tickets {
    /// # Errors
    /// When contract is not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let contract = kit.peer("contract")?;
        Ok(Self { kit, contract })
    }

    /// A command on a ticket that is there. What was wrong with the request's own fields comes along.
    async fn change<M: Message>(
        &self,
        caller: &Caller,
        (method, name, request_id): (&'static str, &str, &str),
        request: &M,
        mut violations: Violations,
        decide: impl FnOnce(Ticket, &Stamp) -> Result<(Ticket, Change), Refusal>,
    ) -> Answer<wire::Ticket> {
        let ticket = parse::ticket_name(&mut violations, name);
        parse::request_id(&mut violations, request_id);
        violations.finish()?;
        let order = Order { method, request_id, request, ticket };
        Ok(Response::new(change_ticket::run(&self.kit, caller, order, decide).await?))
    }
}

#[tonic::async_trait]
impl TicketService for Tickets {
    async fn create_ticket(&self, request: Request<wire::CreateTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let t = parse::required(&mut v, "ticket", r.ticket.as_ref());
        let id = TicketId::new(self.kit.ids());
        let new = parse::new_ticket(&mut v, id, &t, self.kit.clock().now());
        v.text("ticket.external_key", &t.external_key, 0, 200);
        let ask = parse::ask(&mut v, r.channel, &r.activity);
        v.finish()?;
        Ok(Response::new(create_ticket::run(&self.kit, &self.contract, &caller, &r, new, &ask).await?))
    }

    async fn get_ticket(&self, request: Request<wire::GetTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &request.get_ref().name);
        v.finish()?;
        Ok(Response::new(get_ticket::run(&self.kit, &caller, ticket).await?))
    }

    async fn list_tickets(
        &self,
        request: Request<wire::ListTicketsRequest>,
    ) -> Answer<wire::ListTicketsResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let filter = list_tickets::Filter {
            customer: parse::optional(&mut v, "customer", &r.customer, CustomerId::from_resource_name),
            assignee: parse::optional(&mut v, "assignee", &r.assignee, UserId::from_resource_name),
            include_done: r.include_done,
        };
        v.finish()?;
        let size = kontor_paging::page_size(r.page_size, 25, 200)?;
        Ok(Response::new(list_tickets::run(&self.kit, &caller, &r, filter, size).await?))
    }

    async fn add_log_entry(&self, request: Request<wire::AddLogEntryRequest>) -> Answer<wire::LogEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        parse::request_id(&mut v, &r.request_id);
        let e = parse::required(&mut v, "entry", r.entry.as_ref());
        let (entry, actor) = parse::entry(&mut v, &e, words::actor(&caller));
        v.finish()?;
        let order = Order { method: "AddLogEntry", request_id: &r.request_id, request: &r, ticket };
        Ok(Response::new(add_log_entry::run(&self.kit, &caller, order, entry, actor).await?))
    }

    async fn list_log_entries(
        &self,
        request: Request<wire::ListLogEntriesRequest>,
    ) -> Answer<wire::ListLogEntriesResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let ticket = parse::ticket_name(&mut v, &r.name);
        v.finish()?;
        let size = kontor_paging::page_size(r.page_size, 100, 200)?;
        Ok(Response::new(list_log_entries::run(&self.kit, &caller, &r, ticket, size).await?))
    }

    async fn acknowledge_directive(
        &self,
        request: Request<wire::AcknowledgeDirectiveRequest>,
    ) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let directive = v.take("directive", DirectiveId::from_resource_name(&r.directive));
        let directive = directive.unwrap_or_else(|| DirectiveId::from_uuid(kontor_ids::Uuid::nil()));
        let order = ("AcknowledgeDirective", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.acknowledge(directive, stamp)).await
    }

    async fn assign_ticket(&self, request: Request<wire::AssignTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let assignee = parse::optional(&mut v, "assignee", &r.assignee, UserId::from_resource_name);
        let team = v.text("team", &r.team, 0, 100);
        let order = ("AssignTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.assign(assignee, &team, stamp)).await
    }

    async fn start_ticket(&self, request: Request<wire::StartTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let order = ("StartTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, Violations::new(), Ticket::start).await
    }

    async fn hold_ticket(&self, request: Request<wire::HoldTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let hold = parse::hold(&mut v, r.state);
        let reason = v.text("reason", &r.reason, 0, 2000);
        let until = parse::time(&mut v, "until", r.until.as_ref());
        let order = ("HoldTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.hold(hold, &reason, until, stamp)).await
    }

    async fn resume_ticket(&self, request: Request<wire::ResumeTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let order = ("ResumeTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, Violations::new(), Ticket::resume).await
    }

    async fn resolve_ticket(&self, request: Request<wire::ResolveTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let solution = v.text("solution", &r.solution, 1, 20_000);
        let order = ("ResolveTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.resolve(&solution, stamp)).await
    }

    async fn reopen_ticket(&self, request: Request<wire::ReopenTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let reason = v.text("reason", &r.reason, 1, 2000);
        let order = ("ReopenTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.reopen(&reason, stamp)).await
    }

    async fn close_ticket(&self, request: Request<wire::CloseTicketRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let order = ("CloseTicket", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, Violations::new(), Ticket::close).await
    }

    async fn change_priority(&self, request: Request<wire::ChangePriorityRequest>) -> Answer<wire::Ticket> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let priority = parse::required_priority(&mut v, r.priority);
        let reason = v.text("reason", &r.reason, 0, 2000);
        let order = ("ChangePriority", r.name.as_str(), r.request_id.as_str());
        self.change(&caller, order, &r, v, |ticket, stamp| ticket.change_priority(priority, &reason, stamp))
            .await
    }

    async fn import_ticket(
        &self,
        request: Request<wire::ImportTicketRequest>,
    ) -> Answer<wire::ImportTicketResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let t = parse::required(&mut v, "ticket", r.ticket.as_ref());
        let id = TicketId::new(self.kit.ids());
        let new = parse::new_ticket(&mut v, id, &t, self.kit.clock().now());
        v.text("ticket.external_key", &t.external_key, 1, 200);
        v.require(t.report_time.is_some(), "ticket.report_time", "give it");
        let changes = parse::changes(&mut v, &r.changes);
        v.finish()?;
        let answer = import_ticket::run(&self.kit, &self.contract, &caller, &r, new, &changes).await?;
        Ok(Response::new(answer))
    }
}
