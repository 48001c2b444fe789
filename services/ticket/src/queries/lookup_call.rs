//! Who is calling, and what they wait for (N1, K5): contract tells who it may be, one statement adds their open tickets.

use crate::wire::words;
use kontor_access::Caller;
use kontor_ids::{AssetId, ContactId, CustomerId, TicketId, UserId, Uuid};
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::contract::v1::{CallerMatch, LookupCallerRequest};
use kontor_proto::ticket::v1 as wire;
use kontor_service::{Kit, Peer};
use kontor_status::{Problem, Result};

/// How many open tickets of a customer are looked at, and how many are shown.
const MOST: (i64, i64) = (200, 5);

/// Who it may be, best first.
///
/// # Errors
/// What the contract service answers, and whatever the database has.
pub(crate) async fn run(
    kit: &Kit,
    contract: &Peer,
    caller: &Caller,
    query: String,
) -> Result<wire::LookupCallResponse> {
    let mut client = CoverageServiceClient::new(contract.on_behalf_of(caller));
    let found = client.lookup_caller(LookupCallerRequest { query }).await.map_err(Problem::from)?;
    let possible = |found| wire::PossibleCaller { r#match: Some(found), ..Default::default() };
    let mut callers: Vec<_> = found.into_inner().matches.into_iter().map(possible).collect();
    if !callers.is_empty() {
        add_open_tickets(kit, caller, &mut callers).await?;
    }
    Ok(wire::LookupCallResponse { callers })
}

async fn add_open_tickets(kit: &Kit, caller: &Caller, callers: &mut [wire::PossibleCaller]) -> Result<()> {
    let matches: Vec<&CallerMatch> = callers.iter().filter_map(|c| c.r#match.as_ref()).collect();
    let customers = matches.iter().map(|m| {
        let name = m.customer.as_ref().map_or("", |c| c.name.as_str());
        Ok(CustomerId::from_resource_name(name).map_err(Problem::internal)?.uuid())
    });
    let contacts = matches.iter().map(|m| {
        let of = |name: &str| ContactId::from_resource_name(name).map_err(Problem::internal);
        m.contact.as_ref().map(|c| Ok(of(&c.name)?.uuid())).transpose()
    });
    let assets = matches.iter().map(|m| {
        let of = |name: &str| AssetId::from_resource_name(name).map_err(Problem::internal);
        m.asset.as_ref().map(|a| Ok(of(&a.name)?.uuid())).transpose()
    });
    let rows = sqlx::query_file!(
        "queries/call/open_tickets.sql",
        caller.tenant().uuid(),
        &customers.collect::<Result<Vec<Uuid>>>()?,
        &contacts.collect::<Result<Vec<Option<Uuid>>>>()? as _,
        &assets.collect::<Result<Vec<Option<Uuid>>>>()? as _,
        MOST.0,
        MOST.1,
    );
    for row in rows.fetch_all(kit.db().single()).await? {
        let place = usize::try_from(row.place - 1).map_err(Problem::internal)?;
        let of = callers.get_mut(place).ok_or_else(|| Problem::internal("a place that nobody has"))?;
        of.open_count = i32::try_from(row.open_count).map_err(Problem::internal)?;
        of.open_tickets.push(wire::OpenTicket {
            name: TicketId::from_uuid(row.id).resource_name(),
            number: row.number,
            subject: row.subject,
            state: words::state(row.state.parse().map_err(Problem::internal)?).into(),
            priority: words::priority(row.priority.parse().map_err(Problem::internal)?).into(),
            assignee: row.assignee_id.map(|id| UserId::from_uuid(id).resource_name()).unwrap_or_default(),
            team: row.team,
            report_time: Some(words::time(row.report_time.to_jiff())),
            due_time: row.due_time.map(|at| words::time(at.to_jiff())),
            of_caller: row.of_caller,
        });
    }
    Ok(())
}
