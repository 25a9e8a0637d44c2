//! Every refusal says the rule and what would fit; every failure says what did not happen.

use std::path::PathBuf;
use std::time::Duration;

use ctvl_client::Fingerprint;

use super::binding::{Change, void_message};
use super::confirm::ConfirmationProblem;
use super::guided::NotNow;
use super::run::RunId;
use super::stage::Stage;
use super::verdict::{Lacking, RefusedBecause};
use crate::message::{Message, Offer, words};

/// Why a restore was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// R6, or a damaged or missing archive. There is no override.
    #[error("the restore of {file} onto {appliance} is refused")]
    Refused {
        /// The target's name.
        appliance: String,
        /// The archive's file name.
        file: String,
        /// Every reason.
        refusals: Vec<RefusedBecause>,
    },
    /// It cannot be said whether the archive may be restored there.
    #[error("it is not known whether {file} can be restored onto {appliance}")]
    NotKnown {
        /// The target's name.
        appliance: String,
        /// The archive's file name.
        file: String,
        /// What is missing.
        missing: Vec<Lacking>,
    },
    /// The confirmation does not start this plan.
    #[error("the restore of {appliance} is not confirmed: {problem}")]
    NotConfirmed {
        /// The target's name.
        appliance: String,
        /// Its host name.
        host: String,
        /// Why not.
        problem: ConfirmationProblem,
    },
    /// Archive or target changed after the plan was made.
    #[error("the plan is void: {} changes", changes.len())]
    Void {
        /// The target's host name.
        host: String,
        /// The archive's file name.
        file: String,
        /// What changed.
        changes: Vec<Change>,
    },
    /// Another restore of this appliance is not over.
    #[error("another restore of {appliance} is not over")]
    AnotherOpen {
        /// The target's name.
        appliance: String,
        /// Which one.
        run: RunId,
    },
    /// The safety backup failed, so the restore did not start.
    #[error("the safety backup of {host} failed")]
    SafetyBackup {
        /// The target's host name.
        host: String,
        /// Why it failed.
        #[source]
        cause: Box<crate::EngineError>,
    },
    /// The safety backup was taken but cannot be proven, so the restore did not start.
    #[error("the safety backup of {host} cannot be verified")]
    SafetyUnproven {
        /// The target's host name.
        host: String,
        /// Where it lies.
        path: PathBuf,
    },
    /// The archive could not be read while it was sent; nothing was changed.
    #[error("{} could not be read while it was sent", path.display())]
    ArchiveRead {
        /// The target's host name.
        host: String,
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The upload failed before the archive was whole there; nothing was changed.
    #[error("the upload to {host} failed")]
    Upload {
        /// The target's host name.
        host: String,
        /// Why.
        #[source]
        cause: Box<crate::EngineError>,
    },
    /// The appliance did not take the archive.
    #[error("{host} did not take the archive")]
    NotTaken {
        /// The target's host name.
        host: String,
        /// Why.
        #[source]
        cause: Box<crate::EngineError>,
    },
    /// The appliance reported that its restore failed.
    #[error("{host} reported a failed restore: {reason}")]
    ApplianceFailed {
        /// The target's host name.
        host: String,
        /// The appliance's words.
        reason: String,
    },
    /// The connection ended after the archive was whole there, so what the appliance does is not known.
    #[error("it is not known what {host} does with the archive")]
    Uncertain {
        /// The target's name.
        appliance: String,
        /// The target's host name.
        host: String,
        /// Which run can be watched.
        run: RunId,
        /// What answers there now, if it shows another certificate than the trusted one.
        presented: Option<Fingerprint>,
    },
    /// Waiting ended before the appliance answered again.
    #[error("{host} has not come back")]
    NotBack {
        /// The target's name.
        appliance: String,
        /// The target's host name.
        host: String,
        /// Which run can be watched again.
        run: RunId,
        /// How long it was waited for.
        waited: Duration,
        /// Whether it was seen to go away.
        away_seen: bool,
    },
    /// The person stopped the watch. The restore goes on.
    #[error("watching {host} was stopped")]
    WatchStopped {
        /// The target's name.
        appliance: String,
        /// The target's host name.
        host: String,
        /// Which run can be watched again.
        run: RunId,
    },
    /// The appliance is needed as it is while its restore is open, or while its old cluster still lists it.
    #[error("{appliance} is still needed as it is")]
    StillNeeded {
        /// The appliance's name.
        appliance: String,
        /// For what.
        because: StillNeeded,
    },
    /// The restore has come too far to be cancelled, or is over.
    #[error("the restore cannot be cancelled in its stage {}", stage.word())]
    NotCancellable {
        /// The target's host name.
        host: String,
        /// Its stage.
        stage: Stage,
    },
    /// The plan that was named is not at hand: it was made by another process, or too long ago.
    #[error("the plan is not at hand")]
    PlanUnknown,
    /// No restore has that id.
    #[error("there is no restore {asked}")]
    RunUnknown {
        /// What was asked for.
        asked: String,
    },
    /// What was said does not belong to the step the guided restore is at.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// The run is not at a point at which it can be watched, or a guided one is not waiting for a person.
    #[error("the restore of {host} is at {}, where this cannot be done", stage.word())]
    NotHere {
        /// The target's host name.
        host: String,
        /// Its stage.
        stage: Stage,
    },
}

