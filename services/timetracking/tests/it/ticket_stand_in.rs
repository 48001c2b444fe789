//! A stand-in for the ticket service: knows the tickets that a test opens.

use crate::stand_ins::{NO_TABLES, Voice, answering};
use kontor_access::Caller;
use kontor_ids::TenantId;
use kontor_postgres::Schema;
use kontor_proto::ticket::v1::{GetTicketRequest, Ticket};
use kontor_service::{Kit, Parts, Service, StartError};
use kontor_status::Problem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tonic::{Request, Response, Status};

type Shelf = Arc<Mutex<HashMap<(TenantId, String), Ticket>>>;

/// The tickets that are there, and the voice that tells of them.
#[derive(Clone, Default)]
pub struct TicketDesk {
    tickets: Shelf,
    pub voice: Voice,
}

impl TicketDesk {
    /// A ticket is there from now on, or is like this from now on. Nobody is told.
    pub fn put(&self, tenant: TenantId, ticket: Ticket) {
        self.tickets.lock().unwrap().insert((tenant, ticket.name.clone()), ticket);
    }
}

fn read(tickets: &Shelf, request: &Request<GetTicketRequest>) -> Result<Response<Ticket>, Status> {
    let key = (Caller::of(request)?.tenant(), request.get_ref().name.clone());
    let found = tickets.lock().unwrap().get(&key).cloned();
    found.map(Response::new).ok_or_else(|| Problem::NotFound(key.1).into())
}

/// The stand-in.
pub struct TicketStandIn;

impl Service for TicketStandIn {
    const NAME: &'static str = "ticket";
    const PEERS: &'static [&'static str] = &[];
    type Settings = TicketDesk;

    fn schema() -> Option<Schema> {
        Some(Schema { name: Self::NAME, migrator: &NO_TABLES })
    }

    fn settings(_: &mut kontor_config::Reader) -> Option<TicketDesk> {
        None
    }

    async fn build(kit: Kit, desk: TicketDesk) -> Result<Parts, StartError> {
        desk.voice.give(&kit);
        let answer = move |request| std::future::ready(read(&desk.tickets, &request));
        Ok(answering(&kit, "/kontor.ticket.v1.TicketService/GetTicket", answer))
    }
}
