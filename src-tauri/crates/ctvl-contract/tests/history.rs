//! What events came to and why archives are damaged, on the wire: names that the window's catalogue is a record over.

use std::sync::Arc;

use ctvl_contract::{ArchiveTable, DamageKind, DamageReason, Event, EventResult, StateReason};
use ctvl_engine::archive::{Counters, Damage, HeaderField, MemberRef, UnsafeName, WhyDamaged};
use ctvl_engine::restore::SignInAfter;
use ctvl_engine::{
    Directories, Engine, EngineOptions, HistoryFilter, LibraryFilter, NoKeyring, RestoreStop, RowReason,
    RowState, VerifyTarget,
};
use serde_json::json;

fn wire(result: &ctvl_engine::EventResult) -> serde_json::Value {
    serde_json::to_value(EventResult::from(result)).expect("plain data")
}

#[test]
fn what_an_event_came_to_is_told_by_kinds_and_fields() {
    use ctvl_engine::EventResult as Told;
    let saved = Told::Saved {
        state: RowState::CannotVerify,
        counters: Counters::Excluded,
        usual_size: Some(3_000_000_000),
    };
    let pairs = [
        (
            saved,
            json!({ "is": "saved", "state": "cannotVerify", "counters": "excluded", "usualSize": 3_000_000_000_u64 }),
        ),
        (
            Told::Verified { verified: 12, much_smaller: 1, damaged: 1, unproven: 2, unread: 3 },
            json!({ "is": "verified", "verified": 12, "muchSmaller": 1, "damaged": 1, "unproven": 2, "unread": 3 }),
        ),
        (
            Told::Restored { sign_in: SignInAfter::WaitsForTrust, tasks: 3 },
            json!({ "is": "restored", "signIn": "waitsForTrust", "tasks": 3 }),
        ),
        (
            Told::RestoreStopped { because: RestoreStop::CancelledLast },
            json!({ "is": "restoreStopped", "because": "cancelledLast" }),
        ),
        (Told::WithPerson, json!({ "is": "withPerson" })),
    ];
    for (result, expected) in pairs {
        assert_eq!(wire(&result), expected);
    }
}

#[test]
fn a_damage_has_its_kind_its_place_and_its_words_side_by_side() {
    let member = MemberRef { index: 2, of: Some(3), name: "db".to_owned() };
    let damage = |kind| {
        let why = WhyDamaged::Container(Damage { kind, offset: 7, member: Some(member.clone()) });
        serde_json::to_value(StateReason::from(&RowReason::Damaged(why))).expect("plain data")
    };
    use ctvl_engine::archive::DamageKind as Kind;
    assert_eq!(
        damage(Kind::EndsTooEarly),
        json!({
            "state": "damaged",
            "reason": { "kind": "container", "damage": {
                "text": "member 2 of 3 ends too early, at byte 7", "what": "endsTooEarly", "offset": 7,
                "member": { "index": 2, "of": 3, "name": "db" },
            } },
        })
    );
    for (kind, what, field, value) in [
        (Kind::ChecksumDiffers { claimed: 1, found: 0xcafe }, "checksumDiffers", "found", json!("0000cafe")),
        (Kind::HeadersDiffer(HeaderField::CompressedSize), "headersDiffer", "field", json!("compressedSize")),
        (Kind::UnsafeName(UnsafeName::NotUtf8), "unsafeName", "because", json!("notUtf8")),
    ] {
        let told = damage(kind);
        let damage = &told["reason"]["damage"];
        assert_eq!((damage["what"].as_str(), &damage[field]), (Some(what), &value), "{damage}");
    }
}

#[tokio::test]
async fn a_verification_tells_the_window_what_it_found_and_of_how_many() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = EngineOptions {
        secrets: Arc::new(NoKeyring),
        ..EngineOptions::new(Directories::under(folder.path().join("home")))
    };
    let engine = Engine::open(options).expect("the engine opens");
    let files = ["a.zip", "b.zip"].map(|name| folder.path().join(name));
    for path in &files {
        std::fs::write(path, b"no archive at all").expect("a file");
    }
    let added = engine.library().add(&files).expect("added").added;
    let order = added.into_iter().map(VerifyTarget::Archive).collect();
    engine.start_verify(order).expect("started").outcome().await.expect("both were read");

    let event = Event::from(&engine.history(&HistoryFilter::default()).expect("history")[0]);
    assert_eq!((event.archives, event.subject.as_str()), (Some(2), "2 archives"), "a number, not only words");
    let result = event.result.expect("it says what it found");
    assert!(matches!(result, EventResult::Verified { damaged: 2, verified: 0, .. }), "{result:?}");

    let table = ArchiveTable::from(&engine.library().table(&LibraryFilter::default()).expect("rows"));
    for row in table.rows {
        let reason = row.entry.reason.expect("why it is damaged");
        let StateReason::Damaged { reason: DamageReason::Container { damage } } = reason else {
            panic!("another reason: {reason:?}")
        };
        assert_eq!((damage.kind, damage.offset), (DamageKind::NotAZip, 0));
    }
}
