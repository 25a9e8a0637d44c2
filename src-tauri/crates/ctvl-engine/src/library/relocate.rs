//! Where an archive lies now. A row follows the archive, never a copy of it, and what a person wrote on a row is never
//! lost.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use ctvl_archive::{ArchiveState, KeyKnowledge};
use rusqlite::{Transaction, params};

use super::archive::{ArchiveId, ArchiveRow, CreatedSource};
use super::row::{self, path_text};
use super::store::{file_name, modified};
use super::{Library, NewRow};
use crate::archive_file::{ArchiveReport, absolute};
use crate::backup::Purpose;
use crate::error::{EngineError, Result};
use crate::job::CancelToken;

/// What telling the library where an archive lies now came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Relocated {
    /// The row of the file that was found.
    pub row: ArchiveRow,
    /// What was done.
    pub how: HowRelocated,
}

/// What was done when the library was told where an archive lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowRelocated {
    /// The archive's row says the new place now.
    Moved,
    /// The same, and the row that knew the new place already is one with it. What a person wrote on either is kept.
    Joined {
        /// The number that is gone.
        other: ArchiveId,
    },
    /// The archive is still where it was, and its row stays there. What was found is a copy, with a row of its own.
    Copy,
    /// It is the very file that the row knows, called by this or another path.
    InPlace,
}

/// Between two notes that were written on the same archive. One line: that is how notes are shown and edited.
const BETWEEN_NOTES: &str = " / ";

impl Library {
    /// Tells the library where an archive lies now. The file there must be the same archive: it is read and checked, and
    /// its row is brought up to date.
    ///
    /// As long as the archive's own file is where it was, and whole, it keeps that place: then the file is a copy, with
    /// a row of its own.
    ///
    /// # Errors
    /// [`EngineError::ArchiveUnknown`], [`EngineError::ArchiveMissing`], [`EngineError::ArchiveDiffers`].
    pub async fn relocate(&self, id: ArchiveId, to: &Path) -> Result<Relocated> {
        let known = self.get(id)?;
        let to = absolute(to)?;
        let report = self.look(&to).await?;
        let same = match known.sha256 {
            Some(hash) => hash == report.inspection.sha256,
            // Never read before: its length and its name are all there is to go by.
            None => known.size == report.inspection.size && known.name == file_name(&to),
        };
        if !same {
            return Err(EngineError::ArchiveDiffers { path: to });
        }
        if is_one_file(&known.path, &to) {
            self.engine.note_check(id, &report)?;
            return self.told(id, HowRelocated::InPlace);
        }
        if self.stays(&known, &report).await? {
            let copy = self.row_of_copy(&to)?;
            self.engine.note_check(copy, &report)?;
            return self.told(copy, HowRelocated::Copy);
        }
        let joined = self.follow(id, &to, &report)?;
        // A check against what the other row knew of another archive says nothing of this one.
        let report = if joined.is_some_and(|joined| joined.foreign) { self.look(&to).await? } else { report };
        self.engine.note_check(id, &report)?;
        match joined {
            Some(Joined { other, .. }) => self.told(id, HowRelocated::Joined { other }),
            None => self.told(id, HowRelocated::Moved),
        }
    }

    async fn look(&self, path: &Path) -> Result<ArchiveReport> {
        self.engine.inspect(path, Arc::new(CancelToken::default())).await
    }

    fn told(&self, id: ArchiveId, how: HowRelocated) -> Result<Relocated> {
        Ok(Relocated { row: self.get(id)?, how })
    }

    /// Whether the archive's own file is still in its place. It is read for that, and its row brought up to date.
    ///
    /// A damaged file, or another one in its place, is not the archive any more: another copy may stand for it.
    async fn stays(&self, known: &ArchiveRow, found: &ArchiveReport) -> Result<bool> {
        // As `look_again` sees it: what cannot be reached is missing.
        if !std::fs::metadata(&known.path).is_ok_and(|meta| meta.is_file()) {
            return Ok(false);
        }
        let there = match self.look(&known.path).await {
            Ok(there) => there,
            Err(EngineError::ArchiveMissing { .. }) => return Ok(false),
            // Nobody can say that it is not the archive, so its row stays with it.
            Err(EngineError::ArchiveUnreadable { .. }) => return Ok(true),
            Err(error) => return Err(error),
        };
        let stays = match known.sha256 {
            Some(hash) => hash == there.inspection.sha256,
            None if matches!(there.assessment.state, ArchiveState::Damaged { .. }) => false,
            // Two whole files of one name and length: nothing says that the found one belongs to this row.
            None if there.inspection.sha256 != found.inspection.sha256 => {
                return Err(EngineError::ArchiveDiffers { path: found.path.clone() });
            }
            None => true,
        };
        if stays {
            self.engine.note_check(known.id, &there)?;
        }
        Ok(stays)
    }

