//! What state an archive is in, and whether its size is plausible.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::container::{Container, Damage, Obstacle, ObstacleKind};
use crate::details::Counters;
use crate::digest::Sha256Digest;
use crate::inspection::Inspection;
use crate::receipt::ReceiptCheck;

/// Everything that is known of one archive when it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// What a look at the file found.
    pub looked: Looked<'a>,
    /// How it was received, if this run received it.
    pub transport: Transport,
    /// What its receipt says.
    pub receipt: ReceiptEvidence,
    /// Whether counters are in it, if known from the order, the receipt or the details.
    pub counters: Option<Counters>,
    /// Earlier verified archives of the same appliance, in any order.
    pub history: &'a [HistoryPoint],
    /// When the look was finished.
    pub checked_at: Timestamp,
}

/// Whether somebody looked at the file.
#[derive(Debug, Clone, Copy)]
pub enum Looked<'a> {
    /// The file is not where it should be.
    Missing,
    /// It is there; nobody looked into it.
    NotYet,
    /// This was found.
    Found(&'a Inspection),
}

/// What is known of the transfer (product rule 1 of proving an archive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// The file was not received in this run.
    NotObserved,
    /// Status, length, end of the body and kind of content were all as promised.
    Complete,
    /// Something was not as promised.
    Incomplete,
}

/// What is known of the receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptEvidence {
    /// There is none.
    None,
    /// There is one and it cannot be read.
    Unreadable,
    /// There is one of this file that nobody signed. It is no defect of the archive and no proof either.
    Unsigned,
    /// There is one and it was compared with the file.
    Compared(ReceiptCheck),
}

/// The size of one earlier archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryPoint {
    /// In bytes.
    pub size: u64,
    /// Whether counters are in it.
    pub counters: Counters,
}

/// The state that a person sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveState {
    /// Everything that could be wrong was checked, and is right.
    Verified {
        /// When.
        at: Timestamp,
    },
    /// Nobody looked yet.
    Unverified,
    /// It was looked at, and it cannot be said.
    CannotVerify {
        /// Every reason; never empty.
        why: Vec<WhyCannotVerify>,
    },
    /// Do not rely on it.
    Damaged {
        /// What is wrong.
        why: WhyDamaged,
    },
    /// The file is not there.
    Missing,
}

/// Why an archive cannot be verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyCannotVerify {
    /// Something in the container.
    Obstacle(Obstacle),
    /// The transfer was not as promised.
    TransportIncomplete,
    /// The receipt's signature is not valid, so that what it says is worth nothing.
    ReceiptSignatureBroken,
    /// The receipt cannot be read.
    ReceiptUnreadable,
}

/// Why an archive is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum WhyDamaged {
    /// The container is.
    Container(Damage),
    /// The file is longer or shorter than its receipt says.
    SizeDiffers {
        /// What the receipt says, in bytes.
        receipt: u64,
        /// What the file has, in bytes.
        file: u64,
    },
    /// The file's hash is not the receipt's.
    HashDiffers {
        /// What the receipt says.
        receipt: Sha256Digest,
        /// What the file has.
        file: Sha256Digest,
    },
}

/// What ties the file to where it came from (product rule 4 of proving an archive).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    /// There is no receipt to compare with.
    NoReceipt,
    /// It is the file of its receipt, but nobody signed that: anybody could have written it.
    Unsigned,
    /// It is the file of its receipt, and the receipt's signature is valid.
    AsReceipt,
    /// There is a receipt and the file is not shown to be its file.
    NotShown,
}

/// Whether the size fits this appliance's own history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Plausibility {
    /// There is nothing to compare with.
    Unknown,
    /// It fits.
    Usual,
    /// Amber: less than half of what is usual with the same counters setting.
    MuchSmaller {
        /// Of this archive, in bytes.
        size: u64,
        /// The median of the history, in bytes.
        usual: u64,
    },
}

