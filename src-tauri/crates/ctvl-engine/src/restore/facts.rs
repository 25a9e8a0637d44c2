//! The facts of a plan are what was seen when it was made, with their sources; nothing in them is assumed.

use std::path::PathBuf;

use ctvl_archive::{Counters, CtvlVersion, Known, Moment};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::binding::{ArchiveBinding, TargetBinding};
use super::words;
use crate::library::RowReason;
use crate::profile::{ProfileId, Role};

/// The archive as the plan found it. It was read from its first byte to its last for this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFacts {
    /// Where it lies.
    pub path: PathBuf,
    /// Its file name.
    pub name: String,
    /// Size, modification time and hash: what the confirmation is bound to.
    pub identity: ArchiveBinding,
    /// Whether it is proven, and if not, why not.
    pub standing: ArchiveStanding,
    /// The version that made it.
    pub version: Option<Known<CtvlVersion>>,
    /// When it was made.
    pub created: Option<Moment>,
    /// When it was made by its name alone, which says no time zone.
    pub named_for: Option<DateTime>,
    /// The key it needs.
    pub key: KeyNeeded,
    /// Whether counters are in it.
    pub counters: Option<Counters>,
    /// What its receipt says.
    pub receipt: ReceiptFact,
    /// Where it was taken, by its receipt.
    pub taken_from: Option<TakenFrom>,
}

/// Whether an archive may be restored, as far as its own state goes.
///
/// | state | rule |
/// | --- | --- |
/// | verified | restored |
/// | cannot verify | restored only after a person accepted that it is unproven |
/// | damaged | refused, always |
/// | missing | refused |
///
/// "Unverified" does not occur here: a plan reads the whole archive, so that it is one of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum ArchiveStanding {
    /// Whole, and as its receipt says where there is one.
    Proven,
    /// Not shown to be whole.
    Unproven {
        /// Why, as a sentence.
        why: String,
        /// Why, for other languages; `None` where the archive was not looked at.
        reason: Option<RowReason>,
    },
    /// Not to be restored.
    Refused {
        /// Where and how it is damaged, as a sentence that follows a colon.
        why: String,
        /// The same for other languages; `None` where it is not there.
        reason: Option<RowReason>,
    },
}

/// The key an archive needs (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum KeyNeeded {
    /// Neither the archive nor a receipt says.
    Unknown,
    /// The appliance's default key.
    Default,
    /// The key of this name.
    Named {
        /// The name.
        name: String,
    },
}

/// What the receipt beside an archive says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptFact {
    /// There is none.
    None,
    /// Its signature is valid, and size and hash are those of the file.
    Matches,
    /// Nobody signed it, so it proves nothing and nothing it says is repeated.
    Unsigned,
    /// It belongs to another file, or its signature is broken, or it cannot be read.
    DoesNotMatch,
}

/// The appliance an archive was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenFrom {
    /// Its name at that time.
    pub name: String,
    /// Its address at that time.
    pub address: String,
}

/// The target as the plan found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetFacts {
    /// Its profile.
    pub profile: ProfileId,
    /// The profile's name.
    pub name: String,
    /// Its host name: what it is called in every sentence, and what is to be typed.
    pub host: String,
    /// Host, and port unless it is 443.
    pub address: String,
    /// Its administration page.
    pub page: String,
    /// What it is used for.
    pub role: Role,
    /// SHA-256 of the certificate it showed, as `AA:BB:…`.
    pub certificate: String,
    /// The version it runs.
    pub version: Option<Known<CtvlVersion>>,
    /// Its cluster.
    pub cluster: ClusterFacts,
    /// Which start of it answered, where it tells.
    pub boot: Option<String>,
    /// Whether it answers the probe for the direct route.
    pub direct_route: bool,
    /// Whether a sign-in worked when the plan was made.
    pub signed_in: bool,
    /// Whether it knows the key the archive needs.
    pub key: KeyThere,
}

