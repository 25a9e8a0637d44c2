//! A task after a restore stays open until it is ticked, by a person or by what the app itself has seen; no
//! task disappears because time passed or the app restarted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::restore::ClusterFacts;

/// What there is to do. Stored by its word, so the words never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// R8: on the surviving nodes, the restored node has to leave its old cluster.
    RemoveFromOldCluster,
    /// The appliance may show another certificate now.
    CompareCertificate,
    /// R9: the logins are those of the backup.
    ConfirmLogin,
    /// R7: other nodes get the restored data only by joining the new cluster.
    JoinNewCluster,
    /// R11: the first backup of the restored state.
    FreshBackup,
    /// Schedules of this appliance are paused until a person lets them go on.
    ResumeSchedule,
}

impl TaskKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [TaskKind; 6] = [
        TaskKind::RemoveFromOldCluster,
        TaskKind::CompareCertificate,
        TaskKind::ConfirmLogin,
        TaskKind::JoinNewCluster,
        TaskKind::FreshBackup,
        TaskKind::ResumeSchedule,
    ];

    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            TaskKind::RemoveFromOldCluster => "remove_from_old_cluster",
            TaskKind::CompareCertificate => "compare_certificate",
            TaskKind::ConfirmLogin => "confirm_login",
            TaskKind::JoinNewCluster => "join_new_cluster",
            TaskKind::FreshBackup => "fresh_backup",
            TaskKind::ResumeSchedule => "resume_schedule",
        }
    }

    /// The kind a stored word names.
    pub fn from_word(word: &str) -> Option<TaskKind> {
        TaskKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The task as a line of a checklist.
    pub fn title(self, host: &str) -> String {
        match self {
            TaskKind::RemoveFromOldCluster => format!("Remove {host} from its old cluster"),
            TaskKind::CompareCertificate => "Compare the certificate".to_owned(),
            TaskKind::ConfirmLogin => "Confirm the login".to_owned(),
            TaskKind::JoinNewCluster => "Let other nodes join the new cluster".to_owned(),
            TaskKind::FreshBackup => "Take a fresh backup".to_owned(),
            TaskKind::ResumeSchedule => "Resume the schedule".to_owned(),
        }
    }

    /// Why it is to be done, and how.
    pub fn hint(self, host: &str) -> String {
        match self {
            TaskKind::RemoveFromOldCluster => {
                "Done on the nodes that stay. Until then no new node can join them.".to_owned()
            }
            TaskKind::CompareCertificate => {
                format!("{host} may show another one now. Compare its SHA-256 with the one on its console.")
            }
            TaskKind::ConfirmLogin => format!(
                "Logins come from the backup now. If nobody knows one, run `createsuperuser` on the console of {host}."
            ),
            TaskKind::JoinNewCluster => {
                "They get the restored data that way. Joining replaces their own.".to_owned()
            }
            TaskKind::FreshBackup => "The first one of the restored state.".to_owned(),
            TaskKind::ResumeSchedule => "Paused, so that no old password is tried in a loop.".to_owned(),
        }
    }

    /// The task that has to be done before this one can be: a schedule that goes on with an unconfirmed login
    /// would lock the account (R9).
    pub fn waits_for(self) -> Option<TaskKind> {
        match self {
            TaskKind::ResumeSchedule => Some(TaskKind::ConfirmLogin),
            _ => None,
        }
    }
}

/// Whether a task is done, since when, and on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TaskState {
    /// To be done.
    Open,
    /// Done.
    Done {
        /// When it was ticked.
        at: Timestamp,
        /// Who ticked it.
        by: TickedBy,
    },
}

/// Whose word a tick rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum TickedBy {
    /// A person said so.
    Person {
        /// The name of the operating system's user.
        name: String,
    },
    /// The app saw it.
    Seen {
        /// What it saw, as a sentence.
        what: String,
    },
}

/// What the end of a restore showed, as far as the tasks depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the node had been in a cluster with others, as far as anybody knows.
    pub cluster: OldCluster,
    /// The person said before that the node has been removed on the nodes that stay.
    pub removed_before: Option<TickedBy>,
    /// The certificate after the restore, compared with the trusted one.
    pub certificate: CertificateAfter,
    /// The one sign-in worked.
    pub login_worked: bool,
    /// When all this was seen.
    pub at: Timestamp,
}

/// The node's cluster before the restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OldCluster {
    /// The appliance said that it is alone.
    Alone,
    /// The appliance said that there are others.
    WithOthers,
    /// It did not say.
    Unknown,
}

impl From<&ClusterFacts> for OldCluster {
    fn from(facts: &ClusterFacts) -> Self {
        match facts {
            ClusterFacts::Unknown => Self::Unknown,
            ClusterFacts::Alone => Self::Alone,
            ClusterFacts::Member { .. } => Self::WithOthers,
        }
    }
}

/// The certificate shown after the restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateAfter {
    /// The one that was trusted before.
    Same,
    /// Another one; a person compares it.
    Another,
    /// Not seen.
    Unknown,
}

