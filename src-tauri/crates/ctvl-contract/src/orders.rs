//! What the window can order. Files and folders are named by what the engine gave out, never by a path.

mod from_engine;
mod to_engine;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::archive::{ArchiveStateWord, LibraryEntry, ReceiptFacts};
use crate::error::{Described, Words};
use crate::history::EventKind;
use crate::progress::{Ending, Stage};
use crate::restore::{GuidedView, Route};

pub(crate) use to_engine::version as typed_version;
pub use to_engine::{archive_ids, profile_id};

/// A backup to be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct BackupRequest {
    /// Which appliance.
    pub profile: String,
    /// Under which key; absent is the profile's, empty is the appliance's default key.
    pub key: Option<String>,
    /// Whether counters are left out; absent is the profile's setting.
    pub exclude_counters: Option<bool>,
    /// What the person notes.
    pub note: Option<String>,
    /// Whether it is taken before an upgrade or a major change (R11): verified, pinned, with its note.
    pub pre_change: bool,
}

/// How a folder for archives looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DestinationLook {
    /// The folder, to be shown.
    pub folder: String,
    /// Whether it is the application's own.
    pub own: bool,
    /// Bytes free; null if the system does not tell.
    pub free: Option<u64>,
    /// Whether another program synchronises it with a cloud service, such as OneDrive: which one, by name.
    pub synced_by: Option<String>,
    /// Why it cannot take an archive; null if it can.
    pub problem: Option<Described>,
    /// How many bytes the newest archive of the appliance has.
    pub last_size: Option<u64>,
}

/// What to sort archives by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ArchiveSort {
    /// When it was made.
    #[default]
    Created,
    /// Its size.
    Size,
    /// The file's name.
    Name,
    /// The appliance, then when it was made.
    Appliance,
    /// Its state, then when it was made.
    State,
}

/// Which archives to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct ArchiveFilter {
    /// Only those of this appliance.
    pub profile: Option<String>,
    /// Only those in these states; empty means all.
    pub states: Vec<ArchiveStateWord>,
    /// Only those whose name, appliance, note, key or hash contains this.
    pub text: Option<String>,
    /// Only pinned ones, or only others.
    pub pinned: Option<bool>,
    /// What to sort by.
    pub sort: ArchiveSort,
    /// Largest, newest or last first.
    pub descending: bool,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// At most so many; absent means 200.
    pub limit: Option<u32>,
}

/// Whether an archive can be restored on one appliance, from what is known without asking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestorableOn {
    /// The appliance's profile.
    pub profile: String,
    /// Its name.
    pub appliance: String,
    /// The version it runs, where known.
    pub version: Option<String>,
    /// The verdict.
    pub restorable: Restorable,
    /// The oldest version that would fit, where the version is the reason.
    pub needs: Option<String>,
}

/// A verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Restorable {
    /// Nothing speaks against it.
    Yes,
    /// The archive is damaged.
    Damaged,
    /// The archive is missing.
    Missing,
    /// The appliance runs an older version than the one that made it, or one below 2.2.2 (R6).
    TooNew,
    /// Something is not known yet.
    Unknown,
}

/// An archive as a row of the library's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveRow {
    /// The archive.
    #[serde(flatten)]
    pub entry: LibraryEntry,
    /// Whether it can be restored on the appliance it came from.
    pub restorable: Restorable,
}

/// A page of the library's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveTable {
    /// How many match in all.
    pub total: u64,
    /// Bytes of all that match.
    pub bytes: u64,
    /// Those of this page.
    pub rows: Vec<ArchiveRow>,
}

/// Everything the detail panel says about an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveDetail {
    /// The archive.
    pub row: ArchiveRow,
    /// The folder it lies in, to be shown.
    pub folder: String,
    /// What its receipt says, worth what its `receipt` says.
    pub receipt_facts: Option<ReceiptFacts>,
    /// Where it can be restored, in the order of the appliances.
    pub restorable_on: Vec<RestorableOn>,
}

/// Archives that were added to the library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddedArchives {
    /// New ones.
    pub added: Vec<i64>,
    /// Those the library had already.
    pub known: Vec<i64>,
    /// How many ZIP files in the folders were passed over because they are not named like a backup. Naming the file
    /// itself adds one.
    pub passed_over: u64,
    /// Those that could not be added.
    pub failed: Vec<FileFailure>,
}

/// A file with which something could not be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileFailure {
    /// Its name.
    pub name: String,
    /// Why.
    pub failure: Described,
}

/// Archives that were moved to the system's trash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrashedArchives {
    /// How many.
    pub trashed: u64,
    /// Those that stayed where they are.
    pub failed: Vec<FileFailure>,
}

/// An unfinished file of a run that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Orphan {
    /// By which it is removed.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The folder it lies in, to be shown.
    pub folder: String,
    /// Bytes.
    pub size: u64,
    /// The appliance it was taken from.
    pub appliance: String,
    /// When its run began, RFC 3339.
    pub started: String,
}

