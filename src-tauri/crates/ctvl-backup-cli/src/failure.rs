//! A failure says what happened, why, and the next step; where the engine offers a step, it is said as the option or the
//! command that takes it.

use std::io;
use std::path::Path;

use ctvl_contract::{Described, ErrorCode, ErrorSeverity, Line, OfferedStep, Words, describe};
use ctvl_engine::{EngineError, JobId};

use crate::console::{BAD, Console, FAINT, STRONG, WATCH, prose, styled, write_err};
use crate::exit::Exit;
use crate::format::plain;

/// How much is shown of what an appliance answered, in characters.
const ANSWER_SHOWN: usize = 160;

/// What is said of an interrupt. Not that nothing was changed: only who knows where it came may say so.
pub const STOPPED: &str = "Stopped.";

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The engine said no.
    Engine(Box<Described>),
    /// The engine said no to an appliance that was to be added. No command can name that one yet.
    NotAdded(Box<Described>),
    /// The person said no before anything was begun.
    Cancelled,
    /// The person stopped the program outside a job. What had been done by then stays done.
    Stopped(Words),
    /// Something that only concerns the command line.
    Own { words: Words, exit: Exit },
}

impl Failure {
    /// The failure of a job; its incident is the job's.
    pub fn of_job(error: &EngineError, job: JobId) -> Self {
        Self::Engine(Box::new(describe(error, Some(job))))
    }

    /// The engine did not take an appliance in.
    pub fn not_added(error: &EngineError) -> Self {
        let mut described = describe(error, None);
        let next = described.message.next.take();
        let saved = "No appliance was saved.";
        described.message.next =
            Some(next.map_or_else(|| saved.to_owned(), |next| format!("{next} {saved}")));
        Self::NotAdded(Box::new(described))
    }

    /// Stopped where nothing more is known than that.
    pub fn stopped() -> Self {
        Self::Stopped(Words { happened: STOPPED.to_owned(), why: None, next: None })
    }

    /// Wrong usage that only shows once the arguments are put together.
    pub fn usage(happened: impl Into<String>, next: impl Into<String>) -> Self {
        Self::own(Exit::Usage, happened, None, Some(next.into()))
    }

    /// A failure of the command line itself.
    pub fn own(exit: Exit, happened: impl Into<String>, why: Option<String>, next: Option<String>) -> Self {
        Self::Own { words: Words { happened: happened.into(), why, next }, exit }
    }

    /// Standard input could not be read.
    pub fn input(error: io::Error) -> Self {
        Self::own(Exit::Failed, "The input could not be read.", Some(format!("{error}.")), None)
    }

    /// Standard output could not be written.
    pub fn output(error: io::Error) -> Self {
        Self::own(Exit::Failed, "The result could not be written.", Some(format!("{error}.")), None)
    }

    /// A file could not be written.
    pub fn write(path: &Path, error: &io::Error) -> Self {
        let happened = format!("{} could not be written.", path.display());
        Self::own(Exit::Failed, happened, Some(format!("{error}.")), None)
    }

