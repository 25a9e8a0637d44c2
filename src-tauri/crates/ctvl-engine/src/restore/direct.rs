//! The direct route: one request carries the archive, and its end is released only by the gate.

use std::sync::Arc;

use ctvl_client::{BootId, ClientError, RestoreStage, RestoreTicket, Session, Upload};

use super::binding::Change;
use super::error::RestoreError;
use super::execute::Work;
use super::stage::{Ending, Stage};
use super::upload::{self, Gate, Stopped};
use crate::error::{Activity, EngineError, Result};
use crate::job::Stage as Shown;

/// The archive is on the appliance.
pub(super) struct Taken {
    pub session: Option<Session>,
    /// `None`: the connection ended before the appliance said what it calls this restore.
    pub ticket: Option<RestoreTicket>,
}

/// Sends the archive. Whatever fails before its last bytes have left has changed nothing.
pub(super) async fn send(work: &Work<'_>, session: Session) -> Result<Taken> {
    let (context, plan) = (work.context, work.plan);
    let size = plan.archive.identity.size;
    context.go_on()?;
    work.enter(&Stage::Uploading, Shown::Uploading, Some(size))?;
    let gate = Arc::new(Gate::default());
    let body = {
        let (engine, run, profile) = (Arc::clone(work.engine()), work.run, work.profile.id);
        upload::outgoing(&plan.archive.path, plan.archive.identity.clone(), &gate, move || {
            // From here on the login in the keyring may be an old one (R9).
            engine.unconfirm_login(profile)?;
            // Last: if this cannot be written down, nothing leaves, and the stored stage is still true.
            engine.set_stage(run, &Stage::Committing)
        })
    };
    let progress = {
        let context = context.clone();
        Box::new(move |sent| context.done(sent))
    };
    let upload = Upload { name: plan.archive.name.clone(), length: size, body };
    let outcome = {
        let request = session.restore(upload, progress);
        tokio::pin!(request);
        let mut cancel_asked = false;
        loop {
            tokio::select! {
                biased;
                outcome = &mut request => break outcome,
                () = context.cancel().cancelled(), if !cancel_asked => {
                    cancel_asked = true;
                    if gate.cancel() {
                        // Dropping the request closes its connection with the archive unfinished.
                        return Err(EngineError::Cancelled);
                    }
                    tracing::info!("a cancel came after the archive was committed");
                }
            }
        }
    };
    match outcome {
        Ok(ticket) => {
            let stage = Stage::Restoring { ticket: Some(ticket.id.clone()) };
            work.enter(&stage, Shown::Restoring, Some(size))?;
            Ok(Taken { session: Some(session), ticket: Some(ticket) })
        }
        Err(error) => after_failure(work, &gate, session, error),
    }
}

fn after_failure(work: &Work<'_>, gate: &Gate, session: Session, error: ClientError) -> Result<Taken> {
    let host = work.host();
    let failed = |error| Box::new(work.engine().failed(work.profile, Activity::Restore, error));
    if !gate.committed() {
        return Err(match gate.take_stopped() {
            Some(Stopped::Changed(changes)) => {
                let file = work.plan.archive.name.clone();
                RestoreError::Void { host, file, changes }.into()
            }
            Some(Stopped::Read(source)) if source.kind() == std::io::ErrorKind::NotFound => {
                let file = work.plan.archive.name.clone();
                RestoreError::Void { host, file, changes: vec![Change::ArchiveGone] }.into()
            }
            Some(Stopped::Read(source)) => {
                RestoreError::ArchiveRead { host, path: work.plan.archive.path.clone(), source }.into()
            }
            Some(Stopped::NotWrittenDown(error)) => error,
            // The reader stops as cancelled when nobody listens to it any more: then the request failed first.
            Some(Stopped::Cancelled) | None => RestoreError::Upload { host, cause: failed(error) }.into(),
        });
    }
    if never_left(&error) {
        // No connection, no bytes, whatever the gate says.
        let error = EngineError::from(RestoreError::Upload { host, cause: failed(error) });
        let because = error.message().happened;
        work.engine().set_stage(work.run, &Stage::Ended { ending: Ending::NothingChanged { because } })?;
        return Err(error);
    }
    if answered_no(&error) {
        // The appliance read the archive and said no in so many words, so it is not restoring.
        let cause = failed(error);
        let because = format!("{host} did not take the archive.");
        work.engine().set_stage(work.run, &Stage::Ended { ending: Ending::NothingChanged { because } })?;
        return Err(RestoreError::NotTaken { host, cause }.into());
    }
    // The archive is there as a whole and no answer came: it may be restoring. What follows finds out.
    tracing::warn!(%error, "the connection ended after the archive was committed");
    Ok(Taken { session: Some(session), ticket: None })
}

