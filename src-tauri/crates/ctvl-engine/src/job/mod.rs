//! Every job ends in exactly one terminal state, and that state is always sent, stored and undone where it must be.

mod cancel;
mod progress;
mod rate;
mod run;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::error::{EngineError, Result};

pub use cancel::CancelToken;
pub use progress::{Ending, Item, Progress, Stage};
pub(crate) use rate::{Rate, remaining};
pub(crate) use run::{JobContext, JobResult, JobStart, PACE, RunningJobs};
pub(crate) use table::{JobPaths, Owner, mark_ended};

/// The id of a job, unique over all installations; ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(Uuid);

impl JobId {
    pub(crate) fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// The id as a UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for JobId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// Takes a backup.
    Backup,
    /// Proves archives.
    Verify,
    /// Restores an appliance.
    Restore,
}

impl JobKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Verify => "verify",
            Self::Restore => "restore",
        }
    }

    pub(crate) fn from_word(text: &str) -> Option<Self> {
        [Self::Backup, Self::Verify, Self::Restore].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A job that runs in this process. Dropping it neither stops nor hurries the job.
#[derive(Debug)]
pub struct Job<T> {
    /// Its id; also the key of its rows in history and of its lines in the log.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    progress: watch::Receiver<Progress>,
    cancel: Arc<CancelToken>,
    task: JoinHandle<Result<T>>,
}

impl<T> Job<T> {
    /// Absolute snapshots, at most ten a second; the last one is terminal.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// Asks the job to stop; what it had begun is undone. Its outcome is then [`EngineError::Cancelled`], unless it
    /// had come too far to be undone and finishes instead.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// The token behind [`Job::cancel`], for signal handlers that outlive the borrow.
    pub fn cancel_token(&self) -> Arc<CancelToken> {
        Arc::clone(&self.cancel)
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// What the job failed with.
    pub async fn outcome(self) -> Result<T> {
        match self.task.await {
            Ok(outcome) => outcome,
            Err(_) => Err(EngineError::JobLost { kind: self.kind }),
        }
    }
}
