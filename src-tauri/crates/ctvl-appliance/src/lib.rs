//! The practice appliance: a CT-VL look-alike with a real HTTPS server and a real database.
//!
//! Invariant: nothing here is shared with the client. What an appliance accepts and answers is written down a
//! second time, from the vendor's page and the public facts, so that a mistake in the client shows up as a
//! disagreement instead of being repeated.
//!
//! It is a library so that the app, the demo and every test can embed it: no process-wide state, several
//! instances side by side, and a shutdown that waits for its own tasks only.
#![deny(missing_docs)]

mod api;
mod appliance;
mod error;
mod format;
mod options;
mod sample;
mod server;
mod state;
mod tls;

pub mod admin_page;
pub mod auth;
pub mod backup;
pub mod cluster;
pub mod faults;
pub mod key_store;
pub mod node;
pub mod restore;
pub mod store;

pub use appliance::{Appliance, StartError, renew_certificate};
pub use error::ApiError;
pub use faults::{Fault, FaultSwitch, UnknownFault};
pub use options::{ApplianceOptions, Clock, FirstUser, KeyStorePath, system_clock};
pub use state::AppState;
pub use store::StoreError;

/// The key that encrypts a backup when none is named. It lives in the key store, so that every appliance which is
/// connected to the same store can read the archive.
pub const DEFAULT_KEY: &str = "ctvl-default";

/// Fills a buffer from the operating system's generator.
pub(crate) fn random(buffer: &mut [u8]) -> Result<(), StoreError> {
    aws_lc_rs::rand::fill(buffer).map_err(|_| StoreError::NoRandomness)
}
