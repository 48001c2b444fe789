//! Every rule is seen to find what it is there to find: each test breaks one promise as the owner of the database,
//! guards taken away, on a copy of a house in which the main job was done.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod damage;
mod every;
mod evidence;
mod guards;
mod house;
mod isolation;
mod issued;
mod logs;
mod money;
mod replies;
mod rights;
mod sound;
mod verbund;