    /// The row of the file at this place; a new one if there is none.
    fn row_of_copy(&self, path: &Path) -> Result<ArchiveId> {
        let NewRow { row, modified } = self.engine.describe(path, &self.engine.profiles()?)?;
        self.engine.database.write(|transaction| match row::find(transaction, "path", &path_text(path))? {
            Some(known) => Ok(known.id),
            None => row::insert(transaction, &row, modified),
        })
    }

    /// Moves the row, and joins it with the one that knows the new place already.
    fn follow(&self, id: ArchiveId, to: &Path, report: &ArchiveReport) -> Result<Option<Joined>> {
        self.engine.database.write(|transaction| {
            // Both are read here: since the file was looked at, somebody may have pinned one or noted something on it.
            let mut kept =
                row::find(transaction, "id", &id.number())?.ok_or(EngineError::ArchiveUnknown { id })?;
            let other = row::find(transaction, "path", &path_text(to))?.filter(|other| other.id != id);
            let joined = other.map(|other| join(transaction, &mut kept, other, report)).transpose()?;
            kept.path = to.to_owned();
            kept.name = file_name(to);
            transaction.execute(
                "UPDATE archives SET path = ?2, folder = ?3, name = ?4, added_at = ?5 WHERE id = ?1",
                params![
                    id.number(),
                    path_text(to),
                    to.parent().map(path_text).unwrap_or_default(),
                    kept.name,
                    kept.added_at.as_millisecond()
                ],
            )?;
            row::insert(transaction, &kept, modified(to))?;
            Ok(joined)
        })
    }
}

/// Two rows became one.
#[derive(Clone, Copy)]
struct Joined {
    other: ArchiveId,
    /// What the other row knew was another archive, over which this one has been written.
    foreign: bool,
}

/// Takes the other row into this one and out of the library. Its number is gone; nothing else is.
fn join(
    transaction: &Transaction<'_>,
    kept: &mut ArchiveRow,
    other: ArchiveRow,
    report: &ArchiveReport,
) -> Result<Joined> {
    let foreign = other.sha256.is_some_and(|hash| hash != report.inspection.sha256);
    if foreign && kept.sha256.is_none() {
        // What lies there is not what was there, and nothing proves that it is what this row knows.
        return Err(EngineError::ArchiveDiffers { path: report.path.clone() });
    }
    kept.pinned |= other.pinned;
    kept.note = both_notes(kept.note.take(), other.note.clone());
    let joined = Joined { other: other.id, foreign };
    // What history and runs say of another archive is not true of this one.
    if !foreign {
        for refer in [
            "UPDATE history SET archive = ?2 WHERE archive = ?1",
            "UPDATE restore_runs SET safety = ?2 WHERE safety = ?1",
        ] {
            transaction.execute(refer, params![other.id.number(), kept.id.number()])?;
        }
        learn(kept, other);
    }
    transaction.execute("DELETE FROM archives WHERE id = ?1", [joined.other.number()])?;
    Ok(joined)
}

/// Fills in what only the other row knew of the same archive.
fn learn(kept: &mut ArchiveRow, other: ArchiveRow) {
    if kept.appliance.is_none() && kept.address.is_none() {
        (kept.appliance, kept.address) = (other.appliance, other.address);
    }
    kept.profile = kept.profile.or(other.profile);
    kept.version = kept.version.or(other.version);
    kept.counters = kept.counters.or(other.counters);
    kept.sha256 = kept.sha256.or(other.sha256);
    if kept.key == KeyKnowledge::Unknown {
        kept.key = other.key;
    }
    if worth(other.created_source) > worth(kept.created_source) {
        (kept.created, kept.created_source) = (other.created, other.created_source);
    }
    if kept.purpose == Purpose::Added {
        kept.purpose = other.purpose;
    }
    kept.added_at = kept.added_at.min(other.added_at);
}

fn worth(source: CreatedSource) -> u8 {
    match source {
        CreatedSource::File => 0,
        CreatedSource::Name => 1,
        CreatedSource::Receipt => 2,
        CreatedSource::Archive => 3,
    }
}

/// Both notes, once each. Together they may be longer than a note may be written: cutting would lose what was.
fn both_notes(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) if first.split(BETWEEN_NOTES).any(|part| part == second) => Some(first),
        (Some(first), Some(second)) if second.split(BETWEEN_NOTES).any(|part| part == first) => Some(second),
        (Some(first), Some(second)) => Some(format!("{first}{BETWEEN_NOTES}{second}")),
        (first, second) => first.or(second),
    }
}

/// Whether both paths lead to one file: through a link, or in another letter case where that makes no difference.
fn is_one_file(one: &Path, other: &Path) -> bool {
    if one == other {
        return true;
    }
    match (std::fs::canonicalize(one), std::fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
