//! The whole system, as people start it: all services on a private Postgres, asked through the gateway.

mod foreign;
mod installation;
mod main_job;
mod real_input;
