//! A restore begins only after verdict, confirmation, archive and target have been checked again, under the
//! appliance's lock, and after its safety backup; before that the target is not touched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ctvl_archive::ArchiveState;
use ctvl_client::Session;

use super::binding::Change;
use super::confirm::{self, Confirmation};
use super::direct;
use super::error::RestoreError;
use super::guided::GuidedStep;
use super::look::{Look, see_target};
use super::plan::{RestorePlan, Route, RouteChoice, SafetyBackup};
use super::run::RunId;
use super::stage::{Ending, SignInAfter, Stage};
use super::upload;
use super::verdict::Verdict;
use super::watch::{self, Watched};
use crate::aftermath::TickedBy;
use crate::backup::{BackupOrder, Purpose, safety_backup};
use crate::credentials::Credential;
use crate::engine::Engine;
use crate::error::{Activity, EngineError, Result};
use crate::history::{EventKind, EventResult};
use crate::job::{Job, JobContext, JobKind, JobResult, JobStart, Stage as Shown};
use crate::library::ArchiveId;
use crate::lock::ApplianceLock;
use crate::profile::Profile;
use crate::profile::login::Login;

/// How far a job brought a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreDone {
    /// The restore.
    pub run: RunId,
    /// The appliance's name.
    pub appliance: String,
    /// Its host name.
    pub host: String,
    /// Where it is now.
    pub state: RestoreState,
    /// The safety backup.
    pub safety: Option<ArchiveId>,
    /// How many tasks of the aftermath are open.
    pub tasks: usize,
    /// How long the job took.
    pub duration: Duration,
}

/// Where a restore is when its job has ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreState {
    /// The appliance is back with the archive's data.
    Restored {
        /// What the one sign-in afterwards showed (R9).
        sign_in: SignInAfter,
    },
    /// Guided route: everything the app can do itself is done, now it is the person's turn.
    WithPerson {
        /// The step to begin with.
        step: GuidedStep,
    },
}

impl JobResult for RestoreDone {
    fn bytes(&self) -> Option<u64> {
        None
    }

    fn text(&self) -> String {
        let name = &self.appliance;
        match self.state {
            RestoreState::WithPerson { .. } => {
                format!("The guided restore of {name} is prepared and goes on at its administration page.")
            }
            RestoreState::Restored { sign_in } => {
                let left = match self.tasks {
                    0 => "No task is left.".to_owned(),
                    1 => "One task is left.".to_owned(),
                    tasks => format!("{tasks} tasks are left."),
                };
                let login = match sign_in {
                    SignInAfter::Worked => "",
                    SignInAfter::Refused => {
                        " The login was refused; it was tried once and is not tried again."
                    }
                    SignInAfter::NoAnswer => " The sign-in got no answer.",
                    SignInAfter::WaitsForTrust => {
                        " It shows another certificate, which waits to be compared."
                    }
                    SignInAfter::NoPassword => " The login was not tried, because no password was at hand.",
                };
                format!("The restore of {name} is complete.{login} {left}")
            }
        }
    }

    fn event(&self) -> Option<EventResult> {
        Some(match self.state {
            RestoreState::WithPerson { .. } => EventResult::WithPerson,
            RestoreState::Restored { sign_in } => EventResult::Restored { sign_in, tasks: self.tasks as u64 },
        })
    }
}

/// Everything a running restore works with.
pub(super) struct Work<'a> {
    pub context: &'a JobContext,
    pub run: RunId,
    pub plan: &'a RestorePlan,
    pub profile: &'a Profile,
    pub removed_before: Option<TickedBy>,
}

impl Work<'_> {
    pub fn engine(&self) -> &Arc<Engine> {
        &self.context.engine
    }

    pub fn host(&self) -> String {
        self.plan.target.host.clone()
    }

    /// Writes the stage down, then shows it.
    pub fn enter(&self, stage: &Stage, shown: Shown, total: Option<u64>) -> Result<()> {
        self.engine().set_stage(self.run, stage)?;
        self.context.stage(shown, total);
        Ok(())
    }
}

/// The password of a run: what is at hand now, and where the one for the sign-in afterwards comes from.
pub(super) enum Password {
    /// From the keyring. After the restore it counts as unconfirmed, and the keyring is asked again.
    Stored,
    /// Given for this restore alone, in memory only.
    Given(Login),
    /// None: guided, with the node said to be lost.
    None,
    /// It was refused during this watch, and is not sent again.
    Refused,
}

