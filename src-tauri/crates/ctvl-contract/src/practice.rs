//! The practice appliance inside the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The embedded practice appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Practice {
    /// Its profile, once it was started for the first time.
    pub profile: Option<String>,
    /// Whether it runs.
    pub running: bool,
    /// Its address while it runs.
    pub address: Option<String>,
    /// The user of its administration page.
    pub user: String,
    /// Whether it hides its direct restore route, as a real appliance does.
    pub direct_route_hidden: bool,
    /// The fault that is switched on, if one is.
    pub fault: Option<PracticeFault>,
}

/// Faults to rehearse with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeFault {
    /// Its backup times out with a 504 page (R4).
    Timeout,
    /// Its backup breaks off.
    CutOff,
    /// Its backup is an error page with status 200.
    ErrorPage,
}
