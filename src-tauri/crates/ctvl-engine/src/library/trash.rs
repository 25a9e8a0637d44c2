//! Removing an archive moves it to the system's trash, from where a person can take it back. Nothing here deletes: a file
//! that the system does not take stays where it is, and in the library.

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use ctvl_archive::receipt_path;

use super::{ArchiveId, ArchiveRow, Library};
use crate::error::{EngineError, Result, SystemWish};
use crate::history::{self, EventKind, EventResult, NewEvent};

/// Where files go that a person removes.
pub trait Trash: Send + Sync {
    /// Moves a file there.
    ///
    /// # Errors
    /// The system's reason; the file is where it was.
    fn take(&self, path: &Path) -> io::Result<()>;
}

/// The trash, or recycle bin, of the account's desktop.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTrash;

impl Trash for SystemTrash {
    fn take(&self, path: &Path) -> io::Result<()> {
        context().delete(path).map_err(|error| match error {
            #[cfg(all(unix, not(target_os = "macos")))]
            trash::Error::FileSystem { source, .. } => source,
            trash::Error::Os { description, .. } | trash::Error::Unknown { description } => {
                io::Error::other(description)
            }
            other => io::Error::other(other.to_string()),
        })
    }
}

#[cfg(not(target_os = "macos"))]
fn context() -> trash::TrashContext {
    trash::TrashContext::new()
}

/// Asking the Finder, as this crate would, needs the person's leave to control another program.
#[cfg(target_os = "macos")]
fn context() -> trash::TrashContext {
    use trash::macos::{DeleteMethod, TrashContextExtMacos};
    let mut context = trash::TrashContext::new();
    context.set_delete_method(DeleteMethod::NsFileManager);
    context
}

/// What became of archives that were to go to the trash.
#[derive(Debug, Default)]
pub struct Trashed {
    /// Those that are there, and no longer in the library.
    pub trashed: Vec<ArchiveId>,
    /// Files that stayed where they are, and why.
    pub failed: Vec<(PathBuf, EngineError)>,
}

impl Library {
    /// Moves archives and their receipts to the system's trash and takes them out of the library.
    ///
    /// A file that cannot be moved does not stop the others; a file that is not there is a failure of that one, and its
    /// row stays. A receipt that stays behind is told, but its archive is gone all the same.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`] before anything is moved, and the database's errors.
    pub fn trash(&self, ids: &[ArchiveId]) -> Result<Trashed> {
        let rows: Vec<ArchiveRow> = ids.iter().map(|id| self.get(*id)).collect::<Result<_>>()?;
        let mut outcome = Trashed::default();
        for row in rows {
            if let Err(error) = self.take(&row.path) {
                outcome.failed.push((row.path, error));
                continue;
            }
            self.write_off(&row)?;
            outcome.trashed.push(row.id);
            let receipt = receipt_path(&row.path);
            match self.take(&receipt) {
                Ok(()) | Err(EngineError::ArchiveMissing { .. }) => {}
                Err(error) => outcome.failed.push((receipt, error)),
            }
        }
        Ok(outcome)
    }

    fn take(&self, path: &Path) -> Result<()> {
        match std::fs::symlink_metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(EngineError::ArchiveMissing { path: path.to_owned() });
            }
            Err(source) => return Err(EngineError::ArchiveUnreadable { path: path.to_owned(), source }),
        }
        self.engine.trash().take(path).map_err(|source| EngineError::SystemRefused {
            wish: SystemWish::MoveToTrash,
            source: source.into(),
        })
    }

    /// Out of the library and into history, both or neither.
    fn write_off(&self, row: &ArchiveRow) -> Result<()> {
        let now = self.engine.clock().now();
        self.engine.database.write(|transaction| {
            transaction.prepare_cached("DELETE FROM archives WHERE id = ?1")?.execute([row.id.0])?;
            let subject = row.appliance.clone().unwrap_or_else(|| row.name.clone());
            let text = format!("{} was moved to the trash.", row.name);
            let event = NewEvent {
                bytes: Some(row.size),
                result: Some(EventResult::Trashed { file: row.name.clone() }),
                ..NewEvent::done(EventKind::ArchiveTrashed, row.profile, subject, text)
            };
            history::insert(transaction, now, &event)
        })
    }
}
