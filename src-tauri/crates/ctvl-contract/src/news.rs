//! What the window is told without asking. A reload asks again and gets the same: snapshots are absolute, and endings
//! are kept until they were told.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::archive::{BackupResult, VerifyResult};
use crate::error::Described;
use crate::orders::{AddedArchives, BackupRequest};
use crate::progress::{JobKind, Progress};
use crate::restore::RestoreResult;

/// What a job ended with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "result", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobResult {
    /// A backup was taken.
    BackedUp {
        /// What it is.
        backup: Box<BackupResult>,
    },
    /// Archives were looked at.
    Verified {
        /// What was found.
        verification: VerifyResult,
    },
    /// A restore came as far as this.
    Restored {
        /// How far.
        restore: Box<RestoreResult>,
    },
    /// It did not do what it was asked.
    Failed {
        /// Why.
        failure: Described,
    },
}

/// A job that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobOutcome {
    /// Which job.
    pub job: String,
    /// What it did.
    pub kind: JobKind,
    /// The appliance's profile, where it is about one.
    pub profile: Option<String>,
    /// What it worked on: the appliance's name, or the archive's; of several archives their number, in English.
    pub subject: String,
    /// How many archives it worked on, where there are several.
    pub archives: Option<u64>,
    /// When it ended, RFC 3339.
    pub at: String,
    /// What it was asked for, so that the same can be asked for again; only of backups that the window ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub request: Option<BackupRequest>,
    /// What it ended with.
    #[serde(flatten)]
    pub result: JobResult,
}

/// What has changed, so that what is shown of it is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Changed {
    /// Appliances, their protection, their tasks and open restores.
    Appliances,
    /// The library.
    Archives,
    /// History.
    Activity,
    /// Settings.
    Settings,
    /// The embedded practice appliance.
    Practice,
}

/// Where the window is asked to go: by a menu, a notification or a second start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "place", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Place {
    /// The overview.
    Overview,
    /// One appliance.
    Appliance {
        /// Its profile.
        profile: String,
    },
    /// The library; one archive of it, if named.
    Archives {
        /// Its number.
        archive: Option<i64>,
    },
    /// The restore of an appliance.
    Restore {
        /// Its profile.
        profile: String,
    },
    /// History.
    Activity,
    /// Settings.
    Settings,
    /// Connecting an appliance.
    Connect,
}

/// What a menu asks the window to do where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MenuCommand {
    /// Back up the appliance that is shown.
    BackUp,
    /// Add archives.
    AddArchives,
    /// Look again.
    LookAgain,
    /// Go to the search field.
    Find,
    /// Back to where one was before.
    Back,
}

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "news", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum News {
    /// A snapshot of a job.
    Progress {
        /// The job's.
        progress: Progress,
        /// The appliance's profile, where it is about one.
        profile: Option<String>,
    },
    /// A job is over.
    Ended {
        /// How.
        outcome: Box<JobOutcome>,
    },
    /// Something is to be asked for again.
    Changed {
        /// What.
        what: Changed,
    },
    /// Go there.
    GoTo {
        /// Where.
        place: Place,
    },
    /// Do that.
    Command {
        /// What.
        command: MenuCommand,
    },
    /// Files hover over the window, or left it.
    Hovering {
        /// Whether they do.
        over: bool,
    },
    /// Files were dropped on the window and are in the library now.
    Dropped {
        /// Which.
        archives: AddedArchives,
    },
}