impl Engine {
    /// Executes a plan after it has been confirmed. The appliance's lock is taken before this returns.
    ///
    /// On the direct route the job goes on until the appliance is back and the aftermath is written down. On the
    /// guided route it ends when it is the person's turn ([`Engine::guided`]).
    ///
    /// A cancel undoes what was begun until the archive's last bytes have left. After that the job finishes;
    /// [`Engine::cancel_restore`] says why.
    ///
    /// # Errors
    /// At once: [`RestoreError::Refused`], [`RestoreError::NotKnown`], [`RestoreError::NotConfirmed`],
    /// [`RestoreError::Void`], [`RestoreError::AnotherOpen`], [`EngineError::RunInProgress`]. From the job those
    /// of [`RestoreError`] that name what failed.
    pub fn start_restore(
        self: &Arc<Self>,
        plan: RestorePlan,
        confirmation: &Confirmation,
        credential: Credential,
    ) -> Result<Job<RestoreDone>> {
        let profile = self.profile(plan.target.profile)?;
        self.may_start(&plan, &profile, confirmation)?;
        let lock = self.lock_appliance(&profile, JobKind::Restore)?;
        // Looked at under the lock: two processes cannot both find none.
        self.end_interrupted_restores()?;
        if let Some(open) = self.open_restores(Some(profile.id))?.first() {
            return Err(RestoreError::AnotherOpen { appliance: profile.name, run: open.id }.into());
        }
        let removed_before =
            confirmation.removed_from_old_cluster.then(|| TickedBy::Person { name: super::person() });
        let start = restore_job(&profile);
        self.start_job(start, move |context| async move {
            let run = RunId::new();
            context.engine.insert_run(run, context.id, &plan, removed_before.as_ref())?;
            let work = Work { context: &context, run, plan: &plan, profile: &profile, removed_before };
            let outcome = Box::pin(execute(&work, &lock, credential)).await;
            if let Err(error) = &outcome {
                context.engine.end_if_nothing_changed(run, error)?;
            }
            outcome
        })
    }

    /// Everything that can be checked without reaching for the target.
    fn may_start(&self, plan: &RestorePlan, profile: &Profile, confirmation: &Confirmation) -> Result<()> {
        let (appliance, file) = (profile.name.clone(), plan.archive.name.clone());
        // Judged again from the facts: a plan that was handed around may say anything.
        match Verdict::again(&plan.archive, &plan.target) {
            Verdict::Yes => {}
            Verdict::No { refusals } => {
                return Err(RestoreError::Refused { appliance, file, refusals }.into());
            }
            Verdict::Unknown { missing } => {
                return Err(RestoreError::NotKnown { appliance, file, missing }.into());
            }
        }
        let host = plan.target.host.clone();
        let asks = confirm::asks_for(&plan.target, &plan.archive.standing);
        confirm::check(confirmation, plan.fingerprint(), &asks, &plan.target.address)
            .map_err(|problem| RestoreError::NotConfirmed { appliance, host: host.clone(), problem })?;
        let mut changes = upload::changes_of(&plan.archive.path, &plan.archive.identity);
        changes.extend(changes_of_profile(profile, plan));
        if changes.is_empty() { Ok(()) } else { Err(RestoreError::Void { host, file, changes }.into()) }
    }

    /// After a failure: what had not changed anything is over; everything else stays open, to be watched.
    fn end_if_nothing_changed(&self, run: RunId, error: &EngineError) -> Result<()> {
        if self.restore_run(run)?.stage.cancellable() {
            let because = error.message().happened;
            self.set_stage(run, &Stage::Ended { ending: Ending::NothingChanged { because } })?;
        }
        Ok(())
    }
}

/// What differs between the plan and the profile as it stands now.
pub(super) fn changes_of_profile(profile: &Profile, plan: &RestorePlan) -> Vec<Change> {
    let mut changes = Vec::new();
    let address = profile.address.to_string();
    if address != plan.target.address {
        changes.push(Change::Address { planned: plan.target.address.clone(), now: address });
    }
    if profile.role != plan.target.role {
        changes.push(Change::Role);
    }
    changes
}

pub(super) fn restore_job(profile: &Profile) -> JobStart {
    JobStart {
        kind: JobKind::Restore,
        event: EventKind::Restore,
        profile: Some(profile.id),
        subject: profile.name.clone().into(),
    }
}

async fn execute(work: &Work<'_>, lock: &ApplianceLock, credential: Credential) -> Result<RestoreDone> {
    let began = Instant::now();
    let (context, plan) = (work.context, work.plan);
    let given = matches!(credential, Credential::Given(_));
    context.stage(Shown::Probing, None);
    // The plan can do without a sign-in and did: what was refused then is not sent a second time (R9).
    if can_do_without_login(plan) && !plan.target.signed_in {
        return Box::pin(execute_with(work, lock, None, given, began)).await;
    }
    let login = match context.or_cancelled(work.engine().login(work.profile, credential)).await? {
        Ok(login) => Some(login),
        Err(error) if can_do_without_login(plan) => {
            tracing::info!(%error, "restored without a login");
            None
        }
        Err(error) => return Err(error),
    };
    Box::pin(execute_with(work, lock, login, given, began)).await
}

