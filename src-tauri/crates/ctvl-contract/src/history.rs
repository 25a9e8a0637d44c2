//! History on the wire is what was written down when it happened, never recomputed.

use ctvl_engine as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::aftermath::TaskKind;
use crate::archive::{ArchiveStateWord, Counters};
use crate::error::{ErrorCode, ErrorParams, OfferedStep};
use crate::progress::Ending;
use crate::restore::SignInAfter;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
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

/// What an event came to: by this alone a surface tells events apart, colours and translates them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventResult {
    /// An archive was saved.
    Saved {
        /// What was proven of it.
        state: ArchiveStateWord,
        /// Whether counters are in it.
        counters: Counters,
        /// If it is much smaller than usual: what was usual, in bytes.
        usual_size: Option<u64>,
    },
    /// Archives were looked at; the numbers are of archives.
    Verified {
        /// Whole.
        verified: u64,
        /// Of those, much smaller than usual.
        much_smaller: u64,
        /// Damaged.
        damaged: u64,
        /// Looked at, and it cannot be said.
        unproven: u64,
        /// Could not be read, or were not there.
        unread: u64,
    },
    /// An appliance is restored.
    Restored {
        /// What the one sign-in afterwards showed.
        sign_in: SignInAfter,
        /// How many tasks it left.
        tasks: u64,
    },
    /// A guided restore is prepared; the rest is done at the appliance's administration page.
    WithPerson,
    /// A person, or a rule, stopped a restore that no program worked on.
    RestoreStopped {
        /// Why.
        because: RestoreStop,
    },
    /// A person looked at the appliance and closed a restore of which nobody knew how it ended.
    Closed {
        /// Whether the person saw it restored.
        restored: bool,
        /// The name of the operating system's user.
        by: String,
        /// The appliance's host name.
        host: String,
    },
    /// The program ended during a restore, and it is certain what that leaves.
    BrokenOff {
        /// Whether the appliance is restored; otherwise nothing on it was changed.
        restored: bool,
    },
    /// A certificate was trusted.
    Trusted {
        /// Its SHA-256.
        fingerprint: String,
    },
    /// A task of the aftermath changed.
    Task {
        /// Which.
        task: TaskKind,
        /// Whether it is done; otherwise it was opened again.
        done: bool,
        /// The name of the operating system's user.
        by: String,
    },
    /// A file was moved to the system's trash.
    Trashed {
        /// Its name.
        file: String,
    },
}

/// Why a restore that no program worked on was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RestoreStop {
    /// The administration page showed other details than the archive has.
    DetailsDiffer,
    /// The person gave up a guided restore before Restore was pressed.
    GivenUp,
    /// The person cancelled it, and nothing was changed.
    Cancelled,
    /// The person cancelled it at its last step: if Restore was pressed there, the appliance restores all the same.
    CancelledLast,
    /// The archive or the appliance is no longer what was confirmed.
    Void,
}

/// One line of history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its number; larger is later.
    pub id: i64,
    /// When it ended, RFC 3339.
    pub at: String,
    /// What it was.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Ending,
    /// The appliance's profile, unless that is removed.
    pub profile: Option<String>,
    /// The appliance's name at that time, or the file's; of several archives their number, in English.
    pub subject: String,
    /// How many archives it is about, where there are several.
    pub archives: Option<u64>,
    /// The job behind it.
    pub job: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_millis: Option<u64>,
    /// How many bytes it concerned.
    pub bytes: Option<u64>,
    /// What it said, in English.
    pub text: String,
    /// What it came to, where that is known beyond its outcome; null where an older version wrote it down.
    pub result: Option<EventResult>,
    /// The code that finds it in the log, for failures.
    pub incident: Option<String>,
    /// Why it did not end well; null if it did, or if an older version of the app wrote it down.
    pub code: Option<ErrorCode>,
    /// What the words for `code` name.
    pub params: Option<Box<ErrorParams>>,
    /// The likely cure.
    pub cure: Option<OfferedStep>,
}

/// Lines of history, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EventList {
    /// The lines.
    pub events: Vec<Event>,
}

impl From<engine::EventKind> for EventKind {
    fn from(kind: engine::EventKind) -> Self {
        use engine::EventKind as Kind;
        match kind {
            Kind::Backup => Self::Backup,
            Kind::PreChangeBackup => Self::PreChangeBackup,
            Kind::SafetyBackup => Self::SafetyBackup,
            Kind::Verify => Self::Verify,
            Kind::Restore => Self::Restore,
            Kind::Trusted => Self::Trusted,
            Kind::ApplianceAdded => Self::ApplianceAdded,
            Kind::ApplianceRemoved => Self::ApplianceRemoved,
            Kind::AftermathTicked => Self::AftermathTicked,
            Kind::ArchiveTrashed => Self::ArchiveTrashed,
        }
    }
}

impl From<&engine::EventResult> for EventResult {
    fn from(result: &engine::EventResult) -> Self {
        use engine::EventResult as Told;
        match result {
            Told::Saved { state, counters, usual_size } => {
                Self::Saved { state: (*state).into(), counters: (*counters).into(), usual_size: *usual_size }
            }
            Told::Verified { verified, much_smaller, damaged, unproven, unread } => Self::Verified {
                verified: *verified,
                much_smaller: *much_smaller,
                damaged: *damaged,
                unproven: *unproven,
                unread: *unread,
            },
            Told::Restored { sign_in, tasks } => Self::Restored { sign_in: (*sign_in).into(), tasks: *tasks },
            Told::WithPerson => Self::WithPerson,
            Told::RestoreStopped { because } => Self::RestoreStopped { because: (*because).into() },
            Told::Closed { restored, by, host } => {
                Self::Closed { restored: *restored, by: by.clone(), host: host.clone() }
            }
            Told::BrokenOff { restored } => Self::BrokenOff { restored: *restored },
            Told::Trusted { fingerprint } => Self::Trusted { fingerprint: fingerprint.clone() },
            Told::Task { task, done, by } => Self::Task { task: (*task).into(), done: *done, by: by.clone() },
            Told::Trashed { file } => Self::Trashed { file: file.clone() },
        }
    }
}

impl From<engine::RestoreStop> for RestoreStop {
    fn from(stop: engine::RestoreStop) -> Self {
        match stop {
            engine::RestoreStop::DetailsDiffer => Self::DetailsDiffer,
            engine::RestoreStop::GivenUp => Self::GivenUp,
            engine::RestoreStop::Cancelled => Self::Cancelled,
            engine::RestoreStop::CancelledLast => Self::CancelledLast,
            engine::RestoreStop::Void => Self::Void,
        }
    }
}

impl From<&engine::Event> for Event {
    fn from(event: &engine::Event) -> Self {
        Self {
            id: event.id,
            at: event.at.to_string(),
            kind: event.kind.into(),
            outcome: event.outcome.into(),
            profile: event.profile.map(|profile| profile.to_string()),
            subject: event.subject.to_string(),
            archives: event.subject.archives(),
            job: event.job.map(|job| job.to_string()),
            duration_millis: event
                .duration
                .map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)),
            bytes: event.bytes,
            text: event.text.clone(),
            result: event.result.as_ref().map(EventResult::from),
            incident: event.incident.clone(),
            code: event.code.as_deref().and_then(ErrorCode::from_word),
            // What another version wrote and this one cannot read is left out; the code says enough.
            params: event.params.as_deref().and_then(|params| serde_json::from_str(params).ok()),
            cure: event.cure.map(OfferedStep::from),
        }
    }
}