/// Why an appliance can neither be removed nor be pointed somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillNeeded {
    /// A restore of it is not over.
    RestoreOpen,
    /// It has to be removed from its old cluster (R8), and nobody said that this is done.
    OldCluster,
}

impl RestoreError {
    /// What happened, why, and what to do next.
    pub fn message(&self) -> Message {
        match self {
            Self::Refused { appliance, file, refusals } => refused(appliance, file, refusals),
            Self::NotKnown { appliance, file, missing } => {
                let sentences: Vec<_> = missing.iter().map(|lack| lack.sentence(appliance, file)).collect();
                Message::warning(format!("Whether {file} can be restored onto {appliance} is not known."))
                    .why(sentences.join(" "))
                    .next("Nothing was changed.")
                    .offer(Offer::PlanAgain)
            }
            Self::NotConfirmed { appliance, host, problem } => not_confirmed(appliance, host, problem),
            Self::Void { host, file, changes } => {
                let text = void_message(changes, host, file);
                let (happened, rest) = text.split_once(". ").unwrap_or((&text, ""));
                Message::warning(format!("{happened}.")).why(rest).offer(Offer::PlanAgain)
            }
            Self::AnotherOpen { appliance, .. } => {
                Message::warning(format!("Another restore of {appliance} is not over."))
                    .why("Two restores at once would leave the node in a state nobody planned.")
                    .next("Finish or close that one first. Nothing was changed.")
            }
            Self::SafetyBackup { host, cause } => {
                Message::failure(format!("The safety backup of {host} failed, so the restore did not start."))
                    .why(without_next(cause))
                    .next("Nothing was changed.")
                    .offer(Offer::TryAgain)
                    .offer(Offer::NodeAlreadyLost)
            }
            Self::SafetyUnproven { host, path } => Message::failure(format!(
                "The safety backup of {host} cannot be verified, so the restore did not start."
            ))
            .why(format!("It lies in {} and is kept.", path.display()))
            .next("Nothing was changed.")
            .offer(Offer::TryAgain)
            .offer(Offer::NodeAlreadyLost),
            Self::ArchiveRead { host, path, source } => Message::failure(format!(
                "The archive {} could not be read while it was sent.",
                path.display()
            ))
            .why(format!("{source}."))
            .next(format!("The upload was broken off. Nothing on {host} was changed."))
            .offer(Offer::ChooseArchive),
            Self::Upload { host, cause } => Message::failure(format!("The upload to {host} did not finish."))
                .why(without_next(cause))
                .next(format!("Nothing on {host} was changed."))
                .offer(Offer::PlanAgain),
            Self::NotTaken { host, cause } => Message::failure(format!("{host} did not take the archive."))
                .why(without_next(cause))
                .next(format!(
                    "It reported no restore, so nothing on {host} should have changed. Look at it."
                ))
                .offer(Offer::PlanAgain),
            Self::ApplianceFailed { host, reason } => Message::failure(format!(
                "{host} reports that the restore failed."
            ))
            .why(reason.clone())
            .next(format!(
                "Look at the console of {host}. A safety backup that was taken is pinned in the library."
            ))
            .offer(Offer::PlanAgain),
            Self::Uncertain { host, presented: Some(presented), .. } => {
                Message::failure(format!("{host} shows another certificate than the one you trusted."))
                    .why(format!(
                        "It shows {presented}. The archive was sent before, so it may be restored; nothing was sent \
                         since."
                    ))
                    .next(format!("Compare it with the one on the console of {host} and trust it, then keep watching."))
                    .offer(Offer::CompareCertificate)
                    .offer(Offer::KeepWaiting)
                    .offer(Offer::LoginScreenSeen)
            }
            Self::Uncertain { host, .. } => {
                Message::failure(format!("Whether {host} has restored is not known."))
                    .why("The connection ended right after the archive was sent, and nothing has shown a restore since.")
                    .next(format!("It may be restoring. Look at the console of {host}, or keep watching until it answers."))
                    .offer(Offer::KeepWaiting)
                    .offer(Offer::LoginScreenSeen)
            }
            Self::NotBack { host, waited, away_seen: true, .. } => Message::failure(format!(
                "{host} has not answered for {}, which is as long as a reboot is watched.",
                words::wait(*waited)
            ))
            .why(
                "It went away to reboot, as a restore makes it. Whether it has the data of the archive now, and whether \
                 it comes back by itself, is not known.",
            )
            .next(
                "Look at its console: whether it starts, waits for an answer there, or has no network. The restore stays \
                 open and can be watched again.",
            )
            .offer(Offer::KeepWaiting)
            .offer(Offer::LoginScreenSeen),
            Self::NotBack { host, waited, away_seen: false, .. } => Message::failure(format!(
                "{host} has not rebooted for {}, which is as long as that is watched.",
                words::wait(*waited)
            ))
            .why(
                "It answers, but nothing has shown that the restore took place. It may still be at work on it, or have \
                 never begun.",
            )
            .next(
                "Look at its console and at its administration page. The restore stays open and can be watched again.",
            )
            .offer(Offer::KeepWaiting)
            .offer(Offer::LoginScreenSeen),
            Self::WatchStopped { host, .. } => {
                Message::information(format!("Watching {host} was stopped. The restore goes on there."))
                    .next("Watch it again whenever you like; nothing is lost by not watching.")
                    .offer(Offer::KeepWaiting)
            }
            Self::StillNeeded { appliance, because: StillNeeded::RestoreOpen } => {
                Message::warning(format!("A restore of {appliance} is not over."))
                    .why("It is watched at the address it was planned for, and its tasks belong to this appliance.")
                    .next("Finish or close that restore first. Nothing was changed here.")
            }
            Self::StillNeeded { appliance, because: StillNeeded::OldCluster } => Message::warning(format!(
                "{appliance} has still to be removed from its old cluster."
            ))
            .why("That task would be lost with it.")
            .next("Do the task and tick it first. Nothing was changed here."),
            Self::NotCancellable { host, stage } => {
                Message::warning(stage.why_not_cancellable(host).unwrap_or_default())
            }
            Self::PlanUnknown => Message::warning("This plan is not at hand any more.")
                .next("Nothing was changed. Make a new plan.")
                .offer(Offer::PlanAgain),
            Self::RunUnknown { asked } => Message::warning(format!("There is no restore {asked}.")),
            Self::NotNow(NotNow { .. }) => {
                Message::warning("This does not belong to the step the guided restore is at.")
                    .next("Look at the step again; it may have been answered in another window.")
            }
            Self::NotHere { host, stage } => Message::warning(match stage {
                Stage::Ended { .. } => format!("The restore of {host} is over."),
                Stage::Guided { .. } => {
                    format!("The restore of {host} waits for you on the administration page.")
                }
                _ => format!("The restore of {host} is not waiting for this now."),
            })
            .next("Look at its state again."),
        }
    }
}

