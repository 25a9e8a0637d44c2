//! One module for each command: arguments in, an order to the engine, its answer out as text or JSON.

pub mod activity;
pub mod add;
pub mod aftermath;
pub mod appliance;
pub mod archive;
pub mod backup;
pub mod change;
pub mod diagnostics;
pub mod inspect;
pub mod list;
pub mod pages;
pub mod plan;
pub mod practice;
pub mod restore;
pub mod settings;
pub mod status;
pub mod trend;
pub mod trust;
pub mod verify;