/// What is known of the target's cluster (R7, R8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cluster", rename_all = "snake_case")]
pub enum ClusterFacts {
    /// It does not say. On every real appliance.
    Unknown,
    /// It is the only node of its cluster.
    Alone,
    /// There are other nodes.
    Member {
        /// Their names or addresses, sorted.
        others: Vec<String>,
    },
}

/// Whether the target has the key an archive needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyThere {
    /// It is in the target's list.
    Listed,
    /// It is not.
    NotListed,
    /// Nothing to look for, or the list could not be read.
    NotKnown,
}

impl TargetFacts {
    /// What of this a confirmation is bound to.
    pub fn binding(&self) -> TargetBinding {
        TargetBinding {
            certificate: self.certificate.clone(),
            version: self.version.as_ref().map(|known| known.value),
            cluster: match &self.cluster {
                ClusterFacts::Unknown => None,
                ClusterFacts::Alone => Some(Vec::new()),
                ClusterFacts::Member { others } => Some(others.clone()),
            },
            boot: self.boot.clone(),
        }
    }
}

impl ArchiveFacts {
    /// The date as a person compares it; `None` where nothing says it.
    pub fn date_shown(&self) -> Option<String> {
        match (&self.created, self.named_for) {
            (Some(created), _) => Some(words::day_and_time(created)),
            (None, Some(named)) => Some(format!("{} by its name", words::wall_clock(named))),
            (None, None) => None,
        }
    }
}

impl KeyNeeded {
    /// The key as the details table shows it; `None` where it is not known.
    pub fn shown(&self) -> Option<String> {
        match self {
            KeyNeeded::Unknown => None,
            KeyNeeded::Default => Some("the default key".to_owned()),
            KeyNeeded::Named { name } => Some(name.clone()),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use ctvl_archive::{Sha256Digest, Source};
    use jiff::Timestamp;
    use jiff::tz::Offset;

    use super::*;

    pub(in crate::restore) fn version(text: &str, source: Source) -> Option<Known<CtvlVersion>> {
        Some(Known { value: text.parse().expect("a version"), source })
    }

    pub(in crate::restore) fn target() -> TargetFacts {
        TargetFacts {
            profile: "0198f3f0-0000-7000-8000-000000000001".parse().expect("an id"),
            name: "Payments EU".into(),
            host: "ctvl-prd-1".into(),
            address: "ctvl-prd-1".into(),
            page: "https://ctvl-prd-1/".into(),
            role: Role::Production,
            certificate: "AA:BB".into(),
            version: version("2.8.6", Source::Appliance),
            cluster: ClusterFacts::Member { others: vec!["ctvl-prd-2".into()] },
            boot: Some("1".into()),
            direct_route: true,
            signed_in: true,
            key: KeyThere::Listed,
        }
    }

    pub(in crate::restore) fn archive() -> ArchiveFacts {
        ArchiveFacts {
            path: "/backups/backup_2026-11-11T16-40-02.zip".into(),
            name: "backup_2026-11-11T16-40-02.zip".into(),
            identity: ArchiveBinding {
                size: 1_310_000_000,
                modified: Some(Timestamp::UNIX_EPOCH),
                sha256: Sha256Digest::of(b"archive"),
            },
            standing: ArchiveStanding::Proven,
            version: version("2.8.5", Source::Archive),
            created: Some(Moment::new("2026-11-11T15:40:02Z".parse().expect("a time"), Offset::constant(1))),
            named_for: None,
            key: KeyNeeded::Named { name: "pay-2026".into() },
            counters: Some(Counters::Included),
            receipt: ReceiptFact::Matches,
            taken_from: Some(TakenFrom { name: "Payments EU".into(), address: "ctvl-prd-1".into() }),
        }
    }

    #[test]
    fn the_binding_tells_not_knowing_a_cluster_from_being_alone() {
        let mut target = target();
        target.cluster = ClusterFacts::Unknown;
        assert_eq!(target.binding().cluster, None);
        target.cluster = ClusterFacts::Alone;
        assert_eq!(target.binding().cluster, Some(vec![]), "to learn that it is alone is a change");
    }
}
