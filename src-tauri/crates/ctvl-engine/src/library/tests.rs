use std::sync::Arc;

use ctvl_archive::{
    ApplianceIdentity, Counters, Known, Moment, Receipt, ReceiptBody, Sha256Digest, SigningKey, Source,
    receipt_path,
};
use rusqlite::params;

use super::archive::{CreatedSource, ReceiptWord};
use super::*;
use crate::EngineError;
use crate::profile::{ProfileChange, ProfileId};
use crate::testing::{World, archive_bytes, at, write_archive};
use crate::verify::VerifyTarget;

const NAME: &str = "backup_2025-04-10T10-32-33.zip";

/// So many rows without files, of three appliances, in no order.
fn fill(world: &World, rows: u32) -> Vec<ProfileId> {
    let profiles: Vec<_> = ["Alpha", "beta", "Gamma"].map(|name| world.profile(name)).into();
    world
        .engine
        .database
        .write(|transaction| {
            let mut insert = transaction.prepare(
                "INSERT INTO archives (path, folder, name, size, profile, appliance, created, created_source, key_known,
                     purpose, state, receipt, pinned, note, search, added_at)
                 VALUES (?1, '/f', ?2, ?3, ?4, ?5, ?6, 'receipt', 1, 'regular', ?7, 'signed-here', ?8, NULL, ?9, 0)",
            )?;
            for row in 0..rows {
                let mixed = i64::from(row.wrapping_mul(2_654_435_761) % 1_000_003);
                let profile = &profiles[row as usize % 3];
                let name = format!("backup_{mixed:07}.zip");
                let state = if row % 50 == 0 { "damaged" } else { "verified" };
                insert.execute(params![
                    format!("/f/{row}/{name}"),
                    name,
                    mixed * 1000,
                    profile.id.to_string(),
                    profile.name,
                    1_700_000_000_000_i64 + mixed,
                    state,
                    row % 100 == 0,
                    format!("{name}\n{}", profile.name.to_lowercase()),
                ])?;
            }
            Ok(())
        })
        .unwrap();
    profiles.iter().map(|profile| profile.id).collect()
}

#[test]
fn pages_are_sorted_by_every_key_in_both_directions_and_fit_together() {
    let world = World::new();
    fill(&world, 300);
    let library = world.engine.library();
    for key in [SortKey::Created, SortKey::Size, SortKey::Name, SortKey::Appliance, SortKey::State] {
        // With a text the rows are sorted as they are found, without one they come out of an index.
        for (descending, text) in
            [(true, None), (false, None), (true, Some("BACKUP")), (false, Some("BACKUP"))]
        {
            let sort = Sort { key, descending };
            let text = text.map(str::to_owned);
            let page = |offset| {
                let (text, limit) = (text.clone(), Some(100));
                library.list(&LibraryFilter { sort, text, offset, limit, ..Default::default() }).unwrap()
            };
            let mut rows = Vec::new();
            for offset in [0, 100, 200, 300] {
                let page = page(offset);
                assert_eq!(page.total, 300, "the total is of all pages");
                rows.extend(page.rows);
            }
            let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 300, "no row twice and none left out, sorted by {key:?}");
            let ordered = rows.windows(2).all(|pair| {
                let (a, b) = if descending { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
                match key {
                    SortKey::Created => a.created.timestamp() <= b.created.timestamp(),
                    SortKey::Size => a.size <= b.size,
                    SortKey::Name => a.name.to_lowercase() <= b.name.to_lowercase(),
                    SortKey::Appliance => {
                        let name = |row: &ArchiveRow| row.appliance.clone().unwrap().to_lowercase();
                        name(a) <= name(b)
                    }
                    SortKey::State => format!("{:?}", a.state) <= format!("{:?}", b.state),
                }
            });
            assert!(ordered, "sorted by {key:?}, descending: {descending}");
        }
    }
}

