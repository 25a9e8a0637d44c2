//! A restore's stage is written down before the act it names begins, so that after a crash the stored stage
//! never claims less than what may have happened.
//!
//! The line that matters is [`Stage::Committing`]: until then the last bytes of the archive are still in this
//! process, the appliance holds an unfinished upload, and nothing on it has changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::guided::GuidedStep;

/// Where a restore is. Ordered by time, except that a route skips what it has no use for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Archive and appliance are looked at again and compared with the confirmed plan.
    Checking,
    /// The target is backed up before it is replaced.
    SafetyBackup,
    /// Direct route: the archive is being sent, its last bytes are held back.
    Uploading,
    /// Direct route: the last bytes are about to leave. From here on the appliance may restore.
    Committing,
    /// Direct route: the appliance took the archive and works on it.
    Restoring {
        /// What the appliance calls this restore, where it said so before the connection ended.
        ticket: Option<String>,
    },
    /// Guided route: a person works on the appliance's administration page.
    Guided {
        /// The step the person is at.
        step: GuidedStep,
    },
    /// The appliance reboots, or is expected to.
    Rebooting {
        /// Whether it has been seen not answering.
        away_seen: bool,
        /// What the appliance calls this restore, as before. Without it nothing that is seen of the direct route shows
        /// that the archive was ever taken.
        #[serde(default)]
        ticket: Option<String>,
        /// Until when no answer is nothing to speak of.
        quiet_until: Timestamp,
    },
    /// The one sign-in after the restore is about to be tried (R9: once, never in a loop).
    SigningIn,
    /// Nothing more happens by itself.
    Ended {
        /// How it ended.
        ending: Ending,
    },
}

/// How a restore ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "snake_case")]
pub enum Ending {
    /// The appliance is back with the archive's data.
    Restored {
        /// What the one sign-in afterwards showed.
        sign_in: SignInAfter,
    },
    /// It stopped before anything on the appliance was changed.
    NothingChanged {
        /// Why, as a sentence.
        because: String,
    },
    /// The appliance reported that its restore failed.
    ApplianceFailed {
        /// The appliance's own words, bounded and without control characters.
        reason: String,
    },
    /// It stopped after the archive had been committed, and what the appliance did is not known.
    Unknown {
        /// Why, as a sentence.
        because: String,
    },
}

/// The result of the one sign-in after a restore (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInAfter {
    /// The login works on the restored appliance.
    Worked,
    /// The appliance refused the login. It is not tried again by itself.
    Refused,
    /// The sign-in did not get an answer about the login.
    NoAnswer,
    /// Not tried: the appliance shows another certificate, which a person has to compare first.
    WaitsForTrust,
    /// Not tried: no password was at hand.
    NoPassword,
}

impl Stage {
    /// Whether a cancel still leaves the appliance as it was.
    pub fn cancellable(&self) -> bool {
        match self {
            Stage::Checking | Stage::SafetyBackup | Stage::Uploading => true,
            Stage::Guided { step } => step.cancellable(),
            Stage::Committing
            | Stage::Restoring { .. }
            | Stage::Rebooting { .. }
            | Stage::SigningIn
            | Stage::Ended { .. } => false,
        }
    }

    /// Whether the restore is over.
    pub fn ended(&self) -> bool {
        matches!(self, Stage::Ended { .. })
    }

    /// Why a cancel is refused now; `None` while it is allowed.
    pub fn why_not_cancellable(&self, host: &str) -> Option<String> {
        match self {
            _ if self.cancellable() => None,
            Stage::Ended { .. } => {
                Some(format!("The restore of {host} is over, so there is nothing to cancel."))
            }
            Stage::SigningIn => Some(format!(
                "{host} is restored already; only the sign-in check is left. There is nothing to undo."
            )),
            _ => Some(format!(
                "The archive is on {host} and its data is being replaced, so the restore cannot be cancelled any more. \
                 Closing this does not stop it either."
            )),
        }
    }

    /// What happens while a job works on it, as a sentence.
    pub fn doing(&self, host: &str) -> String {
        match self {
            Stage::Checking => format!("The archive and {host} are looked at once more."),
            Stage::SafetyBackup => format!("The safety backup of {host} is being taken."),
            Stage::Uploading => {
                format!("The archive is being sent to {host}. Nothing on it has been changed yet.")
            }
            Stage::Committing | Stage::Restoring { .. } => format!("{host} replaces its data."),
            Stage::Guided { .. } => format!("The restore of {host} goes on at its administration page."),
            Stage::Rebooting { .. } => {
                format!("{host} reboots. It is watched until its login screen answers.")
            }
            Stage::SigningIn => format!("The login of the backup is tried on {host}, once."),
            Stage::Ended { .. } => format!("The restore of {host} is over."),
        }
    }

    /// A short word for logs, history and the stored index.
    pub fn word(&self) -> &'static str {
        match self {
            Stage::Checking => "checking",
            Stage::SafetyBackup => "safety_backup",
            Stage::Uploading => "uploading",
            Stage::Committing => "committing",
            Stage::Restoring { .. } => "restoring",
            Stage::Guided { .. } => "guided",
            Stage::Rebooting { .. } => "rebooting",
            Stage::SigningIn => "signing_in",
            Stage::Ended { .. } => "ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<Stage> {
        let mut all = vec![
            Stage::Checking,
            Stage::SafetyBackup,
            Stage::Uploading,
            Stage::Committing,
            Stage::Restoring { ticket: Some("7".into()) },
            Stage::Rebooting {
                away_seen: true,
                ticket: Some("7".into()),
                quiet_until: Timestamp::UNIX_EPOCH,
            },
            Stage::SigningIn,
            Stage::Ended { ending: Ending::Restored { sign_in: SignInAfter::Worked } },
            Stage::Ended { ending: Ending::NothingChanged { because: "x".into() } },
            Stage::Ended { ending: Ending::ApplianceFailed { reason: "x".into() } },
            Stage::Ended { ending: Ending::Unknown { because: "x".into() } },
        ];
        all.extend(GuidedStep::ALL.map(|step| Stage::Guided { step }));
        all
    }

    #[test]
    fn a_cancel_is_refused_with_a_reason_exactly_when_it_is_not_allowed() {
        for stage in every() {
            assert_eq!(
                stage.cancellable(),
                stage.why_not_cancellable("ctvl-prd-1").is_none(),
                "{stage:?} must say why it cannot be cancelled, and only then"
            );
        }
    }

    #[test]
    fn the_last_moment_to_cancel_is_before_the_last_bytes_leave() {
        assert!(Stage::Uploading.cancellable(), "an unfinished upload changes nothing");
        assert!(!Stage::Committing.cancellable(), "the last bytes may be there already");
    }

    #[test]
    fn every_stage_survives_being_stored() {
        for stage in every() {
            let text = serde_json::to_string(&stage).expect("a stage is plain data");
            assert_eq!(serde_json::from_str::<Stage>(&text).expect("it was just written"), stage, "{text}");
        }
    }
}
