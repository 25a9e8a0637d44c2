use ctvl_archive::{
    ArchiveState, Damage, DamageKind, HeaderField, MemberRef, Obstacle, ObstacleKind, Plausibility,
    Sha256Digest, WhyCannotVerify, WhyDamaged,
};
use rusqlite::params;

use super::*;
use crate::library::LibraryFilter;
use crate::testing::{World, write_archive};

const NAME: &str = "backup_2025-04-10T10-32-33.zip";

fn member() -> MemberRef {
    MemberRef { index: 2, of: Some(3), name: "db/vault.sql".into() }
}

fn obstacle(offset: u64) -> WhyCannotVerify {
    WhyCannotVerify::Obstacle(Obstacle {
        kind: ObstacleKind::UnknownMethod(12),
        offset,
        member: Some(member()),
    })
}

/// What the library keeps of an archive that was judged like this.
fn kept(state: &ArchiveState) -> crate::ArchiveRow {
    let world = World::new();
    let path = world.folder("f").join(NAME);
    write_archive(&path, 1, 100);
    let row = world.engine.describe(&path, &[]).unwrap();
    let row = row.judged(state, Plausibility::Unknown, &ReceiptState::None);
    let id = world.engine.insert_archive(&row).unwrap();
    world.engine.archive(id).unwrap()
}

#[test]
fn a_damage_is_kept_with_kind_place_and_member() {
    let kinds = [
        DamageKind::EndsTooEarly,
        DamageKind::ChecksumDiffers { claimed: 1, found: u32::MAX },
        DamageKind::ExpandsToLess { claimed: u64::MAX, found: 0 },
        DamageKind::HeadersDiffer(HeaderField::CompressedSize),
        DamageKind::UnsafeName(ctvl_archive::UnsafeName::Parent),
    ];
    for kind in kinds {
        let why =
            WhyDamaged::Container(Damage { kind: kind.clone(), offset: 61_014_016, member: Some(member()) });
        let row = kept(&ArchiveState::Damaged { why: why.clone() });
        assert_eq!(row.reason, Some(RowReason::Damaged(why)), "{kind:?}");
        assert!(
            row.why.is_some_and(|why| why.contains("61,014,016")),
            "the sentence stays for the command line"
        );
    }
    let (receipt, file) = (Sha256Digest::of(b"a"), Sha256Digest::of(b"b"));
    let why = WhyDamaged::HashDiffers { receipt, file };
    assert_eq!(kept(&ArchiveState::Damaged { why: why.clone() }).reason, Some(RowReason::Damaged(why)));
}

#[test]
fn what_stood_in_the_way_is_kept_and_the_rest_is_counted() {
    let why = vec![obstacle(1), WhyCannotVerify::ReceiptSignatureBroken, obstacle(3), obstacle(4)];
    let row = kept(&ArchiveState::CannotVerify { why: why.clone() });
    assert_eq!(row.reason, Some(RowReason::CannotVerify { first: why[..2].to_vec(), more: 2 }));
    assert!(row.why.is_some_and(|why| why.ends_with("and 2 more")), "the sentence says the same");
    let one = vec![WhyCannotVerify::TransportIncomplete];
    let row = kept(&ArchiveState::CannotVerify { why: one.clone() });
    assert_eq!(row.reason, Some(RowReason::CannotVerify { first: one, more: 0 }));
    assert_eq!(kept(&ArchiveState::Unverified).reason, None, "the state says it all");
}

#[test]
fn the_words_under_which_reasons_are_stored_never_change() {
    let damage = Damage { kind: DamageKind::EndsTooEarly, offset: 7, member: Some(member()) };
    let differs = DamageKind::HeadersDiffer(HeaderField::CompressedSize);
    for (reason, stored) in [
        (
            RowReason::Damaged(WhyDamaged::Container(damage)),
            r#"{"damaged":{"container":{"kind":"ends-too-early","offset":7,"member":{"index":2,"of":3,"name":"db/vault.sql"}}}}"#,
        ),
        (
            RowReason::Damaged(WhyDamaged::Container(Damage { kind: differs, offset: 0, member: None })),
            r#"{"damaged":{"container":{"kind":{"headers-differ":"compressed-size"},"offset":0,"member":null}}}"#,
        ),
        (
            RowReason::CannotVerify { first: vec![WhyCannotVerify::ReceiptUnreadable], more: 0 },
            r#"{"cannot-verify":{"first":["receipt-unreadable"],"more":0}}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&reason).unwrap(), stored);
    }
}

#[test]
fn a_reason_that_another_version_wrote_takes_no_row_away() {
    let world = World::new();
    let path = world.folder("f").join(NAME);
    write_archive(&path, 1, 100);
    let library = world.engine.library();
    let id = library.add(&[path]).unwrap().added[0];
    for stored in [r#"{"damaged":{"teleported":{}}}"#, "{", ""] {
        world
            .engine
            .database
            .write(|transaction| {
                let sql = "UPDATE archives SET state = 'damaged', why = 'words', reason = ?2 WHERE id = ?1";
                transaction.execute(sql, params![id.number(), stored])?;
                Ok(())
            })
            .unwrap();
        let row = library.list(&LibraryFilter::default()).unwrap().rows.remove(0);
        assert_eq!((row.why.as_deref(), row.reason), (Some("words"), None), "stored: {stored}");
    }
}
