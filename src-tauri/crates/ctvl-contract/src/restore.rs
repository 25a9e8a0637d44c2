//! A flight plan is shown as the engine computed it: its words, its order and its questions; a surface adds nothing and
//! leaves nothing out.

mod facts;
mod from_engine;
mod kinds;
mod page;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::aftermath::AftermathTask;

pub use facts::{
    ArchiveStanding, Cluster, KeyThere, PlanArchive, PlanFacts, PlanTarget, ReceiptStanding, SafetyBackup,
    TakenFrom,
};
pub use kinds::{CautionKind, ComparisonKind, ConsequenceKind, DetailKind, LackKind, RefusalKind, StepKind};

/// How a restore reaches the appliance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Route {
    /// Through the interface that the appliance showed by answering the probe.
    Direct,
    /// By a person, on the administration page.
    Guided,
}

/// Whether the archive can be restored on the target (R6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// Nothing speaks against it.
    Yes,
    /// It is refused.
    No {
        /// Every reason; never empty.
        refusals: Vec<RefusalReason>,
    },
    /// It cannot be said before something is known.
    Unknown {
        /// What is missing; never empty.
        missing: Vec<Lack>,
    },
}

/// A reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusalReason {
    /// Which one.
    pub kind: RefusalKind,
    /// As a sentence, with what would fit.
    pub text: String,
}

/// Something that is missing for a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Lack {
    /// Which one.
    pub kind: LackKind,
    /// As a sentence, with how to supply it.
    pub text: String,
}

/// One of the three details of R5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DetailToConfirm {
    /// Which one.
    pub kind: DetailKind,
    /// What it is called on the administration page.
    pub label: String,
    /// Its value; null where nothing says.
    pub value: Option<String>,
}

/// How a row of the comparison is to be read; never the only carrier of its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    /// As it should be.
    Fits,
    /// Worth a second look.
    Look,
    /// A rule refuses it.
    Refused,
    /// Not known.
    Unknown,
}

/// One row of the table that sets archive and target side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What is compared.
    pub kind: ComparisonKind,
    /// The same in words.
    pub detail: String,
    /// In the archive.
    pub archive: String,
    /// On the target.
    pub target: String,
    /// What that means.
    pub note: String,
    /// How it is to be read.
    pub tone: Tone,
}

/// What a restore does to the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Consequence {
    /// Which one.
    pub kind: ConsequenceKind,
    /// A few words.
    pub title: String,
    /// What that means here.
    pub detail: String,
}

/// One thing that will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// Which one.
    pub kind: StepKind,
    /// A few words.
    pub title: String,
    /// What happens.
    pub detail: String,
}

/// Something that does not forbid a restore, but that a person has to know before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Caution {
    /// Which one.
    pub kind: CautionKind,
    /// In words.
    pub text: String,
}

/// What a confirmation has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AskKind {
    /// Type the host name.
    HostName,
    /// R8: know that the node has to be removed from its cluster on the nodes that stay.
    OldCluster,
    /// The archive cannot be proven whole; know it and go on.
    UnprovenArchive,
}

/// A question, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// Which one.
    pub kind: AskKind,
    /// A few words, for a list of what is still open.
    pub short: String,
    /// The label of the field or the check box.
    pub label: String,
    /// What it is for.
    pub hint: String,
}

/// A flight plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestorePlan {
    /// What a confirmation is bound to.
    pub id: String,
    /// Its first digits, enough to tell plans apart.
    pub short_id: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// The heading.
    pub title: String,
    /// The words on the button that does it.
    pub action: String,
    /// The target's profile.
    pub profile: String,
    /// The target's name.
    pub appliance: String,
    /// The target's host name: what is to be typed.
    pub host: String,
    /// The target's address.
    pub address: String,
    /// The archive's path.
    pub archive: String,
    /// The archive's file name.
    pub archive_name: String,
    /// The archive's size in bytes.
    pub size: u64,
    /// The archive's hash.
    pub sha256: String,
    /// The route it will take.
    pub route: Route,
    /// Whether it may be done at all.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What it was made from.
    pub facts: PlanFacts,
    /// R5: the three details to confirm.
    pub details: Vec<DetailToConfirm>,
    /// Archive and target side by side.
    pub comparison: Vec<Comparison>,
    /// R7 to R9, in words.
    pub consequences: Vec<Consequence>,
    /// What else to know.
    pub cautions: Vec<Caution>,
    /// What will be done, in order.
    pub steps: Vec<PlanStep>,
    /// What a confirmation has to answer.
    pub asks: Vec<Ask>,
}

