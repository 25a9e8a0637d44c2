//! The two verdicts, over tables of what can be known.
#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

use ctvl_archive::{
    ArchiveClaim, ArchiveState, Container, Contents, Counters, CtvlVersion, Damage, DamageKind, Details,
    Evidence, HistoryPoint, Identity, Inspection, Known, Looked, Missing, Obstacle, ObstacleKind,
    Plausibility, ReceiptCheck, ReceiptEvidence, Refusal, Restorable, Sha256Digest, Source, TargetClaim,
    Transport, WhyCannotVerify, WhyDamaged, assess, restorable,
};
use jiff::Timestamp;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const VERIFIED: ArchiveState = ArchiveState::Verified { at: NOW };

fn known(version: &str) -> Option<Known<CtvlVersion>> {
    Some(Known { value: version.parse().unwrap(), source: Source::Appliance })
}

fn verdict(
    state: &ArchiveState,
    archive: Option<Known<CtvlVersion>>,
    target: Option<Known<CtvlVersion>>,
) -> Restorable {
    restorable(&ArchiveClaim { state, version: archive }, &TargetClaim { version: target })
}

/// R6, for every pair: yes only if the target is at least 2.2.2 and not older than the archive.
#[test]
fn every_pair_of_versions_follows_the_rule() {
    let versions = [
        "2.1.0",
        "2.2.1",
        "2.2.1.999",
        "2.2.2",
        "2.2.2.258",
        "2.2.95",
        "2.3.0.258",
        "2.8.5",
        "2.8.6",
        "2.10.0",
        "3.0.0",
    ];
    for (archive_rank, archive) in versions.iter().enumerate() {
        for (target_rank, target) in versions.iter().enumerate() {
            let found = verdict(&VERIFIED, known(archive), known(target));
            let allowed = target_rank >= 3 && target_rank >= archive_rank;
            assert_eq!(found == Restorable::Yes, allowed, "{archive} on {target}");
            assert_eq!(
                matches!(found, Restorable::No(_)),
                !allowed,
                "{archive} on {target} is a refusal, not a doubt"
            );
        }
    }
}

#[test]
fn refusals_win_over_unknowns_and_all_are_told() {
    let old: CtvlVersion = "2.2.1".parse().unwrap();
    let refused = verdict(&VERIFIED, None, known("2.2.1"));
    assert_eq!(
        refused,
        Restorable::No(vec![Refusal::TargetTooOld { target: old }]),
        "whatever the archive is"
    );
    let found = verdict(&ArchiveState::Missing, known("2.8.6"), known("2.2.1"));
    let all_three = matches!(&found, Restorable::No(reasons) if reasons.len() == 3);
    assert!(all_three, "missing, too old, and older than the archive: {found:?}");
}

#[test]
fn unknown_is_unknown() {
    let both = vec![Missing::TargetVersion, Missing::ArchiveVersion];
    assert_eq!(verdict(&VERIFIED, None, None), Restorable::Unknown(both), "nothing is known");
    let missing = |missing| Restorable::Unknown(vec![missing]);
    let (archive, target) = (known("2.8.6"), known("2.8.6"));
    assert_eq!(verdict(&VERIFIED, None, target), missing(Missing::ArchiveVersion), "archive");
    assert_eq!(verdict(&VERIFIED, archive, None), missing(Missing::TargetVersion), "target");
    assert_eq!(
        verdict(&ArchiveState::Unverified, archive, target),
        missing(Missing::ArchiveCheck),
        "not looked at"
    );
    let opaque = ArchiveState::CannotVerify { why: vec![WhyCannotVerify::ReceiptUnreadable] };
    assert_eq!(verdict(&opaque, archive, target), missing(Missing::ArchiveProof), "looked at in vain");
}

#[test]
fn the_best_source_of_a_fact_wins() {
    let typed = Known { value: 1, source: Source::Typed { on: "2025-04-10".parse().unwrap() } };
    let receipt = Known { value: 2, source: Source::Receipt };
    let archive = Known { value: 3, source: Source::Archive };
    assert_eq!(Known::best([typed, archive, receipt]), Some(receipt), "receipt before archive before typed");
    let typed_later = Known { value: 4, source: Source::Typed { on: "2025-04-11".parse().unwrap() } };
    assert_eq!(Known::best([typed, typed_later]), Some(typed_later), "what was typed grows old");
    assert_eq!(Known::best([typed_later, typed]), Some(typed_later), "in either order");
    assert_eq!(Known::<u8>::best([]), None, "nothing is known");
}

fn inspection(container: Container) -> Inspection {
    Inspection { size: 1000, sha256: Sha256Digest::of(b""), container, details: Details::UNKNOWN }
}

fn whole() -> Inspection {
    inspection(Container::Whole(Contents { members: 1, compressed: 900, expanded: 900 }))
}

