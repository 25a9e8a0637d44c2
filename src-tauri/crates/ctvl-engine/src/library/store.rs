//! Changes to single rows, and the questions that runs ask about an appliance's archives.

use std::path::Path;

use ctvl_archive::{ArchiveState, Counters, HistoryPoint, Inspection, Plausibility, ReceiptBody};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::archive::{ArchiveId, ArchiveRow, CreatedSource, ReceiptWord, RowState};
use super::row::{self, Word, path_text};
use super::{Library, state};
use crate::archive_file::{ArchiveReport, ReceiptState};
use crate::backup::Purpose;
use crate::database::{instant, signed, unsigned};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::EventKind;
use crate::profile::{Profile, ProfileId};

/// A row about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewRow {
    pub(super) row: ArchiveRow,
    pub(super) modified: Option<i64>,
}

impl NewRow {
    /// Of an archive that a run has just taken.
    pub(crate) fn of_backup(
        profile: &Profile,
        path: &Path,
        inspection: &Inspection,
        receipt: &ReceiptBody,
        purpose: Purpose,
    ) -> Self {
        let (created, created_source) = match inspection.details.created {
            Some(created) => (created, CreatedSource::Archive),
            None => (receipt.started, CreatedSource::Receipt),
        };
        let row = ArchiveRow {
            id: ArchiveId(0),
            path: path.to_owned(),
            name: file_name(path),
            size: inspection.size,
            sha256: Some(inspection.sha256),
            profile: Some(profile.id),
            appliance: Some(profile.name.clone()),
            address: Some(profile.address.to_string()),
            created,
            created_source,
            version: receipt.ctvl_version,
            key: match &receipt.key {
                Some(key) => ctvl_archive::KeyKnowledge::Named(key.clone()),
                // The archive may name the key that was the default when it was made; that name outlives the default.
                None => match &inspection.details.key {
                    ctvl_archive::KeyKnowledge::Named(key) => ctvl_archive::KeyKnowledge::Named(key.clone()),
                    _ => ctvl_archive::KeyKnowledge::Default,
                },
            },
            counters: Some(receipt.counters),
            purpose,
            state: RowState::Unverified,
            why: None,
            reason: None,
            checked_at: None,
            receipt: ReceiptWord::None,
            usual_size: None,
            pinned: false,
            note: None,
            added_at: receipt.finished.timestamp(),
        };
        Self { row, modified: modified(path) }
    }

    pub(crate) fn judged(
        mut self,
        found: &ArchiveState,
        plausibility: Plausibility,
        receipt: &ReceiptState,
    ) -> Self {
        let judged = state::of(found);
        self.row.state = judged.state;
        self.row.why = judged.why;
        self.row.reason = judged.reason;
        self.row.checked_at = Some(self.row.added_at);
        if let ArchiveState::Verified { at } = found {
            self.row.checked_at = Some(*at);
        }
        self.row.receipt = state::receipt_word(receipt);
        self.row.usual_size = state::usual_size(plausibility);
        self
    }

    /// Of an archive whose run ended before it could say so itself.
    pub(crate) fn of_interrupted(&mut self, profile: Option<ProfileId>, event: EventKind) {
        self.row.profile = self.row.profile.or(profile);
        self.row.purpose = match event {
            EventKind::PreChangeBackup => Purpose::PreChange,
            EventKind::SafetyBackup | EventKind::Restore => Purpose::Safety,
            _ => Purpose::Regular,
        };
        self.row.pinned = self.row.purpose != Purpose::Regular;
    }

    pub(crate) fn noted(mut self, pinned: bool, note: Option<String>) -> Self {
        self.row.pinned = pinned;
        self.row.note = note;
        self
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file's modification time in milliseconds, where the file system tells one.
pub(super) fn modified(path: &Path) -> Option<i64> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    Timestamp::try_from(time).ok().map(|at| at.as_millisecond())
}

impl Library {
    /// Pins archives, or lets them go: all of them, or none if one is not known.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`].
    pub fn pin(&self, ids: &[ArchiveId], pinned: bool) -> Result<()> {
        self.engine.database.write(|transaction| {
            let mut statement =
                transaction.prepare_cached("UPDATE archives SET pinned = ?2 WHERE id = ?1")?;
            for id in ids {
                if statement.execute(params![id.0, pinned])? == 0 {
                    return Err(EngineError::ArchiveUnknown { id: *id });
                }
            }
            Ok(())
        })
    }

    /// Notes something on an archive. The receipt keeps the note it was written with.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`], [`EngineError::NoteTooLong`].
    pub fn note(&self, id: ArchiveId, note: Option<&str>) -> Result<()> {
        crate::backup::check_note(note)?;
        let mut row = self.get(id)?;
        row.note = note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
        self.engine.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE archives SET note = ?2, search = ?3 WHERE id = ?1")?
                .execute(params![id.0, row.note, row::search_text(&row)])?;
            Ok(())
        })
    }

    /// Takes archives out of the library; their files stay. All of them, or none if one is not known.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`].
    pub fn forget(&self, ids: &[ArchiveId]) -> Result<()> {
        self.engine.database.write(|transaction| {
            let mut statement = transaction.prepare_cached("DELETE FROM archives WHERE id = ?1")?;
            for id in ids {
                if statement.execute([id.0])? == 0 {
                    return Err(EngineError::ArchiveUnknown { id: *id });
                }
            }
            Ok(())
        })
    }
}

