//! The guided route's way through the engine: a step is believed when the person says so, stored, and shown again
//! by whichever process asks next.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::binding::Change;
use super::error::RestoreError;
use super::execute::changes_of_profile;
use super::guided::{GuidedCard, GuidedEvent, GuidedFacts, GuidedNext, GuidedStep};
use super::plan::RestorePlan;
use super::run::{RestoreRun, RunId};
use super::stage::{Ending, Stage};
use super::steps::DetailToConfirm;
use super::upload;
use super::watch::QUIET;
use crate::engine::Engine;
use crate::error::{Activity, Result};
use crate::history::{EventKind, EventResult, NewEvent, RestoreStop};
use crate::job::Ending as JobEnding;

/// A guided restore, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidedView {
    /// The restore.
    pub run: RunId,
    /// The step the person is at.
    pub card: GuidedCard,
    /// All steps, for a list: their titles, and whether they are done.
    pub steps: Vec<GuidedLine>,
    /// The archive to choose.
    pub archive: std::path::PathBuf,
    /// The address of the administration page.
    pub page: String,
    /// R5: what to compare.
    pub details: Vec<DetailToConfirm>,
    /// The plan that was confirmed.
    pub plan: Box<RestorePlan>,
}

/// One line of the list of steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidedLine {
    /// The step.
    pub step: GuidedStep,
    /// What to do.
    pub title: String,
    /// Whether it is done.
    pub done: bool,
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuidedProgress {
    /// Another step.
    Step(Box<GuidedView>),
    /// Restore was pressed. [`Engine::watch_restore`] watches the rest.
    Pressed(RunId),
    /// It is over, and nothing was changed.
    Over {
        /// Why, as a sentence.
        because: String,
    },
}

impl GuidedView {
    pub(super) fn of(run: &RestoreRun, step: GuidedStep) -> Self {
        let archive = &run.plan.archive;
        let folder = archive.path.parent().unwrap_or_else(|| Path::new("")).display().to_string();
        let facts = GuidedFacts {
            host: &run.plan.target.host,
            page: &run.plan.target.page,
            file: &archive.name,
            folder: &folder,
        };
        Self {
            run: run.id,
            card: step.card(facts),
            steps: GuidedStep::ALL
                .iter()
                .map(|line| GuidedLine {
                    step: *line,
                    title: line.card(facts).title,
                    done: line.card(facts).number < step.card(facts).number,
                })
                .collect(),
            archive: archive.path.clone(),
            page: run.plan.target.page.clone(),
            details: run.plan.details.clone(),
            plan: Box::new(run.plan.clone()),
        }
    }
}

impl Engine {
    /// Where a guided restore is.
    ///
    /// # Errors
    /// [`RestoreError::RunUnknown`], [`RestoreError::NotHere`] if it does not wait for a person.
    pub fn guided(&self, id: RunId) -> Result<GuidedView> {
        let run = self.restore_run(id)?;
        match run.stage {
            Stage::Guided { step } => Ok(GuidedView::of(&run, step)),
            ref other => {
                Err(RestoreError::NotHere { host: run.host().to_owned(), stage: other.clone() }.into())
            }
        }
    }

    /// What a person says to a guided restore.
    ///
    /// Before the last step the archive is read once more: the browser sends whatever lies there then, and this is
    /// the last moment at which the app can say that it is no longer the confirmed one.
    ///
    /// # Errors
    /// [`RestoreError::NotNow`] for what does not belong to the step, [`RestoreError::NotHere`], and
    /// [`RestoreError::Void`] if the archive changed; the restore is over then, with nothing changed.
    pub async fn guided_step(self: &Arc<Self>, id: RunId, event: GuidedEvent) -> Result<GuidedProgress> {
        let run = self.restore_run(id)?;
        let Stage::Guided { step } = run.stage else {
            return Err(
                RestoreError::NotHere { host: run.host().to_owned(), stage: run.stage.clone() }.into()
            );
        };
        let host = run.host().to_owned();
        let next = match step.after(event) {
            Ok(next) => next,
            Err(not_now) => return Err(RestoreError::NotNow(not_now).into()),
        };
        match next {
            GuidedNext::Step(next) => {
                if next == GuidedStep::PressRestore {
                    self.still_as_confirmed(&run).await?;
                }
                self.go_on_from(&run, &Stage::Guided { step: next })?;
                Ok(GuidedProgress::Step(Box::new(GuidedView::of(&run, next))))
            }
            GuidedNext::Pressed => {
                let quiet_until = self.clock().now() + QUIET;
                self.go_on_from(&run, &Stage::Rebooting { away_seen: false, ticket: None, quiet_until })?;
                self.unconfirm_login(run.plan.target.profile)?;
                Ok(GuidedProgress::Pressed(id))
            }
            GuidedNext::DetailsDiffer => {
                let because = format!(
                    "{host} showed other details than this archive has, so another file was chosen there. Do not \
                     press Restore."
                );
                self.end_unchanged(&run, because, RestoreStop::DetailsDiffer)
            }
            GuidedNext::GivenUp => {
                let because = format!("The guided restore of {host} was stopped before Restore was pressed.");
                self.end_unchanged(&run, because, RestoreStop::GivenUp)
            }
        }
    }

