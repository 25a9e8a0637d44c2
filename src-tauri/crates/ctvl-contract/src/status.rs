//! What the window shows before anything else: which version runs, and whether the engine does.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Described;
use crate::overview::Overview;
use crate::practice::Practice;
use crate::settings::Settings;

/// The application's status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppStatus {
    /// Version of the application.
    pub version: String,
    /// Its engine.
    pub engine: EngineState,
}

/// What the program knows when it makes its window: the first view is painted from it without asking anything. The page
/// asks for all of it once more as soon as it listens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Beginning {
    /// Version and engine.
    pub status: AppStatus,
    /// The settings.
    pub settings: Settings,
    /// Every appliance.
    pub overview: Overview,
    /// The practice appliance.
    pub practice: Practice,
}

/// State of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineState {
    /// It is being opened.
    Starting,
    /// It works.
    Ready {
        /// How many appliances are connected.
        appliances: u64,
    },
    /// It could not be opened.
    Failed {
        /// Why.
        failure: Described,
    },
}

impl AppStatus {
    /// The status of this version with this engine state.
    #[must_use]
    pub fn new(engine: EngineState) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), engine }
    }
}
