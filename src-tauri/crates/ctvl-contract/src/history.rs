//! History on the wire is what was written down when it happened, never recomputed.

use ctvl_engine as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ErrorCode, OfferedStep};
use crate::progress::Ending;

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

/// One line of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
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
    /// The appliance's name at that time, or the file's.
    pub subject: String,
    /// The job behind it.
    pub job: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_millis: Option<u64>,
    /// How many bytes it concerned.
    pub bytes: Option<u64>,
    /// What it said.
    pub text: String,
    /// The code that finds it in the log, for failures.
    pub incident: Option<String>,
    /// Why it did not end well; null if it did, or if an older version of the app wrote it down.
    pub code: Option<ErrorCode>,
    /// The likely cure.
    pub cure: Option<OfferedStep>,
}

/// Lines of history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
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

impl From<&engine::Event> for Event {
    fn from(event: &engine::Event) -> Self {
        Self {
            id: event.id,
            at: event.at.to_string(),
            kind: event.kind.into(),
            outcome: event.outcome.into(),
            profile: event.profile.map(|profile| profile.to_string()),
            subject: event.subject.clone(),
            job: event.job.map(|job| job.to_string()),
            duration_millis: event
                .duration
                .map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)),
            bytes: event.bytes,
            text: event.text.clone(),
            incident: event.incident.clone(),
            code: event.code.as_deref().and_then(ErrorCode::from_word),
            cure: event.cure.map(OfferedStep::from),
        }
    }
}