/// The tasks a restore leaves, with those already ticked that the app has seen done itself.
///
/// A node that was alone leaves nothing to remove and nobody to join. Where the appliance did not say, the
/// task stands: asking once too often costs a tick, asking once too little blocks a cluster (R8). A removal
/// the person announced beforehand is believed only where the appliance did not contradict it just before.
pub fn tasks_after(seen: &Circumstances) -> Vec<(TaskKind, TaskState)> {
    let done = |what: &str| TaskState::Done { at: seen.at, by: TickedBy::Seen { what: what.to_owned() } };
    let mut tasks = Vec::with_capacity(TaskKind::ALL.len());
    for kind in TaskKind::ALL {
        let state = match kind {
            TaskKind::RemoveFromOldCluster => match (seen.cluster, &seen.removed_before) {
                (OldCluster::Alone, _) => continue,
                (OldCluster::Unknown, Some(by)) => TaskState::Done { at: seen.at, by: by.clone() },
                (OldCluster::Unknown, None) | (OldCluster::WithOthers, _) => TaskState::Open,
            },
            TaskKind::JoinNewCluster => match seen.cluster {
                OldCluster::Alone => continue,
                OldCluster::WithOthers | OldCluster::Unknown => TaskState::Open,
            },
            TaskKind::CompareCertificate => match seen.certificate {
                CertificateAfter::Same => done("It is still the one you trusted."),
                CertificateAfter::Another | CertificateAfter::Unknown => TaskState::Open,
            },
            TaskKind::ConfirmLogin => {
                if seen.login_worked {
                    done("It worked at the first attempt.")
                } else {
                    TaskState::Open
                }
            }
            TaskKind::FreshBackup | TaskKind::ResumeSchedule => TaskState::Open,
        };
        tasks.push((kind, state));
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(cluster: OldCluster, removed: bool, certificate: CertificateAfter, login: bool) -> Circumstances {
        Circumstances {
            cluster,
            removed_before: removed.then(|| TickedBy::Person { name: "m.okafor".into() }),
            certificate,
            login_worked: login,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn state(seen: &Circumstances, kind: TaskKind) -> Option<bool> {
        let tasks = tasks_after(seen);
        let found = tasks.iter().find(|(k, _)| *k == kind)?;
        Some(matches!(found.1, TaskState::Done { .. }))
    }

    #[test]
    fn words_are_unique_and_read_back() {
        for kind in TaskKind::ALL {
            assert_eq!(TaskKind::from_word(kind.word()), Some(kind));
            let json = serde_json::to_string(&kind).expect("plain data");
            assert_eq!(json.trim_matches('"'), kind.word(), "one word for one kind, wherever it is written");
        }
        assert_eq!(TaskKind::from_word("reboot"), None);
    }

    #[test]
    fn the_old_cluster_is_asked_for_unless_the_appliance_was_alone() {
        use CertificateAfter::Same;
        use TaskKind::RemoveFromOldCluster as Remove;
        for (cluster, removed, expected) in [
            (OldCluster::Alone, false, None),
            (OldCluster::Alone, true, None),
            (OldCluster::Unknown, false, Some(false)),
            (OldCluster::Unknown, true, Some(true)),
            (OldCluster::WithOthers, false, Some(false)),
            (OldCluster::WithOthers, true, Some(false)),
        ] {
            let seen = seen(cluster, removed, Same, true);
            assert_eq!(state(&seen, Remove), expected, "R8 for {cluster:?}, announced as removed: {removed}");
            assert_eq!(
                state(&seen, TaskKind::JoinNewCluster),
                (cluster != OldCluster::Alone).then_some(false),
                "nobody joins a node that was alone, everybody else has to be told"
            );
        }
    }

    #[test]
    fn only_what_was_seen_is_ticked_by_itself() {
        for certificate in [CertificateAfter::Same, CertificateAfter::Another, CertificateAfter::Unknown] {
            for login in [true, false] {
                let seen = seen(OldCluster::Unknown, false, certificate, login);
                assert_eq!(
                    state(&seen, TaskKind::CompareCertificate),
                    Some(certificate == CertificateAfter::Same),
                    "{certificate:?}"
                );
                assert_eq!(state(&seen, TaskKind::ConfirmLogin), Some(login));
                assert_eq!(
                    state(&seen, TaskKind::FreshBackup),
                    Some(false),
                    "no restore brings its own backup"
                );
                assert_eq!(
                    state(&seen, TaskKind::ResumeSchedule),
                    Some(false),
                    "a person lets schedules go on"
                );
            }
        }
    }

    #[test]
    fn a_schedule_waits_for_the_login() {
        for kind in TaskKind::ALL {
            let expected = (kind == TaskKind::ResumeSchedule).then_some(TaskKind::ConfirmLogin);
            assert_eq!(kind.waits_for(), expected, "R9: an unconfirmed login is never tried on a schedule");
        }
    }

    #[test]
    fn titles_and_hints_follow_the_voice() {
        for kind in TaskKind::ALL {
            assert!(!kind.title("ctvl-prd-1").ends_with('.'), "a title is no sentence: {kind:?}");
            assert!(kind.hint("ctvl-prd-1").ends_with('.'), "a hint is one: {kind:?}");
        }
    }
}
