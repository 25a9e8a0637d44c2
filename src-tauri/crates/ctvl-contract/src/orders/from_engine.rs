//! What became of an order, as the window is told it. Each conversion names every variant, so that a new one in the
//! engine does not compile before the wire has it.

use std::path::{Path, PathBuf};

use ctvl_engine::restore::{self as engine, RestoreStage};
use ctvl_engine::{self as app, EngineError};

use super::{
    AddedArchives, ArchiveDetail, ArchiveRow, ArchiveTable, DestinationLook, FileFailure, GuidedProgress,
    LongReboot, OpenRestore, Orphan, PlanProgress, Restorable, RestorableOn, RestoreRemedy, RestoreStanding,
    TrashedArchives,
};
use crate::archive::ReceiptFacts;
use crate::error::{Words, describe};
use crate::progress::Stage;
use crate::restore::GuidedView;

impl From<&app::DestinationLook> for DestinationLook {
    fn from(look: &app::DestinationLook) -> Self {
        Self {
            folder: look.folder.display().to_string(),
            own: look.own,
            free: look.free,
            synced_by: look.synced_by.map(|service| service.name().to_owned()),
            problem: look.problem.as_ref().map(|problem| describe(problem, None)),
            last_size: look.last_size,
        }
    }
}

impl From<engine::Restorable> for Restorable {
    fn from(restorable: engine::Restorable) -> Self {
        match restorable {
            engine::Restorable::Yes => Self::Yes,
            engine::Restorable::Damaged => Self::Damaged,
            engine::Restorable::Missing => Self::Missing,
            engine::Restorable::TooNew => Self::TooNew,
            engine::Restorable::Unknown => Self::Unknown,
        }
    }
}

impl From<&app::RestorableOn> for RestorableOn {
    fn from(on: &app::RestorableOn) -> Self {
        Self {
            profile: on.profile.to_string(),
            appliance: on.appliance.clone(),
            version: on.version.as_ref().map(|known| known.value.to_string()),
            restorable: on.glance.restorable.into(),
            needs: on.glance.needs.map(|version| version.to_string()),
        }
    }
}

impl From<&app::LibraryTable> for ArchiveTable {
    fn from(table: &app::LibraryTable) -> Self {
        let row = |(row, restorable): (&app::ArchiveRow, &engine::Restorable)| ArchiveRow {
            entry: row.into(),
            restorable: (*restorable).into(),
        };
        Self {
            total: table.page.total,
            bytes: table.page.bytes,
            rows: table.page.rows.iter().zip(&table.restorable).map(row).collect(),
        }
    }
}

impl From<&app::ArchiveDetail> for ArchiveDetail {
    fn from(detail: &app::ArchiveDetail) -> Self {
        Self {
            row: ArchiveRow { entry: (&detail.row).into(), restorable: detail.restorable.into() },
            folder: detail.folder.display().to_string(),
            receipt_facts: detail.receipt.as_ref().map(ReceiptFacts::from),
            restorable_on: detail.restorable_on.iter().map(RestorableOn::from).collect(),
        }
    }
}

impl From<&app::library::Added> for AddedArchives {
    fn from(added: &app::library::Added) -> Self {
        Self {
            added: added.added.iter().map(|id| id.number()).collect(),
            known: added.known.iter().map(|id| id.number()).collect(),
            passed_over: added.passed_over.len() as u64,
            failed: failures(&added.failed),
        }
    }
}

impl AddedArchives {
    /// None of these files was added, all for the same reason.
    #[must_use]
    pub fn refused(paths: &[PathBuf], why: &EngineError) -> Self {
        let failure = describe(why, None);
        let failed = paths.iter().map(|path| FileFailure { name: name_of(path), failure: failure.clone() });
        Self { added: Vec::new(), known: Vec::new(), passed_over: 0, failed: failed.collect() }
    }
}

impl From<&app::Trashed> for TrashedArchives {
    fn from(trashed: &app::Trashed) -> Self {
        Self { trashed: trashed.trashed.len() as u64, failed: failures(&trashed.failed) }
    }
}

