//! A task stays on the wire until it is done; when it is, it says on whose word.

use ctvl_engine::aftermath as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TaskKind {
    /// R8: on the surviving nodes, the restored node has to leave its old cluster.
    RemoveFromOldCluster,
    /// The appliance may show another certificate now.
    CompareCertificate,
    /// R9: the logins are those of the backup.
    ConfirmLogin,
    /// R7: other nodes get the restored data only by joining the new cluster.
    JoinNewCluster,
    /// R11: the first backup of the restored state.
    FreshBackup,
    /// Schedules of this appliance are paused until a person lets them go on.
    ResumeSchedule,
}

/// Whether a task is done, since when, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TaskState {
    /// To be done.
    Open,
    /// Done.
    Done {
        /// When, RFC 3339.
        at: String,
        /// The operating system's user who said so; null if the app saw it.
        by: Option<String>,
        /// What the app saw, as a sentence; null if a person said so.
        seen: Option<String>,
    },
}

/// One task of the checklist after a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AftermathTask {
    /// Its number.
    pub id: i64,
    /// The restore that left it.
    pub run: String,
    /// The appliance's profile.
    pub profile: String,
    /// The appliance's name.
    pub appliance: String,
    /// What there is to do.
    pub kind: TaskKind,
    /// As a line of a checklist.
    pub title: String,
    /// Why and how; what was seen, once it is done.
    pub hint: String,
    /// Whether it is done.
    #[serde(flatten)]
    pub state: TaskState,
    /// The task that has to be done before this one can be.
    pub waits_for: Option<TaskKind>,
    /// When the restore left it, RFC 3339.
    pub created: String,
}

/// Tasks, in the order in which they are to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AftermathList {
    /// The tasks.
    pub tasks: Vec<AftermathTask>,
}

impl From<engine::TaskKind> for TaskKind {
    fn from(kind: engine::TaskKind) -> Self {
        match kind {
            engine::TaskKind::RemoveFromOldCluster => Self::RemoveFromOldCluster,
            engine::TaskKind::CompareCertificate => Self::CompareCertificate,
            engine::TaskKind::ConfirmLogin => Self::ConfirmLogin,
            engine::TaskKind::JoinNewCluster => Self::JoinNewCluster,
            engine::TaskKind::FreshBackup => Self::FreshBackup,
            engine::TaskKind::ResumeSchedule => Self::ResumeSchedule,
        }
    }
}

impl From<&engine::TaskState> for TaskState {
    fn from(state: &engine::TaskState) -> Self {
        match state {
            engine::TaskState::Open => Self::Open,
            engine::TaskState::Done { at, by } => {
                let (by, seen) = match by {
                    engine::TickedBy::Person { name } => (Some(name.clone()), None),
                    engine::TickedBy::Seen { what } => (None, Some(what.clone())),
                };
                Self::Done { at: at.to_string(), by, seen }
            }
        }
    }
}

impl From<&engine::AftermathTask> for AftermathTask {
    fn from(task: &engine::AftermathTask) -> Self {
        Self {
            id: task.id.number(),
            run: task.run.to_string(),
            profile: task.profile.to_string(),
            appliance: task.appliance.clone(),
            kind: task.kind.into(),
            title: task.title.clone(),
            hint: task.hint.clone(),
            state: (&task.state).into(),
            waits_for: task.waits_for.map(TaskKind::from),
            created: task.created.to_string(),
        }
    }
}
