//! A judgement as a row keeps it: one word to sort and filter by, and its reason as data and as an English sentence.

#[cfg(test)]
mod tests;

use ctvl_archive::{ArchiveState, Plausibility, WhyCannotVerify, WhyDamaged};

use super::archive::{ReceiptWord, RowReason, RowState};
use crate::archive_file::ReceiptState;
use crate::message::words;

/// Reasons of one archive that are told; they stand for all.
const TOLD: usize = 2;

/// A state with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub state: RowState,
    pub why: Option<String>,
    pub reason: Option<RowReason>,
}

pub(crate) fn of(state: &ArchiveState) -> Judged {
    let reason = match state {
        ArchiveState::Verified { .. } | ArchiveState::Unverified | ArchiveState::Missing => None,
        ArchiveState::Damaged { why } => Some(RowReason::Damaged(why.clone())),
        ArchiveState::CannotVerify { why } => Some(RowReason::CannotVerify {
            first: why.iter().take(TOLD).cloned().collect(),
            more: why.len().saturating_sub(TOLD) as u64,
        }),
    };
    let why = match state {
        ArchiveState::Damaged { why } => Some(damaged(why)),
        ArchiveState::CannotVerify { why } => Some(cannot_verify(why)),
        ArchiveState::Verified { .. } | ArchiveState::Unverified | ArchiveState::Missing => None,
    };
    Judged { state: word(state), why, reason }
}

/// The state in one word.
pub(crate) fn word(state: &ArchiveState) -> RowState {
    match state {
        ArchiveState::Verified { .. } => RowState::Verified,
        ArchiveState::Unverified => RowState::Unverified,
        ArchiveState::Missing => RowState::Missing,
        ArchiveState::CannotVerify { .. } => RowState::CannotVerify,
        ArchiveState::Damaged { .. } => RowState::Damaged,
    }
}

/// What is wrong with a damaged archive, as the rest of a sentence: `member 2 of 3 ends too early, at byte …`.
pub(crate) fn damaged(why: &WhyDamaged) -> String {
    match why {
        WhyDamaged::Container(damage) => damage.to_string(),
        WhyDamaged::SizeDiffers { receipt, file } => {
            format!("it has {} and its receipt says {}", words::exact(*file), words::exact(*receipt))
        }
        WhyDamaged::HashDiffers { .. } => {
            "its content is not that of its receipt or of its last check (the SHA-256 differs)".to_owned()
        }
    }
}

/// Why an archive cannot be verified, as the rest of a sentence.
pub(crate) fn cannot_verify(why: &[WhyCannotVerify]) -> String {
    let mut reasons: Vec<String> = why
        .iter()
        .take(TOLD)
        .map(|reason| match reason {
            WhyCannotVerify::Obstacle(obstacle) => obstacle.to_string(),
            WhyCannotVerify::TransportIncomplete => "the transfer did not end as it should".to_owned(),
            WhyCannotVerify::ReceiptSignatureBroken => "the signature of its receipt is not valid".to_owned(),
            WhyCannotVerify::ReceiptUnreadable => "its receipt cannot be read".to_owned(),
        })
        .collect();
    if why.len() > reasons.len() {
        reasons.push(format!("and {} more", why.len() - reasons.len()));
    }
    reasons.join("; ")
}

pub(crate) fn receipt_word(receipt: &ReceiptState) -> ReceiptWord {
    match receipt {
        ReceiptState::None => ReceiptWord::None,
        ReceiptState::SignedHere => ReceiptWord::SignedHere,
        ReceiptState::SignedElsewhere(_) => ReceiptWord::SignedElsewhere,
        ReceiptState::Unsigned => ReceiptWord::Unsigned,
        ReceiptState::SignatureBroken => ReceiptWord::SignatureBroken,
        ReceiptState::Unreadable => ReceiptWord::Unreadable,
    }
}

pub(crate) fn usual_size(plausibility: Plausibility) -> Option<u64> {
    match plausibility {
        Plausibility::MuchSmaller { usual, .. } => Some(usual),
        Plausibility::Usual | Plausibility::Unknown => None,
    }
}
