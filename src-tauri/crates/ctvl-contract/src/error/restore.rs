//! One code for each way in which a restore is refused or fails; a refusal by several rules has the code of the
//! gravest.

use ctvl_engine::aftermath::AftermathError;
use ctvl_engine::restore::{ConfirmationProblem, Lacking, RefusedBecause, RestoreError, StillNeeded};

use super::{ErrorCode, ErrorParams};

pub(super) fn code(error: &RestoreError, params: &mut ErrorParams) -> ErrorCode {
    use ErrorCode as C;
    use RestoreError as E;
    match error {
        E::Refused { appliance, file, refusals } => {
            params.appliance = Some(appliance.clone());
            params.name = Some(file.clone());
            params.reasons = Some(refusals.iter().map(|refusal| refusal.sentence(appliance, file)).collect());
            refusals.iter().map(refusal).max_by_key(|code| gravity(*code)).unwrap_or(C::RestoreRefused)
        }
        E::NotKnown { appliance, file, missing } => {
            params.appliance = Some(appliance.clone());
            params.name = Some(file.clone());
            params.reasons = Some(missing.iter().map(|lack| lack.sentence(appliance, file)).collect());
            match missing.first() {
                Some(Lacking::ArchiveVersion) => C::ArchiveVersionUnknown,
                Some(Lacking::TargetVersion) | None => C::TargetVersionUnknown,
            }
        }
        E::NotConfirmed { appliance, host, problem } => {
            params.appliance = Some(appliance.clone());
            params.host = Some(host.clone());
            not_confirmed(problem, params)
        }
        E::Void { host, file, changes } => {
            params.name = Some(file.clone());
            params.reasons = Some(changes.iter().map(|change| change.sentence(host, file)).collect());
            at(params, host, C::PlanVoid)
        }
        E::AnotherOpen { appliance, run } => {
            params.appliance = Some(appliance.clone());
            params.reason = Some(run.to_string());
            C::AnotherRestoreOpen
        }
        E::SafetyBackup { host, cause } => caused(params, host, cause, C::SafetyBackupFailed),
        E::SafetyUnproven { host, path } => {
            params.path = Some(path.display().to_string());
            at(params, host, C::SafetyBackupUnproven)
        }
        E::ArchiveRead { host, path, source } => {
            params.path = Some(path.display().to_string());
            params.detail = Some(source.to_string());
            at(params, host, C::UploadSourceFailed)
        }
        E::Upload { host, cause } => caused(params, host, cause, C::UploadFailed),
        E::NotTaken { host, cause } => caused(params, host, cause, C::ArchiveNotTaken),
        E::ApplianceFailed { host, reason } => {
            params.detail = Some(reason.clone());
            at(params, host, C::ApplianceRestoreFailed)
        }
        E::Uncertain { appliance, host, run, .. } => {
            params.appliance = Some(appliance.clone());
            params.reason = Some(run.to_string());
            at(params, host, C::RestoreUncertain)
        }
        E::NotBack { appliance, host, run, waited, .. } => {
            params.appliance = Some(appliance.clone());
            params.reason = Some(run.to_string());
            params.seconds = Some(waited.as_secs());
            at(params, host, C::NotBack)
        }
        E::WatchStopped { appliance, host, run } => {
            params.appliance = Some(appliance.clone());
            params.reason = Some(run.to_string());
            at(params, host, C::WatchStopped)
        }
        E::StillNeeded { appliance, because } => {
            params.appliance = Some(appliance.clone());
            match because {
                StillNeeded::RestoreOpen => C::RestoreStillOpen,
                StillNeeded::OldCluster => C::OldClusterStillOpen,
            }
        }
        E::NotCancellable { host, stage } => {
            params.step = Some(stage.word().to_owned());
            at(params, host, C::NotCancellable)
        }
        // Nobody can say any more what it was bound to.
        E::PlanUnknown => C::PlanUnknown,
        E::RunUnknown { asked } => {
            params.name = Some(asked.clone());
            C::RestoreUnknown
        }
        E::NotNow(_) => C::NotNow,
        E::NotHere { host, stage } => {
            params.step = Some(stage.word().to_owned());
            at(params, host, C::NotNow)
        }
    }
}

pub(super) fn aftermath(error: &AftermathError, params: &mut ErrorParams) -> ErrorCode {
    match error {
        AftermathError::TaskUnknown { id } => {
            params.name = Some(id.to_string());
            ErrorCode::TaskUnknown
        }
        AftermathError::TaskWaits { task, first, host } => {
            params.reasons = Some(vec![task.title(host), first.title(host)]);
            at(params, host, ErrorCode::TaskWaits)
        }
    }
}

fn refusal(refusal: &RefusedBecause) -> ErrorCode {
    match refusal {
        RefusedBecause::ArchiveMissing => ErrorCode::ArchiveMissing,
        RefusedBecause::ArchiveDamaged { .. } => ErrorCode::ArchiveDamaged,
        RefusedBecause::TargetTooOld { .. } => ErrorCode::TargetTooOld,
        RefusedBecause::TargetOlderThanArchive { .. } => ErrorCode::TargetOlderThanArchive,
    }
}

/// A damaged or missing archive is no use on any target, a target that is too old may be upgraded.
fn gravity(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::ArchiveDamaged => 3,
        ErrorCode::ArchiveMissing => 2,
        ErrorCode::TargetTooOld => 1,
        _ => 0,
    }
}

fn not_confirmed(problem: &ConfirmationProblem, params: &mut ErrorParams) -> ErrorCode {
    match problem {
        ConfirmationProblem::OtherPlan { .. } => ErrorCode::ConfirmedOtherPlan,
        ConfirmationProblem::HostNameDiffers { typed, .. } => {
            params.name = Some(typed.clone());
            ErrorCode::HostNameDiffers
        }
        ConfirmationProblem::Incomplete { missing } => {
            params.reasons = Some(missing.iter().map(|ask| ask.short().to_owned()).collect());
            ErrorCode::ConfirmationIncomplete
        }
    }
}

/// The cause's own parameters first, so that what the restore says stands in the end.
fn caused(
    params: &mut ErrorParams,
    host: &str,
    cause: &ctvl_engine::EngineError,
    code: ErrorCode,
) -> ErrorCode {
    super::engine::code(cause, params);
    params.reasons = Some(vec![cause.message().text()]);
    at(params, host, code)
}

fn at(params: &mut ErrorParams, host: &str, code: ErrorCode) -> ErrorCode {
    params.host = Some(host.to_owned());
    code
}
