//! Once the archive is committed, a restore is only watched: through the appliance's own work and its reboot
//! (R10), to the one sign-in (R9) and the tasks that are left (R8).
//!
//! Watching can be given up and taken up again at any time, in any process; what it finds is written down as it
//! is found. The person's word counts where the appliance says nothing.

use std::time::Duration;

use ctvl_client::{BootId, Client, ClientError, RestoreStage, RestoreTicket, Session, Trust};
use jiff::SignedDuration;

use super::direct::{self, Taken};
use super::error::RestoreError;
use super::execute::{Password, Work};
use super::plan::{RestorePlan, Route};
use super::reboot::{Back, Patience, until_back};
use super::stage::{Ending, SignInAfter, Stage};
use crate::aftermath::{CertificateAfter, Circumstances, OldCluster};
use crate::credentials::Credential;
use crate::error::{Activity, EngineError, Result};
use crate::job::Stage as Shown;
use crate::profile::{Profile, Role};

/// After this long without an answer a person is told; the design's figure.
pub(super) const QUIET: SignedDuration = SignedDuration::from_mins(15);

/// Between two looks. A practice appliance reboots in seconds and on this machine.
pub(super) fn pause(profile: &Profile) -> Duration {
    match profile.role {
        Role::Practice => Duration::from_millis(250),
        Role::Production | Role::Standby => Duration::from_secs(1),
    }
}

/// What a watch begins with.
pub(super) struct Watched {
    pub session: Option<Session>,
    pub ticket: Option<RestoreTicket>,
    /// The boot before the restore.
    pub before: Option<BootId>,
    /// Whether a cancel ends the watch. It never ends the restore.
    pub may_stop: bool,
    /// It is known already that the appliance went away.
    pub away_seen: bool,
}

impl Watched {
    /// Whether a reboot shows that the restore took place. On the direct route it does only if the appliance said
    /// that it took the archive: an appliance also reboots for other reasons.
    fn reboot_proves(&self, route: Route) -> bool {
        route == Route::Guided || self.ticket.is_some()
    }

    pub fn from_upload(taken: Taken, plan: &RestorePlan) -> Self {
        let before = direct::boot_before(&taken, plan.target.boot.as_deref());
        Self { session: taken.session, ticket: taken.ticket, before, may_stop: false, away_seen: false }
    }
}

/// What shows that the restore took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// The appliance reported it as complete.
    Reported,
    /// It went away and came back, or its boot is another one.
    Rebooted,
    /// A person saw the login screen.
    Person,
    /// Nothing.
    None,
}

/// Watches a restore to its end and writes everything down.
pub(super) async fn to_the_end(
    work: &Work<'_>,
    mut watched: Watched,
    mut password: Password,
) -> Result<SignInAfter> {
    let mut proof = Proof::None;
    let mut patience = Patience::of(work.plan.route, &watched);
    let mut session = watched.session.take();
    loop {
        let waiting = Box::pin(until_back(work, &watched, session.as_ref(), patience));
        let (back, reported) = stoppable(work, watched.may_stop, waiting).await??;
        if let Some(session) = session.take() {
            session.forget();
        }
        if reported {
            proof = Proof::Reported;
        }
        let (seen, certificate) = match back {
            Back::Answers { rebooted: true } if watched.reboot_proves(work.plan.route) => {
                (Proof::Rebooted, CertificateAfter::Same)
            }
            Back::Answers { .. } => (Proof::None, CertificateAfter::Same),
            Back::PersonSaysSo => (Proof::Person, CertificateAfter::Unknown),
            Back::OtherCertificate { presented, away_seen } => {
                work.engine().set_presented(work.run, presented)?;
                work.engine().note_other_certificate(work.profile, presented);
                if proof == Proof::None && (work.plan.route == Route::Direct || !away_seen) {
                    // Another certificate alone shows nothing; once it is trusted, the appliance can be asked.
                    return Err(uncertain(work, Some(presented)));
                }
                return finish(work, CertificateAfter::Another, SignInAfter::WaitsForTrust);
            }
        };
        if proof == Proof::None {
            proof = seen;
        }
        if proof != Proof::None {
            // Only now: what is stored as "signing in" counts as restored after a crash.
            work.engine().set_stage(work.run, &Stage::SigningIn)?;
        }
        work.context.stage(Shown::SigningInAgain, None);
        let (sign_in, open) = Box::pin(sign_in_once(work, &mut password)).await?;
        if let Some(open) = open {
            match Box::pin(ask_the_appliance(work, &open, &watched, proof)).await? {
                Says::Restored if proof == Proof::None => proof = Proof::Reported,
                Says::Restored => {}
                Says::Failed(reason) => return Err(failed(work, reason)?),
                Says::StillRestoring => {
                    // The login that has just worked is not the one that counts: it is replaced in a moment.
                    work.engine().unconfirm_login(work.profile.id)?;
                    proof = Proof::None;
                    work.engine().set_stage(work.run, &restoring(&watched))?;
                    work.context.stage(Shown::Restoring, Some(work.plan.archive.identity.size));
                    session = Some(open);
                    continue;
                }
                Says::Nothing => open.forget(),
            }
        }
        if proof != Proof::None {
            let certificate = match sign_in {
                // The password went through the verifier, so the certificate is the trusted one.
                SignInAfter::Worked | SignInAfter::Refused => CertificateAfter::Same,
                _ => certificate,
            };
            return finish(work, certificate, sign_in);
        }
        match work.plan.route {
            Route::Direct => return Err(uncertain(work, None)),
            // It may be restoring still; from now on only its going away, or a person, ends the wait.
            Route::Guided => {
                if sign_in == SignInAfter::Worked {
                    work.engine().unconfirm_login(work.profile.id)?;
                }
                patience = Patience::Endless;
            }
        }
    }
}

