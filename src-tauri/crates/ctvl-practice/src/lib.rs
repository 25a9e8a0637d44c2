//! The practice appliance of one installation: where it lies, how it is started, and how the installation signs in.
//!
//! The invariant: whatever happened to it before (stopped, reset, restored, moved to another port), after a start its
//! profile leads to it, trusts exactly its certificate and knows its password. The window and the command line start it
//! through here, so that both mean the same one.
#![deny(missing_docs)]

mod connect;
mod embedded;
mod error;
mod password;
mod place;
#[cfg(test)]
mod tests;

pub use connect::{connected, new_profile};
pub use ctvl_appliance::Appliance;
pub use embedded::{Embedded, Rehearsal, State};
pub use error::PracticeError;
pub use password::made_up;
pub use place::{Place, Start, USER};