#[test]
fn every_sort_order_is_read_from_an_index() {
    let world = World::new();
    fill(&world, 10);
    for key in [SortKey::Created, SortKey::Size, SortKey::Name, SortKey::Appliance, SortKey::State] {
        for descending in [true, false] {
            let sorted = LibraryFilter { sort: Sort { key, descending }, ..Default::default() };
            let plan = world.engine.library().plan(&sorted).unwrap();
            assert!(
                !plan.contains("TEMP B-TREE"),
                "{key:?}, descending {descending} sorts every row: {plan}"
            );
        }
    }
}

#[test]
fn a_filter_is_read_from_its_index_or_the_table_but_never_by_jumping_through_it() {
    let world = World::new();
    let profiles = fill(&world, 10);
    let by_size = Sort { key: SortKey::Size, descending: true };
    let of_one = LibraryFilter { profile: Some(profiles[0]), ..Default::default() };
    let damaged = LibraryFilter { states: vec![RowState::Damaged], ..Default::default() };
    let pinned = LibraryFilter { pinned: Some(true), ..Default::default() };
    let recent = LibraryFilter { from: Some(at("2026-01-01T00:00:00Z")), ..Default::default() };
    for (filter, index) in [
        (&of_one, "archives_by_profile"),
        (&damaged, "archives_by_state"),
        (&pinned, "archives_pinned"),
        (&recent, "archives_by_created"),
    ] {
        let plan = world.engine.library().plan(filter).unwrap();
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
    }
    let text = LibraryFilter { text: Some("gamma".into()), ..Default::default() };
    let several = vec![RowState::Damaged, RowState::Missing];
    let named = LibraryFilter { appliance: Some("Gamma".into()), ..Default::default() };
    for filter in [
        text.clone(),
        named,
        LibraryFilter { sort: by_size, ..of_one },
        LibraryFilter { sort: by_size, ..damaged },
        LibraryFilter { states: several, ..Default::default() },
        LibraryFilter { sort: by_size, ..recent },
    ] {
        let plan = world.engine.library().plan(&filter).unwrap();
        assert!(
            plan.contains("SCAN archives") && !plan.contains("USING INDEX"),
            "a row at a time through an index is several times slower: {filter:?}: {plan}"
        );
    }
}

#[test]
fn bytes_are_of_all_that_match_and_not_of_the_page() {
    let world = World::new();
    let profiles = fill(&world, 300);
    let library = world.engine.library();
    let sum = |filter: &LibraryFilter| {
        let all = library.list(&LibraryFilter { limit: Some(1000), ..filter.clone() }).unwrap();
        let page = library.list(&LibraryFilter { limit: Some(7), offset: 3, ..filter.clone() }).unwrap();
        let bytes: u64 = all.rows.iter().map(|row| row.size).sum();
        assert_eq!((page.bytes, all.bytes), (bytes, bytes), "{filter:?}");
        bytes
    };
    let of_one = sum(&LibraryFilter { profile: Some(profiles[0]), ..Default::default() });
    let damaged = sum(&LibraryFilter { states: vec![RowState::Damaged], ..Default::default() });
    let all = sum(&LibraryFilter::default());
    assert!(0 < damaged && damaged < of_one && of_one < all, "{damaged} {of_one} {all}");
    let none = library.list(&LibraryFilter { text: Some("nowhere".into()), ..Default::default() }).unwrap();
    assert_eq!((none.total, none.bytes), (0, 0), "nothing has no bytes");
}

#[tokio::test]
async fn a_hash_is_found_by_its_beginning_however_it_was_copied() {
    let world = World::new();
    let (path, other) = (world.folder("f").join(NAME), world.folder("g").join(NAME));
    write_archive(&path, 1, 100);
    write_archive(&other, 2, 100);
    let library = world.engine.library();
    let ids = library.add(&[path, other]).unwrap().added;
    let find = |text: &str| {
        let filter = LibraryFilter { text: Some(text.to_owned()), ..Default::default() };
        library.list(&filter).unwrap().rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let unread = "0123456789abcdef";
    assert_eq!(find(unread), [], "nobody has read a file, so no hash is known");
    let order = ids.iter().copied().map(VerifyTarget::from).collect();
    world.engine.start_verify(order).unwrap().outcome().await.unwrap();
    let hash = library.get(ids[0]).unwrap().sha256.unwrap().to_string();
    let grouped: Vec<_> = hash.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect();
    let pairs: Vec<_> = hash.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).unwrap()).collect();
    for text in [
        hash.clone(),
        hash[..8].to_owned(),
        hash.to_uppercase(),
        grouped.join(" "),
        format!("  {} {} ", grouped[0], grouped[1]),
        pairs[..6].join(":"),
        grouped.join("\n"),
    ] {
        assert_eq!(find(&text), [ids[0]], "{text:?}");
    }
    assert_eq!(find(&hash[8..40]), [], "only its beginning");
    assert_eq!(find(&format!("{hash}0")), [], "no hash is that long");
    assert_eq!(find("2025-04").len(), 2, "names are still found");
}

