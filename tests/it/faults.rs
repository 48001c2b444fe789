//! What was acknowledged is there, exactly once, whatever dies in between (I7, I9, I14, I15, I18, I24).
//!
//! All services on a Postgres of their own that keeps what it acknowledges. A generation of services is a runtime: shut
//! down in the background, it stops like a killed process, in the middle of whatever it does.

mod client;
mod crash_points;
mod kill_loop;
mod proxy;
mod replica_world;
mod replicas;
mod world;
