//! The RPCs about missing time (N4).

use super::{Answer, parse};
use crate::commands::accept_proposal::{self, Wishes};
use crate::commands::dismiss_proposal;
use crate::commands::hold_quota::Desk;
use crate::commands::import_sessions::{self, Manner};
use crate::queries::get_missing_time::{self, Question};
use jiff::SignedDuration;
use kontor_access::Caller;
use kontor_ids::{ProposalId, TicketId, UserId, Uuid};
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::timetracking::v1::proposal_service_server::ProposalService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use std::collections::BTreeMap;
use tonic::{Request, Response};

/// Longest log.
const MOST_BYTES: usize = 3_000_000;
/// Most names.
const MOST_ALIASES: usize = 1_000;

/// The service's RPCs about missing time.
pub(crate) struct Proposals {
    kit: Kit,
    contract: Peer,
    tickets: Peer,
    billing: Peer,
}

impl Proposals {
    /// # Errors
    /// When contract, ticket or billing are not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let (contract, tickets, billing) = (kit.peer("contract")?, kit.peer("ticket")?, kit.peer("billing")?);
        Ok(Self { kit, contract, tickets, billing })
    }
}

/// The fields that both decisions have.
fn decided(v: &mut Violations, name: &str, etag: &str, request_id: &str) -> ProposalId {
    parse::request_id(v, request_id);
    v.require(!etag.is_empty(), "etag", "give the etag of the proposal as it was read");
    let id = v.take("name", ProposalId::from_resource_name(name));
    id.unwrap_or_else(|| ProposalId::from_uuid(Uuid::nil()))
}

#[tonic::async_trait]
impl ProposalService for Proposals {
    async fn get_missing_time(
        &self,
        request: Request<wire::GetMissingTimeRequest>,
    ) -> Answer<wire::MissingTime> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let technician = parse::person(&mut v, &r.technician, &caller);
        let at = parse::time_or(&mut v, r.time.as_ref(), self.kit.clock().now());
        let (_, zone) = parse::zone(&mut v, &r.time_zone);
        v.require((0..=31).contains(&r.days), "days", "give 1 to 31 days");
        v.finish()?;
        let asked = Question { technician, at, days: r.days.max(1).into(), zone };
        Ok(Response::new(get_missing_time::run(&self.kit, &caller, &asked).await?))
    }

    async fn accept_proposal(
        &self,
        request: Request<wire::AcceptProposalRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = decided(&mut v, &r.name, &r.etag, &r.request_id);
        let wishes = wishes(&mut v, &r);
        v.finish()?;
        let desk = Desk { kit: &self.kit, billing: &self.billing, caller: &caller };
        let answer = accept_proposal::run(desk, &self.tickets, &r, id, &wishes).await?;
        Ok(Response::new(answer))
    }

    async fn dismiss_proposal(
        &self,
        request: Request<wire::DismissProposalRequest>,
    ) -> Answer<wire::Proposal> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        let id = decided(&mut v, &r.name, &r.etag, &r.request_id);
        v.text("reason", &r.reason, 1, 500);
        v.finish()?;
        Ok(Response::new(dismiss_proposal::run(&self.kit, &caller, &r, id).await?))
    }

    async fn import_sessions(
        &self,
        request: Request<wire::ImportSessionsRequest>,
    ) -> Answer<wire::ImportSessionsResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        v.require(!r.content.trim().is_empty(), "content", "give the log");
        v.require(
            r.content.len() <= MOST_BYTES,
            "content",
            "split it: at most 3000000 bytes are taken at once",
        );
        let (_, zone) = parse::zone(&mut v, &r.time_zone);
        let technicians = technicians(&mut v, &r.technicians);
        let gap = length(&mut v, "gap", r.gap.as_ref());
        let least = length(&mut v, "least", r.least.as_ref());
        v.finish()?;
        let manner = Manner { zone, technicians, gap, least };
        Ok(Response::new(import_sessions::run(&self.kit, &self.contract, &caller, &r, &manner).await?))
    }
}

fn wishes(v: &mut Violations, r: &wire::AcceptProposalRequest) -> Wishes {
    v.text("text", &r.text, 0, 2000);
    v.text("internal_text", &r.internal_text, 0, 2000);
    v.text("goodwill_reason", &r.goodwill_reason, 0, 500);
    let channel = parse::optional_channel(v, "channel", r.channel);
    parse::activity(v, &r.activity);
    // Whether it is time on the way is checked with the entry.
    parse::travel(v, r.travel.as_ref(), kontor_timetracking_domain::Channel::OnSite);
    parse::materials(v, &r.materials);
    let duration = r.duration.as_ref().map(crate::wire::words::read_duration);
    let fits = duration
        .is_none_or(|d| d.is_some_and(|d| (1..=86_400).contains(&d.as_secs()) && d.subsec_nanos() == 0));
    v.require(fits, "duration", "give 1 second to 24 hours in whole seconds");
    Wishes {
        ticket: parse::optional(v, "ticket", &r.ticket, TicketId::from_resource_name),
        channel,
        duration: duration.flatten(),
    }
}

fn technicians(v: &mut Violations, aliases: &[wire::TechnicianAlias]) -> BTreeMap<String, UserId> {
    v.require(aliases.len() <= MOST_ALIASES, "technicians", "give at most 1000");
    let mut known = BTreeMap::new();
    for (at, alias) in aliases.iter().take(MOST_ALIASES).enumerate() {
        let name = v.text(&format!("technicians[{at}].alias"), &alias.alias, 1, 200);
        let field = format!("technicians[{at}].technician");
        let Some(user) = v.take(&field, UserId::from_resource_name(&alias.technician)) else { continue };
        let before = known.insert(name.to_lowercase(), user);
        v.require(before.is_none_or(|other| other == user), field, "the same name is someone else's above");
    }
    known
}

fn length(v: &mut Violations, field: &str, length: Option<&prost_types::Duration>) -> Option<SignedDuration> {
    let length = length?;
    let fits = length.nanos == 0 && (0..=86_400).contains(&length.seconds);
    v.require(fits, field, "give 0 seconds to 24 hours in whole seconds");
    Some(SignedDuration::from_secs(length.seconds))
}
