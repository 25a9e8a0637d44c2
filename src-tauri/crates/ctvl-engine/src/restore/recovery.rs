//! After a crash a restore says only what is certain: "nothing was changed" is claimed for those stages alone
//! in which the archive's last bytes had not left this machine.

use serde::{Deserialize, Serialize};

use super::guided::GuidedStep;
use super::stage::{Ending, SignInAfter, Stage};

/// What is known of a restore whose process is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "known", rename_all = "snake_case")]
pub enum Standing {
    /// The archive had not reached the appliance as a whole. It can simply be started again.
    NothingChanged,
    /// The last bytes may have left. Only the appliance can tell.
    MayBeRestoring,
    /// The appliance had taken the archive and was at work, or was rebooting.
    Underway,
    /// A person was working on the administration page.
    WithPerson {
        /// The step the person was at.
        step: GuidedStep,
    },
    /// It is restored; whether the one sign-in was tried is not known, so it is not tried again by itself.
    SignInLeft,
    /// It had ended before.
    Over,
}

/// What a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Make a new flight plan.
    PlanAgain,
    /// Watch the appliance until it is back.
    KeepWatching,
    /// The login screen is there: go on with the sign-in check.
    LoginScreenSeen,
    /// Go on with the guided steps.
    ContinueGuided,
    /// Enter the login of the backup.
    EnterLogin,
    /// Close it: the appliance was looked at, and it is as it should be.
    Close,
}

impl Standing {
    /// Judges a stored stage.
    pub fn of(stage: &Stage) -> Standing {
        match stage {
            Stage::Checking | Stage::SafetyBackup | Stage::Uploading => Standing::NothingChanged,
            Stage::Committing => Standing::MayBeRestoring,
            Stage::Restoring { .. } | Stage::Rebooting { .. } => Standing::Underway,
            Stage::Guided { step } => Standing::WithPerson { step: *step },
            Stage::SigningIn => Standing::SignInLeft,
            Stage::Ended { .. } => Standing::Over,
        }
    }

    /// What happened and what is known, in words.
    pub fn message(self, stage: &Stage, host: &str) -> String {
        match self {
            Standing::NothingChanged => match stage {
                Stage::Uploading => format!(
                    "The restore of {host} was interrupted during the upload. The upload was not finished, so nothing \
                     on {host} was changed."
                ),
                Stage::SafetyBackup => format!(
                    "The restore of {host} was interrupted during its safety backup. Nothing on {host} was changed."
                ),
                _ => format!(
                    "The restore of {host} was interrupted before it began. Nothing on {host} was changed."
                ),
            },
            Standing::MayBeRestoring => format!(
                "The restore of {host} was interrupted at the very end of the upload, so {host} may be restoring. Look \
                 at its console, or keep watching until it answers. Do not start another restore before."
            ),
            Standing::Underway => match stage {
                Stage::Rebooting { .. } => format!(
                    "This app was closed while {host} was restoring or rebooting. That goes on without it; watching \
                     starts again here."
                ),
                _ => format!(
                    "This app was closed while {host} was restoring. That goes on without it; watching starts again \
                     here."
                ),
            },
            Standing::WithPerson { step: GuidedStep::PressRestore } => format!(
                "The guided restore of {host} waits at its last step. If Restore was pressed there, say so, and the \
                 reboot is watched."
            ),
            Standing::WithPerson { .. } => {
                format!(
                    "The guided restore of {host} waits for you. Nothing on {host} has been changed by this app."
                )
            }
            Standing::SignInLeft => format!(
                "{host} is restored. The sign-in check was interrupted; it is not repeated by itself, so that no \
                 account is locked."
            ),
            Standing::Over => format!("The restore of {host} is over."),
        }
    }

    /// What can be done, the best first.
    pub fn remedies(self) -> &'static [Remedy] {
        match self {
            Standing::NothingChanged => &[Remedy::PlanAgain],
            Standing::MayBeRestoring => &[Remedy::KeepWatching, Remedy::LoginScreenSeen, Remedy::Close],
            Standing::Underway => &[Remedy::KeepWatching, Remedy::LoginScreenSeen, Remedy::Close],
            Standing::WithPerson { .. } => &[Remedy::ContinueGuided],
            Standing::SignInLeft => &[Remedy::EnterLogin],
            Standing::Over => &[],
        }
    }

    /// The ending to write down at the next start without asking anybody; `None` where a person decides.
    pub fn ends_by_itself(self, stage: &Stage, host: &str) -> Option<Ending> {
        match self {
            Standing::NothingChanged => Some(Ending::NothingChanged { because: self.message(stage, host) }),
            // The data is back either way. What is left is the login, and that is an aftermath task.
            Standing::SignInLeft => Some(Ending::Restored { sign_in: SignInAfter::NoAnswer }),
            Standing::MayBeRestoring | Standing::Underway | Standing::WithPerson { .. } | Standing::Over => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> Vec<Stage> {
        let mut all = vec![
            Stage::Checking,
            Stage::SafetyBackup,
            Stage::Uploading,
            Stage::Committing,
            Stage::Restoring { ticket: None },
            Stage::Rebooting { away_seen: false, ticket: None, quiet_until: jiff::Timestamp::UNIX_EPOCH },
            Stage::SigningIn,
            Stage::Ended { ending: Ending::Unknown { because: String::new() } },
        ];
        all.extend(GuidedStep::ALL.map(|step| Stage::Guided { step }));
        all
    }

    #[test]
    fn nothing_changed_is_claimed_only_while_a_cancel_was_possible() {
        for stage in stages() {
            let standing = Standing::of(&stage);
            if standing == Standing::NothingChanged {
                assert!(stage.cancellable(), "{stage:?} may have changed the appliance");
            }
            let claims = standing.message(&stage, "h").contains("was changed");
            assert_eq!(
                claims,
                standing == Standing::NothingChanged,
                "{stage:?}: {}",
                standing.message(&stage, "h")
            );
        }
    }

    #[test]
    fn only_certain_cases_end_without_a_person() {
        for stage in stages() {
            let ended = Standing::of(&stage).ends_by_itself(&stage, "h").is_some();
            let certain =
                matches!(stage, Stage::Checking | Stage::SafetyBackup | Stage::Uploading | Stage::SigningIn);
            assert_eq!(ended, certain, "{stage:?}");
        }
    }

    #[test]
    fn everything_that_is_not_over_offers_a_next_step() {
        for stage in stages() {
            let standing = Standing::of(&stage);
            assert_eq!(standing.remedies().is_empty(), standing == Standing::Over, "{stage:?}");
        }
    }

    #[test]
    fn an_interrupted_sign_in_is_never_repeated_by_itself() {
        let remedies = Standing::of(&Stage::SigningIn).remedies();
        assert_eq!(remedies, [Remedy::EnterLogin], "R9: a person enters the login, nothing retries");
    }
}
