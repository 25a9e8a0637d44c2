//! One folder for the archives of every appliance that has none of its own.

use std::path::{Path, PathBuf};

use crate::engine::Engine;
use crate::error::Result;

const NAME: &str = "archives-folder";

/// Where archives go unless an appliance has its own folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivesFolder {
    /// The folder.
    pub path: PathBuf,
    /// Whether it is the application's own choice, which is made where it is missing. A folder that a person chose is
    /// not: it may lie on a share that is away.
    pub own: bool,
}

impl Engine {
    /// Where archives go unless an appliance has its own folder.
    ///
    /// # Errors
    /// The database's.
    pub fn archives_folder(&self) -> Result<ArchivesFolder> {
        Ok(match self.setting(NAME)?.filter(|path| !path.is_empty()) {
            Some(path) => ArchivesFolder { path: PathBuf::from(path), own: false },
            None => ArchivesFolder { path: self.directories().archives().to_owned(), own: true },
        })
    }

    /// Chooses that folder, or goes back to the application's own. Archives stay where they are.
    ///
    /// # Errors
    /// The database's.
    pub fn set_archives_folder(&self, folder: Option<&Path>) -> Result<()> {
        let folder = folder
            .map(|folder| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()))
            .filter(|folder| folder != self.directories().archives());
        let Some(folder) = folder else { return self.set_setting(NAME, None) };
        let text = folder.to_string_lossy();
        self.set_setting(NAME, Some(&text))?;
        self.database.write(|transaction| {
            // Choosing a folder anew is how a person says that it is the right one although its marker is gone.
            transaction.execute("DELETE FROM destinations WHERE path = ?1", [&text])?;
            Ok(())
        })
    }
}
