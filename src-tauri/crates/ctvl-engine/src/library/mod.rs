//! The library is a catalogue of files, not their owner: taking an archive out of it never touches the file.

mod add;
mod archive;
mod detail;
mod orphans;
mod query;
mod relocate;
mod row;
pub(crate) mod state;
mod store;
#[cfg(test)]
mod tests;
mod trash;

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::Engine;
use crate::error::EngineError;

pub use archive::{ArchiveId, ArchiveRow, CreatedSource, ReceiptWord, RowReason, RowState};
pub use detail::{ArchiveDetail, LibraryTable, RestorableOn};
pub use query::{LibraryFilter, LibraryPage, Sort, SortKey};
pub use relocate::{HowRelocated, Relocated};
pub(crate) use row::counters_from;
pub(crate) use store::NewRow;
pub use trash::{SystemTrash, Trash, Trashed};

/// The catalogue of every archive the application knows.
#[derive(Debug, Clone)]
pub struct Library {
    engine: Arc<Engine>,
}

/// What adding found.
#[derive(Debug, Default)]
pub struct Added {
    /// New in the library; not verified yet.
    pub added: Vec<ArchiveId>,
    /// In the library already.
    pub known: Vec<ArchiveId>,
    /// ZIP files in the folders that are not named like a backup, have no receipt, and are not in the library. Each can be
    /// added by naming the file itself.
    pub passed_over: Vec<PathBuf>,
    /// Could not be added, and why.
    pub failed: Vec<(PathBuf, EngineError)>,
}

/// An unfinished file of a run whose process has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// By which a surface names it: the same for as long as the file lies there.
    pub id: String,
    /// The file.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// The appliance it was to be a backup of.
    pub appliance: String,
    /// When that run started.
    pub started: jiff::Timestamp,
}

impl Engine {
    /// The library.
    pub fn library(self: &Arc<Self>) -> Library {
        Library { engine: Arc::clone(self) }
    }
}
