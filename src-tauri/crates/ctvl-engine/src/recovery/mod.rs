//! What a dead process left is written down as interrupted, and offered; nothing of it is removed unasked.

use std::path::{Path, PathBuf};

use ctvl_archive::receipt_path;
use rusqlite::Row;

use crate::backup::unfinished_receipt;
use crate::database::parsed;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{self, EventKind, NewEvent, Subject};
use crate::job::{Ending, JobId, JobKind, mark_ended};
use crate::message::Incident;
use crate::profile::ProfileId;

/// What was found at the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Jobs whose process ended before they did.
    pub interrupted: Vec<(JobId, JobKind)>,
    /// Archives that had got their final name but not yet their place in the library; they are in it now.
    pub adopted: Vec<PathBuf>,
}

/// A job that was running when its process ended.
struct Left {
    id: JobId,
    kind: JobKind,
    event: EventKind,
    profile: Option<ProfileId>,
    subject: Subject,
    owner: String,
    part: Option<PathBuf>,
    finished: Option<PathBuf>,
}

impl Engine {
    /// Marks the jobs of dead processes as interrupted. [`Engine::open`] does this; a long-lived process may do it
    /// again at any time.
    ///
    /// # Errors
    /// The database's errors.
    pub fn recover(&self) -> Result<Recovered> {
        let running = self.rows("ending IS NULL")?;
        let owners = running.iter().map(|job| job.owner.clone()).collect();
        let left: Vec<Left> = self.owner.bury_dead(owners, |dead| {
            let left: Vec<Left> = running.into_iter().filter(|job| dead.contains(&job.owner)).collect();
            self.mark_interrupted(&left)?;
            Ok(left)
        })?;
        let mut recovered = Recovered {
            interrupted: left.iter().map(|job| (job.id, job.kind)).collect(),
            adopted: Vec::new(),
        };
        // Not only of the jobs that were just found dead: what could not be adopted then is tried again, and a job that
        // lived may have failed between the final name and the library.
        for job in self.rows("ending IN ('failed', 'interrupted') AND final_path IS NOT NULL")? {
            match self.adopt(&job) {
                Ok(path) => recovered.adopted.extend(path),
                Err(error) => {
                    tracing::warn!(%error, job = %job.id, "what a job saved could not be added to the library");
                }
            }
        }
        // One restore that cannot be read must not keep everything else from a person.
        if let Err(error) = self.end_interrupted_restores() {
            tracing::error!(%error, "interrupted restores could not be looked at");
        }
        Ok(recovered)
    }

    fn rows(&self, condition: &str) -> Result<Vec<Left>> {
        self.database.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT id, kind, event, profile, subject, owner, part_path, final_path, archives FROM jobs WHERE {condition}"
            ))?;
            let mut rows = statement.query([])?;
            let mut left = Vec::new();
            while let Some(row) = rows.next()? {
                left.push(left_from(row)?);
            }
            Ok(left)
        })
    }

    fn mark_interrupted(&self, left: &[Left]) -> Result<()> {
        if left.is_empty() {
            return Ok(());
        }
        let now = self.clock().now();
        self.database.write(|transaction| {
            for job in left {
                let incident = Incident::of_job(job.id).to_string();
                tracing::warn!(job = %job.id, kind = job.kind.as_str(), subject = %job.subject, %incident, "was interrupted");
                mark_ended(transaction, &job.id.to_string(), Ending::Interrupted, now, Some(&incident))?;
                let text = format!("{} was interrupted: the program ended before it did.", subject_of(job));
                let event = NewEvent {
                    outcome: Ending::Interrupted,
                    job: Some(job.id),
                    incident: Some(incident),
                    ..NewEvent::done(job.event, job.profile, job.subject.clone(), text)
                };
                history::insert(transaction, now, &event)?;
            }
            Ok(())
        })
    }

    /// A backup that ended between its final name and the library: the file is whole, so it is kept and known.
    fn adopt(&self, job: &Left) -> Result<Option<PathBuf>> {
        let (JobKind::Backup | JobKind::Restore, Some(finished)) = (job.kind, &job.finished) else {
            return Ok(None);
        };
        let unfinished = job.part.as_ref().is_some_and(|part| part.exists());
        if unfinished || !finished.is_file() {
            return Ok(None);
        }
        if self.archive_at(finished)?.is_some() {
            self.settle_final_path(job.id)?;
            return Ok(None);
        }
        finish_receipt(finished);
        let profiles = self.profiles()?;
        let mut row = self.describe(finished, &profiles)?;
        row.of_interrupted(job.profile, job.event);
        self.insert_archive(&row)?;
        self.settle_final_path(job.id)?;
        Ok(Some(finished.clone()))
    }

    /// The library knows the archive, so it is not looked for again: a person may take it out of the library.
    pub(crate) fn settle_final_path(&self, id: JobId) -> Result<()> {
        self.database.write(|transaction| {
            transaction
                .prepare_cached("UPDATE jobs SET final_path = NULL WHERE id = ?1")?
                .execute([id.to_string()])?;
            Ok(())
        })
    }
}

/// The receipt was written and flushed before the archive got its name; only its own name may be missing.
fn finish_receipt(archive: &Path) {
    let (waiting, receipt) = (unfinished_receipt(archive), receipt_path(archive));
    if waiting.is_file()
        && !receipt.exists()
        && let Err(error) = std::fs::rename(&waiting, &receipt)
    {
        tracing::warn!(%error, "a receipt could not be given its name");
    }
}

fn subject_of(job: &Left) -> String {
    match job.kind {
        JobKind::Backup => format!("The backup of {}", job.subject),
        JobKind::Restore => format!("The restore of {}", job.subject),
        JobKind::Verify => format!("The check of {}", job.subject),
    }
}

fn left_from(row: &Row<'_>) -> Result<Left> {
    let unreadable = |what| EngineError::DatabaseUnreadable { what };
    let kind: String = row.get(1)?;
    let event: String = row.get(2)?;
    Ok(Left {
        id: parsed(row.get(0)?, "job id")?.ok_or(unreadable("job id"))?,
        kind: JobKind::from_word(&kind).ok_or(unreadable("kind of job"))?,
        event: EventKind::from_word(&event).ok_or(unreadable("kind of event"))?,
        profile: parsed(row.get(3)?, "profile of a job")?,
        subject: Subject::read(row.get(4)?, row.get(8)?)?,
        owner: row.get(5)?,
        part: row.get::<_, Option<String>>(6)?.map(PathBuf::from),
        finished: row.get::<_, Option<String>>(7)?.map(PathBuf::from),
    })
}

#[cfg(test)]
mod tests;