    /// The program's exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Engine(described) | Self::NotAdded(described) => described.error.code.into(),
            Self::Cancelled | Self::Stopped(_) => Exit::Cancelled,
            Self::Own { exit, .. } => *exit,
        }
    }

    /// Writes it to standard error, for a person or as a line of JSON.
    pub fn show(&self, console: Console) {
        let words = self.words();
        if console.json() {
            let error = match self {
                Self::Engine(described) | Self::NotAdded(described) => Some(described.error.clone()),
                Self::Cancelled | Self::Stopped(_) | Self::Own { .. } => None,
            };
            console.line(&Line::Error { error, message: words, exit_code: self.exit().code() });
            return;
        }
        if matches!(self, Self::Cancelled | Self::Stopped(_)) && console.can_ask() {
            // The terminal has written ^C behind the question.
            write_err("\n");
        }
        write_err(&prose(&self.text(&words)));
    }

    fn words(&self) -> Words {
        match self {
            Self::Engine(described) | Self::NotAdded(described) => described.message.clone(),
            Self::Cancelled => {
                Words { happened: "Cancelled. Nothing was changed.".to_owned(), why: None, next: None }
            }
            Self::Stopped(words) | Self::Own { words, .. } => words.clone(),
        }
    }

    fn text(&self, words: &Words) -> String {
        let style = match self {
            Self::Engine(described) | Self::NotAdded(described) => match described.error.severity {
                ErrorSeverity::Info => STRONG,
                ErrorSeverity::Warning => WATCH,
                ErrorSeverity::Error => BAD,
            },
            Self::Cancelled | Self::Stopped(_) => STRONG,
            Self::Own { exit: Exit::Refused | Exit::Cancelled, .. } => WATCH,
            Self::Own { .. } => BAD,
        };
        let mut text = format!("{}\n", styled(style, &plain(&words.happened)));
        for part in [&words.why, &words.next].into_iter().flatten() {
            // File names and an appliance's own words may be among them.
            for line in part.lines() {
                text.push_str(&plain(line));
                text.push('\n');
            }
        }
        let (described, steps) = match self {
            Self::Engine(described) => (Some(described), hints(described)),
            Self::NotAdded(described) => (Some(described), hints_when_adding(described)),
            Self::Cancelled | Self::Stopped(_) | Self::Own { .. } => (None, Vec::new()),
        };
        for step in steps {
            text.push_str(&format!("  {} {step}\n", styled(FAINT, "→")));
        }
        if let Some(described) = described
            && described.error.severity == ErrorSeverity::Error
        {
            let incident = format!("Incident {}", described.error.incident);
            text.push_str(&format!("{}\n", styled(FAINT, &incident)));
        }
        text
    }
}

/// The options and commands that lead on, the likely cure first.
fn hints(described: &Described) -> Vec<String> {
    let error = &described.error;
    let typed = |option: &str| format!("If you know it, type it: add {option} VERSION.");
    let (archive, target) = (typed("--archive-version"), typed("--typed-version"));
    match error.code {
        // Both may be missing; the code is that of the first.
        ErrorCode::ArchiveVersionUnknown
            if error.params.reasons.as_ref().is_some_and(|all| all.len() > 1) =>
        {
            vec![
                "If you know them, type them: add --archive-version VERSION and --typed-version VERSION."
                    .to_owned(),
            ]
        }
        ErrorCode::ArchiveVersionUnknown => vec![archive],
        ErrorCode::TargetVersionUnknown => vec![target],
        ErrorCode::AnotherRestoreOpen => {
            let name = error.params.appliance.as_deref().map_or_else(|| "NAME".to_owned(), quoted);
            vec![format!("Go on with it, or stop it: ctvl-backup-cli restore {name} --resume")]
        }
        code => {
            let mut hints: Vec<String> =
                error.offers.iter().filter_map(|offer| hint(*offer, described)).collect();
            if code == ErrorCode::NotAnArchive {
                hints.push(instead_of_an_archive(error.params.reason.as_deref()).to_owned());
            }
            hints
        }
    }
}

/// Where to look when something else came instead of a backup.
fn instead_of_an_archive(kind: Option<&str>) -> &'static str {
    match kind {
        Some("json") => "What it sent is its reason; the log of the appliance may say more. Then try again.",
        Some("empty") => "Try again; if it stays so, look at the log of the appliance.",
        _ => "Open its address in a browser: a login page, a proxy or another machine may answer there.",
    }
}

