//! Ids as the page sends them back. What is none of the engine's is refused as unknown.

use ctvl_engine::aftermath::TaskId;
use ctvl_engine::restore::{RestoreError, RunId};
use ctvl_engine::{EngineError, JobId};

pub fn run_id(text: &str) -> Result<RunId, EngineError> {
    text.parse().map_err(|_| RestoreError::RunUnknown { asked: text.to_owned() }.into())
}

/// `None` is no id at all, and so that of no job that runs.
pub fn job_id(text: &str) -> Option<JobId> {
    text.parse().ok()
}

pub fn task_id(number: i64) -> TaskId {
    number.into()
}
