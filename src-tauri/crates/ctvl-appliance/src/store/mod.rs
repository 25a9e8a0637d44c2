//! SQLite, opened one way everywhere.
//!
//! Invariant: three databases, three owners. `node.db` belongs to this machine and survives a restore; one
//! `appliance.db` per generation holds what a backup holds and is replaced as a whole; `keys.db` belongs to the
//! key store. A restore adds a generation and moves `node.db` onto it in one transaction, so a crash leaves
//! either the old data or the new, never a mixture.

mod data;
mod database;

pub use data::{Absent, COUNTER_TABLES, DataStore, Key, TokenGroup, TokenTemplate, User};
pub use database::{Database, StoreError};
