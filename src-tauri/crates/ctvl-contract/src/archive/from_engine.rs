//! Each conversion names every variant, so that a new one in the engine does not compile before the wire has it.

use ctvl_engine::archive::{self, ArchiveState as State, Identity as Ties, Plausibility as Fit};
use ctvl_engine::library::{CreatedSource as Origin, ReceiptWord};
use ctvl_engine::{self as engine, ReceiptState as Receipt, RowState};

use super::{
    ArchiveReport, ArchiveState, ArchiveStateWord, BackupResult, Contents, Counters, CreatedSource, Identity,
    KeyNeeded, LibraryEntry, LibraryPage, Plausibility, Purpose, ReceiptFacts, ReceiptState, StateReason,
    UnprovenReason, VerifyOutcome,
};
use crate::profile::KnownVersion;

impl From<&State> for ArchiveState {
    fn from(state: &State) -> Self {
        match state {
            State::Verified { at } => Self::Verified { at: at.to_string() },
            State::Unverified => Self::Unverified,
            State::CannotVerify { why } => Self::CannotVerify {
                why: why.iter().map(obstacle).collect(),
                reasons: why.iter().map(UnprovenReason::from).collect(),
            },
            State::Damaged { why } => Self::Damaged { reason: why.into(), text: damaged(why) },
            State::Missing => Self::Missing,
        }
    }
}

fn obstacle(why: &archive::WhyCannotVerify) -> String {
    use archive::WhyCannotVerify as Why;
    match why {
        Why::Obstacle(obstacle) => obstacle.to_string(),
        Why::TransportIncomplete => "the transfer was not as promised".to_owned(),
        Why::ReceiptSignatureBroken => "the signature of its receipt is not valid".to_owned(),
        Why::ReceiptUnreadable => "its receipt cannot be read".to_owned(),
    }
}

fn damaged(why: &archive::WhyDamaged) -> String {
    use archive::WhyDamaged as Why;
    match why {
        Why::Container(damage) => damage.to_string(),
        Why::SizeDiffers { receipt, file } => {
            format!("the file has {file} bytes, its receipt says {receipt}")
        }
        Why::HashDiffers { receipt, file } => format!("its SHA-256 is {file}, its receipt says {receipt}"),
    }
}

impl From<Fit> for Plausibility {
    fn from(plausibility: Fit) -> Self {
        match plausibility {
            Fit::Unknown => Self::Unknown,
            Fit::Usual => Self::Usual,
            Fit::MuchSmaller { size, usual } => Self::MuchSmaller { bytes: size, usual },
        }
    }
}

impl From<Ties> for Identity {
    fn from(identity: Ties) -> Self {
        match identity {
            Ties::NoReceipt => Self::NoReceipt,
            Ties::Unsigned => Self::Unsigned,
            Ties::AsReceipt => Self::AsReceipt,
            Ties::NotShown => Self::NotShown,
        }
    }
}

impl From<archive::Counters> for Counters {
    fn from(counters: archive::Counters) -> Self {
        match counters {
            archive::Counters::Included => Self::Included,
            archive::Counters::Excluded => Self::Excluded,
        }
    }
}

impl From<&archive::KeyKnowledge> for KeyNeeded {
    fn from(key: &archive::KeyKnowledge) -> Self {
        match key {
            archive::KeyKnowledge::Unknown => Self::Unknown,
            archive::KeyKnowledge::Default => Self::Default,
            archive::KeyKnowledge::Named(name) => Self::Named { name: name.clone() },
        }
    }
}

impl From<&Receipt> for ReceiptState {
    fn from(state: &Receipt) -> Self {
        match state {
            Receipt::None => Self::None,
            Receipt::SignedHere => Self::SignedHere,
            Receipt::SignedElsewhere(_) => Self::SignedElsewhere,
            Receipt::Unsigned => Self::Unsigned,
            Receipt::SignatureBroken => Self::SignatureBroken,
            Receipt::Unreadable => Self::Unreadable,
        }
    }
}

impl From<ReceiptWord> for ReceiptState {
    fn from(word: ReceiptWord) -> Self {
        match word {
            ReceiptWord::None => Self::None,
            ReceiptWord::SignedHere => Self::SignedHere,
            ReceiptWord::SignedElsewhere => Self::SignedElsewhere,
            ReceiptWord::Unsigned => Self::Unsigned,
            ReceiptWord::SignatureBroken => Self::SignatureBroken,
            ReceiptWord::Unreadable => Self::Unreadable,
        }
    }
}

impl From<&archive::Receipt> for ReceiptFacts {
    fn from(receipt: &archive::Receipt) -> Self {
        let body = receipt.body();
        Self {
            appliance: body.appliance.name.clone(),
            address: body.appliance.address.clone(),
            certificate_sha256: body.appliance.certificate_sha256.to_string(),
            version: body.ctvl_version.as_ref().map(KnownVersion::from),
            key: body.key.clone(),
            counters: body.counters.into(),
            started: body.started.to_string(),
            finished: body.finished.to_string(),
            user: body.user.clone(),
            note: body.note.clone(),
            app_version: body.app_version.clone(),
            public_key: receipt.public_key().map(ToString::to_string),
        }
    }
}

