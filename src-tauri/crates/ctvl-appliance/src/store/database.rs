//! One SQLite file behind one connection.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite_migration::Migrations;

/// A database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder of the appliance cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("the database refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The database was made by a newer practice appliance, or is none.
    #[error("{}: not a database this appliance can use: {source}", path.display())]
    Schema {
        /// The database file.
        path: PathBuf,
        /// Why it failed.
        source: rusqlite_migration::Error,
    },
    /// A password could not be hashed or a hash not be read.
    #[error("password hashing failed")]
    PasswordHash,
    /// There is no counter table of that name.
    #[error("there is no counter table named {0}")]
    NoSuchCounterTable(String),
    /// Something with this name exists already.
    #[error("{0} exists already")]
    Exists(String),
    /// Not a name the key store accepts.
    #[error("{0:?} cannot name a key: 1 to 255 characters without <, >, / and \\ are needed")]
    KeyName(String),
    /// Not an AES key size.
    #[error("{0} is no AES key size: 128, 192 or 256 bits are")]
    KeySize(u32),
    /// Another process serves from this data folder.
    #[error("{}: another practice appliance is running from this folder", .0.display())]
    InUse(PathBuf),
    /// The server's certificate or its key cannot be made or read.
    #[error("the certificate of this appliance cannot be used; `security gencert` makes a new one")]
    Certificate,
    /// A worker thread ended early.
    #[error("a worker ended early")]
    Interrupted,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

impl StoreError {
    /// Wraps an I/O error with the path it concerns.
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// One SQLite file. Blocking: call it from `spawn_blocking` (see [`crate::AppState::blocking`]).
#[derive(Debug)]
pub struct Database {
    connection: Mutex<Connection>,
    path: PathBuf,
}

impl Database {
    /// Opens or makes the file and brings its schema up to date.
    pub fn open(path: &Path, migrations: &Migrations<'_>) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        }
        let mut connection = Connection::open(path)?;
        // Another process (the command line) may hold the write lock for a moment.
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrations
            .to_latest(&mut connection)
            .map_err(|source| StoreError::Schema { path: path.to_owned(), source })?;
        Ok(Self { connection: Mutex::new(connection), path: path.to_owned() })
    }

    /// Runs one piece of work on the connection.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        // A panic inside `work` rolls its transaction back, so the connection stays usable.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(work(&mut connection)?)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
