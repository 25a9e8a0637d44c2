//! What the command line writes on standard error with `--json`: one object a line, each saying its type.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::archive::LibraryPage;
use crate::error::{PublicError, Words};
use crate::orders::Orphan;
use crate::progress::Progress;
use crate::restore::RestorePlan;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Line {
    /// A snapshot of the running job.
    Progress(Progress),
    /// The flight plan that is about to be executed.
    Plan(Box<RestorePlan>),
    /// Something said on the way to whoever watches, such as what goes on after an interrupt.
    Note {
        /// The sentence.
        text: String,
    },
    /// Why the command did not do what it was asked; always the last line.
    Error {
        /// What happened; null for what only concerns the command line itself.
        error: Option<Box<PublicError>>,
        /// The same in words.
        message: Words,
        /// The exit code of the program.
        exit_code: u8,
    },
}

/// What `man` wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManualPages {
    /// The folder.
    pub dir: String,
    /// The files in it.
    pub pages: Vec<String>,
}

/// What `completions` wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompletionScript {
    /// The shell it is for.
    pub shell: String,
    /// The script.
    pub script: String,
}

/// What `list` shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListedLibrary {
    /// The archives.
    #[serde(flatten)]
    pub page: LibraryPage,
    /// The unfinished files that were removed, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub removed: Option<Vec<Orphan>>,
}

/// A practice appliance that is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAppliance {
    /// Its address.
    pub address: String,
    /// SHA-256 of its certificate.
    pub fingerprint: String,
    /// The name of its first user.
    pub user: String,
    /// Where its data and keys lie.
    pub data: String,
    /// The version it claims to run.
    pub version: String,
    /// The profile that was added for it.
    pub profile: Option<String>,
}

/// How many archives are no longer, or are again, where they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookedAgain {
    /// How many rows of the library changed.
    pub changed: u64,
}

/// A report about an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticReport {
    /// Its text, without secrets.
    pub text: String,
}

/// What a command did that has nothing else to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// Which appliance it concerned.
    pub appliance: String,
    /// What was done, as a sentence.
    pub done: String,
}