/// The step of a guided restore that a person is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GuidedStep {
    /// Open the administration page and sign in there.
    OpenPage,
    /// Choose the archive on its Restore tab.
    ChooseFile,
    /// Compare version, date and key with what the page shows (R5).
    CompareDetails,
    /// Press Restore there, then say so here.
    PressRestore,
}

/// What a person says in a guided restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GuidedEvent {
    /// The page is open and I am signed in.
    PageOpened,
    /// The file is chosen.
    FileChosen,
    /// The three details are the same.
    DetailsMatch,
    /// At least one of the three details differs.
    DetailsDiffer,
    /// I pressed Restore.
    RestorePressed,
    /// Back to the step before.
    Back,
    /// Stop; I did not press Restore.
    GiveUp,
}

/// An answer to a guided step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidedAnswer {
    /// What it says.
    pub event: GuidedEvent,
    /// Its label.
    pub label: String,
}

/// One guided step, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidedCard {
    /// The step.
    pub step: GuidedStep,
    /// Its number among the steps, from 1.
    pub number: u8,
    /// What to do, as a heading.
    pub title: String,
    /// How to do it.
    pub text: String,
    /// What to open or to choose, to be copied.
    pub item: Option<String>,
    /// What the person can say, the one that leads on first.
    pub answers: Vec<GuidedAnswer>,
}

/// The result of the one sign-in after a restore (R9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
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

/// One line of the list of guided steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidedLine {
    /// The step.
    pub step: GuidedStep,
    /// What to do.
    pub title: String,
    /// Whether it is done.
    pub done: bool,
}

/// A guided restore, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidedView {
    /// The restore.
    pub run: String,
    /// The step the person is at.
    pub card: GuidedCard,
    /// All steps, in order.
    pub steps: Vec<GuidedLine>,
    /// The target's host name.
    pub host: String,
    /// The archive to choose.
    pub archive: String,
    /// Its file name.
    pub archive_name: String,
    /// The folder it lies in.
    pub folder: String,
    /// The address of the administration page.
    pub page: String,
    /// R5: what to compare.
    pub details: Vec<DetailToConfirm>,
    /// What the plan was made from.
    pub facts: PlanFacts,
}

/// How far a restore was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RestoreState {
    /// The appliance is back with the archive's data.
    Restored {
        /// What the one sign-in afterwards showed.
        sign_in: SignInAfter,
    },
    /// Guided route: it is the person's turn.
    WithPerson {
        /// What to do.
        guided: Box<GuidedView>,
    },
    /// A person looked at the appliance, said that it is not restored, and closed it. What the appliance holds is not
    /// known.
    Closed {
        /// What was said, as a sentence.
        because: String,
    },
    /// It is over, and nothing on the appliance was changed.
    NothingChanged {
        /// Why, as a sentence.
        because: String,
    },
}

/// What became of a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoreResult {
    /// Its id.
    pub run: String,
    /// The target's name.
    pub appliance: String,
    /// The target's host name.
    pub host: String,
    /// How far it was brought.
    #[serde(flatten)]
    pub state: RestoreState,
    /// Its safety backup's number in the library.
    pub safety: Option<i64>,
    /// How long the last job took, in milliseconds.
    pub duration_millis: Option<u64>,
    /// What is left to do on this appliance.
    pub tasks: Vec<AftermathTask>,
}
