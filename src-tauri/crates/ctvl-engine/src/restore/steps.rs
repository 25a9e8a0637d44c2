//! What a plan asks a person to compare and what it will do, in the order in which that happens.

use serde::{Deserialize, Serialize};

use super::facts::{ArchiveFacts, TargetFacts};
use super::plan::{Route, SafetyBackup};

/// One step of a plan, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// What it is.
    pub kind: StepKind,
    /// A few words.
    pub title: String,
    /// What happens.
    pub detail: String,
}

/// The steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The safety backup.
    SafetyBackup,
    /// Direct: sending the archive.
    Upload,
    /// Guided: the work on the administration page.
    AdministrationPage,
    /// The appliance replaces its data.
    Restore,
    /// R10.
    Reboot,
    /// R9.
    SignIn,
    /// R8, R9, R11.
    Afterwards,
}

/// One of the three details of R5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailToConfirm {
    /// Which one.
    pub label: DetailKind,
    /// Its value; `None` where neither archive nor receipt says.
    pub value: Option<String>,
}

/// Which of the three. Stored by its words, as plans of open restores were before there were kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DetailKind {
    /// The version that made the archive.
    #[serde(rename = "CT-VL version")]
    Version,
    /// When it was made.
    #[serde(rename = "Backup date")]
    Date,
    /// The key it is encrypted under.
    #[serde(rename = "Encryption key name")]
    Key,
}

impl DetailKind {
    /// What it is called on the administration page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "CT-VL version",
            Self::Date => "Backup date",
            Self::Key => "Encryption key name",
        }
    }
}

/// R5, in the order of the vendor's page.
pub(super) fn three_details(archive: &ArchiveFacts) -> Vec<DetailToConfirm> {
    let detail = |label, value| DetailToConfirm { label, value };
    vec![
        detail(DetailKind::Version, archive.version.map(|known| known.value.to_string())),
        detail(DetailKind::Date, archive.date_shown()),
        detail(DetailKind::Key, archive.key.shown()),
    ]
}

pub(super) fn steps(target: &TargetFacts, safety: SafetyBackup, route: Route) -> Vec<PlanStep> {
    let host = &target.host;
    let one = |kind, title: &str, detail: String| PlanStep { kind, title: title.to_owned(), detail };
    let mut steps = vec![match safety {
        SafetyBackup::Take => one(
            StepKind::SafetyBackup,
            "Safety backup",
            format!("Today’s state of {host}, verified and pinned. If it fails, the restore does not start."),
        ),
        SafetyBackup::NodeAlreadyLost => one(
            StepKind::SafetyBackup,
            "Safety backup, if it can be taken",
            format!("You said that {host} is already lost, so the restore starts without one as well."),
        ),
    }];
    match route {
        Route::Direct => steps.push(one(
            StepKind::Upload,
            "Upload",
            "The archive is hashed once more while it is sent. Its last bytes leave only if it is still the one of \
             this plan; until then it can be cancelled."
                .to_owned(),
        )),
        Route::Guided => steps.push(one(
            StepKind::AdministrationPage,
            "On the administration page",
            format!("{host} has no interface for restores, so you choose the file there, compare three details and press \
                 Restore."),
        )),
    }
    steps.push(one(
        StepKind::Restore,
        "Restoring",
        format!("{host} replaces all of its data. It cannot be cancelled any more."),
    ));
    steps.push(one(
        StepKind::Reboot,
        "Rebooting",
        "The appliance is watched until its login screen answers. No answer is normal meanwhile.".to_owned(),
    ));
    steps.push(one(
        StepKind::SignIn,
        "Sign-in check",
        "With the login from the backup, one attempt only, so that no account is locked.".to_owned(),
    ));
    steps.push(one(
        StepKind::Afterwards,
        "Afterwards",
        "Old cluster, certificate, login, fresh backup and schedule are kept as tasks until each is done."
            .to_owned(),
    ));
    steps
}

#[cfg(test)]
mod tests {
    use super::super::facts::KeyNeeded;
    use super::super::facts::tests::archive;
    use super::*;

    #[test]
    fn the_three_details_are_always_three() {
        let mut opaque = archive();
        opaque.version = None;
        opaque.created = None;
        opaque.key = KeyNeeded::Unknown;
        for archive in [archive(), opaque] {
            let details = three_details(&archive);
            let labels: Vec<_> = details.iter().map(|d| d.label.word()).collect();
            assert_eq!(labels, ["CT-VL version", "Backup date", "Encryption key name"], "R5");
        }
    }

    #[test]
    fn kinds_are_stored_by_the_words_they_show() {
        for kind in [DetailKind::Version, DetailKind::Date, DetailKind::Key] {
            let stored = serde_json::to_value(kind).expect("plain data");
            assert_eq!(stored, kind.word(), "a plan that was stored with words is still read");
        }
    }
}
