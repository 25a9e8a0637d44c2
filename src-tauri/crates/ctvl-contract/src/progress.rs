//! Progress is an absolute snapshot, so a surface that looks late, or again, needs nothing from before.

use ctvl_engine as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JobKind {
    /// Takes a backup.
    Backup,
    /// Proves archives.
    Verify,
    /// Restores an appliance.
    Restore,
}

/// What a job is doing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// About to start.
    Starting,
    /// Looking at the folder for the archive.
    CheckingFolder,
    /// Signing in.
    SigningIn,
    /// Asking what the appliance offers.
    Probing,
    /// Waiting before another attempt.
    WaitingToRetry,
    /// The appliance builds the backup; nothing has arrived yet.
    Building,
    /// The archive arrives; it is hashed, checked and written in the same pass.
    Receiving,
    /// Flushing to the disk and giving the file its final name.
    Finishing,
    /// Reading and checking an archive.
    Verifying,
    /// Taking the safety backup of the target.
    SafetyBackup,
    /// Sending the archive to the appliance.
    Uploading,
    /// The appliance restores.
    Restoring,
    /// Guided route: waiting for the person on the administration page.
    WaitingForPerson,
    /// The appliance reboots.
    Rebooting,
    /// Signing in with the logins of the backup.
    SigningInAgain,
    /// Writing down what is left to do.
    Aftermath,
    /// Over.
    Ended,
}

/// How a job or a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// It did what it was asked.
    Done,
    /// It failed; what it had begun is undone.
    Failed,
    /// A rule stood in the way; nothing was begun.
    Refused,
    /// The person stopped it.
    Cancelled,
    /// Its process ended before it did.
    Interrupted,
}

/// Which of several files a job is at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Position, from 1.
    pub index: u64,
    /// How many there are.
    pub of: u64,
    /// Its name.
    pub name: String,
}

/// A snapshot of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which job. Left out where the command line reads a file without one; what the window is told is always of a job.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(optional = false)]
    pub job: String,
    /// What it does.
    pub kind: JobKind,
    /// What it works on: the appliance's name, or the archive's; of several archives their number, in English.
    pub subject: String,
    /// How many archives it works on, where there are several.
    pub archives: Option<u64>,
    /// What it is doing now.
    pub stage: Stage,
    /// Which file of several, where there are several.
    pub item: Option<Item>,
    /// Bytes done in this stage.
    pub done: u64,
    /// Bytes there are in this stage, where known.
    pub total: Option<u64>,
    /// Bytes a second lately, where measured.
    pub rate: Option<u64>,
    /// How many seconds this stage will still take, where it can be said.
    pub remaining_seconds: Option<u64>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// When the job started, RFC 3339.
    pub started: String,
    /// How it ended; null while it runs.
    pub ending: Option<Ending>,
}

impl From<&engine::Progress> for Progress {
    fn from(progress: &engine::Progress) -> Self {
        Self {
            job: progress.job.to_string(),
            kind: progress.kind.into(),
            subject: progress.subject.to_string(),
            archives: progress.subject.archives(),
            stage: progress.stage.into(),
            item: progress.item.as_ref().map(|item| Item {
                index: item.index,
                of: item.of,
                name: item.name.clone(),
            }),
            done: progress.done,
            total: progress.total,
            rate: progress.rate,
            remaining_seconds: progress.remaining.map(|remaining| remaining.as_secs()),
            attempt: progress.attempt,
            started: progress.started.to_string(),
            ending: progress.ending.map(Ending::from),
        }
    }
}

impl From<engine::JobKind> for JobKind {
    fn from(kind: engine::JobKind) -> Self {
        match kind {
            engine::JobKind::Backup => Self::Backup,
            engine::JobKind::Verify => Self::Verify,
            engine::JobKind::Restore => Self::Restore,
        }
    }
}

impl From<engine::Ending> for Ending {
    fn from(ending: engine::Ending) -> Self {
        match ending {
            engine::Ending::Done => Self::Done,
            engine::Ending::Failed => Self::Failed,
            engine::Ending::Refused => Self::Refused,
            engine::Ending::Cancelled => Self::Cancelled,
            engine::Ending::Interrupted => Self::Interrupted,
        }
    }
}

impl From<engine::Stage> for Stage {
    fn from(stage: engine::Stage) -> Self {
        match stage {
            engine::Stage::Starting => Self::Starting,
            engine::Stage::CheckingFolder => Self::CheckingFolder,
            engine::Stage::SigningIn => Self::SigningIn,
            engine::Stage::Probing => Self::Probing,
            engine::Stage::WaitingToRetry => Self::WaitingToRetry,
            engine::Stage::Building => Self::Building,
            engine::Stage::Receiving => Self::Receiving,
            engine::Stage::Finishing => Self::Finishing,
            engine::Stage::Verifying => Self::Verifying,
            engine::Stage::SafetyBackup => Self::SafetyBackup,
            engine::Stage::Uploading => Self::Uploading,
            engine::Stage::Restoring => Self::Restoring,
            engine::Stage::WaitingForPerson => Self::WaitingForPerson,
            engine::Stage::Rebooting => Self::Rebooting,
            engine::Stage::SigningInAgain => Self::SigningInAgain,
            engine::Stage::Aftermath => Self::Aftermath,
            engine::Stage::Ended => Self::Ended,
        }
    }
}