#[test]
fn filters_combine() {
    let world = World::new();
    let profiles = fill(&world, 600);
    let library = world.engine.library();
    let total = |filter: LibraryFilter| library.list(&filter).unwrap().total;
    assert_eq!(total(LibraryFilter { profile: Some(profiles[1]), ..Default::default() }), 200);
    assert_eq!(total(LibraryFilter { states: vec![RowState::Damaged], ..Default::default() }), 12);
    let both = vec![RowState::Damaged, RowState::Verified];
    assert_eq!(total(LibraryFilter { states: both, ..Default::default() }), 600);
    assert_eq!(total(LibraryFilter { pinned: Some(true), ..Default::default() }), 6);
    assert_eq!(
        total(LibraryFilter { text: Some(" GAMMA ".into()), ..Default::default() }),
        200,
        "in any letter case"
    );
    assert_eq!(total(LibraryFilter { text: Some("100%".into()), ..Default::default() }), 0, "no wildcards");
    let narrow = LibraryFilter {
        profile: Some(profiles[0]),
        states: vec![RowState::Damaged],
        pinned: Some(true),
        ..Default::default()
    };
    assert_eq!(total(narrow), 2, "rows 0 and 300 are all of it");
    let never = LibraryFilter { until: Some(at("2000-01-01T00:00:00Z")), ..Default::default() };
    assert_eq!(total(never), 0);
}

#[tokio::test]
async fn an_appliance_is_found_by_its_name_and_by_the_names_that_archives_keep() {
    let world = World::new();
    let [alpha, beta, _] = fill(&world, 300)[..] else { panic!("three appliances") };
    let library = world.engine.library();
    let of = |name: &str| {
        let filter = LibraryFilter { appliance: Some(name.to_owned()), ..Default::default() };
        library.list(&filter).map(|page| page.total)
    };
    let renamed = |name: &str| ProfileChange { name: Some(name.to_owned()), ..Default::default() };
    assert_eq!((of("alpha").unwrap(), of(" BETA ").unwrap()), (100, 100), "in any letter case");
    world.engine.update_profile(alpha, renamed("Äquator")).await.unwrap();
    for name in ["Äquator", "äQUATOR", "Alpha", "ALPHA", &alpha.to_string()] {
        assert_eq!(of(name).unwrap(), 100, "{name}: renamed, and the archives keep the old name");
    }
    let keep_new =
        format!("UPDATE archives SET appliance = 'Äquator' WHERE profile = '{alpha}' AND id <= 30");
    world.engine.database.write(|transaction| Ok(transaction.execute_batch(&keep_new)?)).unwrap();
    assert_eq!((of("äquator").unwrap(), of("Alpha").unwrap()), (100, 90), "ten were made since");
    world.engine.update_profile(beta, renamed("Alpha")).await.unwrap();
    assert_eq!(of("Alpha").unwrap(), 190, "the name is another one's now, and still that of older archives");
    world.engine.remove_profile(alpha).await.unwrap();
    assert_eq!(of("äquator").unwrap(), 10, "what is removed is found by the name that its archives keep");
    let error = of("Nobody").unwrap_err();
    assert!(matches!(&error, EngineError::ProfileUnknown { asked } if asked == "Nobody"), "{error:?}");
    world.profile("Fresh");
    assert_eq!(of("Fresh").unwrap(), 0, "an appliance without an archive is none that nobody knows");
    let page = |offset| {
        let (appliance, sort) = (Some("Alpha".to_owned()), Sort { key: SortKey::Size, descending: true });
        let filter = LibraryFilter { appliance, sort, offset, limit: Some(100), ..Default::default() };
        library.list(&filter).unwrap().rows
    };
    let sizes: Vec<_> = [page(0), page(100)].concat().iter().map(|row| row.size).collect();
    assert!(sizes.len() == 190 && sizes.is_sorted_by(|a, b| a >= b), "sorted and paged as any other list");
}

