//! Every engine error becomes one code of a closed set in one function, [`describe`], which also logs it; what reaches
//! a surface holds no secret, and the texts a server sent are redacted once more on the way.

use ctvl_engine::message::{self, Message, Offer, Severity};
use ctvl_engine::{EngineError, JobId, KeptError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod client;
mod code;
mod engine;
mod params;
mod redact;
mod restore;

pub use code::ErrorCode;
pub use params::{ErrorParams, Holder};
pub use redact::redact;

/// How loud an error is shown. Cancelled is information, a refused rule is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Severity")]
pub enum ErrorSeverity {
    /// The person asked for it.
    Info,
    /// A rule or a precondition stood in the way.
    Warning,
    /// Something failed.
    Error,
}

/// A next step that a surface can offer; the first one is the likely cure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "Offer")]
pub enum OfferedStep {
    /// The same order again.
    TryAgain,
    /// The same backup without counters (R4).
    BackUpWithoutCounters,
    /// Type the password.
    EnterPassword,
    /// Unlock the keyring.
    UnlockKeyring,
    /// Give a password for this order only.
    EnterPasswordOnce,
    /// Compare the fingerprint and trust the certificate.
    CompareCertificate,
    /// Correct the profile.
    EditAppliance,
    /// Choose another folder.
    ChooseFolder,
    /// Choose another key.
    ChooseKey,
    /// Choose another archive.
    ChooseArchive,
    /// Look for another copy of the archive.
    FindAnotherCopy,
    /// Show what the appliance answered.
    ShowAnswer,
    /// Say that the node is already lost.
    NodeAlreadyLost,
    /// Go on waiting.
    KeepWaiting,
    /// Say that the login screen is there.
    LoginScreenSeen,
    /// Make a new plan.
    PlanAgain,
    /// Update the application.
    UpdateApp,
}

/// An error as a surface gets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublicError {
    /// What happened, from a closed set.
    pub code: ErrorCode,
    /// How loud it is.
    pub severity: ErrorSeverity,
    /// What the message needs to name things.
    pub params: ErrorParams,
    /// What a surface can offer, the likely cure first.
    pub offers: Vec<OfferedStep>,
    /// Whether the same order may be tried again as it is.
    pub retryable: bool,
    /// A short code that a person can read out and that stands in the log.
    pub incident: String,
}

/// The words of a message: the English original that a translation falls back to, and what the command line prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Words {
    /// What happened; one sentence that stands alone.
    pub happened: String,
    /// Why, where that is known.
    pub why: Option<String>,
    /// What did not happen, and the next step.
    pub next: Option<String>,
}

/// An error with its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Described {
    /// The error.
    pub error: Box<PublicError>,
    /// Its words.
    pub message: Words,
}

/// Turns an engine error into what a surface gets, and logs it under its incident code. The only way there is.
#[must_use]
pub fn describe(error: &EngineError, job: Option<JobId>) -> Described {
    let report = message::report(error, job);
    let message: &Message = &report.message;
    let mut params = ErrorParams::default();
    let code = engine::code(error, &mut params);
    params.redact();
    Described {
        error: Box::new(PublicError {
            code,
            severity: message.severity.into(),
            params,
            offers: message.offers.iter().copied().map(OfferedStep::from).collect(),
            retryable: message.offers.contains(&Offer::TryAgain),
            incident: report.incident.to_string(),
        }),
        message: message.into(),
    }
}

/// How the engine keeps in history why a run failed: [`ctvl_engine::EngineOptions::keep_error`].
#[must_use]
pub fn kept_error(error: &EngineError) -> Option<KeptError> {
    let mut params = ErrorParams::default();
    let code = engine::code(error, &mut params).word()?;
    params.redact();
    // Plain data with text keys: there is nothing for the serializer to fail on.
    Some(KeptError { code, params: serde_json::to_string(&params).ok() })
}

impl From<&Message> for Words {
    fn from(message: &Message) -> Self {
        Self {
            happened: redact(&message.happened),
            why: message.why.as_deref().map(redact),
            next: message.next.as_deref().map(redact),
        }
    }
}

impl Words {
    /// The whole message as one paragraph.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.happened.clone();
        for part in [&self.why, &self.next].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        text
    }
}

impl From<Severity> for ErrorSeverity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Information => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Failure => Self::Error,
        }
    }
}

impl From<Offer> for OfferedStep {
    fn from(offer: Offer) -> Self {
        match offer {
            Offer::TryAgain => Self::TryAgain,
            Offer::BackUpWithoutCounters => Self::BackUpWithoutCounters,
            Offer::EnterPassword => Self::EnterPassword,
            Offer::UnlockKeyring => Self::UnlockKeyring,
            Offer::EnterPasswordOnce => Self::EnterPasswordOnce,
            Offer::CompareCertificate => Self::CompareCertificate,
            Offer::EditAppliance => Self::EditAppliance,
            Offer::ChooseFolder => Self::ChooseFolder,
            Offer::ChooseKey => Self::ChooseKey,
            Offer::ChooseArchive => Self::ChooseArchive,
            Offer::FindAnotherCopy => Self::FindAnotherCopy,
            Offer::ShowAnswer => Self::ShowAnswer,
            Offer::NodeAlreadyLost => Self::NodeAlreadyLost,
            Offer::KeepWaiting => Self::KeepWaiting,
            Offer::LoginScreenSeen => Self::LoginScreenSeen,
            Offer::PlanAgain => Self::PlanAgain,
            Offer::UpdateApp => Self::UpdateApp,
        }
    }
}