/// The same for an appliance that is not saved: what helps is the same command with something else in it.
fn hints_when_adding(described: &Described) -> Vec<String> {
    let again = |offer: &OfferedStep| {
        Some(match offer {
            OfferedStep::EnterPassword | OfferedStep::EnterPasswordOnce => {
                "Give the same command again with the right --user and password.".to_owned()
            }
            OfferedStep::CompareCertificate => match &described.error.params.presented_fingerprint {
                Some(fingerprint) => format!(
                    "Compare it with the appliance's console. It presents, as SHA-256:\n    {fingerprint}\n    Then \
                     give the same command with that: --trust SHA256."
                ),
                None => "Compare the certificate with the appliance's console and give it: --trust SHA256."
                    .to_owned(),
            },
            OfferedStep::EditAppliance => match described.error.code {
                ErrorCode::LoginDisabled | ErrorCode::NoPermission => "Give another account: --user USER.",
                ErrorCode::ProxyFailed => "Go without the proxy: add --no-proxy.",
                _ => "Correct the address: --url URL.",
            }
            .to_owned(),
            _ => return None,
        })
    };
    described.error.offers.iter().filter_map(again).collect()
}

/// What an offer is called here; `None` for those that only a window has.
fn hint(offer: OfferedStep, described: &Described) -> Option<String> {
    let params = &described.error.params;
    let appliance = params.appliance.as_deref().map_or_else(|| "NAME".to_owned(), quoted);
    Some(match offer {
        OfferedStep::BackUpWithoutCounters => "Without counters: add --exclude-counters.".to_owned(),
        OfferedStep::EnterPassword => {
            format!(
                "Enter the password: ctvl-backup-cli appliance password {appliance}; or give it for one run: add \
                 --password-stdin."
            )
        }
        OfferedStep::EnterPasswordOnce => "Give it for this run only: add --password-stdin.".to_owned(),
        OfferedStep::CompareCertificate => match &params.presented_fingerprint {
            Some(fingerprint) => format!(
                "Compare it with the appliance's console. It presents, as SHA-256:\n    {fingerprint}\n    Then: \
                 ctvl-backup-cli appliance trust {appliance}, or --trust SHA256 when adding it."
            ),
            None => format!("Compare the certificates: ctvl-backup-cli appliance trust {appliance}"),
        },
        OfferedStep::ChooseFolder => "Choose another folder: --to DIR.".to_owned(),
        OfferedStep::ChooseKey => "Choose another key: --key NAME.".to_owned(),
        OfferedStep::NodeAlreadyLost => "If the node is already lost: add --node-already-lost.".to_owned(),
        OfferedStep::PlanAgain => "Look at a new plan: the same command with --plan-only.".to_owned(),
        OfferedStep::KeepWaiting => format!("Keep watching: ctvl-backup-cli restore {appliance} --resume"),
        OfferedStep::LoginScreenSeen => format!(
            "If you see its login screen: ctvl-backup-cli restore {appliance} --resume --say login-screen-seen"
        ),
        OfferedStep::EditAppliance => {
            let (what, option) = match described.error.code {
                ErrorCode::LoginDisabled | ErrorCode::NoPermission => ("Use another account", "--user USER"),
                ErrorCode::ProxyFailed => ("Go without the proxy", "--no-proxy"),
                _ => ("If the address is wrong, correct it", "--url URL"),
            };
            format!("{what}: ctvl-backup-cli appliance change {appliance} {option}")
        }
        OfferedStep::ShowAnswer => {
            let answer: String = params.detail.as_deref()?.chars().take(ANSWER_SHOWN).collect();
            format!("It sent: {}", plain(answer.trim()))
        }
        OfferedStep::TryAgain
        | OfferedStep::UnlockKeyring
        | OfferedStep::ChooseArchive
        | OfferedStep::FindAnotherCopy
        | OfferedStep::UpdateApp => return None,
    })
}

/// A name as it is typed in a shell.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    if !name.is_empty() && name.chars().all(plain) { name.to_owned() } else { format!("\"{name}\"") }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(Box::new(describe(&error, None)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupt_claims_nothing_about_what_was_changed() {
        let words = Failure::stopped().words();
        assert_eq!((words.happened.as_str(), words.why, words.next), (STOPPED, None, None));
        assert!(!words.happened.contains("Nothing"), "only who knows where it came may say so");
        assert_eq!(Failure::stopped().exit(), Exit::Cancelled);
    }
}