/// A restore to be planned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct PlanRequest {
    /// The target.
    pub profile: String,
    /// The archive's number in the library.
    pub archive: i64,
    /// Restore by hand on the administration page even where there is a direct route.
    pub guided: bool,
    /// The node is already lost: start without a safety backup if none can be taken. Absent is what the settings say of
    /// the safety backup.
    pub node_already_lost: Option<bool>,
    /// The version that made the archive, as a person typed it.
    pub archive_version: Option<String>,
    /// The version that runs on the target, as a person typed it.
    pub target_version: Option<String>,
}

/// How far the making of a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "doing", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PlanProgress {
    /// The archive is read.
    Reading {
        /// Bytes so far.
        done: u64,
        /// Bytes there are.
        total: u64,
        /// Bytes a second lately, where measured.
        rate: Option<u64>,
        /// How many seconds it will still take, where that can be said.
        remaining_seconds: Option<u64>,
    },
    /// The target is looked at.
    Looking,
}

/// What a person said to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoreRequest {
    /// The plan that was on the screen.
    pub plan: String,
    /// The host name, as typed.
    pub host_typed: Option<String>,
    /// R8: the node has to be removed from its old cluster, and that is known.
    pub old_cluster_acknowledged: bool,
    /// That removal has been done already.
    pub removed_from_old_cluster: bool,
    /// The archive cannot be proven, and the restore is wanted all the same.
    pub unproven_archive_accepted: bool,
}

/// What can be done with a restore that nobody works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RestoreRemedy {
    /// Make a new flight plan; this one is over.
    PlanAgain,
    /// Watch the appliance until it is back.
    KeepWatching,
    /// The login screen is there: go on with the sign-in check.
    LoginScreenSeen,
    /// Go on with the guided steps.
    ContinueGuided,
    /// Enter the login of the backup.
    EnterLogin,
    /// Close it: the appliance was looked at, and a person says whether it is restored.
    Close,
}

/// What is known of a restore that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RestoreStanding {
    /// A job works on it.
    WorkedOn,
    /// Its program is gone, and nothing on the appliance was changed.
    NothingChanged,
    /// Its program is gone at the very end of the upload: only the appliance can tell.
    MayBeRestoring,
    /// Its program is gone while the appliance restored or rebooted. That goes on without it.
    Underway,
    /// It waits for the person at the administration page.
    WithPerson,
    /// It is restored; whether the one sign-in was tried is not known.
    SignInLeft,
}

/// A reboot that takes longer than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LongReboot {
    /// Seconds since anything was seen.
    pub seconds: u64,
    /// Whether the appliance went away, as it does for a reboot.
    pub went_away: bool,
}

/// A restore that is not over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenRestore {
    /// Its id.
    pub run: String,
    /// The target's profile, unless that is removed.
    pub profile: Option<String>,
    /// The target's name.
    pub appliance: String,
    /// Its host name.
    pub host: String,
    /// The archive's file name.
    pub archive_name: String,
    /// The job that works on it now, in this window; null if none does or another program does.
    pub job: Option<String>,
    /// Whether a program works on it now.
    pub worked_on: bool,
    /// The route it takes.
    pub route: Route,
    /// What it does now, or did last.
    pub stage: Stage,
    /// What is known of it.
    pub standing: RestoreStanding,
    /// The same in words.
    pub message: String,
    /// What can be done, the best first.
    pub remedies: Vec<RestoreRemedy>,
    /// Where it waits for the person at the administration page.
    pub guided: Option<GuidedView>,
    /// If the reboot takes longer than it should: how long.
    pub long_reboot: Option<LongReboot>,
    /// The same in words.
    pub attention: Option<Words>,
    /// When it was confirmed, RFC 3339.
    pub started: String,
}

/// What became of an answer in a guided restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "next", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum GuidedProgress {
    /// The person goes on with this step.
    Step {
        /// What to do.
        guided: Box<GuidedView>,
    },
    /// Restore was pressed; its reboot is watched by this job.
    Watching {
        /// Which job.
        job: String,
    },
    /// It is over, and nothing was changed.
    Over {
        /// Why, as a sentence.
        because: String,
    },
}

/// What a person says to a restore whose reboot takes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SaidToRestore {
    /// Go on waiting.
    KeepWaiting,
    /// The login screen is there.
    LoginScreenSeen,
}

/// Which lines of history to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct ActivityFilter {
    /// Only those of this appliance.
    pub profile: Option<String>,
    /// Only of these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only with these outcomes; empty means all.
    pub outcomes: Vec<Ending>,
    /// Only those whose subject or words contain this, or whose incident it names.
    pub text: Option<String>,
    /// Only lines before this one.
    pub before: Option<i64>,
    /// At most so many; absent means 200.
    pub limit: Option<u32>,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// Comma-separated values with a heading line (RFC 4180).
    Csv,
    /// One JSON document.
    Json,
}

/// What to look for with a native dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Pick {
    /// One file or several.
    Files,
    /// A folder with everything in it.
    Folder,
}