fn receipt(bytes: &[u8], name: &str) -> Receipt {
    Receipt::unsigned(ReceiptBody {
        app_version: "0".into(),
        appliance: ApplianceIdentity {
            name: "Payments EU".into(),
            address: "pay.example".into(),
            certificate_sha256: Sha256Digest::of(b"certificate"),
        },
        counters: Counters::Excluded,
        ctvl_version: Some(Known { value: "2.8.6".parse().unwrap(), source: Source::Appliance }),
        file: name.into(),
        finished: "2025-04-10T10:40:00+02:00".parse::<Moment>().unwrap(),
        key: Some("vault".into()),
        note: Some("before the upgrade".into()),
        schema: 1,
        sha256: Sha256Digest::of(bytes),
        size: bytes.len() as u64,
        started: "2025-04-10T10:32:33+02:00".parse().unwrap(),
        user: "svc".into(),
    })
}

#[tokio::test]
async fn folders_are_added_with_what_names_and_receipts_say() {
    let world = World::new();
    let profile = world.profile_at("Payments", "https://pay.example");
    let folder = world.folder("share/2025");
    let bytes = archive_bytes(1, 2000);
    std::fs::write(folder.join(NAME), &bytes).unwrap();
    let signed = receipt(&bytes, NAME).sign(&SigningKey::generate().unwrap());
    std::fs::write(receipt_path(&folder.join(NAME)), signed.to_json()).unwrap();
    write_archive(&folder.join("backup_2025-05-01T00-00-00-2.zip"), 2, 10);
    std::fs::write(folder.join("holiday.zip"), b"not ours").unwrap();
    std::fs::write(folder.join(".backup_2025-06-01T00-00-00.zip.part"), b"unfinished").unwrap();
    let library = world.engine.library();
    let added = library.add(&[world.folder("share")]).unwrap();
    assert_eq!((added.added.len(), added.known.len(), added.failed.len()), (2, 0, 0), "{added:?}");
    assert_eq!(added.passed_over, [folder.join("holiday.zip")], "it is told, and nothing else is");
    let row = library.find(&folder.join(NAME)).unwrap().unwrap();
    assert_eq!(row.profile, Some(profile.id), "known by its address, whatever it was called");
    assert_eq!(row.appliance.as_deref(), Some("Payments EU"), "its name when the archive was made");
    assert_eq!(
        (row.state, row.receipt),
        (RowState::Unverified, ReceiptWord::SignedElsewhere),
        "nobody looked yet"
    );
    assert_eq!(row.version, Some(Known { value: "2.8.6".parse().unwrap(), source: Source::Receipt }));
    assert_eq!((row.counters, row.created_source), (Some(Counters::Excluded), CreatedSource::Receipt));
    assert_eq!(row.note.as_deref(), Some("before the upgrade"));
    let other = library.find(&folder.join("backup_2025-05-01T00-00-00-2.zip")).unwrap().unwrap();
    assert_eq!(
        other.created.to_string(),
        "2025-05-01T00:00:00+00:00",
        "from the name, in the machine's zone"
    );
    let again = library.add(&[world.folder("share")]).unwrap();
    assert_eq!((again.added.len(), again.known.len()), (0, 2), "adding twice changes nothing");
    let missing = library.add(&[folder.join("gone.zip")]).unwrap();
    assert!(matches!(missing.failed[..], [(_, EngineError::ArchiveMissing { .. })]), "{missing:?}");
}