impl From<&engine::ArchiveReport> for ArchiveReport {
    fn from(report: &engine::ArchiveReport) -> Self {
        let inspection = &report.inspection;
        let contents = match &inspection.container {
            archive::Container::Whole(contents) | archive::Container::CannotVerify { contents, .. } => {
                Some(Contents {
                    members: contents.members,
                    compressed: contents.compressed,
                    expanded: contents.expanded,
                })
            }
            archive::Container::Damaged(_) => None,
        };
        Self {
            path: report.path.display().to_string(),
            archive: report.archive.map(engine::ArchiveId::number),
            size: inspection.size,
            sha256: inspection.sha256.to_string(),
            state: (&report.assessment.state).into(),
            identity: report.assessment.identity.into(),
            plausibility: report.assessment.plausibility.into(),
            contents,
            version: report.version.as_ref().map(KnownVersion::from),
            created: inspection.details.created.map(|created| created.to_string()),
            key: (&inspection.details.key).into(),
            counters: inspection.details.counters.map(Counters::from),
            receipt_state: (&report.receipt_state).into(),
            receipt: report.receipt.as_ref().map(ReceiptFacts::from),
        }
    }
}

impl From<&engine::VerifyDone> for VerifyOutcome {
    fn from(done: &engine::VerifyDone) -> Self {
        match &done.result {
            Ok(report) => Self::Looked { report: Box::new(report.into()) },
            Err(error) => Self::NotRead {
                path: done.path.display().to_string(),
                failure: Box::new(crate::error::describe(error, None)),
            },
        }
    }
}

impl From<RowState> for ArchiveStateWord {
    fn from(state: RowState) -> Self {
        match state {
            RowState::Verified => Self::Verified,
            RowState::Unverified => Self::Unverified,
            RowState::CannotVerify => Self::CannotVerify,
            RowState::Damaged => Self::Damaged,
            RowState::Missing => Self::Missing,
        }
    }
}

impl From<Origin> for CreatedSource {
    fn from(source: Origin) -> Self {
        match source {
            Origin::Archive => Self::Archive,
            Origin::Receipt => Self::Receipt,
            Origin::Name => Self::Name,
            Origin::File => Self::File,
        }
    }
}

impl From<engine::Purpose> for Purpose {
    fn from(purpose: engine::Purpose) -> Self {
        match purpose {
            engine::Purpose::Regular => Self::Regular,
            engine::Purpose::PreChange => Self::PreChange,
            engine::Purpose::Safety => Self::Safety,
            engine::Purpose::Added => Self::Added,
        }
    }
}

impl From<&engine::ArchiveRow> for LibraryEntry {
    fn from(row: &engine::ArchiveRow) -> Self {
        Self {
            id: row.id.number(),
            path: row.path.display().to_string(),
            name: row.name.clone(),
            size: row.size,
            sha256: row.sha256.map(|sha256| sha256.to_string()),
            profile: row.profile.map(|profile| profile.to_string()),
            appliance: row.appliance.clone(),
            address: row.address.clone(),
            created: row.created.to_string(),
            created_source: row.created_source.into(),
            version: row.version.as_ref().map(KnownVersion::from),
            key: (&row.key).into(),
            counters: row.counters.map(Counters::from),
            purpose: row.purpose.into(),
            state: row.state.into(),
            why: row.why.clone(),
            reason: row.reason.as_ref().map(StateReason::from),
            checked_at: row.checked_at.map(|at| at.to_string()),
            receipt: row.receipt.into(),
            usual_size: row.usual_size,
            pinned: row.pinned,
            note: row.note.clone(),
            added_at: row.added_at.to_string(),
        }
    }
}

impl From<&engine::LibraryPage> for LibraryPage {
    fn from(page: &engine::LibraryPage) -> Self {
        Self {
            total: page.total,
            bytes: page.bytes,
            archives: page.rows.iter().map(LibraryEntry::from).collect(),
        }
    }
}

impl From<&engine::BackupDone> for BackupResult {
    fn from(done: &engine::BackupDone) -> Self {
        Self {
            archive: done.archive.number(),
            appliance: done.appliance.clone(),
            path: done.path.display().to_string(),
            receipt: done.receipt.display().to_string(),
            size: done.size,
            sha256: done.sha256.to_string(),
            state: (&done.state).into(),
            plausibility: done.plausibility.into(),
            counters: done.counters.into(),
            signed_with: done.signed.as_ref().ok().map(ToString::to_string),
            duration_millis: u64::try_from(done.duration.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
