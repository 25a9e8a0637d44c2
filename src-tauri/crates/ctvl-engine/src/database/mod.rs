//! One SQLite file, opened by several processes at once; every change is one transaction, and a file that a newer
//! version has used is refused instead of misread.

mod migrations;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{EngineError, Result};

/// How long a process waits for another one's transaction before it fails.
const BUSY: Duration = Duration::from_secs(10);

/// Connections kept open between calls.
const KEPT: usize = 4;

/// The database of one installation.
pub(crate) struct Database {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Database {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        for _ in 0..ATTEMPTS {
            match Self::open_once(path) {
                Err(error) if is_busy(&error) => std::thread::sleep(PAUSE),
                opened => return opened,
            }
        }
        Self::open_once(path)
    }

    fn open_once(path: &Path) -> Result<Self> {
        let mut connection = connect(path)?;
        migrations::bring_up_to_date(&mut connection)?;
        Ok(Self { path: path.to_owned(), idle: Mutex::new(vec![connection]) })
    }

    /// Reads.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let connection = self.take()?;
        let result = work(&connection);
        self.give_back(connection);
        result
    }

    /// Changes something, in one transaction that is undone if `work` fails.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.take()?;
        // Immediate: a transaction that begins with a read and then writes would fail instead of waiting when
        // another process wrote in between.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        self.give_back(connection);
        Ok(value)
    }

    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect(&self.path),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}

/// Two that make a new database at once stand in each other's way, and SQLite tells one of them at once instead of
/// letting it wait: turning WAL on is not covered by the busy time-out.
const ATTEMPTS: u32 = 200;
const PAUSE: Duration = Duration::from_millis(25);

fn is_busy(error: &EngineError) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(sqlite) = current.downcast_ref::<rusqlite::Error>() {
            return sqlite.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy);
        }
        cause = current.source();
    }
    false
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        // A connection is used by one thread at a time; SQLite's own locking would be paid for twice.
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    // WAL: readers go on while a job writes, in this process and in others.
    connection.pragma_update(None, "journal_mode", "wal")?;
    // With WAL this survives a crash of the program; a power cut may lose the last rows but never the file.
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// An instant as it is stored.
pub(crate) fn instant(milliseconds: i64, what: &'static str) -> Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds).map_err(|_| EngineError::DatabaseUnreadable { what })
}

/// A text that is stored, read back as what it was.
pub(crate) fn parsed<T: FromStr>(text: Option<String>, what: &'static str) -> Result<Option<T>> {
    text.map(|text| text.parse().map_err(|_| EngineError::DatabaseUnreadable { what })).transpose()
}

/// A number that is never negative, as it is stored.
pub(crate) fn unsigned(number: Option<i64>, what: &'static str) -> Result<Option<u64>> {
    number
        .map(|number| u64::try_from(number).map_err(|_| EngineError::DatabaseUnreadable { what }))
        .transpose()
}

/// A number for storing; SQLite has no larger ones.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
