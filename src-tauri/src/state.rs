//! What the shell keeps: the engine, or the reason why there is none. Nothing else, and nothing global.

use std::sync::Arc;

use ctvl_contract::{AppStatus, Described, EngineState, describe};
use ctvl_engine::{Engine, EngineError};

/// The engine as it was opened. The window opens either way: it is where a person reads the reason.
pub struct Opened(Result<Arc<Engine>, Described>);

impl Opened {
    /// Takes the outcome of opening; a failure is logged and gets its incident here, once.
    pub fn new(outcome: Result<Arc<Engine>, EngineError>) -> Self {
        Self(outcome.map_err(|error| describe(&error, None)))
    }

    /// Version and state of the engine, as of now.
    pub fn status(&self) -> AppStatus {
        let counted = self
            .0
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|engine| engine.profiles().map_err(|error| describe(&error, None)));
        AppStatus::new(match counted {
            Ok(profiles) => EngineState::Ready { appliances: profiles.len() as u64 },
            Err(failure) => EngineState::Failed { failure },
        })
    }
}