/// The judgement of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The state.
    pub state: ArchiveState,
    /// What ties it to its origin.
    pub identity: Identity,
    /// Whether its size is plausible; amber stands beside the state, it does not change it.
    pub plausibility: Plausibility,
}

/// Judges one archive.
#[must_use]
pub fn assess(evidence: &Evidence<'_>) -> Assessment {
    let Looked::Found(inspection) = evidence.looked else {
        let state = match evidence.looked {
            Looked::Missing => ArchiveState::Missing,
            _ => ArchiveState::Unverified,
        };
        return Assessment { state, identity: Identity::NoReceipt, plausibility: Plausibility::Unknown };
    };
    Assessment {
        state: state(evidence, inspection),
        identity: match evidence.receipt {
            ReceiptEvidence::None => Identity::NoReceipt,
            ReceiptEvidence::Unsigned => Identity::Unsigned,
            ReceiptEvidence::Compared(ReceiptCheck::Valid) => Identity::AsReceipt,
            ReceiptEvidence::Unreadable | ReceiptEvidence::Compared(_) => Identity::NotShown,
        },
        plausibility: plausibility(inspection.size, evidence.counters, evidence.history),
    }
}

fn state(evidence: &Evidence<'_>, inspection: &Inspection) -> ArchiveState {
    let mut reasons = Vec::new();
    match &inspection.container {
        Container::Whole(_) => {}
        // Without a reason it is still not verified.
        Container::CannotVerify { obstacles, .. } if obstacles.is_empty() => {
            let unknown = Obstacle { kind: ObstacleKind::UnsupportedRecord, offset: 0, member: None };
            reasons.push(WhyCannotVerify::Obstacle(unknown));
        }
        Container::CannotVerify { obstacles, .. } => {
            reasons.extend(obstacles.iter().cloned().map(WhyCannotVerify::Obstacle));
        }
        Container::Damaged(damage) => {
            return ArchiveState::Damaged { why: WhyDamaged::Container(damage.clone()) };
        }
    }
    match evidence.receipt {
        ReceiptEvidence::None
        | ReceiptEvidence::Unsigned
        | ReceiptEvidence::Compared(ReceiptCheck::Valid) => {}
        ReceiptEvidence::Compared(ReceiptCheck::SizeDiffers { receipt, file }) => {
            return ArchiveState::Damaged { why: WhyDamaged::SizeDiffers { receipt, file } };
        }
        ReceiptEvidence::Compared(ReceiptCheck::HashDiffers { receipt, file }) => {
            return ArchiveState::Damaged { why: WhyDamaged::HashDiffers { receipt, file } };
        }
        ReceiptEvidence::Compared(ReceiptCheck::SignatureBroken) => {
            reasons.push(WhyCannotVerify::ReceiptSignatureBroken);
        }
        ReceiptEvidence::Unreadable => reasons.push(WhyCannotVerify::ReceiptUnreadable),
    }
    if evidence.transport == Transport::Incomplete {
        reasons.push(WhyCannotVerify::TransportIncomplete);
    }
    if reasons.is_empty() {
        ArchiveState::Verified { at: evidence.checked_at }
    } else {
        ArchiveState::CannotVerify { why: reasons }
    }
}

fn plausibility(size: u64, counters: Option<Counters>, history: &[HistoryPoint]) -> Plausibility {
    // An archive without counters is rightly much smaller than one with them: only like is compared with like.
    let Some(counters) = counters else { return Plausibility::Unknown };
    let mut sizes: Vec<u64> =
        history.iter().filter(|point| point.counters == counters).map(|point| point.size).collect();
    if sizes.is_empty() {
        return Plausibility::Unknown;
    }
    sizes.sort_unstable();
    // The upper of two middle sizes: when in doubt, amber rather than green.
    let usual = sizes[sizes.len() / 2];
    if size < usual.div_ceil(2) { Plausibility::MuchSmaller { size, usual } } else { Plausibility::Usual }
}
