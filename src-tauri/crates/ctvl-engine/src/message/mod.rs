//! Every error becomes words here: what happened, why, and the next step. The first sentence stands alone.

mod appliance;
mod engine;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use crate::error::EngineError;
use crate::job::JobId;

/// How loud a message is. A refused rule is a warning and a cancelled job is information, neither is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The person asked for it.
    Information,
    /// A rule or a precondition stood in the way.
    Warning,
    /// Something failed.
    Failure,
}

/// What a surface can offer as the next step, in the order of [`Message::offers`]; the first is the likely cure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offer {
    /// The same order again.
    TryAgain,
    /// The same backup with `exclude_counters` (R4).
    BackUpWithoutCounters,
    /// Type the password.
    EnterPassword,
    /// Unlock the keyring.
    UnlockKeyring,
    /// Give a password for this order only.
    EnterPasswordOnce,
    /// Compare the fingerprint and trust the certificate.
    CompareCertificate,
    /// Correct the address, the user or the proxy of the profile.
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
    /// Say that the node is already lost, so that no safety backup can be taken.
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

impl Offer {
    const ALL: [(Self, &'static str); 17] = [
        (Self::TryAgain, "try-again"),
        (Self::BackUpWithoutCounters, "back-up-without-counters"),
        (Self::EnterPassword, "enter-password"),
        (Self::UnlockKeyring, "unlock-keyring"),
        (Self::EnterPasswordOnce, "enter-password-once"),
        (Self::CompareCertificate, "compare-certificate"),
        (Self::EditAppliance, "edit-appliance"),
        (Self::ChooseFolder, "choose-folder"),
        (Self::ChooseKey, "choose-key"),
        (Self::ChooseArchive, "choose-archive"),
        (Self::FindAnotherCopy, "find-another-copy"),
        (Self::ShowAnswer, "show-answer"),
        (Self::NodeAlreadyLost, "node-already-lost"),
        (Self::KeepWaiting, "keep-waiting"),
        (Self::LoginScreenSeen, "login-screen-seen"),
        (Self::PlanAgain, "plan-again"),
        (Self::UpdateApp, "update-app"),
    ];

    /// The word under which it is stored.
    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(offer, _)| *offer == self).map_or("", |(_, word)| word)
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(offer, _)| *offer)
    }
}

/// A message for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How loud it is.
    pub severity: Severity,
    /// What happened; one sentence that stands alone and names the appliance or the file.
    pub happened: String,
    /// Why, where that is known.
    pub why: Option<String>,
    /// What did not happen, and what to do next.
    pub next: Option<String>,
    /// What a surface can offer, the likely cure first.
    pub offers: Vec<Offer>,
}

impl Message {
    /// A failure that says what happened.
    pub fn failure(happened: impl Into<String>) -> Self {
        Self {
            severity: Severity::Failure,
            happened: happened.into(),
            why: None,
            next: None,
            offers: Vec::new(),
        }
    }

    /// A rule or a precondition stood in the way.
    pub fn warning(happened: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::failure(happened) }
    }

    /// Something the person asked for.
    pub fn information(happened: impl Into<String>) -> Self {
        Self { severity: Severity::Information, ..Self::failure(happened) }
    }

    /// Adds the reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Adds an offer; the first one added is the likely cure.
    #[must_use]
    pub fn offer(mut self, offer: Offer) -> Self {
        self.offers.push(offer);
        self
    }

    /// The whole message as one paragraph.
    pub fn text(&self) -> String {
        let mut text = self.happened.clone();
        for part in [&self.why, &self.next].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        text
    }
}

/// A short code that a person can read out and that stands in the log beside the error.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Incident(String);

/// Letters and digits that are not mistaken for one another when read out (Crockford's set).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Incident {
    /// The incident of a job: always the same, so that history, log and message agree.
    pub fn of_job(job: JobId) -> Self {
        Self::from_uuid(job.uuid())
    }

    /// A new incident for what failed outside a job.
    pub fn fresh() -> Self {
        Self::from_uuid(uuid::Uuid::new_v4())
    }

    /// The code, eight letters and digits in two groups.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Every incident that a text may name, however it was read out or copied: in small letters, without its hyphen, or
    /// with words around it. A word of eight letters may look like one; there is none of that name then.
    pub fn named_in(text: &str) -> Vec<Self> {
        let groups: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let halves = groups.windows(2).filter(|pair| pair.iter().all(|half| half.len() == 4));
        let codes = halves.map(<[&str]>::concat).chain(groups.iter().map(|group| (*group).to_owned()));
        codes.filter(|code| code.len() == 8).filter_map(|code| Self::read(&code)).collect()
    }

    /// Eight letters and digits; letters that look like digits are those digits.
    fn read(code: &str) -> Option<Self> {
        let letters = code.chars().map(|letter| {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            DIGITS.contains(&u8::try_from(letter).ok()?).then_some(letter)
        });
        let code = letters.collect::<Option<String>>()?;
        Some(Self(format!("{}-{}", &code[..4], &code[4..])))
    }

    fn from_uuid(uuid: uuid::Uuid) -> Self {
        let mut code = String::with_capacity(9);
        // The last bytes of a v7 id are random; the first ones are the time.
        let mut rest = uuid.as_u128();
        for position in 0..8 {
            if position == 4 {
                code.push('-');
            }
            code.push(char::from(DIGITS[(rest & 31) as usize]));
            rest >>= 5;
        }
        Self(code)
    }
}

impl std::fmt::Display for Incident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error as a surface shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The words.
    pub message: Message,
    /// The code that finds it in the log.
    pub incident: Incident,
}

/// Turns an error into words, gives it an incident code and logs both. The one way from an error to a surface.
pub fn report(error: &EngineError, job: Option<JobId>) -> Report {
    let report =
        Report { message: error.message(), incident: job.map_or_else(Incident::fresh, Incident::of_job) };
    let cause = words::causes(error);
    match report.message.severity {
        Severity::Information => {
            tracing::info!(incident = %report.incident, %cause, "{}", report.message.happened)
        }
        Severity::Warning => {
            tracing::warn!(incident = %report.incident, %cause, "{}", report.message.happened)
        }
        Severity::Failure => {
            tracing::error!(incident = %report.incident, %cause, "{}", report.message.happened)
        }
    }
    report
}
