//! The wire: messages, clients and servers, generated from `proto/`, and the descriptors that gateway, access
//! checks and tests read at run time.
//!
//! Nothing here is written by hand but the build script and the [`descriptor`] look-ups.
//!
//! ```
//! use kontor_proto::descriptor::{self, Access};
//! let access = descriptor::method("/kontor.ticket.v1.TicketService/GetTicket").expect("known").access.clone();
//! assert_eq!(access, Access { permission: "ticket.read".into(), read_only: true, ..Access::default() });
//! ```
#![forbid(unsafe_code)]

pub mod descriptor;

#[expect(
    missing_docs,
    unused_qualifications,
    clippy::all,
    clippy::allow_attributes_without_reason,
    clippy::too_many_lines,
    reason = "generated code; its documentation is in proto/"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/kontor.rs"));
}

#[doc(hidden)]
pub use generated::google;
pub use generated::kontor::*;

/// The shared value types of `kontor.type.v1`.
pub use generated::kontor::r#type as types;
