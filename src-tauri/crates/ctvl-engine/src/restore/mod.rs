//! A restore is computed, shown and executed as shown; nothing is sent that the flight plan did not name.
//!
//! [`crate::Engine::plan_restore`] makes the plan, [`crate::Engine::start_restore`] executes it after a complete
//! confirmation. The run is stored at every stage ([`RestoreRun`]); after a crash [`Standing`] says what is known.

mod binding;
mod checking;
mod comparison;
mod confirm;
mod direct;
mod effects;
mod error;
mod execute;
mod facts;
mod glance;
mod guided;
mod interrupted;
mod look;
mod open;
mod plan;
mod prepare;
mod reboot;
mod recovery;
mod rewatch;
mod run;
mod stage;
mod steps;
mod upload;
mod verdict;
mod watch;
mod with_person;
mod words;

pub use binding::{ArchiveBinding, Binding, Change, TargetBinding};
pub use checking::PlanProgress;
pub use comparison::{Comparison, ComparisonKind, Tone};
pub use confirm::{Ask, Confirmation, ConfirmationProblem};
pub use effects::{Caution, CautionKind, Consequence, ConsequenceKind};
pub use error::{RestoreError, StillNeeded};
pub use execute::{RestoreDone, RestoreState};
pub use facts::{
    ArchiveFacts, ArchiveStanding, ClusterFacts, KeyNeeded, KeyThere, ReceiptFact, TakenFrom, TargetFacts,
};
pub use glance::{Glance, Restorable};
pub use guided::{GuidedAnswer, GuidedCard, GuidedEvent, GuidedStep, NotNow};
pub use open::{LongReboot, OpenRestore};
pub use plan::{PlanFingerprint, PlannedOrder, RestorePlan, Route, RouteChoice, SafetyBackup};
pub use prepare::RestoreOrder;
pub(crate) use reboot::USUAL_LIMIT;
pub use recovery::{Remedy, Standing};
pub use run::{RestoreRun, RunId, Said};
pub use stage::{Ending as RestoreEnding, SignInAfter, Stage as RestoreStage};
pub use steps::{DetailKind, DetailToConfirm, PlanStep, StepKind};
pub use verdict::{Lacking, RefusedBecause, Verdict};
pub use with_person::{GuidedLine, GuidedProgress, GuidedView};

/// The operating system's user, as receipts, ticks and history name a person.
pub(crate) fn person() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "somebody".to_owned())
}

#[cfg(test)]
pub(crate) mod tests;