fn evidence(looked: Looked<'_>) -> Evidence<'_> {
    Evidence {
        looked,
        transport: Transport::NotObserved,
        receipt: ReceiptEvidence::None,
        counters: None,
        history: &[],
        checked_at: NOW,
    }
}

#[test]
fn states_follow_from_the_evidence() {
    assert_eq!(assess(&evidence(Looked::Missing)).state, ArchiveState::Missing, "not there");
    assert_eq!(assess(&evidence(Looked::NotYet)).state, ArchiveState::Unverified, "not looked at");
    let whole = whole();
    let plain = evidence(Looked::Found(&whole));
    assert_eq!(assess(&plain).state, VERIFIED, "whole, without a receipt");
    assert_eq!(assess(&plain).identity, Identity::NoReceipt, "and that is said");

    let damage = Damage { kind: DamageKind::EndsTooEarly, offset: 7, member: None };
    let broken = inspection(Container::Damaged(damage.clone()));
    let state = assess(&evidence(Looked::Found(&broken))).state;
    assert_eq!(state, ArchiveState::Damaged { why: WhyDamaged::Container(damage) }, "damaged");

    let obstacle = Obstacle { kind: ObstacleKind::Encrypted, offset: 0, member: None };
    let opaque = inspection(Container::CannotVerify {
        contents: Contents::default(),
        obstacles: vec![obstacle.clone()],
    });
    let state = assess(&evidence(Looked::Found(&opaque))).state;
    assert_eq!(
        state,
        ArchiveState::CannotVerify { why: vec![WhyCannotVerify::Obstacle(obstacle)] },
        "never good"
    );

    let silent = inspection(Container::CannotVerify { contents: Contents::default(), obstacles: Vec::new() });
    assert_ne!(
        assess(&evidence(Looked::Found(&silent))).state,
        VERIFIED,
        "never good, even without a reason"
    );

    let cut = Evidence { transport: Transport::Incomplete, ..plain };
    assert!(matches!(assess(&cut).state, ArchiveState::CannotVerify { .. }), "a broken transfer");
}

#[test]
fn receipts_count() {
    let whole = whole();
    let with = |check| {
        let receipt = ReceiptEvidence::Compared(check);
        assess(&Evidence { receipt, ..evidence(Looked::Found(&whole)) })
    };
    let valid = with(ReceiptCheck::Valid);
    assert_eq!((valid.state, valid.identity), (VERIFIED, Identity::AsReceipt), "the file of its receipt");
    let size = with(ReceiptCheck::SizeDiffers { receipt: 1, file: 2 });
    assert!(matches!(size.state, ArchiveState::Damaged { .. }), "whole, but another file");
    let (receipt, file) = (Sha256Digest::of(b"a"), Sha256Digest::of(b"b"));
    let hash = with(ReceiptCheck::HashDiffers { receipt, file });
    assert_eq!(
        hash.state,
        ArchiveState::Damaged { why: WhyDamaged::HashDiffers { receipt, file } },
        "the same"
    );
    let forged = with(ReceiptCheck::SignatureBroken);
    assert_eq!(forged.identity, Identity::NotShown, "an altered receipt shows nothing");
    assert!(matches!(forged.state, ArchiveState::CannotVerify { .. }), "and is not passed over");
}

#[test]
fn much_smaller_than_its_own_kind_is_amber() {
    let whole = whole();
    let points = |sizes: &[u64], counters| {
        sizes.iter().map(|&size| HistoryPoint { size, counters }).collect::<Vec<_>>()
    };
    let found = |counters, history: &[HistoryPoint]| {
        assess(&Evidence { counters, history, ..evidence(Looked::Found(&whole)) }).plausibility
    };
    let included = Some(Counters::Included);
    let large = points(&[3000, 3100, 2900, 10], Counters::Included);
    assert_eq!(found(included, &large), Plausibility::MuchSmaller { size: 1000, usual: 3000 }, "amber");
    assert_eq!(
        found(Some(Counters::Excluded), &large),
        Plausibility::Unknown,
        "another setting says nothing"
    );
    assert_eq!(found(None, &large), Plausibility::Unknown, "nothing to compare with");
    assert_eq!(found(included, &points(&[2000], Counters::Included)), Plausibility::Usual, "exactly half");
    assert_eq!(
        found(included, &points(&[2002], Counters::Included)),
        Plausibility::MuchSmaller { size: 1000, usual: 2002 },
        "less"
    );
    assert_eq!(
        found(included, &points(&[1, 2], Counters::Included)),
        Plausibility::Usual,
        "larger is no alarm"
    );
    let amber = assess(&Evidence { counters: included, history: &large, ..evidence(Looked::Found(&whole)) });
    assert_eq!(amber.state, VERIFIED, "amber stands beside the state");
}
