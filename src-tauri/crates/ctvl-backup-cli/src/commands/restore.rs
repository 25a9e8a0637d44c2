//! A restore is planned, shown, confirmed and only then started. Every guard is the engine's; what this module adds is
//! that a wrong host name or a missing --confirm stops even where the engine would not ask.

mod answers;
mod guided;

use std::path::Path;
use std::sync::Arc;

use ctvl_contract::{Line, RestorePlan as PlanOnWire, RestoreResult, RestoreState, SignInAfter};
use ctvl_engine::client::Secret;
use ctvl_engine::restore::{
    PlanProgress, RefusedBecause, RestoreDone, RestoreError, RestoreOrder, RestorePlan,
    RestoreState as Reached, RouteChoice, SafetyBackup, Verdict,
};
use ctvl_engine::{CancelToken, Credential, Engine, EngineError, Job, Profile, VerifyTarget};
use tokio::sync::watch;

use crate::app::App;
use crate::args::RestoreArgs;
use crate::commands::{add, aftermath, plan};
use crate::console::{FAINT, GOOD, STRONG, WATCH, prose, styled};
use crate::exit::Exit;
use crate::failure::{Failure, quoted};
use crate::follow::{Followed, follow_with};
use crate::reading::reading;

/// A password that is used for the plan and once more for the restore.
struct Login(Option<Secret>);

impl Login {
    async fn of(app: &App, profile: &Profile, args: &RestoreArgs) -> Result<Self, Failure> {
        Ok(Self(match app.credential(profile, args.password).await? {
            Credential::Given(password) => Some(password),
            Credential::Stored => None,
        }))
    }

    fn credential(&self) -> Credential {
        self.0.clone().map_or(Credential::Stored, Credential::Given)
    }
}

/// `restore`.
pub async fn run(app: &App, args: RestoreArgs) -> Result<Exit, Failure> {
    let engine = app.engine()?;
    let profile = engine.profile(args.appliance.as_str())?;
    let Some(file) = args.file.clone() else { return guided::resume(app, &engine, &profile, &args).await };
    let login = Login::of(app, &profile, &args).await?;
    let order = RestoreOrder {
        credential: login.credential(),
        route: if args.guided { RouteChoice::Guided } else { RouteChoice::Auto },
        safety: safety(&args),
        archive_version: args.archive_version.as_deref().map(add::version).transpose()?,
        target_version: args.typed_version.as_deref().map(add::version).transpose()?,
        ..RestoreOrder::new(profile.id, VerifyTarget::File(file.clone()))
    };
    app.console.note(&styled(FAINT, &format!("Reading the archive and looking at {}.", profile.name)));
    let planned = planned(app, &engine, &file, order).await?;
    let shown = PlanOnWire::from(&planned);
    if args.plan_only {
        app.console.result(&shown, || plan::text(&shown)).map_err(Failure::output)?;
        return Ok(exit_of(&planned.verdict));
    }
    if app.console.json() {
        app.console.line(&Line::Plan(Box::new(shown)));
    } else if app.console.can_ask() {
        app.console.say(&format!("{}\n", plan::text(&shown)));
    } else {
        app.console.note(&plan::text(&shown));
    }
    if let Some(error) = refused(&planned) {
        return Err(EngineError::from(error).into());
    }
    let confirmation = answers::collect(app, &planned, &args).await?;
    let job = engine.start_restore(planned, &confirmation, login.credential())?;
    let done = watched(app, &engine, &profile, job, Followed::Restore).await?;
    reached(app, &engine, &profile, &args, done, login).await
}

/// What the options say of the safety backup; without any, the settings say it.
fn safety(args: &RestoreArgs) -> Option<SafetyBackup> {
    if args.node_already_lost {
        Some(SafetyBackup::NodeAlreadyLost)
    } else {
        args.safety_backup.then_some(SafetyBackup::Take)
    }
}

/// Makes the plan. Nothing is changed by that, so an interrupt simply leaves it.
async fn planned(
    app: &App,
    engine: &Arc<Engine>,
    file: &Path,
    order: RestoreOrder,
) -> Result<RestorePlan, Failure> {
    let cancel = Arc::new(CancelToken::default());
    let (sender, read) = watch::channel(0_u64);
    let plan = engine.plan_restore_with(order, Arc::clone(&cancel), move |progress| {
        if let PlanProgress::Reading { done, .. } = progress {
            sender.send_replace(done);
        }
    });
    match reading(app, file, None, read, &cancel, Box::pin(plan)).await {
        Some(plan) => Ok(plan?),
        None => Err(Failure::Cancelled),
    }
}

