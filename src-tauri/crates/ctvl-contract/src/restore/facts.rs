//! What a flight plan was made from, as it was seen then. Nothing is assumed: what nobody said is null or unknown.

use ctvl_engine::restore as engine;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::archive::{Counters, KeyNeeded, StateReason};
use crate::profile::{KnownVersion, Role};

/// The facts of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanFacts {
    /// The archive.
    pub archive: PlanArchive,
    /// The target.
    pub target: PlanTarget,
    /// How many seconds lie between the archive and the plan: work on the target that is lost. Null if it is not known
    /// when the archive was made.
    pub lost_seconds: Option<u64>,
    /// Whether the target is backed up first.
    pub safety: SafetyBackup,
}

/// The archive of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanArchive {
    /// Whether it is proven.
    pub standing: ArchiveStanding,
    /// The version that made it.
    pub version: Option<KnownVersion>,
    /// When it was made, RFC 3339 with the offset of the place where it was.
    pub created: Option<String>,
    /// When it was made by its name alone, which says no time zone: a date and time without offset.
    pub named_for: Option<String>,
    /// The key it needs.
    pub key: KeyNeeded,
    /// Whether counters are in it.
    pub counters: Option<Counters>,
    /// What its receipt says about it.
    pub receipt: ReceiptStanding,
    /// Where it was taken, by its receipt.
    pub taken_from: Option<TakenFrom>,
}

/// Whether an archive may be restored, as far as its own state goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "standing", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ArchiveStanding {
    /// Whole, and as its receipt says where there is one.
    Proven,
    /// Not shown to be whole; it is asked for.
    Unproven {
        /// Why, as a sentence.
        why: String,
        /// The same as facts; `None` where the archive was not looked at.
        reason: Option<StateReason>,
    },
    /// Not to be restored.
    Refused {
        /// Where and how it is damaged, as a sentence that follows a colon.
        why: String,
        /// The same as facts; `None` where it is not there.
        reason: Option<StateReason>,
    },
}

/// What the receipt beside an archive is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ReceiptStanding {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TakenFrom {
    /// Its name at that time.
    pub name: String,
    /// Its address at that time.
    pub address: String,
    /// Whether that is the target's address.
    pub same: bool,
}

/// The target of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanTarget {
    /// What it is used for.
    pub role: Role,
    /// The version it runs.
    pub version: Option<KnownVersion>,
    /// Its cluster.
    pub cluster: Cluster,
    /// Whether it knows the key the archive needs.
    pub key: KeyThere,
    /// Whether a sign-in worked when the plan was made.
    pub signed_in: bool,
    /// SHA-256 of the certificate it showed, as `AA:BB:…`.
    pub certificate: String,
}

/// What is known of the target's cluster (R7, R8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "cluster", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Cluster {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyThere {
    /// It is in the target's list.
    Listed,
    /// It is not.
    NotListed,
    /// Nothing to look for, or the list could not be read.
    NotKnown,
}

/// Whether the target is backed up before it is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SafetyBackup {
    /// Yes; if it fails, the restore does not start.
    Take,
    /// The person said that the node is already lost: the restore starts without one as well.
    NodeAlreadyLost,
}

impl From<&engine::RestorePlan> for PlanFacts {
    fn from(plan: &engine::RestorePlan) -> Self {
        let (archive, target) = (&plan.archive, &plan.target);
        Self {
            archive: PlanArchive {
                standing: (&archive.standing).into(),
                version: archive.version.as_ref().map(KnownVersion::from),
                created: archive.created.map(|created| created.to_string()),
                named_for: archive.named_for.map(|named| named.to_string()),
                key: (&archive.key).into(),
                counters: archive.counters.map(Counters::from),
                receipt: archive.receipt.into(),
                taken_from: archive.taken_from.as_ref().map(|from| TakenFrom {
                    name: from.name.clone(),
                    address: from.address.clone(),
                    same: from.address == target.address,
                }),
            },
            target: PlanTarget {
                role: target.role.into(),
                version: target.version.as_ref().map(KnownVersion::from),
                cluster: (&target.cluster).into(),
                key: target.key.into(),
                signed_in: target.signed_in,
                certificate: target.certificate.clone(),
            },
            lost_seconds: plan.lost_seconds(),
            safety: plan.order.safety.into(),
        }
    }
}

impl From<&engine::ArchiveStanding> for ArchiveStanding {
    fn from(standing: &engine::ArchiveStanding) -> Self {
        match standing {
            engine::ArchiveStanding::Proven => Self::Proven,
            engine::ArchiveStanding::Unproven { why, reason } => {
                Self::Unproven { why: why.clone(), reason: reason.as_ref().map(StateReason::from) }
            }
            engine::ArchiveStanding::Refused { why, reason } => {
                Self::Refused { why: why.clone(), reason: reason.as_ref().map(StateReason::from) }
            }
        }
    }
}

impl From<engine::ReceiptFact> for ReceiptStanding {
    fn from(receipt: engine::ReceiptFact) -> Self {
        match receipt {
            engine::ReceiptFact::None => Self::None,
            engine::ReceiptFact::Matches => Self::Matches,
            engine::ReceiptFact::Unsigned => Self::Unsigned,
            engine::ReceiptFact::DoesNotMatch => Self::DoesNotMatch,
        }
    }
}

impl From<&engine::KeyNeeded> for KeyNeeded {
    fn from(key: &engine::KeyNeeded) -> Self {
        match key {
            engine::KeyNeeded::Unknown => Self::Unknown,
            engine::KeyNeeded::Default => Self::Default,
            engine::KeyNeeded::Named { name } => Self::Named { name: name.clone() },
        }
    }
}

impl From<&engine::ClusterFacts> for Cluster {
    fn from(cluster: &engine::ClusterFacts) -> Self {
        match cluster {
            engine::ClusterFacts::Unknown => Self::Unknown,
            engine::ClusterFacts::Alone => Self::Alone,
            engine::ClusterFacts::Member { others } => Self::Member { others: others.clone() },
        }
    }
}

impl From<engine::KeyThere> for KeyThere {
    fn from(key: engine::KeyThere) -> Self {
        match key {
            engine::KeyThere::Listed => Self::Listed,
            engine::KeyThere::NotListed => Self::NotListed,
            engine::KeyThere::NotKnown => Self::NotKnown,
        }
    }
}

impl From<engine::SafetyBackup> for SafetyBackup {
    fn from(safety: engine::SafetyBackup) -> Self {
        match safety {
            engine::SafetyBackup::Take => Self::Take,
            engine::SafetyBackup::NodeAlreadyLost => Self::NodeAlreadyLost,
        }
    }
}
