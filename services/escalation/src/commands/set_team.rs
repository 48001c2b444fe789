//! Say who is in a team.

use crate::store::people;
use kontor_access::Caller;
use kontor_idempotency::{Begun, begin};
use kontor_ids::UserId;
use kontor_proto::escalation::v1::{SetTeamRequest, Team};
use kontor_service::Kit;
use kontor_status::Result;

/// A team as the rules want it.
pub(crate) struct Members {
    pub(crate) name: String,
    pub(crate) members: Vec<UserId>,
    pub(crate) lead: Option<UserId>,
}

/// Replaces the team of this name.
pub(crate) async fn run(
    kit: &Kit,
    caller: &Caller,
    team: &Members,
    request: &SetTeamRequest,
) -> Result<Team> {
    let mut fresh = match begin(kit.db(), caller, "SetTeam", &request.request_id, request).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(fresh) => fresh,
    };
    people::save_team(fresh.tx(), (&team.name, &team.members, team.lead)).await?;
    let shown = Team {
        display_name: team.name.clone(),
        members: team.members.iter().map(|id| id.resource_name()).collect(),
        lead: team.lead.map(UserId::resource_name).unwrap_or_default(),
    };
    fresh.finish(shown).await
}
