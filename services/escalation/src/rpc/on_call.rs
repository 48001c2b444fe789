//! On-call schedules and teams.

use super::parse::{all_or_nothing, request_id};
use crate::commands::save_schedule::{self, Saving};
use crate::commands::set_team::{self, Members};
use crate::on_call;
use crate::queries::list_shifts;
use crate::store::{people, schedules};
use jiff::SignedDuration;
use kontor_access::Caller;
use kontor_ids::{OnCallScheduleId, UserId};
use kontor_proto::escalation::v1::on_call_service_server::OnCallService;
use kontor_proto::escalation::v1::*;
use kontor_service::Kit;
use kontor_status::{Problem, Violations};
use tonic::{Request, Response, Status};

/// How far ahead shifts are shown, and the farthest.
const SPAN: (i64, i64) = (28 * 86_400, 366 * 86_400);

/// The RPCs.
pub(crate) struct OnCallRpc {
    kit: Kit,
}

impl OnCallRpc {
    pub(crate) const fn new(kit: Kit) -> Self {
        Self { kit }
    }
}

fn checked(
    schedule: Option<&OnCallSchedule>,
    id: &str,
    mut violations: Violations,
) -> Result<OnCallSchedule, Problem> {
    request_id(&mut violations, id);
    let Some(given) = schedule else {
        violations.add("schedule", "give a schedule with display_name and rotations");
        return all_or_nothing(violations, None);
    };
    let display_name = violations.text("schedule.display_name", &given.display_name, 1, 200);
    let sound = on_call::read(given, &mut violations);
    all_or_nothing(violations, sound.map(|_| OnCallSchedule { display_name, ..given.clone() }))
}

fn name(name: &str) -> Result<OnCallScheduleId, Problem> {
    let mut violations = Violations::new();
    let id = violations.take("name", OnCallScheduleId::from_resource_name(name));
    all_or_nothing(violations, id)
}

#[tonic::async_trait]
impl OnCallService for OnCallRpc {
    async fn create_on_call_schedule(
        &self,
        request: Request<CreateOnCallScheduleRequest>,
    ) -> Result<Response<OnCallSchedule>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let schedule = checked(request.schedule.as_ref(), &request.request_id, Violations::new())?;
        let (method, request_id) = ("CreateOnCallSchedule", request.request_id.as_str());
        let saving = Saving { method, request_id, request, existing: None, schedule };
        Ok(Response::new(save_schedule::run(&self.kit, &caller, saving).await?))
    }

    async fn update_on_call_schedule(
        &self,
        request: Request<UpdateOnCallScheduleRequest>,
    ) -> Result<Response<OnCallSchedule>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let mut violations = Violations::new();
        let given = request.schedule.clone().unwrap_or_default();
        let existing = violations.take("schedule.name", OnCallScheduleId::from_resource_name(&given.name));
        violations.require(!given.etag.is_empty(), "schedule.etag", "give the etag it was read with");
        let schedule = checked(request.schedule.as_ref(), &request.request_id, violations)?;
        let (method, request_id) = ("UpdateOnCallSchedule", request.request_id.as_str());
        let saving = Saving { method, request_id, request, existing, schedule };
        Ok(Response::new(save_schedule::run(&self.kit, &caller, saving).await?))
    }

    async fn get_on_call_schedule(
        &self,
        request: Request<GetOnCallScheduleRequest>,
    ) -> Result<Response<OnCallSchedule>, Status> {
        let caller = Caller::of(&request)?;
        let id = name(&request.get_ref().name)?;
        Ok(Response::new(list_shifts::schedule(&self.kit, &caller, id).await?))
    }

    async fn list_on_call_schedules(
        &self,
        request: Request<ListOnCallSchedulesRequest>,
    ) -> Result<Response<ListOnCallSchedulesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        let stored = schedules::newest(&mut tx).await?;
        let schedules = stored.into_iter().map(|stored| stored.wire).collect();
        Ok(Response::new(ListOnCallSchedulesResponse { schedules }))
    }

    async fn list_on_call_shifts(
        &self,
        request: Request<ListOnCallShiftsRequest>,
    ) -> Result<Response<ListOnCallShiftsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let mut violations = Violations::new();
        let id = violations.take("name", OnCallScheduleId::from_resource_name(&request.name));
        let start = on_call::instant(request.start_time.as_ref());
        let sound = request.start_time.is_none() || start.is_some();
        violations.require(sound, "start_time", "give an instant, or leave it for now");
        let (default, most) = SPAN;
        let span = request.span.as_ref().map_or(default, |span| span.seconds);
        violations.require((1..=most).contains(&span), "span", "give at most 366 days, or leave it for 28");
        let id = all_or_nothing(violations, id)?;
        let span = (start, SignedDuration::from_secs(span));
        Ok(Response::new(list_shifts::run(&self.kit, &caller, id, span).await?))
    }

    async fn set_team(&self, request: Request<SetTeamRequest>) -> Result<Response<Team>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.get_ref();
        let mut violations = Violations::new();
        request_id(&mut violations, &request.request_id);
        let given = request.team.clone().unwrap_or_default();
        let name = violations.text("team.display_name", &given.display_name, 1, 100);
        let members = on_call::users(&given.members, "team.members", (0, 200), &mut violations);
        let lead = match given.lead.as_str() {
            "" => None,
            lead => violations.take("team.lead", UserId::from_resource_name(lead)),
        };
        let members = all_or_nothing(violations, members)?;
        let team = Members { name, members, lead };
        Ok(Response::new(set_team::run(&self.kit, &caller, &team, request).await?))
    }

    async fn list_teams(
        &self,
        request: Request<ListTeamsRequest>,
    ) -> Result<Response<ListTeamsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let mut tx = self.kit.db().tenant(caller.tenant()).await.map_err(Problem::from)?;
        Ok(Response::new(ListTeamsResponse { teams: people::teams(&mut tx).await? }))
    }
}
