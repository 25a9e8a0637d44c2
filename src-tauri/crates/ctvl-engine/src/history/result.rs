//! What an event came to, as data. A surface tells events apart, colours and translates them by this alone; the English
//! sentence beside it is for the command line and for exports.

use ctvl_archive::Counters;
use serde::{Deserialize, Serialize};

use crate::aftermath::TaskKind;
use crate::library::RowState;
use crate::restore::SignInAfter;

/// What an event came to. Stored as JSON, so the words never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum EventResult {
    /// An archive was saved.
    Saved {
        /// What was proven of it.
        state: RowState,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

impl EventResult {
    /// As it is stored. It is plain data with text keys: there is nothing for the serializer to fail on.
    pub(super) fn stored(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// What a newer version wrote and this one does not know is nothing here; the line is read all the same.
    pub(super) fn read(text: Option<String>) -> Option<Self> {
        serde_json::from_str(&text?).ok()
    }
}
