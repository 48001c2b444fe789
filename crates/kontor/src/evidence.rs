//! The evidence of an invoice (N9): everything from the call to the XML in one folder, each piece linked to the one
//! before by its digest, so that a changed, missing, added or moved byte shows.

mod chain;
mod collect;
mod log;
mod whole;

pub use chain::{Verified, verify};

use crate::client::Door;
use std::error::Error;
use std::path::Path;

/// Collects the evidence of an invoice, given by name or number, into an empty or new folder.
///
/// # Errors
/// When the gateway refuses a part of it, or the folder holds something or cannot be written.
pub async fn export(door: &Door, invoice: &str, folder: &Path) -> Result<Verified, Box<dyn Error>> {
    let pieces = collect::pieces(door, invoice).await?;
    chain::write(folder, &pieces)?;
    // What is handed over was read again.
    Ok(verify(folder)?)
}