/// Whether the request surely failed before a byte of it was sent: there was no connection, or nobody trusted was
/// at its other end.
fn never_left(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::TrustStoreUnusable { .. }
            | ClientError::NotResolved { .. }
            | ClientError::Refused { .. }
            | ClientError::Unreachable { .. }
            | ClientError::ConnectTimedOut { .. }
            | ClientError::ProxyFailed { .. }
            | ClientError::CertificateUntrusted { .. }
            | ClientError::CertificateChanged { .. }
            | ClientError::SignedOut
    )
}

/// Whether the appliance itself answered that it does not restore this archive. A gateway that gave up waiting
/// says nothing about the appliance behind it.
fn answered_no(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::ArchiveRefused { .. }
            | ClientError::NoPermission { .. }
            | ClientError::NotOffered { .. }
            | ClientError::Busy { .. }
            | ClientError::TooManyRequests { .. }
            | ClientError::TokenExpired
            | ClientError::TokenRejected { .. }
    )
}

/// How the appliance's own work ended, as far as it said so.
pub(super) enum Reported {
    /// It reported that the restore is complete and that it reboots.
    Complete,
    /// It voided the session, which a restore does (R9) and nothing else in so short a time.
    Voided,
    /// It stopped answering, which it does when it reboots.
    Silent,
    /// It reported a failure.
    Failed(String),
}

/// Follows the restore until the appliance says how it ended, or stops answering.
pub(super) async fn follow(work: &Work<'_>, session: &Session, ticket: &RestoreTicket) -> Reported {
    let size = work.plan.archive.identity.size;
    let mut silences = 0;
    loop {
        match session.restore_status(ticket).await {
            Ok(status) => {
                silences = 0;
                if let Some(fraction) = status.fraction {
                    // A share of the archive's size, so that progress has one unit throughout.
                    work.context.done((size as f64 * fraction.clamp(0.0, 1.0)) as u64);
                }
                match status.stage {
                    RestoreStage::Preparing | RestoreStage::Restoring | RestoreStage::Unknown(_) => {}
                    RestoreStage::Rebooting | RestoreStage::Complete => return Reported::Complete,
                    RestoreStage::Failed => {
                        return Reported::Failed(
                            status.detail.unwrap_or_else(|| "It did not say why.".to_owned()),
                        );
                    }
                }
            }
            // A restore voids tokens (R9): this is how its end looks to a session.
            Err(ClientError::TokenRejected { .. }) => return Reported::Voided,
            Err(ClientError::TokenExpired | ClientError::SignedOut) => return Reported::Silent,
            Err(error) => {
                tracing::debug!(%error, "no status");
                silences += 1;
                if silences >= 2 {
                    return Reported::Silent;
                }
            }
        }
        tokio::time::sleep(super::watch::pause(work.profile)).await;
    }
}

/// The boot during which the restore began.
pub(super) fn boot_before(taken: &Taken, planned: Option<&str>) -> Option<BootId> {
    taken
        .ticket
        .as_ref()
        .and_then(|ticket| ticket.boot.clone())
        .or_else(|| planned.map(|boot| BootId(boot.to_owned())))
}
