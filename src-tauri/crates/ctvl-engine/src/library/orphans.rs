//! An orphan is an unfinished file whose run is over. It is offered for removal and never removed unasked.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::row::path_text;
use super::{Library, Orphan};
use crate::backup::unfinished_receipt;
use crate::database::instant;
use crate::engine::Engine;
use crate::error::{EngineError, Result};

impl Library {
    /// Unfinished files of runs that are over.
    ///
    /// # Errors
    /// The database's errors.
    pub fn orphans(&self) -> Result<Vec<Orphan>> {
        self.engine.unfinished_files()
    }

    /// Removes the orphans of these ids. One that somebody else has removed meanwhile is as gone as it shall be.
    ///
    /// # Errors
    /// That of the first one that cannot be removed; those before it are.
    pub fn remove_orphans(&self, ids: &[String]) -> Result<()> {
        for orphan in self.orphans()?.into_iter().filter(|orphan| ids.contains(&orphan.id)) {
            match self.remove_orphan(&orphan.path) {
                Ok(()) | Err(EngineError::NotAnOrphan { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Removes an orphan.
    ///
    /// # Errors
    /// [`EngineError::NotAnOrphan`] if it is not one any more.
    pub fn remove_orphan(&self, path: &Path) -> Result<()> {
        if !self.orphans()?.iter().any(|orphan| orphan.path == path) {
            return Err(EngineError::NotAnOrphan { path: path.to_owned() });
        }
        match std::fs::remove_file(path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(EngineError::FolderNotUsable { path: path.to_owned(), source }),
        }
        if self.orphans()?.iter().any(|orphan| orphan.path == path) {
            return Ok(());
        }
        self.engine.database.write(|transaction| {
            transaction.execute(
                "UPDATE jobs SET part_path = NULL WHERE part_path = ?1 AND ending IS NOT NULL",
                params![path_text(path)],
            )?;
            Ok(())
        })
    }
}

impl Engine {
    pub(crate) fn unfinished_files(&self) -> Result<Vec<Orphan>> {
        let noted: Vec<(String, String, i64)> = self.database.read(|connection| {
            // A name can be in use again: by a run that goes on, that file is nobody's orphan.
            let mut statement = connection.prepare_cached(
                "SELECT part_path, subject, max(started) FROM jobs AS over
                 WHERE part_path IS NOT NULL AND ending IS NOT NULL AND NOT EXISTS
                     (SELECT 1 FROM jobs WHERE part_path = over.part_path AND ending IS NULL)
                 GROUP BY part_path ORDER BY max(started) DESC",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut orphans = Vec::new();
        for (part, appliance, started) in noted {
            let started = instant(started, "start of a job")?;
            for path in unfinished_files(Path::new(&part)) {
                if let Ok(meta) = std::fs::symlink_metadata(&path) {
                    let (id, size) = (id_of(&path), meta.len());
                    orphans.push(Orphan { id, path, size, appliance: appliance.clone(), started });
                }
            }
        }
        Ok(orphans)
    }
}

/// Derived from the path, so that it needs no table and tells a surface nothing of the machine's folders.
fn id_of(path: &Path) -> String {
    let digest = ctvl_archive::Sha256Digest::of(path.as_os_str().as_encoded_bytes());
    digest.to_string().chars().take(16).collect()
}

/// The unfinished archive, and the receipt that may have been waiting for it.
fn unfinished_files(part: &Path) -> [PathBuf; 2] {
    let name = part.file_name().unwrap_or_default().to_string_lossy();
    let archive = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).unwrap_or(&name);
    [part.to_owned(), unfinished_receipt(&part.with_file_name(archive))]
}
