//! Every folder the application uses is named here and nowhere else; one variable moves all of them together.

use std::path::{Path, PathBuf};

use crate::error::EngineError;

/// The variable that puts everything under one folder, for tests, demos and portable use.
pub const HOME_VARIABLE: &str = "CTVL_BACKUP_HOME";

/// The folders of one installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directories {
    data: PathBuf,
    logs: PathBuf,
    archives: PathBuf,
}

impl Directories {
    /// The platform's folders, or those under `CTVL_BACKUP_HOME` if that is set and not empty.
    ///
    /// # Errors
    /// [`EngineError::NoHomeDirectory`] when the platform names no home folder for this account.
    pub fn from_environment() -> Result<Self, EngineError> {
        if let Some(home) = std::env::var_os(HOME_VARIABLE).filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            let home = std::path::absolute(&home).unwrap_or(home);
            return Ok(Self::under(home));
        }
        let project =
            directories::ProjectDirs::from("", "", "CT-VL Backup").ok_or(EngineError::NoHomeDirectory)?;
        let user = directories::UserDirs::new().ok_or(EngineError::NoHomeDirectory)?;
        let data = project.data_local_dir().to_path_buf();
        // Not every Linux desktop defines a documents folder; the home folder is then the visible place.
        let documents = user.document_dir().unwrap_or_else(|| user.home_dir());
        Ok(Self {
            logs: project.state_dir().map_or_else(|| data.join("logs"), |state| state.join("logs")),
            archives: documents.join("CT-VL Backup"),
            data,
        })
    }

    /// Everything under one folder.
    pub fn under(home: impl AsRef<Path>) -> Self {
        let home = home.as_ref();
        Self { data: home.join("data"), logs: home.join("logs"), archives: home.join("archives") }
    }

    /// Where the database and the locks lie.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where the daily log files lie.
    pub fn logs(&self) -> &Path {
        &self.logs
    }

    /// Where archives go when neither the profile nor the order names a folder.
    pub fn archives(&self) -> &Path {
        &self.archives
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("ctvl-backup.sqlite3")
    }

    /// Where lock files lie. They must be on the same machine as the processes that take them.
    pub fn locks(&self) -> PathBuf {
        self.data.join("locks")
    }

    /// Makes the folders that must exist before the engine can open, readable by this account only.
    pub(crate) fn create(&self) -> Result<(), EngineError> {
        for folder in [self.data.clone(), self.logs.clone(), self.locks()] {
            create_private(&folder)
                .map_err(|source| EngineError::FolderNotUsable { path: folder, source })?;
        }
        Ok(())
    }
}

fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}