fn refused(plan: &RestorePlan) -> Option<RestoreError> {
    let (appliance, file) = (plan.target.name.clone(), plan.archive.name.clone());
    match plan.verdict.clone() {
        Verdict::Yes => None,
        Verdict::No { refusals } => Some(RestoreError::Refused { appliance, file, refusals }),
        Verdict::Unknown { missing } => Some(RestoreError::NotKnown { appliance, file, missing }),
    }
}

fn exit_of(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Yes => Exit::Done,
        Verdict::No { refusals }
            if refusals.iter().any(|refusal| matches!(refusal, RefusedBecause::ArchiveDamaged { .. })) =>
        {
            Exit::Damaged
        }
        Verdict::No { .. } | Verdict::Unknown { .. } => Exit::Refused,
    }
}

/// Follows the job of a restore; while a reboot takes long, what the engine has to say about it is said.
async fn watched(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    job: Job<RestoreDone>,
    followed: Followed,
) -> Result<RestoreDone, Failure> {
    follow_with(app, job, followed, || {
        let run = engine.open_restores(Some(profile.id)).ok()?.into_iter().next()?;
        let message = run.attention(app.now())?;
        Some(format!(
            "{} If you see its login screen, say so from another terminal: ctvl-backup-cli restore {} --resume --say \
             login-screen-seen",
            message.text(),
            quoted(&profile.name)
        ))
    })
    .await
}

/// What is told of a restore that its job brought this far.
async fn reached(
    app: &App,
    engine: &Arc<Engine>,
    profile: &Profile,
    args: &RestoreArgs,
    done: RestoreDone,
    login: Login,
) -> Result<Exit, Failure> {
    match done.state {
        Reached::Restored { .. } => {
            let result = RestoreResult::of(engine, &done)?;
            app.console.result(&result, || prose(&restored(&result))).map_err(Failure::output)?;
            Ok(Exit::Done)
        }
        Reached::WithPerson { .. } => {
            Box::pin(guided::go_on(app, engine, profile, args, done.run, login)).await
        }
    }
}

/// What is told of a restore that a person closed.
fn closed(result: &RestoreResult, is_restored: bool) -> String {
    if is_restored {
        restored(result)
    } else {
        format!("The restore of {} is closed as not restored.\n", result.appliance)
    }
}

fn restored(result: &RestoreResult) -> String {
    let name = quoted(&result.appliance);
    let mut text =
        format!("{}\n", styled(GOOD, &format!("The restore of {} is complete.", result.appliance)));
    if let RestoreState::Restored { sign_in } = &result.state {
        let sign_in = match sign_in {
            SignInAfter::Worked => "The login from the backup works.".to_owned(),
            SignInAfter::Refused => styled(
                WATCH,
                &format!(
                    "The login was refused; it was tried once and is not tried again. Logins come from the backup now. \
                     Enter another: ctvl-backup-cli appliance password {name}"
                ),
            ),
            SignInAfter::NoAnswer => {
                format!("The sign-in got no answer. Try it: ctvl-backup-cli appliance test {name}")
            }
            SignInAfter::WaitsForTrust => styled(
                WATCH,
                &format!(
                    "It shows another certificate, so the login was not tried. Compare it: ctvl-backup-cli appliance \
                     trust {name}"
                ),
            ),
            SignInAfter::NoPassword => {
                format!(
                    "The login was not tried. Try it: ctvl-backup-cli appliance test {name} --password-stdin"
                )
            }
        };
        text.push_str(&format!("{sign_in}\n"));
    }
    if let Some(safety) = result.safety {
        text.push_str(&format!("The safety backup is number {safety} in the library, and pinned.\n"));
    }
    let open =
        result.tasks.iter().filter(|task| matches!(task.state, ctvl_contract::TaskState::Open)).count();
    match open {
        0 => text.push_str("No task is left.\n"),
        1 => text.push_str("\nOne task is left for you.\n"),
        open => text.push_str(&format!("\n{}\n", styled(STRONG, &format!("{open} tasks are left for you.")))),
    }
    text.push_str(&aftermath::text(&result.tasks));
    if open > 0 {
        text.push_str("Tick one off when it is done: ctvl-backup-cli aftermath tick NUMBER\n");
    }
    text
}
