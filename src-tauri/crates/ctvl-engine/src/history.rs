//! Every run leaves one line of history, however it ended; history is never rewritten.

mod list;
mod result;
mod subject;
#[cfg(test)]
mod tests;
mod write;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::job::{Ending, JobId};
use crate::library::ArchiveId;
use crate::message::Offer;
use crate::profile::ProfileId;

pub use result::{EventResult, RestoreStop};
pub use subject::Subject;
pub(crate) use write::{NewEvent, insert};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A backup.
    Backup,
    /// A pre-change backup (R11).
    PreChangeBackup,
    /// The safety backup before a restore.
    SafetyBackup,
    /// A verification.
    Verify,
    /// A restore.
    Restore,
    /// A certificate was trusted by a person.
    Trusted,
    /// An appliance was added.
    ApplianceAdded,
    /// An appliance was removed.
    ApplianceRemoved,
    /// A task of the aftermath was ticked off.
    AftermathTicked,
    /// An archive was moved to the system's trash.
    ArchiveTrashed,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number; larger is later.
    pub id: i64,
    /// When it ended.
    pub at: Timestamp,
    /// What it was.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Ending,
    /// The appliance's profile, unless that is removed.
    pub profile: Option<ProfileId>,
    /// What it is about, as it was called at that time.
    pub subject: Subject,
    /// The job behind it.
    pub job: Option<JobId>,
    /// How long it took.
    pub duration: Option<Duration>,
    /// How many bytes it concerned.
    pub bytes: Option<u64>,
    /// What it said, in English; for failures the whole message.
    pub text: String,
    /// What it came to, where that is known beyond its outcome; lines of older versions do not say.
    pub result: Option<EventResult>,
    /// The code that finds it in the log, for failures.
    pub incident: Option<String>,
    /// Why it did not end well, as [`crate::EngineOptions::keep_error`] called it.
    pub code: Option<String>,
    /// What the words for that name, as it gave it.
    pub params: Option<String>,
    /// What would likely have cured it.
    pub cure: Option<Offer>,
    /// The archive it made, while the library has it.
    pub archive: Option<ArchiveId>,
}

/// Which lines of history to list; the newest come first.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    /// Only those of this appliance.
    pub profile: Option<ProfileId>,
    /// Only these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only those that ended like this; empty means all.
    pub outcomes: Vec<Ending>,
    /// Only those whose subject or words contain this, regardless of letter case, or whose incident it names.
    pub text: Option<String>,
    /// Only those before this id, for paging.
    pub before: Option<i64>,
    /// At most so many; `None` means 200.
    pub limit: Option<u32>,
}

/// The kinds that make a backup, as the indexes over history name them.
pub(crate) const BACKUP_KINDS: &str = "('backup', 'pre-change-backup', 'safety-backup')";

impl EventKind {
    const ALL: [Self; 10] = [
        Self::Backup,
        Self::PreChangeBackup,
        Self::SafetyBackup,
        Self::Verify,
        Self::Restore,
        Self::Trusted,
        Self::ApplianceAdded,
        Self::ApplianceRemoved,
        Self::AftermathTicked,
        Self::ArchiveTrashed,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::PreChangeBackup => "pre-change-backup",
            Self::SafetyBackup => "safety-backup",
            Self::Verify => "verify",
            Self::Restore => "restore",
            Self::Trusted => "trusted",
            Self::ApplianceAdded => "appliance-added",
            Self::ApplianceRemoved => "appliance-removed",
            Self::AftermathTicked => "aftermath-ticked",
            Self::ArchiveTrashed => "archive-trashed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