/// What the appliance did is not known; the run stays open, to be watched again.
fn uncertain(work: &Work<'_>, presented: Option<ctvl_client::Fingerprint>) -> EngineError {
    let appliance = work.profile.name.clone();
    RestoreError::Uncertain { appliance, host: work.host(), run: work.run, presented }.into()
}

fn restoring(watched: &Watched) -> Stage {
    Stage::Restoring { ticket: watched.ticket.as_ref().map(|ticket| ticket.id.clone()) }
}

/// The reported failure of an appliance: written down, and returned as the error it is.
pub(super) fn failed(work: &Work<'_>, reason: String) -> Result<EngineError> {
    work.engine()
        .set_stage(work.run, &Stage::Ended { ending: Ending::ApplianceFailed { reason: reason.clone() } })?;
    Ok(RestoreError::ApplianceFailed { host: work.host(), reason }.into())
}

async fn stoppable<F: Future>(work: &Work<'_>, may_stop: bool, watching: F) -> Result<F::Output> {
    if may_stop { work.context.or_cancelled(watching).await } else { Ok(watching.await) }
}

/// The one sign-in (R9). What was in the keyring counts as unconfirmed since the archive was committed, so the
/// engine's own rule keeps it from being sent twice, here and anywhere else.
async fn sign_in_once(work: &Work<'_>, password: &mut Password) -> Result<(SignInAfter, Option<Session>)> {
    let engine = work.engine();
    let profile = engine.profile(work.profile.id)?;
    let login = match password {
        Password::Given(login) => login.clone(),
        Password::Refused => return Ok((SignInAfter::Refused, None)),
        Password::None => return Ok((SignInAfter::NoPassword, None)),
        Password::Stored => match engine.login(&profile, Credential::Stored).await {
            Ok(login) => login,
            Err(EngineError::PasswordRefusedBefore { .. }) => return Ok((SignInAfter::Refused, None)),
            Err(error) => {
                tracing::info!(%error, "no password for the sign-in check");
                return Ok((SignInAfter::NoPassword, None));
            }
        },
    };
    let client: Client = engine.client(&profile, Activity::SignInAfterRestore)?;
    let error = match engine.sign_in_with(&profile, &client, &login, Activity::SignInAfterRestore).await {
        Ok(session) => return Ok((SignInAfter::Worked, Some(session))),
        Err(error) => error,
    };
    tracing::info!(%error, "the sign-in check failed");
    let sign_in = match error.client_error() {
        Some(
            ClientError::LoginRefused { .. }
            | ClientError::LoginDisabled { .. }
            | ClientError::LoginLocked { .. },
        ) => {
            // A given password is not sent a second time either.
            *password = Password::Refused;
            SignInAfter::Refused
        }
        Some(ClientError::CertificateChanged { .. } | ClientError::CertificateUntrusted { .. }) => {
            SignInAfter::WaitsForTrust
        }
        _ => SignInAfter::NoAnswer,
    };
    Ok((sign_in, None))
}

/// What an appliance says of a restore when it is asked.
enum Says {
    /// It reports it as complete, or runs in another boot than before.
    Restored,
    /// It is still at work.
    StillRestoring,
    /// It reports a failure.
    Failed(String),
    /// Nothing that would show either.
    Nothing,
}

async fn ask_the_appliance(
    work: &Work<'_>,
    session: &Session,
    watched: &Watched,
    proof: Proof,
) -> Result<Says> {
    let mut says = if proof == Proof::None { Says::Nothing } else { Says::Restored };
    if let Ok(capabilities) = session.capabilities().await {
        let system = capabilities.system.unwrap_or_default();
        if let Some(version) = system.version {
            work.engine().note_version_told(work.profile.id, version)?;
        }
        if let (Some(before), Some(now)) = (&watched.before, &system.boot)
            && before != now
            && watched.reboot_proves(work.plan.route)
        {
            says = Says::Restored;
        }
    }
    let Some(ticket) = &watched.ticket else { return Ok(says) };
    Ok(match session.restore_status(ticket).await {
        Ok(status) => match status.stage {
            RestoreStage::Complete => Says::Restored,
            RestoreStage::Failed => {
                Says::Failed(status.detail.unwrap_or_else(|| "It did not say why.".to_owned()))
            }
            RestoreStage::Preparing | RestoreStage::Restoring | RestoreStage::Rebooting => {
                Says::StillRestoring
            }
            RestoreStage::Unknown(_) => says,
        },
        Err(error) => {
            tracing::debug!(%error, "no status after the restore");
            says
        }
    })
}

/// Leaves the tasks, then ends the run: after a crash in between the tasks are there and the run is found again.
pub(super) fn finish(
    work: &Work<'_>,
    certificate: CertificateAfter,
    sign_in: SignInAfter,
) -> Result<SignInAfter> {
    work.context.stage(Shown::Aftermath, None);
    let engine = work.engine();
    let certificate = match (certificate, work.profile.trust) {
        // The operating system vouches for it, whichever it is; nobody has to compare anything.
        (CertificateAfter::Unknown, Trust::System) if sign_in == SignInAfter::Worked => {
            CertificateAfter::Same
        }
        (certificate, _) => certificate,
    };
    engine.leave_tasks(
        work.run,
        work.profile.id,
        &Circumstances {
            cluster: OldCluster::from(&work.plan.target.cluster),
            removed_before: work.removed_before.clone(),
            certificate,
            login_worked: sign_in == SignInAfter::Worked,
            at: engine.clock().now(),
        },
    )?;
    engine.set_stage(work.run, &Stage::Ended { ending: Ending::Restored { sign_in } })?;
    Ok(sign_in)
}
