//! The RPCs about approval and the house's rules (T6).

use super::{Answer, parse};
use crate::commands::decide_time_entry::{self, Decision};
use crate::commands::hold_quota::Desk;
use crate::commands::set_capture_rules;
use crate::queries::{get_capture_rules, list_waiting_time_entries};
use crate::store::rules::RulesRow;
use kontor_access::Caller;
use kontor_proto::timetracking::v1 as wire;
use kontor_proto::timetracking::v1::approval_service_server::ApprovalService;
use kontor_service::{Kit, Peer, StartError};
use kontor_status::Violations;
use kontor_timetracking_domain::ApprovalMove;
use prost::Message;
use tonic::{Request, Response};

/// The service's RPCs about approval.
pub(crate) struct Approvals {
    kit: Kit,
    billing: Peer,
}

impl Approvals {
    /// # Errors
    /// When billing is not among the peers.
    pub(crate) fn new(kit: Kit) -> Result<Self, StartError> {
        let billing = kit.peer("billing")?;
        Ok(Self { kit, billing })
    }

    const fn desk<'a>(&'a self, caller: &'a Caller) -> Desk<'a> {
        Desk { kit: &self.kit, billing: &self.billing, caller }
    }

    async fn decide<M: Message>(
        &self,
        caller: &Caller,
        method: &'static str,
        step: ApprovalMove,
        request: &M,
        said: Said<'_>,
    ) -> Answer<wire::TimeEntry> {
        let Said { name, etag, request_id, reason, least } = said;
        let mut v = Violations::new();
        parse::request_id(&mut v, request_id);
        v.require(!etag.is_empty(), "etag", "give the etag of the entry as it was read");
        let id = parse::entry_name(&mut v, "name", name);
        v.text("reason", reason, least, 500);
        v.finish()?;
        let decision = Decision { method, request, request_id, id, etag, step, reason };
        Ok(Response::new(decide_time_entry::run(self.desk(caller), decision).await?))
    }
}

/// The fields that all decisions have.
struct Said<'a> {
    name: &'a str,
    etag: &'a str,
    request_id: &'a str,
    reason: &'a str,
    /// Shortest reason, in characters.
    least: usize,
}

#[tonic::async_trait]
impl ApprovalService for Approvals {
    async fn list_waiting_time_entries(
        &self,
        request: Request<wire::ListWaitingTimeEntriesRequest>,
    ) -> Answer<wire::ListWaitingTimeEntriesResponse> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let size = kontor_paging::page_size(r.page_size, 50, 200)?;
        Ok(Response::new(list_waiting_time_entries::run(&self.kit, &caller, &r, size).await?))
    }

    async fn submit_time_entry(
        &self,
        request: Request<wire::SubmitTimeEntryRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let said =
            Said { name: &r.name, etag: &r.etag, request_id: &r.request_id, reason: &r.reason, least: 1 };
        self.decide(&caller, "SubmitTimeEntry", ApprovalMove::Submit, &r, said).await
    }

    async fn approve_time_entry(
        &self,
        request: Request<wire::ApproveTimeEntryRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let said =
            Said { name: &r.name, etag: &r.etag, request_id: &r.request_id, reason: &r.reason, least: 0 };
        self.decide(&caller, "ApproveTimeEntry", ApprovalMove::Approve, &r, said).await
    }

    async fn reject_time_entry(
        &self,
        request: Request<wire::RejectTimeEntryRequest>,
    ) -> Answer<wire::TimeEntry> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let said =
            Said { name: &r.name, etag: &r.etag, request_id: &r.request_id, reason: &r.reason, least: 1 };
        self.decide(&caller, "RejectTimeEntry", ApprovalMove::Reject, &r, said).await
    }

    async fn get_capture_rules(
        &self,
        request: Request<wire::GetCaptureRulesRequest>,
    ) -> Answer<wire::CaptureRules> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(get_capture_rules::run(&self.kit, &caller).await?))
    }

    async fn set_capture_rules(
        &self,
        request: Request<wire::SetCaptureRulesRequest>,
    ) -> Answer<wire::CaptureRules> {
        let caller = Caller::of(&request)?;
        let r = request.into_inner();
        let mut v = Violations::new();
        parse::request_id(&mut v, &r.request_id);
        let rules = rules(&mut v, r.rules.as_ref());
        v.finish()?;
        let etag = r.rules.as_ref().map_or("", |rules| rules.etag.as_str());
        Ok(Response::new(set_capture_rules::run(&self.kit, &caller, &r, rules, etag).await?))
    }
}

fn rules(v: &mut Violations, rules: Option<&wire::CaptureRules>) -> RulesRow {
    let Some(r) = rules else {
        v.add("rules", "give them");
        return RulesRow::default();
    };
    let default = RulesRow::default();
    let mut seconds = |field: &str, duration: Option<&prost_types::Duration>, default: Option<i32>| {
        let Some(duration) = duration else { return default };
        let fits = duration.nanos == 0 && (0..=86_400).contains(&duration.seconds);
        v.require(fits, field, "give 0 seconds to 24 hours in whole seconds");
        i32::try_from(duration.seconds).ok()
    };
    let gap = seconds("rules.session_gap", r.session_gap.as_ref(), Some(default.session_gap_seconds));
    let least = seconds("rules.session_least", r.session_least.as_ref(), Some(default.session_least_seconds));
    RulesRow {
        version: 0,
        approve_above_seconds: seconds("rules.approve_above", r.approve_above.as_ref(), None),
        approve_foreign_tickets: r.approve_foreign_tickets,
        approve_goodwill: r.approve_goodwill,
        session_gap_seconds: gap.unwrap_or_default(),
        session_least_seconds: least.unwrap_or_default(),
    }
}
