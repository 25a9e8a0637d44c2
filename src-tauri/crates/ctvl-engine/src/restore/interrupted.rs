//! Restores whose process is gone. What is certain is written down without asking; everything else is offered,
//! with what is known.

use jiff::Timestamp;

use super::error::RestoreError;
use super::recovery::Standing;
use super::run::{RestoreRun, RunId};
use super::stage::{Ending, Stage};
use crate::aftermath::{CertificateAfter, Circumstances, OldCluster};
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{EventKind, EventResult, NewEvent};
use crate::job::Ending as JobEnding;

impl Engine {
    /// Writes down the end of those interrupted restores of which it is certain. Called at open, after the jobs of
    /// dead processes have been marked.
    pub(crate) fn end_interrupted_restores(&self) -> Result<Vec<RunId>> {
        let mut ended = Vec::new();
        for run in self.open_restores(None)?.into_iter().filter(|run| !run.worked_on) {
            let Some(ending) = Standing::of(&run.stage).ends_by_itself(&run.stage, run.host()) else {
                continue;
            };
            if let (Ending::Restored { .. }, Some(profile)) = (&ending, run.profile) {
                self.leave_tasks(run.id, profile, &unknown_circumstances(&run, self.clock().now()))?;
            }
            let text = Standing::of(&run.stage).message(&run.stage, run.host());
            let result = EventResult::BrokenOff { restored: matches!(ending, Ending::Restored { .. }) };
            self.set_stage(run.id, &Stage::Ended { ending })?;
            self.record_end(&run, JobEnding::Interrupted, text, result)?;
            ended.push(run.id);
        }
        Ok(ended)
    }

    /// Closes a restore of which it is not known what the appliance did, after a person looked at it. `restored`
    /// says what the person saw; if it is, the tasks of the aftermath are left.
    ///
    /// # Errors
    /// [`RestoreError::NotHere`] if it is over or being worked on, [`RestoreError::RunUnknown`].
    pub fn close_restore(&self, id: RunId, restored: bool) -> Result<()> {
        let run = self.restore_run(id)?;
        let unclear =
            matches!(run.stage, Stage::Committing | Stage::Restoring { .. } | Stage::Rebooting { .. });
        if run.worked_on || !unclear {
            return Err(RestoreError::NotHere { host: run.host().to_owned(), stage: run.stage }.into());
        }
        let (who, host) = (super::person(), run.host().to_owned());
        let result = EventResult::Closed { restored, by: who.clone(), host: host.clone() };
        let (ending, text) = if restored {
            if let Some(profile) = run.profile {
                self.leave_tasks(id, profile, &unknown_circumstances(&run, self.clock().now()))?;
            }
            let sign_in = super::stage::SignInAfter::NoPassword;
            (Ending::Restored { sign_in }, format!("{who} looked at {host}: it is restored."))
        } else {
            let because = format!("{who} looked at {host} and closed this restore.");
            (Ending::Unknown { because: because.clone() }, because)
        };
        self.set_stage(id, &Stage::Ended { ending })?;
        self.record_end(&run, JobEnding::Done, text, result)
    }

    fn record_end(
        &self,
        run: &RestoreRun,
        outcome: JobEnding,
        text: String,
        result: EventResult,
    ) -> Result<()> {
        self.record_event(&NewEvent {
            outcome,
            job: Some(run.job),
            result: Some(result),
            ..NewEvent::done(EventKind::Restore, run.profile, run.plan.target.name.clone(), text)
        })
    }
}

fn unknown_circumstances(run: &RestoreRun, at: Timestamp) -> Circumstances {
    Circumstances {
        cluster: OldCluster::from(&run.plan.target.cluster),
        removed_before: run.removed_before.clone(),
        certificate: if run.presented.is_some() {
            CertificateAfter::Another
        } else {
            CertificateAfter::Unknown
        },
        login_worked: false,
        at,
    }
}