/// What lies behind, without its own next step: what did not happen is said once.
fn without_next(cause: &crate::EngineError) -> String {
    let message = cause.message();
    match message.why {
        Some(why) => format!("{} {why}", message.happened),
        None => message.happened,
    }
}

fn refused(appliance: &str, file: &str, refusals: &[RefusedBecause]) -> Message {
    let mut sentences = refusals.iter().map(|refusal| refusal.sentence(appliance, file));
    let first = sentences.next().unwrap_or_default();
    let (happened, rest) = first.split_once(". ").map_or((first.as_str(), ""), |(a, b)| (a, b));
    let mut why: Vec<String> = if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] };
    why.extend(sentences);
    let mut message = Message::warning(format!("{}.", happened.trim_end_matches('.')));
    if !why.is_empty() {
        message = message.why(why.join(" "));
    }
    let damaged = refusals
        .iter()
        .any(|r| matches!(r, RefusedBecause::ArchiveDamaged { .. } | RefusedBecause::ArchiveMissing));
    message.next("Nothing was changed.").offer(if damaged {
        Offer::FindAnotherCopy
    } else {
        Offer::ChooseArchive
    })
}

fn not_confirmed(appliance: &str, host: &str, problem: &ConfirmationProblem) -> Message {
    match problem {
        ConfirmationProblem::OtherPlan { plan, given } => {
            Message::warning(format!("The restore of {appliance} was confirmed for another plan."))
                .why(format!("Confirmed was {}, this one is {}.", given.short(), plan.short()))
                .next("Nothing was changed. Look at this plan and confirm it.")
                .offer(Offer::PlanAgain)
        }
        ConfirmationProblem::HostNameDiffers { typed, host } => {
            Message::warning(format!("“{typed}” is not the host name of {appliance}."))
                .why(format!("It is {host}, and has to be typed exactly."))
                .next("Nothing was changed.")
        }
        ConfirmationProblem::Incomplete { missing } => {
            let open: Vec<_> = missing.iter().map(super::confirm::Ask::short).collect();
            let labels: Vec<_> = missing.iter().map(|ask| format!("{}.", ask.label(host))).collect();
            Message::warning(format!(
                "The restore of {appliance} is not confirmed; still open: {}.",
                open.join(", ")
            ))
            .why(labels.join(" "))
            .next("Nothing was changed.")
        }
    }
}
