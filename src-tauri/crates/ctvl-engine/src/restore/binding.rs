//! A confirmation is worth only as much as the things it was given for stay the same: every fact a plan is
//! bound to is compared again before the restore acts, and one difference voids it.
//!
//! The archive's SHA-256 is compared as well, but later: it is computed in the same pass as the upload, and
//! the upload's last bytes are held back until it agrees.

use ctvl_archive::Sha256Digest;
use ctvl_archive::version::CtvlVersion;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a plan's confirmation is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The archive as it was checked for the plan.
    pub archive: ArchiveBinding,
    /// The target as it was seen for the plan.
    pub target: TargetBinding,
}

/// The archive's identity. Size and time are looked at often because that is cheap; the hash decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveBinding {
    /// In bytes.
    pub size: u64,
    /// The file's modification time, where the file system tells one.
    pub modified: Option<Timestamp>,
    /// Of the whole file.
    pub sha256: Sha256Digest,
}

/// The target's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetBinding {
    /// SHA-256 of the certificate, as `AA:BB:…`.
    pub certificate: String,
    /// The CT-VL version the verdict rests on.
    pub version: Option<CtvlVersion>,
    /// The names of the other nodes of its cluster, sorted; `None` where the appliance does not tell.
    pub cluster: Option<Vec<String>>,
    /// Which start of the appliance answered, where it tells.
    pub boot: Option<String>,
}

/// One reason why a confirmation is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "changed", rename_all = "snake_case")]
pub enum Change {
    /// The file is gone or cannot be read.
    ArchiveGone,
    /// The file has another length.
    ArchiveSize {
        /// In the plan, in bytes.
        planned: u64,
        /// Now, in bytes.
        now: u64,
    },
    /// The file was written to since.
    ArchiveWritten,
    /// The file's content is another one.
    ArchiveContent {
        /// In the plan.
        planned: Sha256Digest,
        /// Now.
        now: Sha256Digest,
    },
    /// The target shows another certificate.
    Certificate {
        /// In the plan.
        planned: String,
        /// Now.
        now: String,
    },
    /// The target runs another version, or tells one now, or no longer tells one.
    Version {
        /// In the plan.
        planned: Option<CtvlVersion>,
        /// Now.
        now: Option<CtvlVersion>,
    },
    /// The target's cluster has other members.
    Cluster {
        /// In the plan.
        planned: Option<Vec<String>>,
        /// Now.
        now: Option<Vec<String>>,
    },
    /// The target was restarted since.
    Restarted,
    /// The profile points to another address now.
    Address {
        /// In the plan.
        planned: String,
        /// Now.
        now: String,
    },
    /// The profile has another role now, so that other questions have to be asked.
    Role,
    /// The appliance no longer answers the probe for the direct route.
    Route,
}

impl ArchiveBinding {
    /// What differs between the plan and the file as it lies there now.
    pub fn changes(&self, size: u64, modified: Option<Timestamp>) -> Vec<Change> {
        let mut changes = Vec::new();
        if size != self.size {
            changes.push(Change::ArchiveSize { planned: self.size, now: size });
        } else if modified != self.modified {
            changes.push(Change::ArchiveWritten);
        }
        changes
    }

    /// What differs between the plan and the bytes that were read.
    pub fn content_change(&self, now: Sha256Digest) -> Option<Change> {
        (now != self.sha256).then_some(Change::ArchiveContent { planned: self.sha256, now })
    }
}

impl TargetBinding {
    /// What differs between the plan and the target as it is now.
    pub fn changes(&self, now: &TargetBinding) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.certificate != now.certificate {
            changes.push(Change::Certificate {
                planned: self.certificate.clone(),
                now: now.certificate.clone(),
            });
        }
        if self.version != now.version {
            changes.push(Change::Version { planned: self.version, now: now.version });
        }
        if self.cluster != now.cluster {
            changes.push(Change::Cluster { planned: self.cluster.clone(), now: now.cluster.clone() });
        }
        if self.boot != now.boot {
            changes.push(Change::Restarted);
        }
        changes
    }
}