fn failures(failed: &[(PathBuf, EngineError)]) -> Vec<FileFailure> {
    failed
        .iter()
        .map(|(path, error)| FileFailure { name: name_of(path), failure: describe(error, None) })
        .collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl From<&app::Orphan> for Orphan {
    fn from(orphan: &app::Orphan) -> Self {
        Self {
            id: orphan.id.clone(),
            name: orphan.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            folder: orphan.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default(),
            size: orphan.size,
            appliance: orphan.appliance.clone(),
            started: orphan.started.to_string(),
        }
    }
}

impl From<engine::PlanProgress> for PlanProgress {
    fn from(progress: engine::PlanProgress) -> Self {
        match progress {
            engine::PlanProgress::Reading { done, total, rate, remaining } => {
                let remaining_seconds = remaining.map(|remaining| remaining.as_secs());
                Self::Reading { done, total, rate, remaining_seconds }
            }
            engine::PlanProgress::Looking => Self::Looking,
        }
    }
}

impl From<engine::Remedy> for RestoreRemedy {
    fn from(remedy: engine::Remedy) -> Self {
        match remedy {
            engine::Remedy::PlanAgain => Self::PlanAgain,
            engine::Remedy::KeepWatching => Self::KeepWatching,
            engine::Remedy::LoginScreenSeen => Self::LoginScreenSeen,
            engine::Remedy::ContinueGuided => Self::ContinueGuided,
            engine::Remedy::EnterLogin => Self::EnterLogin,
            engine::Remedy::Close => Self::Close,
        }
    }
}

impl From<&engine::OpenRestore> for OpenRestore {
    fn from(open: &engine::OpenRestore) -> Self {
        let run = &open.run;
        Self {
            run: run.id.to_string(),
            profile: run.profile.map(|profile| profile.to_string()),
            appliance: run.plan.target.name.clone(),
            host: run.host().to_owned(),
            archive_name: run.plan.archive.name.clone(),
            job: run.here.then(|| run.job.to_string()),
            worked_on: run.worked_on,
            route: run.route().into(),
            stage: stage(&run.stage),
            standing: open.standing.into(),
            message: open.message.clone(),
            remedies: open.remedies.iter().copied().map(RestoreRemedy::from).collect(),
            guided: open.guided.as_ref().map(GuidedView::from),
            long_reboot: open
                .long_reboot
                .map(|long| LongReboot { seconds: long.silent.as_secs(), went_away: long.went_away }),
            attention: open.attention.as_ref().map(Words::from),
            started: run.started.to_string(),
        }
    }
}

/// A stored stage as the progress of its job shows it.
fn stage(stage: &RestoreStage) -> Stage {
    match stage {
        RestoreStage::Checking => Stage::Probing,
        RestoreStage::SafetyBackup => Stage::SafetyBackup,
        RestoreStage::Uploading => Stage::Uploading,
        RestoreStage::Committing | RestoreStage::Restoring { .. } => Stage::Restoring,
        RestoreStage::Guided { .. } => Stage::WaitingForPerson,
        RestoreStage::Rebooting { .. } => Stage::Rebooting,
        RestoreStage::SigningIn => Stage::SigningInAgain,
        RestoreStage::Ended { .. } => Stage::Ended,
    }
}

impl From<Option<engine::Standing>> for RestoreStanding {
    fn from(standing: Option<engine::Standing>) -> Self {
        match standing {
            None => Self::WorkedOn,
            Some(engine::Standing::NothingChanged) => Self::NothingChanged,
            Some(engine::Standing::MayBeRestoring) => Self::MayBeRestoring,
            Some(engine::Standing::Underway) => Self::Underway,
            Some(engine::Standing::WithPerson { .. }) => Self::WithPerson,
            Some(engine::Standing::SignInLeft | engine::Standing::Over) => Self::SignInLeft,
        }
    }
}

impl GuidedProgress {
    /// What an answer led to. Once Restore was pressed, `watch` starts the job that watches the reboot.
    ///
    /// # Errors
    /// What `watch` failed with; that Restore was pressed is stored all the same.
    pub fn of(
        progress: &engine::GuidedProgress,
        watch: impl FnOnce(engine::RunId) -> Result<app::JobId, EngineError>,
    ) -> Result<Self, EngineError> {
        Ok(match progress {
            engine::GuidedProgress::Step(view) => Self::Step { guided: Box::new((&**view).into()) },
            engine::GuidedProgress::Pressed(run) => Self::Watching { job: watch(*run)?.to_string() },
            engine::GuidedProgress::Over { because } => Self::Over { because: because.clone() },
        })
    }
}
