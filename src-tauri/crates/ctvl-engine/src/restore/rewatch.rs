//! A watch that nobody keeps can be taken up again by any process, and says by itself when it takes too long.

use std::sync::Arc;
use std::time::Instant;

use ctvl_client::{BootId, RestoreTicket};

use super::error::{RestoreError, StillNeeded};
use super::execute::{Password, RestoreDone, RestoreState, Work, restore_job};
use super::open::LongReboot;
use super::plan::Route;
use super::run::RunId;
use super::stage::Stage;
use super::watch::{Watched, to_the_end};
use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::Result;
use crate::job::{Job, JobKind};
use crate::message::{Message, Offer, words};

impl Engine {
    /// Watches a restore that nobody watches: after a crash, after the watch was given up, or after the person
    /// pressed Restore on the administration page. The job's cancel ends the watch, never the restore.
    ///
    /// # Errors
    /// [`RestoreError::RunUnknown`], [`RestoreError::NotHere`] if there is nothing to watch,
    /// [`crate::EngineError::RunInProgress`], [`crate::EngineError::ProfileUnknown`] if the profile was removed.
    pub fn watch_restore(self: &Arc<Self>, id: RunId, credential: Credential) -> Result<Job<RestoreDone>> {
        let run = self.restore_run(id)?;
        let not_here =
            |stage: &Stage| RestoreError::NotHere { host: run.host().to_owned(), stage: stage.clone() };
        let (ticket, away_seen) = match &run.stage {
            Stage::Committing => (None, false),
            Stage::Restoring { ticket } => (ticket.clone(), false),
            Stage::Rebooting { away_seen, ticket, .. } => (ticket.clone(), *away_seen),
            other => return Err(not_here(other).into()),
        };
        let profile = self.profile(run.plan.target.profile)?;
        if profile.address.to_string() != run.plan.target.address {
            // Another appliance would be watched, and sent a password, for this one.
            let because = StillNeeded::RestoreOpen;
            return Err(RestoreError::StillNeeded { appliance: profile.name, because }.into());
        }
        let lock = self.lock_appliance(&profile, JobKind::Restore)?;
        let before = run.plan.target.boot.clone().map(BootId);
        let ticket = ticket.map(|id| RestoreTicket { id, boot: before.clone() });
        let start = restore_job(&profile);
        self.start_job(start, move |context| async move {
            let began = Instant::now();
            let _lock = lock;
            context.engine.set_run_job(id, context.id)?;
            let plan = &run.plan;
            let removed_before = run.removed_before.clone();
            let work = Work { context: &context, run: id, plan, profile: &profile, removed_before };
            let password = match credential {
                Credential::Stored => Password::Stored,
                given @ Credential::Given(_) => Password::Given(context.engine.login(&profile, given).await?),
            };
            // No sign-in before the appliance has been seen to be back: there is only one (R9).
            let watched = Watched { session: None, ticket, before, may_stop: true, away_seen };
            let ended = Box::pin(to_the_end(&work, watched, password)).await.map_err(|error| {
                // Nothing was undone: only the watch ended.
                if error.is_cancelled() {
                    let appliance = work.profile.name.clone();
                    RestoreError::WatchStopped { appliance, host: work.host(), run: id }.into()
                } else {
                    error
                }
            })?;
            work.done(RestoreState::Restored { sign_in: ended }, run.safety, began)
        })
    }
}

impl super::RestoreRun {
    /// What a person should be told while the reboot takes longer than it should.
    pub fn attention(&self, now: jiff::Timestamp) -> Option<Message> {
        let LongReboot { silent, went_away } = self.long_reboot(now)?;
        let host = self.host();
        let message = match (went_away, self.route()) {
            (true, _) => Message::warning(format!("{host} has not answered for {}.", words::wait(silent)))
                .next("It went away to reboot, which is part of a restore; look at its console."),
            (false, Route::Direct) => {
                Message::warning(format!("{host} has not rebooted for {}.", words::wait(silent)))
                    .next("It may still be restoring; look at its console.")
            }
            (false, Route::Guided) => {
                Message::warning(format!("{host} has not rebooted for {}.", words::wait(silent)))
                    .why("It may still be restoring, or Restore was not pressed there.")
                    .next("Look at its administration page.")
            }
        };
        Some(message.offer(Offer::KeepWaiting).offer(Offer::LoginScreenSeen))
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::tests::{archive, target};
    use jiff::SignedDuration;

    use super::super::plan::{PlannedOrder, RestorePlan, RouteChoice, SafetyBackup};
    use super::super::run::RestoreRun;
    use super::super::verdict::Verdict;
    use super::super::watch::QUIET;
    use super::*;

    fn run(stage: Stage, route: RouteChoice) -> RestoreRun {
        let order = PlannedOrder {
            profile: target().profile,
            route,
            safety: SafetyBackup::Take,
            archive_version: None,
            target_version: None,
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        RestoreRun {
            id: RunId::new(),
            job: crate::job::JobId::new(),
            profile: Some(target().profile),
            plan: RestorePlan::compose(order, archive(), target(), Verdict::Yes, now),
            stage,
            safety: None,
            removed_before: None,
            presented: None,
            started: now,
            changed: now,
            worked_on: true,
            here: true,
        }
    }

    #[test]
    fn a_person_is_told_only_after_the_quiet_time_and_only_while_rebooting() {
        let start = jiff::Timestamp::UNIX_EPOCH;
        let quiet_until = start + QUIET;
        let late = start + SignedDuration::from_mins(16);
        for away_seen in [true, false] {
            for route in [RouteChoice::Auto, RouteChoice::Guided] {
                let run = run(Stage::Rebooting { away_seen, ticket: None, quiet_until }, route);
                assert_eq!(
                    run.attention(start + SignedDuration::from_mins(14)),
                    None,
                    "no answer is normal now"
                );
                let message = run.attention(late).expect("after 15 minutes it is told");
                assert_eq!(message.offers, [Offer::KeepWaiting, Offer::LoginScreenSeen]);
                assert!(message.happened.contains("16 minutes"), "{}", message.happened);
            }
        }
        assert_eq!(run(Stage::SigningIn, RouteChoice::Auto).attention(late), None);
    }
}
