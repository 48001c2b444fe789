//! Who calls, and what they may do.
//!
//! The gateway turns a bearer token into a [`Caller`] and hands it on as a signed, short-lived request context; each
//! service verifies it and enforces the demand that the RPC's descriptor states. A service that calls another passes
//! the caller's context on as it came, or signs one of its own as `services/{name}`. It can never invent a person:
//! only the gateway's key may speak for one.
#![forbid(unsafe_code)]

mod caller;
mod context;
mod demand;

pub use caller::{Caller, Language, Principal};
pub use context::{CONTEXT_HEADER, ContextError, Issuer, Keyring, Signer, Verifier};
pub use demand::enforce;