#[test]
fn zip_files_of_other_names_are_passed_over_until_they_are_named() {
    let world = World::new();
    let folder = world.folder("share/deep");
    // As the vendor page's own sample calls its file.
    write_archive(&folder.join("backup.zip"), 1, 100);
    write_archive(&folder.join("LAST.ZIP"), 2, 100);
    write_archive(&folder.join(NAME), 3, 100);
    std::fs::write(folder.join(".hidden.zip"), b"none of ours").unwrap();
    std::fs::write(folder.join("notes.txt"), b"no archive").unwrap();
    let library = world.engine.library();
    let share = world.folder("share");
    let added = library.add(std::slice::from_ref(&share)).unwrap();
    assert_eq!(added.added.len(), 1, "{added:?}");
    assert_eq!(added.passed_over, [folder.join("LAST.ZIP"), folder.join("backup.zip")]);
    let named = library.add(&[share.clone(), folder.join("backup.zip")]).unwrap();
    assert_eq!(named.added.len(), 1, "{named:?}");
    assert_eq!(named.passed_over, [folder.join("LAST.ZIP")], "what was named was not passed over");
    let again = library.add(&[share]).unwrap();
    assert_eq!(again.passed_over, [folder.join("LAST.ZIP")], "nor is what the library has");
}

#[tokio::test]
async fn a_receipt_with_a_broken_signature_is_not_believed() {
    let world = World::new();
    let path = world.folder("f").join(NAME);
    let bytes = archive_bytes(1, 2000);
    std::fs::write(&path, &bytes).unwrap();
    let signed = receipt(&bytes, NAME).sign(&SigningKey::generate().unwrap());
    std::fs::write(receipt_path(&path), signed.to_json().replace("Payments EU", "Payments US")).unwrap();
    let added = world.engine.library().add(std::slice::from_ref(&path)).unwrap();
    let row = world.engine.library().get(added.added[0]).unwrap();
    assert_eq!(
        (row.receipt, row.appliance),
        (ReceiptWord::SignatureBroken, None),
        "what it says is not repeated"
    );
}

#[tokio::test]
async fn verification_brings_rows_up_to_date_and_names_the_damage() {
    let world = World::new();
    let folder = world.folder("f");
    let names = [
        "backup_2025-04-10T10-32-33.zip",
        "backup_2025-04-11T10-32-33.zip",
        "backup_2025-04-12T10-32-33.zip",
    ];
    for (index, name) in names.iter().enumerate() {
        write_archive(&folder.join(name), index as u8, 5000);
    }
    let library = world.engine.library();
    let added = library.add(std::slice::from_ref(&folder)).unwrap().added;
    let mut bytes = std::fs::read(folder.join(names[1])).unwrap();
    bytes[2500] ^= 1;
    std::fs::write(folder.join(names[1]), bytes).unwrap();
    std::fs::remove_file(folder.join(names[2])).unwrap();
    let order = added.iter().map(|id| VerifyTarget::from(*id)).collect();
    let job = world.engine.start_verify(order).unwrap();
    let progress = job.progress();
    let done = job.outcome().await.unwrap();
    assert_eq!(done.len(), 3, "one that is missing does not stop the others");
    let states: Vec<_> =
        added.iter().map(|id| library.get(*id).unwrap()).map(|row| (row.state, row.why)).collect();
    assert_eq!(states[0], (RowState::Verified, None));
    assert_eq!(states[1].0, RowState::Damaged);
    assert!(
        states[1].1.as_deref().is_some_and(|why| why.contains("byte")),
        "it says where: {:?}",
        states[1].1
    );
    assert_eq!(states[2], (RowState::Missing, None));
    let torn = library.get(added[1]).unwrap().reason;
    assert!(
        matches!(&torn, Some(RowReason::Damaged(ctvl_archive::WhyDamaged::Container(damage))) if damage.member.is_some()),
        "and says it as data: {torn:?}"
    );
    assert_eq!(progress.borrow().subject, crate::Subject::Archives(3), "how many is a fact");
    let told = world.engine.history(&crate::HistoryFilter::default()).unwrap().remove(0);
    assert_eq!(
        (told.subject.archives(), told.text.as_str()),
        (Some(3), "1 verified, 1 damaged, 1 not verifiable.")
    );
    assert_eq!(
        told.result,
        Some(crate::EventResult::Verified {
            verified: 1,
            much_smaller: 0,
            damaged: 1,
            unproven: 0,
            unread: 1
        }),
        "a missing file is none that was looked at"
    );
    assert!(progress.borrow().ending.is_some(), "the last snapshot is terminal");
    let row = library.get(added[0]).unwrap();
    assert_eq!(row.checked_at, Some(at("2026-11-11T01:00:00Z")), "by the injected clock");
    assert!(row.sha256.is_some());
}

