//! Adding looks at names and receipts only; whether the files are whole is for a verification to say.

use std::path::{Path, PathBuf};

use ctvl_archive::{ArchiveName, KeyKnowledge, Known, Moment, Receipt, Source, receipt_path};
use jiff::Timestamp;

use super::archive::{ArchiveRow, CreatedSource, ReceiptWord, RowState};
use super::row::{self, Word, path_text};
use super::store::{NewRow, file_name, modified};
use super::{Added, ArchiveId, Library};
use crate::archive_file::absolute;
use crate::backup::Purpose;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::profile::Profile;

/// Folders are not followed deeper than this; a link that leads back to a parent would have no end.
const DEPTH: u32 = 24;

/// Rows written in one transaction.
const LOT: usize = 500;

impl Library {
    /// Adds archives, and every archive in the given folders and the folders in them.
    ///
    /// A named file is added whatever it is called; in folders, files with the vendor's names and files with a receipt
    /// are. Other ZIP files in them are told in [`Added::passed_over`].
    ///
    /// # Errors
    /// The database's errors; a file that cannot be added is told in [`Added::failed`].
    pub fn add(&self, paths: &[PathBuf]) -> Result<Added> {
        let mut added = Added::default();
        let mut found = Found::default();
        for path in paths {
            // Where a file is missing is said as a folder, which a relative path does not have.
            let path = absolute(path)?;
            match std::fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => found.collect(&path, DEPTH, &mut added.failed),
                Ok(_) => found.archives.push(path),
                Err(source) => {
                    let error = unreadable(&path, source);
                    added.failed.push((path, error));
                }
            }
        }
        let profiles = self.engine.profiles()?;
        for lot in found.archives.chunks(LOT) {
            let mut rows = Vec::with_capacity(lot.len());
            for path in lot {
                match self.engine.describe(path, &profiles) {
                    Ok(row) => rows.push(row),
                    Err(error) => added.failed.push((path.clone(), error)),
                }
            }
            self.engine.database.write(|transaction| {
                for new in &rows {
                    match row::find(transaction, "path", &path_text(&new.row.path))? {
                        Some(known) => added.known.push(known.id),
                        None => added.added.push(row::insert(transaction, &new.row, new.modified)?),
                    }
                }
                Ok(())
            })?;
        }
        added.passed_over = self.unknown(found.passed_over)?;
        Ok(added)
    }

    /// Those that the library does not know: one that was named itself, now or once, is not passed over.
    fn unknown(&self, paths: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
        self.engine.database.read(|connection| {
            let mut known = connection.prepare_cached("SELECT 1 FROM archives WHERE path = ?1")?;
            let mut unknown = Vec::new();
            for path in paths {
                if !known.exists([path_text(&absolute(&path)?)])? {
                    unknown.push(path);
                }
            }
            Ok(unknown)
        })
    }

    /// Looks whether the files are still there, and as long as they were; returns how many rows changed.
    ///
    /// A file that is back, or has another length, is unverified until somebody looks into it.
    ///
    /// # Errors
    /// The database's errors.
    pub fn look_again(&self) -> Result<u64> {
        let known: Vec<(i64, String, i64, String)> = self.engine.database.read(|connection| {
            let mut statement = connection.prepare("SELECT id, path, size, state FROM archives")?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
        let mut changes = Vec::new();
        for (id, path, size, state) in known {
            let now = match std::fs::metadata(&path) {
                Ok(meta) if meta.is_file() => {
                    let same = i64::try_from(meta.len()).is_ok_and(|length| length == size);
                    if state == RowState::Missing.word() || !same { Some(RowState::Unverified) } else { None }
                }
                _ => (state != RowState::Missing.word()).then_some(RowState::Missing),
            };
            // An unverified file that grew is still only unverified.
            if let Some(now) = now.filter(|now| now.word() != state) {
                changes.push((id, now));
            }
        }
        self.engine.database.write(|transaction| {
            let mut statement = transaction
                .prepare_cached("UPDATE archives SET state = ?2, why = NULL, reason = NULL WHERE id = ?1")?;
            for (id, state) in &changes {
                statement.execute(rusqlite::params![id, state.word()])?;
            }
            Ok(())
        })?;
        Ok(changes.len() as u64)
    }
}

impl Engine {
    /// What a file's name, its receipt and the file system say about it.
    pub(crate) fn describe(&self, path: &Path, profiles: &[Profile]) -> Result<NewRow> {
        let path = absolute(path)?;
        let meta = std::fs::metadata(&path).map_err(|source| unreadable(&path, source))?;
        if !meta.is_file() {
            return Err(unreadable(&path, std::io::ErrorKind::InvalidInput.into()));
        }
        let (receipt, word) = self.receipt_at_glance(&path)?;
        let body = receipt.as_ref().map(Receipt::body);
        let name = file_name(&path);
        let zone = self.clock().zone();
        let modified = modified(&path);
        let (created, created_source) = if let Some(body) = body {
            (body.started, CreatedSource::Receipt)
        } else if let Some(when) = name_in(&name).and_then(|name| name.when().to_zoned(zone.clone()).ok()) {
            (Moment::from(&when), CreatedSource::Name)
        } else {
            let at = modified
                .and_then(|at| Timestamp::from_millisecond(at).ok())
                .unwrap_or_else(|| self.clock().now());
            (Moment::new(at, zone.to_offset(at)), CreatedSource::File)
        };
        let address = body.map(|body| body.appliance.address.clone());
        let profile = address.as_ref().and_then(|address| {
            profiles.iter().find(|profile| profile.address.to_string().eq_ignore_ascii_case(address))
        });
        let row = ArchiveRow {
            id: ArchiveId(0),
            name,
            size: meta.len(),
            sha256: None,
            profile: profile.map(|profile| profile.id),
            appliance: body.map(|body| body.appliance.name.clone()),
            address,
            created,
            created_source,
            version: body.and_then(|body| body.ctvl_version).map(|known| match known.source {
                Source::Typed { .. } => known,
                _ => Known { source: Source::Receipt, ..known },
            }),
            key: match body {
                None => KeyKnowledge::Unknown,
                Some(body) => body.key.clone().map_or(KeyKnowledge::Default, KeyKnowledge::Named),
            },
            counters: body.map(|body| body.counters),
            purpose: Purpose::Added,
            state: RowState::Unverified,
            why: None,
            reason: None,
            checked_at: None,
            receipt: word,
            usual_size: None,
            pinned: false,
            note: body.and_then(|body| body.note.clone()),
            added_at: self.clock().now(),
            path,
        };
        Ok(NewRow { row, modified })
    }

    /// The receipt, if what it says may be repeated, and what is known of it without looking into the archive.
    fn receipt_at_glance(&self, path: &Path) -> Result<(Option<Receipt>, ReceiptWord)> {
        let receipt = match Receipt::read(&receipt_path(path)) {
            Ok(receipt) => receipt,
            Err(ctvl_archive::ReceiptError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                return Ok((None, ReceiptWord::None));
            }
            Err(_) => return Ok((None, ReceiptWord::Unreadable)),
        };
        Ok(match receipt.public_key() {
            None => (Some(receipt), ReceiptWord::Unsigned),
            Some(_) if !receipt.signature_is_valid() => (None, ReceiptWord::SignatureBroken),
            Some(key) if self.is_own_key(key)? => (Some(receipt), ReceiptWord::SignedHere),
            Some(_) => (Some(receipt), ReceiptWord::SignedElsewhere),
        })
    }
}

/// The vendor's name at the beginning of a file name; a suffix such as `-2` or ` (1)` does not hide it.
fn name_in(file_name: &str) -> Option<ArchiveName> {
    file_name.get(.."backup_2025-04-10T10-32-33".len())?.parse().ok()
}

fn unreadable(path: &Path, source: std::io::Error) -> EngineError {
    let path = path.to_owned();
    if source.kind() == std::io::ErrorKind::NotFound {
        EngineError::ArchiveMissing { path }
    } else {
        EngineError::ArchiveUnreadable { path, source }
    }
}

/// What folders hold.
#[derive(Default)]
struct Found {
    archives: Vec<PathBuf>,
    /// ZIP files whose names say nothing of a backup.
    passed_over: Vec<PathBuf>,
}

impl Found {
    fn collect(&mut self, folder: &Path, depth: u32, failed: &mut Vec<(PathBuf, EngineError)>) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(source) => return failed.push((folder.to_owned(), unreadable(folder, source))),
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            let name = file_name(&path);
            // What begins with a dot is unfinished or none of ours.
            if name.starts_with('.') {
                continue;
            }
            // Not followed through links: the same file would come in under two names.
            match std::fs::symlink_metadata(&path) {
                Ok(meta) if meta.is_dir() && depth > 0 => self.collect(&path, depth - 1, failed),
                Ok(meta) if meta.is_file() && is_archive(&path, &name) => self.archives.push(path),
                Ok(meta) if meta.is_file() && is_zip(&path) => self.passed_over.push(path),
                _ => {}
            }
        }
    }
}

fn is_archive(path: &Path, name: &str) -> bool {
    let by_name = name_in(name).is_some() && !name.ends_with(".receipt.json");
    by_name || (name.ends_with(".zip") && receipt_path(path).is_file())
}

/// By its name: adding reads no file.
fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}
