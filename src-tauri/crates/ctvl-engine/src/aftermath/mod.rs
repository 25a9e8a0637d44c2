//! What a restore leaves to do stays open until it has been done: ticked by a person, or by the app where it saw
//! the proof itself.

mod store;
mod task;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::profile::ProfileId;
use crate::restore::RunId;

pub use task::{CertificateAfter, Circumstances, OldCluster, TaskKind, TaskState, TickedBy, tasks_after};

/// The number of a task, as the command line shows it; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub(crate) i64);

impl TaskId {
    /// The number.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl From<i64> for TaskId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TaskId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// One task of the checklist after a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AftermathTask {
    /// Its number.
    pub id: TaskId,
    /// The restore that left it.
    pub run: RunId,
    /// The appliance.
    pub profile: ProfileId,
    /// The appliance's name.
    pub appliance: String,
    /// What there is to do.
    pub kind: TaskKind,
    /// As a line of a checklist.
    pub title: String,
    /// Why and how; what was seen, once it is done.
    pub hint: String,
    /// Whether it is done.
    pub state: TaskState,
    /// The task that has to be done before this one can be.
    pub waits_for: Option<TaskKind>,
    /// When the restore left it.
    pub created: Timestamp,
}

impl AftermathTask {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.state == TaskState::Open
    }
}

/// Why a task of the aftermath could not be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AftermathError {
    /// No task has that number.
    #[error("there is no task {id}")]
    TaskUnknown {
        /// Which number.
        id: TaskId,
    },
    /// Another task has to be done first.
    #[error("{} waits for {}", task.word(), first.word())]
    TaskWaits {
        /// The task.
        task: TaskKind,
        /// What has to be done before.
        first: TaskKind,
        /// The appliance's host name.
        host: String,
    },
}

impl AftermathError {
    /// What happened, why, and what to do next.
    pub fn message(&self) -> Message {
        match self {
            Self::TaskUnknown { id } => Message::warning(format!("There is no task {id}."))
                .next("List the tasks to see their numbers."),
            Self::TaskWaits { task, first, host } => {
                let first = first.title(host);
                Message::warning(format!("“{}” has to wait for “{first}”.", task.title(host)))
                    .why("A schedule that goes on with an unconfirmed login could lock the account.")
                    .next(format!("Do “{first}” first."))
            }
        }
    }
}