#[tokio::test]
async fn an_unsigned_receipt_speaks_against_a_file_but_not_for_it() {
    let world = World::new();
    let path = world.folder("f").join(NAME);
    let bytes = archive_bytes(1, 2000);
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(receipt_path(&path), receipt(&bytes, NAME).to_json()).unwrap();
    let cancel = || Arc::new(crate::CancelToken::default());
    let fits = world.engine.inspect(&path, cancel()).await.unwrap();
    assert_eq!(fits.receipt_state, crate::ReceiptState::Unsigned);
    assert_eq!(RowState::Verified, state::of(&fits.assessment.state).state, "the file itself is whole");
    assert_ne!(
        fits.assessment.identity,
        ctvl_archive::Identity::AsReceipt,
        "nothing shows where it comes from"
    );
    write_archive(&path, 9, 2000);
    let differs = world.engine.inspect(&path, cancel()).await.unwrap();
    assert_eq!(RowState::Damaged, state::of(&differs.assessment.state).state, "another content than it says");
}

#[test]
fn pins_notes_and_forgetting_touch_no_file() {
    let world = World::new();
    let path = world.folder("f").join(NAME);
    write_archive(&path, 1, 100);
    let library = world.engine.library();
    let id = library.add(std::slice::from_ref(&path)).unwrap().added[0];
    library.pin(&[id], true).unwrap();
    library.note(id, Some("Übergabe")).unwrap();
    let found = |text: &str| {
        library.list(&LibraryFilter { text: Some(text.into()), ..Default::default() }).unwrap().total
    };
    assert_eq!((found("übergabe"), found("other")), (1, 0), "notes are searched, in any letter case");
    assert!(library.get(id).unwrap().pinned);
    let unknown = ArchiveId(999);
    for error in
        [library.pin(&[id, unknown], false).unwrap_err(), library.forget(&[id, unknown]).unwrap_err()]
    {
        assert!(matches!(error, EngineError::ArchiveUnknown { id } if id == unknown), "{error:?}");
    }
    assert!(library.get(id).unwrap().pinned, "all or none");
    library.forget(&[id]).unwrap();
    assert!(path.exists(), "the library is a catalogue, not the owner");
    for error in [library.forget(&[id]).unwrap_err(), library.pin(&[id], true).unwrap_err()] {
        assert!(matches!(error, EngineError::ArchiveUnknown { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn another_whole_archive_in_the_place_of_a_known_one_is_not_that_archive() {
    let world = World::new();
    let path = world.folder("archives").join(NAME);
    write_archive(&path, 1, 4000);
    let library = world.engine.library();
    let id = library.add(std::slice::from_ref(&path)).unwrap().added[0];
    library.pin(&[id], true).unwrap();
    let verify = async || {
        world.engine.start_verify(vec![VerifyTarget::Archive(id)]).unwrap().outcome().await.unwrap();
        library.get(id).unwrap()
    };
    let known = verify().await;
    assert_eq!(known.state, RowState::Verified);
    write_archive(&path, 2, 4000);
    let replaced = verify().await;
    assert_eq!(
        replaced.state,
        RowState::Damaged,
        "it is whole, but nobody vouches for it being this archive"
    );
    assert_eq!(
        replaced.sha256, known.sha256,
        "what is known of the archive is not overwritten by another one"
    );
    write_archive(&path, 1, 4000);
    assert_eq!(verify().await.state, RowState::Verified, "the archive itself is known again");
}