async fn execute_with(
    work: &Work<'_>,
    lock: &ApplianceLock,
    login: Option<Login>,
    given: bool,
    began: Instant,
) -> Result<RestoreDone> {
    let (context, plan) = (work.context, work.plan);
    let mut session = check_again(work, login.as_ref()).await?;
    // A sign-in that failed here is not repeated for the backup: that would send a refused password again (R9).
    let login = if session.is_some() { login } else { None };
    let safety = Box::pin(take_safety_backup(work, lock, login.as_ref())).await?;
    if safety.is_some() {
        // A backup takes its time: the target is looked at once more, directly before it is replaced.
        context.stage(Shown::Probing, None);
        session = check_again(work, login.as_ref()).await?;
    }
    let password = match login {
        Some(login) if given => Password::Given(login),
        Some(_) => Password::Stored,
        None => Password::None,
    };
    let state = match (plan.route, session) {
        (Route::Guided, session) => {
            if let Some(session) = session {
                session.forget();
            }
            context.go_on()?;
            let step = GuidedStep::OpenPage;
            work.enter(&Stage::Guided { step }, Shown::WaitingForPerson, None)?;
            RestoreState::WithPerson { step }
        }
        (Route::Direct, Some(session)) => {
            let taken = direct::send(work, session).await?;
            let ended =
                Box::pin(watch::to_the_end(work, Watched::from_upload(taken, plan), password)).await?;
            RestoreState::Restored { sign_in: ended }
        }
        // Checked above: the direct route was planned with a sign-in, and a sign-in that fails is an error there.
        (Route::Direct, None) => return Err(EngineError::JobLost { kind: JobKind::Restore }),
    };
    work.done(state, safety, began)
}

impl Work<'_> {
    pub fn done(
        &self,
        state: RestoreState,
        safety: Option<ArchiveId>,
        began: Instant,
    ) -> Result<RestoreDone> {
        Ok(RestoreDone {
            run: self.run,
            appliance: self.profile.name.clone(),
            host: self.host(),
            state,
            safety,
            tasks: self.engine().open_aftermath(self.profile.id)?,
            duration: began.elapsed(),
        })
    }
}

fn can_do_without_login(plan: &RestorePlan) -> bool {
    plan.order.route == RouteChoice::Guided && plan.order.safety == SafetyBackup::NodeAlreadyLost
}

/// Looks at archive and target as the plan did, and voids the plan on any difference.
async fn check_again(work: &Work<'_>, login: Option<&Login>) -> Result<Option<Session>> {
    let plan = work.plan;
    let look = Look {
        profile: work.profile,
        login,
        sign_in_may_fail: can_do_without_login(plan),
        typed: plan.order.target_version,
        key: &super::facts::KeyNeeded::Unknown,
        activity: Activity::Restore,
        stop: work.context.cancel(),
    };
    let seen = see_target(work.engine(), look).await?;
    let mut changes = upload::changes_of(&plan.archive.path, &plan.archive.identity);
    changes.extend(plan.target.binding().changes(&seen.facts.binding()));
    if plan.route == Route::Direct && !seen.facts.direct_route {
        changes.push(Change::Route);
    }
    if !changes.is_empty() {
        return Err(RestoreError::Void { host: work.host(), file: plan.archive.name.clone(), changes }.into());
    }
    Ok(seen.session)
}

/// Backs the target up as it is. Without a proven safety backup the restore goes on only if the person said
/// that the node is already lost.
async fn take_safety_backup(
    work: &Work<'_>,
    lock: &ApplianceLock,
    login: Option<&Login>,
) -> Result<Option<ArchiveId>> {
    let (context, plan) = (work.context, work.plan);
    let lost = plan.order.safety == SafetyBackup::NodeAlreadyLost;
    let Some(login) = login else { return Ok(None) };
    work.enter(&Stage::SafetyBackup, Shown::SafetyBackup, None)?;
    let order = BackupOrder {
        credential: Credential::Given(login.secret.clone()),
        note: Some(format!("Safety backup before the restore of {}", plan.archive.name)),
        pin: true,
        purpose: Purpose::Safety,
        ..BackupOrder::new(work.profile.id)
    };
    let host = work.host();
    let cause = match Box::pin(safety_backup(context, order, lock)).await {
        Ok(done) if matches!(done.state, ArchiveState::Verified { .. }) => {
            work.engine().set_safety(work.run, done.archive)?;
            return Ok(Some(done.archive));
        }
        Ok(done) => {
            work.engine().set_safety(work.run, done.archive)?;
            RestoreError::SafetyUnproven { host, path: done.path }
        }
        Err(error) if error.is_cancelled() => return Err(error),
        Err(error) => RestoreError::SafetyBackup { host, cause: Box::new(error) },
    };
    if lost {
        tracing::warn!(error = %cause, "the restore goes on without a safety backup, as the person said");
        return Ok(None);
    }
    Err(cause.into())
}
