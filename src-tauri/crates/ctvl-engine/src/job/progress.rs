//! Progress is an absolute snapshot: whoever looks late, or again, sees the whole truth of that moment.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{JobId, JobKind};
use crate::history::Subject;

/// What a job is doing now. Backup, verify and restore use the ones that apply to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Guided route: waiting for the person to press Restore on the administration page.
    WaitingForPerson,
    /// The appliance reboots.
    Rebooting,
    /// Signing in with the logins of the backup.
    SigningInAgain,
    /// Writing down what is left to do.
    Aftermath,
    /// Over; [`Progress::ending`] says how.
    Ended,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

impl Ending {
    const ALL: [Self; 5] = [Self::Done, Self::Failed, Self::Refused, Self::Cancelled, Self::Interrupted];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == word)
    }
}

/// Which of several files a job is at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Position, from 1.
    pub index: u64,
    /// How many there are.
    pub of: u64,
    /// Its name.
    pub name: String,
}

/// A snapshot of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Which job.
    pub job: JobId,
    /// What it does.
    pub kind: JobKind,
    /// What it works on: the appliance's name, or the archive's, or how many archives.
    pub subject: Subject,
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
    /// How long this stage will still take at that rate, where it can be said.
    pub remaining: Option<Duration>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// When the job started.
    pub started: Timestamp,
    /// How it ended; `None` while it runs.
    pub ending: Option<Ending>,
}
