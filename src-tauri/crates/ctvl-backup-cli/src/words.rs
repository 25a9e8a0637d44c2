//! A state has one word and one style on the command line; what cannot be verified is never green.

use anstyle::Style;
use ctvl_contract::{
    ArchiveState, ArchiveStateWord, Counters, KeyNeeded, KnownVersion, ReceiptState, Role, VersionSource,
};

use crate::console::{BAD, FAINT, GOOD, WATCH};

/// The word of a state and how it is shown.
pub fn state(word: ArchiveStateWord) -> (&'static str, Style) {
    match word {
        ArchiveStateWord::Verified => ("Verified", GOOD),
        ArchiveStateWord::Unverified => ("Unverified", FAINT),
        ArchiveStateWord::CannotVerify => ("Cannot verify", WATCH),
        ArchiveStateWord::Damaged => ("Damaged", BAD),
        ArchiveStateWord::Missing => ("Missing", BAD),
    }
}

/// The word of a state that comes with its reasons.
pub fn word_of(state: &ArchiveState) -> ArchiveStateWord {
    match state {
        ArchiveState::Verified { .. } => ArchiveStateWord::Verified,
        ArchiveState::Unverified => ArchiveStateWord::Unverified,
        ArchiveState::CannotVerify { .. } => ArchiveStateWord::CannotVerify,
        ArchiveState::Damaged { .. } => ArchiveStateWord::Damaged,
        ArchiveState::Missing => ArchiveStateWord::Missing,
    }
}

/// The reasons of a state, each a sentence.
pub fn reasons(state: &ArchiveState) -> Vec<String> {
    match state {
        ArchiveState::CannotVerify { why, .. } => why.iter().map(|why| sentence(why)).collect(),
        ArchiveState::Damaged { text, .. } => vec![sentence(text)],
        ArchiveState::Verified { .. } | ArchiveState::Unverified | ArchiveState::Missing => Vec::new(),
    }
}

/// The first letter large, a full stop at the end.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase).into_iter().flatten();
    let mut sentence: String = first.chain(characters).collect();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

pub fn receipt(state: ReceiptState) -> &'static str {
    match state {
        ReceiptState::None => "no receipt",
        ReceiptState::SignedHere => "receipt signed by this installation",
        ReceiptState::SignedElsewhere => "receipt signed by another installation",
        ReceiptState::Unsigned => "receipt not signed",
        ReceiptState::SignatureBroken => "receipt with a broken signature",
        ReceiptState::Unreadable => "receipt that cannot be read",
    }
}

/// The same behind the word "Receipt".
pub fn of_receipt(state: ReceiptState) -> &'static str {
    match state {
        ReceiptState::None => "none",
        ReceiptState::SignedHere => "signed by this installation",
        ReceiptState::SignedElsewhere => "signed by another installation",
        ReceiptState::Unsigned => "not signed",
        ReceiptState::SignatureBroken => "its signature is broken",
        ReceiptState::Unreadable => "cannot be read",
    }
}

pub fn counters(counters: Counters) -> &'static str {
    match counters {
        Counters::Included => "included",
        Counters::Excluded => "excluded",
    }
}

/// `None` where nothing says.
pub fn key(key: &KeyNeeded) -> Option<&str> {
    match key {
        KeyNeeded::Unknown => None,
        KeyNeeded::Default => Some("default key"),
        KeyNeeded::Named { name } => Some(name),
    }
}

pub fn version(known: &KnownVersion) -> String {
    match (known.source, &known.at) {
        (VersionSource::Appliance, _) => known.version.clone(),
        (VersionSource::Receipt, _) => format!("{} (from the receipt)", known.version),
        (VersionSource::Archive, _) => format!("{} (from the archive)", known.version),
        (VersionSource::Typed, Some(on)) => format!("{} (typed on {on})", known.version),
        (VersionSource::Typed, None) => format!("{} (typed)", known.version),
    }
}

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Production => "production",
        Role::Standby => "standby",
        Role::Practice => "practice",
    }
}