impl Engine {
    pub(crate) fn insert_archive(&self, new: &NewRow) -> Result<ArchiveId> {
        self.database.write(|transaction| row::insert(transaction, &new.row, new.modified))
    }

    /// The library's row of a file, if it has one.
    pub(crate) fn archive_at(&self, path: &Path) -> Result<Option<ArchiveRow>> {
        self.database.read(|connection| row::find(connection, "path", &path_text(path)))
    }

    pub(crate) fn archive(&self, id: ArchiveId) -> Result<ArchiveRow> {
        self.database
            .read(|connection| row::find(connection, "id", &id.0))?
            .ok_or(EngineError::ArchiveUnknown { id })
    }

    /// Writes down what a look at the file found.
    pub(crate) fn note_check(&self, id: ArchiveId, report: &ArchiveReport) -> Result<()> {
        let judged = state::of(&report.assessment.state);
        let now = self.clock().now().as_millisecond();
        let details = &report.inspection.details;
        // What a damaged or foreign file looks like says nothing of the archive that belongs here.
        let damaged = matches!(report.assessment.state, ArchiveState::Damaged { .. });
        self.database.write(|transaction| {
            transaction
                .prepare_cached(
                    "UPDATE archives SET state = ?2, why = ?3, checked_at = ?4, receipt = ?5, usual_size = ?6, size = ?7,
                         sha256 = CASE WHEN ?11 THEN sha256 ELSE ?8 END, modified = ?9, counters = coalesce(counters, ?10),
                         reason = ?12
                     WHERE id = ?1",
                )?
                .execute(params![
                    id.0,
                    judged.state.word(),
                    judged.why,
                    now,
                    state::receipt_word(&report.receipt_state).word(),
                    state::usual_size(report.assessment.plausibility).map(signed),
                    signed(report.inspection.size),
                    report.inspection.sha256.to_string(),
                    modified(&report.path),
                    details.counters.map(Word::word),
                    damaged,
                    row::reason_text(judged.reason.as_ref()),
                ])?;
            if damaged {
                return Ok(());
            }
            if let Some(version) = report.version {
                row::note_version(transaction, id, version)?;
            }
            if let Some(created) = details.created {
                row::note_created(transaction, id, created)?;
            }
            row::note_key(transaction, id, &details.key)?;
            Ok(())
        })
    }

    /// Writes down that the file is not there.
    pub(crate) fn note_missing(&self, id: ArchiveId) -> Result<()> {
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE archives SET state = ?2, why = NULL, reason = NULL WHERE id = ?1")?
                .execute(params![id.0, RowState::Missing.word()])?;
            Ok(())
        })
    }

    /// Sizes of this appliance's newest verified archives, but for the one that is judged by them.
    pub(crate) fn size_history(
        &self,
        profile: ProfileId,
        but: Option<ArchiveId>,
    ) -> Result<Vec<HistoryPoint>> {
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT size, counters FROM archives
                 WHERE profile = ?1 AND state = 'verified' AND counters IS NOT NULL AND id <> ?2 ORDER BY created DESC LIMIT 20",
            )?;
            let mut rows = statement.query(params![profile.to_string(), but.map_or(0, |id| id.0)])?;
            let mut points = Vec::new();
            while let Some(found) = rows.next()? {
                let word: String = found.get(1)?;
                points.push(HistoryPoint {
                    size: unsigned(found.get(0)?, "size")?.unwrap_or(0),
                    counters: Counters::read(&word, "counters setting")?,
                });
            }
            Ok(points)
        })
    }

    /// The size of this appliance's newest archive with the same counters setting.
    pub(crate) fn last_size(&self, profile: ProfileId, counters: Counters) -> Result<Option<u64>> {
        Ok(self
            .size_history(profile, None)?
            .into_iter()
            .find(|point| point.counters == counters)
            .map(|point| point.size))
    }

    /// When this appliance's newest verified archive was made, and at the latest when it came into the library: the
    /// appliance's clock may run ahead.
    pub(crate) fn newest_verified(&self, profile: ProfileId) -> Result<Option<Timestamp>> {
        self.database.read(|connection| {
            let newest: Option<i64> = connection
                .prepare_cached(
                    "SELECT min(created, added_at) FROM archives WHERE profile = ?1 AND state = 'verified'
                     ORDER BY min(created, added_at) DESC, id DESC LIMIT 1",
                )?
                .query_row([profile.to_string()], |found| found.get(0))
                .optional()?;
            newest.map(|at| instant(at, "time of creation")).transpose()
        })
    }

    /// Whether any archive that the library knows in this folder is there.
    pub(crate) fn any_archive_in(&self, folder: &Path) -> Result<bool> {
        let names: Vec<String> = self.database.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT name FROM archives WHERE folder = ?1 ORDER BY id DESC LIMIT 50")?;
            let names = statement.query_map([path_text(folder)], |found| found.get(0))?;
            Ok(names.collect::<rusqlite::Result<_>>()?)
        })?;
        Ok(names.iter().any(|name| folder.join(name).exists()))
    }
}