impl Change {
    /// What changed, as a sentence without the consequence.
    pub fn sentence(&self, host: &str, file: &str) -> String {
        match self {
            Change::ArchiveGone => format!("{file} is no longer there, or cannot be read."),
            Change::ArchiveSize { planned, now } => {
                format!("{file} has {now} bytes now; the plan was made for {planned}.")
            }
            Change::ArchiveWritten => format!("{file} was written to after the plan was made."),
            Change::ArchiveContent { planned, now } => format!(
                "The content of {file} is not the one of the plan: its SHA-256 is {now}, the plan says {planned}."
            ),
            Change::Certificate { planned, now } => {
                format!("{host} shows another certificate: {now} instead of {planned}.")
            }
            Change::Version { planned: Some(planned), now: Some(now) } => {
                format!("{host} runs CT-VL {now} now; the plan was made for {planned}.")
            }
            Change::Version { planned: None, now: Some(now) } => {
                format!("{host} tells its version now: CT-VL {now}. The plan was made without knowing it.")
            }
            Change::Version { planned, now: None } => match planned {
                Some(planned) => {
                    format!("{host} no longer tells its version; the plan was made for CT-VL {planned}.")
                }
                None => format!("{host} does not tell its version."),
            },
            Change::Cluster { planned, now } => format!(
                "The cluster of {host} changed: its other nodes were {}, and are {} now.",
                nodes(planned.as_deref()),
                nodes(now.as_deref())
            ),
            Change::Restarted => format!("{host} was restarted after the plan was made."),
            Change::Address { planned, now } => {
                format!("The appliance has another address now: {now} instead of {planned}.")
            }
            Change::Route => format!("{host} no longer offers its interface for restores."),
            Change::Role => "The appliance has another role now.".to_owned(),
        }
    }
}

/// The message of a void plan: every reason, then what did not happen and what comes next.
pub fn void_message(changes: &[Change], host: &str, file: &str) -> String {
    let reasons: Vec<String> = changes.iter().map(|change| change.sentence(host, file)).collect();
    format!(
        "This flight plan is void. {} Nothing was changed. Make a new plan and confirm that one.",
        reasons.join(" ")
    )
}

fn nodes(names: Option<&[String]>) -> String {
    match names {
        None => "unknown".to_owned(),
        Some([]) => "none".to_owned(),
        Some(names) => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Option<CtvlVersion> {
        Some(text.parse().expect("a version"))
    }

    fn archive() -> ArchiveBinding {
        ArchiveBinding {
            size: 100,
            modified: Some(Timestamp::UNIX_EPOCH),
            sha256: Sha256Digest::of(b"archive"),
        }
    }

    fn target() -> TargetBinding {
        TargetBinding {
            certificate: "AA:BB".into(),
            version: version("2.8.6"),
            cluster: Some(vec!["ctvl-prd-2".into()]),
            boot: Some("1".into()),
        }
    }

    #[test]
    fn nothing_changed_means_no_reason() {
        assert_eq!(archive().changes(100, Some(Timestamp::UNIX_EPOCH)), []);
        assert_eq!(archive().content_change(Sha256Digest::of(b"archive")), None);
        assert_eq!(target().changes(&target()), []);
    }

    #[test]
    fn every_change_of_the_archive_voids() {
        let later = Timestamp::from_second(1).expect("a moment");
        assert_eq!(
            archive().changes(101, Some(Timestamp::UNIX_EPOCH)),
            [Change::ArchiveSize { planned: 100, now: 101 }]
        );
        assert_eq!(archive().changes(100, Some(later)), [Change::ArchiveWritten]);
        assert_eq!(
            archive().changes(100, None),
            [Change::ArchiveWritten],
            "a time that vanished is a change too"
        );
        let other = Sha256Digest::of(b"another");
        assert_eq!(
            archive().content_change(other),
            Some(Change::ArchiveContent { planned: archive().sha256, now: other }),
            "same size and time do not save another content"
        );
    }

    #[test]
    fn every_change_of_the_target_voids_by_itself() {
        type Edit = fn(&mut TargetBinding);
        let edits: [(Edit, &str); 8] = [
            (|t| t.certificate = "AA:BC".into(), "another certificate"),
            (|t| t.version = version("2.8.7"), "runs CT-VL 2.8.7"),
            (|t| t.version = None, "no longer tells its version"),
            (|t| t.cluster = None, "cluster"),
            (|t| t.cluster = Some(vec![]), "cluster"),
            (|t| t.cluster = Some(vec!["ctvl-prd-2".into(), "ctvl-prd-3".into()]), "cluster"),
            (|t| t.boot = Some("2".into()), "restarted"),
            (|t| t.boot = None, "restarted"),
        ];
        for (edit, word) in edits {
            let mut now = target();
            edit(&mut now);
            let changes = target().changes(&now);
            assert_eq!(changes.len(), 1, "one edit, one reason: {changes:?}");
            let message = void_message(&changes, "ctvl-prd-1", "a.zip");
            assert!(message.contains(word), "{message}");
            assert!(message.contains("Nothing was changed."), "it says what did not happen: {message}");
        }
    }

    #[test]
    fn a_version_that_appears_voids_too() {
        let mut planned = target();
        planned.version = None;
        assert_eq!(
            planned.changes(&target()),
            [Change::Version { planned: None, now: version("2.8.6") }],
            "the verdict rested on not knowing it"
        );
    }

    #[test]
    fn all_reasons_are_told_at_once() {
        let now = TargetBinding { certificate: "CC".into(), version: None, cluster: None, boot: None };
        let changes = target().changes(&now);
        assert_eq!(changes.len(), 4, "{changes:?}");
    }
}
