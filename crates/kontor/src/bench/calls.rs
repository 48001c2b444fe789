//! The calls that are measured, as any client makes them.

use super::BenchError;
use super::ground::Ground;
use crate::tour::request_id;
use kontor_proto::contract::v1::ResolveCoverageRequest;
use kontor_proto::contract::v1::coverage_service_client::CoverageServiceClient;
use kontor_proto::identity::v1::identity_service_client::IdentityServiceClient;
use kontor_proto::identity::v1::{GetSelfRequest, Principal};
use kontor_proto::ticket::v1::ticket_service_client::TicketServiceClient;
use kontor_proto::ticket::v1::{
    AddLogEntryRequest, CreateTicketRequest, GetTicketRequest, ListTicketsRequest, LogEntry, LogKind, Ticket,
};
use tonic::Request;
use tonic::transport::Channel;

/// How many tickets a page has.
pub(super) const PAGE: i32 = 25;

fn tickets(ground: &Ground, client: usize) -> TicketServiceClient<Channel> {
    TicketServiceClient::new(ground.channel(client))
}

/// A request as someone of the house makes it.
pub(super) fn of<M>(ground: &Ground, house: usize, message: M) -> Request<M> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", ground.desks[house].authorization.clone());
    request
}

/// One of so many, different for each client and call; without a source of randomness, and the same in each run.
pub(super) fn any(client: usize, call: usize, of: usize) -> usize {
    (client.wrapping_mul(7_919) ^ call).wrapping_mul(0x9E37_79B1) % of.max(1)
}

/// Opens a ticket in a house; tells its name.
pub(super) async fn create(ground: &Ground, client: usize, house: usize) -> Result<String, BenchError> {
    let ticket = Ticket {
        customer: ground.desks[house].customer.clone(),
        subject: "Drucker druckt nicht".to_owned(),
        description: "Seit heute früh kommt kein Blatt mehr aus dem Gerät im ersten Stock.".to_owned(),
        ..Ticket::default()
    };
    let request = CreateTicketRequest {
        ticket: Some(ticket),
        request_id: request_id(),
        ..CreateTicketRequest::default()
    };
    let answer = tickets(ground, client).create_ticket(of(ground, house, request)).await?;
    Ok(answer.into_inner().name)
}

/// Opens a ticket in any of the houses.
pub(super) async fn create_anywhere(ground: Ground, client: usize, call: usize) -> Result<(), BenchError> {
    create(&ground, client, any(client, call, ground.desks.len())).await.map(drop)
}

/// Reads a ticket.
pub(super) async fn read(ground: Ground, client: usize, call: usize) -> Result<(), BenchError> {
    let name = ground.tickets[any(client, call, ground.tickets.len())].clone();
    tickets(&ground, client).get_ticket(of(&ground, 0, GetTicketRequest { name })).await?;
    Ok(())
}

/// Reads the first page of what is open.
pub(super) async fn list(ground: Ground, client: usize, _call: usize) -> Result<(), BenchError> {
    let request = ListTicketsRequest { page_size: PAGE, ..ListTicketsRequest::default() };
    let answer = tickets(&ground, client).list_tickets(of(&ground, 0, request)).await?;
    let found = answer.into_inner().tickets.len();
    if usize::try_from(PAGE) == Ok(found) {
        return Ok(());
    }
    Err(BenchError::Other(format!("a page has {found} tickets")))
}

/// Tells in a ticket's log what was done and how long it took.
pub(super) async fn comment(ground: Ground, client: usize, call: usize) -> Result<(), BenchError> {
    let entry = LogEntry {
        kind: LogKind::Note.into(),
        text: "Treiber neu eingerichtet, Testseite gedruckt.".to_owned(),
        worked_minutes: 7,
        ..LogEntry::default()
    };
    let name = ground.tickets[any(client, call, ground.tickets.len())].clone();
    let request = AddLogEntryRequest { name, entry: Some(entry), request_id: request_id() };
    tickets(&ground, client).add_log_entry(of(&ground, 0, request)).await?;
    Ok(())
}

/// Asks whether work is covered.
pub(super) async fn coverage(ground: Ground, client: usize, call: usize) -> Result<(), BenchError> {
    let house = any(client, call, ground.desks.len());
    let customer = ground.desks[house].customer.clone();
    let request = ResolveCoverageRequest { customer, ..ResolveCoverageRequest::default() };
    let mut client = CoverageServiceClient::new(ground.channel(client));
    client.resolve_coverage(of(&ground, house, request)).await?;
    Ok(())
}

/// Asks whether work on an asset of the first house is covered.
pub(super) async fn coverage_of(
    ground: &Ground,
    client: usize,
    (customer, asset): (String, String),
) -> Result<(), BenchError> {
    let request = ResolveCoverageRequest { customer, asset, ..ResolveCoverageRequest::default() };
    let mut client = CoverageServiceClient::new(ground.channel(client));
    client.resolve_coverage(of(ground, 0, request)).await?;
    Ok(())
}

/// Asks who one is.
pub(super) async fn who_am_i(ground: &Ground, client: usize) -> Result<Principal, BenchError> {
    let mut identity = IdentityServiceClient::new(ground.channel(client));
    Ok(identity.get_self(of(ground, 0, GetSelfRequest {})).await?.into_inner())
}
