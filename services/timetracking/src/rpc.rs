//! The RPCs: read the request, call, print the answer.

mod approvals;
mod parse;
mod proposals;
mod sheets;

pub(crate) use approvals::Approvals;
pub(crate) use proposals::Proposals;
pub(crate) use sheets::Sheets;

use crate::commands::hold_quota::Desk;
use crate::commands::{correct_time_entry, create_time_entry, discard_timer, start_timer, stop_timer};
use crate::queries::{get_time_entry, get_timer, list_time_entries, list_time_entry_versions};
use kontor_access::Caller;
use kontor_ids::{CustomerId, TicketId, UserId};
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::timetracking::v1::time_service_server::TimeService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use kontor_timetracking_domain::Channel;
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The service's RPCs.
pub(crate) struct Times {
    kit: Kit,
    tickets: Peer,
    billing: Peer,
}

impl Times {
    /// # Errors
    /// When ticket or billing are not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let (tickets, billing) = (kit.peer("ticket")?, kit.peer("billing")?);
        Ok(Self { kit, tickets, billing })
    }

    const fn desk<'a>(&'a self, caller: &'a Caller) -> Desk<'a> {
        Desk { kit: &self.kit, billing: &self.billing, caller }
    }
}

#[tonic::async_trait]
impl TimeService for Times {
    async fn start_timer(&self, request: Request<wire::StartTimerRequest>) -> Answer<wire::Timer> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let running = parse::running(&mut v, &r);
        v.text("text", &r.text, 0, 2000);
        v.finish()?;
        Ok(Response::new(start_timer::run(self.desk(&caller), &self.tickets, &r, running).await?))
    }

    async fn get_timer(&self, request: Request<wire::GetTimerRequest>) -> Answer<wire::Timer> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(get_timer::run(&self.kit, &self.billing, &caller).await?))
    }

    async fn stop_timer(&self, request: Request<wire::StopTimerRequest>) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        v.text("text", &r.text, 1, 2000);
        v.text("internal_text", &r.internal_text, 0, 2000);
        v.text("goodwill_reason", &r.goodwill_reason, 0, 500);
        v.text("cost_center", &r.cost_center, 0, 36);
        // Whether it is time on the way is known only with the timer.
        parse::travel(&mut v, r.travel.as_ref(), Channel::OnSite);
        parse::materials(&mut v, &r.materials);
        v.finish()?;
        Ok(Response::new(stop_timer::run(self.desk(&caller), &r).await?))
    }

    async fn discard_timer(&self, request: Request<wire::DiscardTimerRequest>) -> Answer<wire::Timer> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        v.finish()?;
        Ok(Response::new(discard_timer::run(&self.kit, &caller, &r).await?))
    }

    async fn create_time_entry(
        &self,
        request: Request<wire::CreateTimeEntryRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let entry = parse::new_entry(&mut v, r.entry.as_ref(), &caller, self.kit.clock().now());
        let entry = parse::finished(v, entry)?;
        Ok(Response::new(create_time_entry::run(self.desk(&caller), &self.tickets, &r, entry).await?))
    }

    async fn get_time_entry(&self, request: Request<wire::GetTimeEntryRequest>) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let mut v = Violations::new();
        let id = parse::entry_name(&mut v, "name", &request.get_ref().name);
        v.finish()?;
        Ok(Response::new(get_time_entry::run(&self.kit, &caller, id).await?))
    }

    async fn list_time_entries(
        &self,
        request: Request<wire::ListTimeEntriesRequest>,
    ) -> Answer<wire::ListTimeEntriesResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let filter = list_time_entries::Filter {
            ticket: parse::optional(&mut v, "ticket", &r.ticket, TicketId::from_resource_name),
            technician: parse::optional(&mut v, "technician", &r.technician, UserId::from_resource_name),
            customer: parse::optional(&mut v, "customer", &r.customer, CustomerId::from_resource_name),
        };
        v.finish()?;
        let size = kontor_paging::page_size(r.page_size, 50, 200)?;
        Ok(Response::new(list_time_entries::run(&self.kit, &caller, &r, filter, size).await?))
    }

    async fn list_time_entry_versions(
        &self,
        request: Request<wire::ListTimeEntryVersionsRequest>,
    ) -> Answer<wire::ListTimeEntryVersionsResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = parse::entry_name(&mut v, "name", &r.name);
        v.finish()?;
        let size = kontor_paging::page_size(r.page_size, 50, 200)?;
        Ok(Response::new(list_time_entry_versions::run(&self.kit, &caller, &r, id, size).await?))
    }

    async fn correct_time_entry(
        &self,
        request: Request<wire::CorrectTimeEntryRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        v.text("reason", &r.reason, 1, 500);
        let correction = parse::correction(&mut v, r.entry.as_ref(), self.kit.clock().now());
        let correction = parse::finished(v, correction)?;
        let answer = correct_time_entry::run(self.desk(&caller), &self.tickets, &r, correction).await?;
        Ok(Response::new(answer))
    }
}
