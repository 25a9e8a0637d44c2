//! A verification changes nothing but what is known: it reads every byte and writes down what it saw, and when.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ctvl_archive::{ArchiveState, Plausibility};

use crate::archive_file::{ArchiveReport, absolute};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::history::{EventKind, EventResult, Subject};
use crate::job::{Item, Job, JobContext, JobKind, JobResult, JobStart, Stage};
use crate::library::ArchiveId;

/// One file to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyTarget {
    /// An archive of the library.
    Archive(ArchiveId),
    /// Any file. It is not added to the library, but if it is in it its row is brought up to date.
    File(PathBuf),
}

impl From<ArchiveId> for VerifyTarget {
    fn from(id: ArchiveId) -> Self {
        Self::Archive(id)
    }
}

impl From<PathBuf> for VerifyTarget {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

/// What to verify, in this order.
pub type VerifyOrder = Vec<VerifyTarget>;

/// What the verification of one file found, or why it could not be read.
#[derive(Debug)]
pub struct VerifyDone {
    /// The file.
    pub path: PathBuf,
    /// Its place in the library, if it has one.
    pub archive: Option<ArchiveId>,
    /// What was found.
    pub result: Result<ArchiveReport>,
}

impl Engine {
    /// Starts the verification of these files, one after the other; bytes done count over all of them.
    ///
    /// A file that cannot be read does not stop the others. Archives of the library get the new state and the time.
    ///
    /// # Errors
    /// At once: [`EngineError::NothingChosen`], [`EngineError::ArchiveUnknown`]. From the job only
    /// [`EngineError::Cancelled`] and the database's errors.
    pub fn start_verify(self: &Arc<Self>, order: VerifyOrder) -> Result<Job<Vec<VerifyDone>>> {
        let paths: Vec<PathBuf> = order
            .into_iter()
            .map(|target| match target {
                VerifyTarget::Archive(id) => Ok(self.archive(id)?.path),
                VerifyTarget::File(path) => absolute(&path),
            })
            .collect::<Result<_>>()?;
        let subject = match paths.as_slice() {
            [] => return Err(EngineError::NothingChosen),
            [only] => Subject::Named(name_of(only)),
            several => Subject::Archives(several.len() as u64),
        };
        let start = JobStart { kind: JobKind::Verify, event: EventKind::Verify, profile: None, subject };
        self.start_job(start, |context| async move {
            tokio::task::spawn_blocking(move || verify(&context, paths))
                .await
                .unwrap_or(Err(EngineError::JobLost { kind: JobKind::Verify }))
        })
    }
}

fn verify(context: &JobContext, paths: Vec<PathBuf>) -> Result<Vec<VerifyDone>> {
    let engine = &context.engine;
    let sizes: Vec<u64> =
        paths.iter().map(|path| std::fs::metadata(path).map_or(0, |found| found.len())).collect();
    context.stage(Stage::Verifying, Some(sizes.iter().sum()));
    let (mut before, of) = (0, paths.len() as u64);
    let mut all = Vec::with_capacity(paths.len());
    for (index, (path, size)) in paths.into_iter().zip(sizes).enumerate() {
        context.go_on()?;
        context.item(Item { index: index as u64 + 1, of, name: name_of(&path) });
        let progress = |read: u64| context.done(before + read.min(size));
        let result = engine.look_at(&path, &progress, context.cancel());
        before += size;
        context.done(before);
        let archive = match &result {
            Ok(report) => {
                if let Some(id) = report.archive {
                    engine.note_check(id, report)?;
                }
                report.archive
            }
            Err(EngineError::Cancelled) => return Err(EngineError::Cancelled),
            Err(error) => {
                let row = engine.archive_at(&path)?;
                if let (Some(row), EngineError::ArchiveMissing { .. }) = (&row, error) {
                    engine.note_missing(row.id)?;
                }
                row.map(|row| row.id)
            }
        };
        all.push(VerifyDone { path, archive, result });
    }
    Ok(all)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl JobResult for Vec<VerifyDone> {
    fn bytes(&self) -> Option<u64> {
        Some(
            self.iter()
                .filter_map(|done| done.result.as_ref().ok())
                .map(|report| report.inspection.size)
                .sum(),
        )
    }

    fn text(&self) -> String {
        let tally = Tally::of(self);
        let mut text = format!("{} verified", tally.verified);
        for (number, word) in [(tally.damaged, "damaged"), (tally.unproven + tally.unread, "not verifiable")]
        {
            if number > 0 {
                text.push_str(&format!(", {number} {word}"));
            }
        }
        text.push('.');
        text
    }

    fn event(&self) -> Option<EventResult> {
        let Tally { verified, much_smaller, damaged, unproven, unread } = Tally::of(self);
        Some(EventResult::Verified { verified, much_smaller, damaged, unproven, unread })
    }
}

/// How many archives were found how.
#[derive(Default)]
struct Tally {
    verified: u64,
    much_smaller: u64,
    damaged: u64,
    unproven: u64,
    unread: u64,
}

impl Tally {
    fn of(all: &[VerifyDone]) -> Self {
        let mut tally = Self::default();
        for done in all {
            let Ok(report) = &done.result else {
                tally.unread += 1;
                continue;
            };
            match report.assessment.state {
                ArchiveState::Verified { .. } => {
                    tally.verified += 1;
                    let small = matches!(report.assessment.plausibility, Plausibility::MuchSmaller { .. });
                    tally.much_smaller += u64::from(small);
                }
                ArchiveState::Damaged { .. } => tally.damaged += 1,
                ArchiveState::CannotVerify { .. } | ArchiveState::Unverified | ArchiveState::Missing => {
                    tally.unproven += 1;
                }
            }
        }
        tally
    }
}