    /// The next stage, unless somebody has answered in another window meanwhile.
    fn go_on_from(&self, run: &RestoreRun, next: &Stage) -> Result<()> {
        if self.set_stage_from(run.id, &run.stage, next)? {
            return Ok(());
        }
        let stage = self.restore_run(run.id)?.stage;
        Err(RestoreError::NotHere { host: run.host().to_owned(), stage }.into())
    }

    async fn still_as_confirmed(self: &Arc<Self>, run: &RestoreRun) -> Result<()> {
        let planned = &run.plan.archive;
        let mut changes = upload::changes_of(&planned.path, &planned.identity);
        if changes.is_empty() {
            let report = self.inspect(&planned.path, Arc::default()).await?;
            changes.extend(planned.identity.content_change(report.inspection.sha256));
        }
        let profile = self.profile(run.plan.target.profile)?;
        changes.extend(changes_of_profile(&profile, &run.plan));
        if changes.is_empty() {
            // Looked at last, so that the appliance behind the page is the planned one as late as can be said.
            let activity = Activity::Restore;
            let certificate = self
                .client(&profile, activity)?
                .certificate()
                .await
                .map_err(|error| self.failed(&profile, activity, error))?;
            let (planned, now) = (run.plan.target.certificate.clone(), certificate.fingerprint.to_string());
            if planned != now {
                changes.push(Change::Certificate { planned, now });
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let (host, file) = (run.host().to_owned(), planned.name.clone());
        let error = RestoreError::Void { host, file, changes };
        self.end_unchanged(run, error.message().text(), RestoreStop::Void)?;
        Err(error.into())
    }

    fn end_unchanged(&self, run: &RestoreRun, because: String, stop: RestoreStop) -> Result<GuidedProgress> {
        let ending = Ending::NothingChanged { because: because.clone() };
        self.end_guided(run, ending, because, stop)
    }

    fn end_guided(
        &self,
        run: &RestoreRun,
        ending: Ending,
        because: String,
        stop: RestoreStop,
    ) -> Result<GuidedProgress> {
        self.go_on_from(run, &Stage::Ended { ending })?;
        self.record_event(&NewEvent {
            outcome: match stop {
                RestoreStop::DetailsDiffer | RestoreStop::Void => JobEnding::Refused,
                RestoreStop::GivenUp | RestoreStop::Cancelled | RestoreStop::CancelledLast => {
                    JobEnding::Cancelled
                }
            },
            job: Some(run.job),
            result: Some(EventResult::RestoreStopped { because: stop }),
            ..NewEvent::done(EventKind::Restore, run.profile, run.plan.target.name.clone(), because.clone())
        })?;
        Ok(GuidedProgress::Over { because })
    }

    /// Cancels a restore while that leaves the appliance as it was; otherwise says why it cannot be.
    ///
    /// # Errors
    /// [`RestoreError::NotCancellable`] with the reason, [`RestoreError::RunUnknown`], and
    /// [`crate::EngineError::JobUnknown`] if its job runs in another process.
    pub fn cancel_restore(&self, id: RunId) -> Result<()> {
        let run = self.restore_run(id)?;
        let host = run.host().to_owned();
        if !run.stage.cancellable() {
            return Err(RestoreError::NotCancellable { host, stage: run.stage }.into());
        }
        if run.worked_on {
            return self.cancel_job(run.job);
        }
        if run.stage == (Stage::Guided { step: GuidedStep::PressRestore }) {
            // Restore may have been pressed there without anybody having said so here.
            let because = format!(
                "The guided restore of {host} was cancelled at its last step. If Restore was pressed there, {host} \
                 restores all the same."
            );
            let ending = Ending::Unknown { because: because.clone() };
            return self.end_guided(&run, ending, because, RestoreStop::CancelledLast).map(drop);
        }
        let because = format!("The restore of {host} was cancelled. Nothing was changed.");
        self.end_unchanged(&run, because, RestoreStop::Cancelled).map(drop)
    }
}
