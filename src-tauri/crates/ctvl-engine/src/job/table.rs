//! A running job belongs to the session of one process. A session lives exactly as long as its process holds the
//! session's lock file, which the operating system releases however the process ends; no process id is guessed from.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::run::JobStart;
use super::{Ending, JobId};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{self, NewEvent};

/// The files a job is about to make.
#[derive(Debug, Clone, Default)]
pub(crate) struct JobPaths {
    /// The unfinished file.
    pub part: Option<PathBuf>,
    /// Its final name, once the file is whole and is about to get it.
    pub finished: Option<PathBuf>,
}

/// The session of this process.
#[derive(Debug)]
pub(crate) struct Owner {
    pub id: Uuid,
    folder: PathBuf,
    path: PathBuf,
    // Held, not read: the lock on it is what says that this process lives.
    _lock: File,
}

impl Owner {
    pub(crate) fn register(folder: &Path) -> Result<Self> {
        let id = Uuid::now_v7();
        let path = session_path(folder, &id.to_string());
        let unusable = |source| EngineError::FolderNotUsable { path: folder.to_owned(), source };
        // Registering and burying exclude each other: between making the file and locking it a session looks dead.
        let _registry = lock_registry(folder).map_err(unusable)?;
        let file = File::options().write(true).create_new(true).open(&path).map_err(unusable)?;
        file.lock().map_err(unusable)?;
        Ok(Self { id, folder: folder.to_owned(), path, _lock: file })
    }

    /// Of these sessions those whose process has ended. `bury` is called while nobody else can bury or register.
    pub(crate) fn bury_dead<T>(
        &self,
        owners: Vec<String>,
        bury: impl FnOnce(&[String]) -> Result<T>,
    ) -> Result<T> {
        let unusable = |source| EngineError::FolderNotUsable { path: self.folder.clone(), source };
        let _registry = lock_registry(&self.folder).map_err(unusable)?;
        let own = self.id.to_string();
        let mut owners: BTreeSet<String> = owners.into_iter().chain(sessions_in(&self.folder)).collect();
        owners.remove(&own);
        let dead: Vec<String> = owners.into_iter().filter(|owner| is_dead(&self.folder, owner)).collect();
        let value = bury(&dead)?;
        for owner in &dead {
            let _ = std::fs::remove_file(session_path(&self.folder, owner));
        }
        Ok(value)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn session_path(folder: &Path, owner: &str) -> PathBuf {
    folder.join(format!("session-{owner}.lock"))
}

/// Sessions that have left a file; those of processes that died without a job are found only by it.
fn sessions_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter_map(|name| Some(name.strip_prefix("session-")?.strip_suffix(".lock")?.to_owned())).collect()
}

fn lock_registry(folder: &Path) -> std::io::Result<File> {
    let file = File::options().write(true).create(true).truncate(false).open(folder.join("sessions.lock"))?;
    file.lock()?;
    Ok(file)
}

fn is_dead(folder: &Path, owner: &str) -> bool {
    let Ok(file) = File::options().write(true).open(session_path(folder, owner)) else { return true };
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // A lock that cannot be asked about is taken for held: declaring a living job dead would be worse.
        Err(TryLockError::Error(_)) => false,
    }
}

fn text(path: Option<&PathBuf>) -> Option<String> {
    path.map(|path| path.to_string_lossy().into_owned())
}

impl Engine {
    pub(super) fn insert_job(&self, id: JobId, start: &JobStart) -> Result<()> {
        let started = self.clock().now().as_millisecond();
        let (subject, archives) = start.subject.stored();
        self.database.write(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO jobs (id, kind, event, profile, subject, owner, pid, started, archives)
                     VALUES (?1, ?2, ?8, ?3, ?4, ?5, ?6, ?7, ?9)",
                )?
                .execute(params![
                    id.to_string(),
                    start.kind.as_str(),
                    start.profile.map(|profile| profile.to_string()),
                    subject,
                    self.owner.id.to_string(),
                    std::process::id(),
                    started,
                    start.event.as_str(),
                    archives,
                ])?;
            Ok(())
        })
    }

    pub(super) fn note_job_paths(&self, id: JobId, paths: &JobPaths) -> Result<()> {
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE jobs SET part_path = ?2, final_path = ?3 WHERE id = ?1")?
                .execute(params![id.to_string(), text(paths.part.as_ref()), text(paths.finished.as_ref())])?;
            Ok(())
        })
    }

    pub(super) fn finish_job(
        &self,
        id: JobId,
        ending: Ending,
        incident: Option<&str>,
        event: &NewEvent,
    ) -> Result<()> {
        let now = self.clock().now();
        self.database.write(|transaction| {
            let id = id.to_string();
            mark_ended(transaction, &id, ending, now, incident)?;
            let sql = "SELECT part_path FROM jobs WHERE id = ?1";
            let part: Option<String> = transaction.prepare_cached(sql)?.query_row([&id], |row| row.get(0))?;
            if part.is_some_and(|part| is_gone(Path::new(&part))) {
                // Nothing is left of it, so no later look for orphans needs to ask for it.
                transaction
                    .prepare_cached("UPDATE jobs SET part_path = NULL WHERE id = ?1")?
                    .execute([&id])?;
            }
            history::insert(transaction, now, event)
        })
    }
}

/// Whether a file is certainly not there. What cannot be looked at, as on a share that is away, may be there.
fn is_gone(path: &Path) -> bool {
    let absent = |path: &Path| matches!(std::fs::symlink_metadata(path), Err(error) if error.kind() == std::io::ErrorKind::NotFound);
    absent(path) && path.parent().is_some_and(Path::is_dir)
}

/// Writes an ending into a job's row. Its paths stay: the part of an interrupted job is an orphan until removed.
pub(crate) fn mark_ended(
    transaction: &Transaction<'_>,
    id: &str,
    ending: Ending,
    now: jiff::Timestamp,
    incident: Option<&str>,
) -> Result<()> {
    transaction
        .prepare_cached(
            "UPDATE jobs SET finished = ?2, ending = ?3, incident = ?4 WHERE id = ?1 AND ending IS NULL",
        )?
        .execute(params![id, now.as_millisecond(), ending.as_str(), incident])?;
    Ok(())
}
