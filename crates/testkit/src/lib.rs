//! What tests share: fresh databases, fleets of real services, callers with chosen permissions.
//!
//! ```no_run
//! # async fn example<Ticket: kontor_service::Service<Settings = ()>>() -> Result<(), Box<dyn std::error::Error>> {
//! let mut house = kontor_testkit::TestHouse::open(&["ticket"]).await;
//! house.launch::<Ticket>(()).await;
//! let peer = house.peer_as("ticket", &["ticket.read", "ticket.write"]);
//! // TicketServiceClient::new(peer).create_ticket(...).await
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "tests panic to fail")]

mod database;
mod house;
mod statements;

pub use database::TestDatabase;
pub use house::TestHouse;
pub use statements::StatementCount;
