use std::io;
use std::path::Path;
use std::sync::Arc;

use ctvl_archive::{
    ApplianceIdentity, Counters, Limits, Moment, Receipt, ReceiptBody, Sha256Digest, SigningKey, receipt_path,
};
use proptest::prelude::*;
use tempfile::TempPath;

use super::destination::Destination;
use super::publish::{Names, publish};
use super::writer::{self, Written};
use super::*;
use crate::EngineError;
use crate::profile::ProfileChange;
use crate::testing::{World, archive_bytes, write_archive};

const NAME: &str = "backup_2025-04-10T10-32-33.zip";

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn body() -> ReceiptBody {
    let moment: Moment = "2025-04-10T10:32:33+02:00".parse().unwrap();
    ReceiptBody {
        app_version: "0".into(),
        appliance: ApplianceIdentity {
            name: "A".into(),
            address: "a.example".into(),
            certificate_sha256: Sha256Digest::of(b""),
        },
        counters: Counters::Included,
        ctvl_version: None,
        file: String::new(),
        finished: moment,
        key: None,
        note: None,
        schema: 1,
        sha256: Sha256Digest::of(b"whole"),
        size: 5,
        started: moment,
        user: "u".into(),
    }
}

fn part(names: &Names) -> TempPath {
    std::fs::write(names.part(), b"whole").unwrap();
    TempPath::try_from_path(names.part()).unwrap()
}

#[test]
fn publishing_leaves_the_archive_and_its_receipt_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::first_free(folder.path(), NAME);
    let key = SigningKey::generate().unwrap();
    let published = publish(part(&names), names, &body(), Some(&key), |_| {}).unwrap();
    assert_eq!(names_in(folder.path()), [NAME.to_owned(), format!("{NAME}.receipt.json")]);
    let receipt = Receipt::read(&published.receipt_path).unwrap();
    assert!(receipt.signature_is_valid(), "signed");
    assert_eq!(receipt.body().file, NAME, "the receipt names the file it lies beside");
}

#[test]
fn a_name_that_is_taken_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    for (taken, expected) in [
        (NAME.to_owned(), "backup_2025-04-10T10-32-33-2.zip"),
        ("backup_2025-04-10T10-32-33-2.zip.receipt.json".to_owned(), "backup_2025-04-10T10-32-33-3.zip"),
        (".backup_2025-04-10T10-32-33-3.zip.part".to_owned(), "backup_2025-04-10T10-32-33-4.zip"),
    ] {
        std::fs::write(folder.path().join(&taken), b"theirs").unwrap();
        let names = Names::first_free(folder.path(), NAME);
        assert_eq!(names.file_name(), expected, "{taken} is taken");
    }
}

#[test]
fn whoever_takes_the_name_in_the_last_moment_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::first_free(folder.path(), NAME);
    let mut calls = 0;
    let published = publish(part(&names), names, &body(), None, |archive| {
        calls += 1;
        if calls == 1 {
            std::fs::write(archive, b"theirs").unwrap();
        }
    })
    .unwrap();
    assert_eq!(std::fs::read(folder.path().join(NAME)).unwrap(), b"theirs", "nothing is overwritten");
    assert!(published.archive.ends_with("backup_2025-04-10T10-32-33-2.zip"), "{:?}", published.archive);
    assert_eq!(
        Receipt::read(&published.receipt_path).unwrap().body().file,
        "backup_2025-04-10T10-32-33-2.zip"
    );
    assert_eq!(names_in(folder.path()).len(), 3, "no unfinished file is left: {:?}", names_in(folder.path()));
}

#[test]
fn if_the_receipt_cannot_get_its_name_the_archive_loses_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let names = Names::first_free(folder.path(), NAME);
    let result = publish(part(&names), names, &body(), None, |archive| {
        std::fs::write(receipt_path(archive), b"theirs").unwrap();
    });
    assert_eq!(result.map(|_| ()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(names_in(folder.path()), [format!("{NAME}.receipt.json")], "either both or neither");
}

async fn written(bytes: &[u8], pieces: usize, complete: bool) -> (Written, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".a.part");
    let (mut inlet, writing) = writer::start(writer::create_part(&path).unwrap(), Limits::default());
    for piece in bytes.chunks(pieces) {
        if inlet.push(piece).await.is_err() {
            break;
        }
    }
    if complete {
        let _ = inlet.complete().await;
    } else {
        drop(inlet);
    }
    let written = writing.await.unwrap().unwrap();
    (written, std::fs::read(&path).unwrap())
}

#[tokio::test]
async fn what_arrives_is_written_and_judged_in_one_pass() {
    let bytes = archive_bytes(3, 700_000);
    for pieces in [1000, 16 * 1024, 1 << 20] {
        let (written, file) = written(&bytes, pieces, true).await;
        assert!(file == bytes, "every byte, in pieces of {pieces}");
        let Written::Judged(inspection) = written else { panic!("it is whole") };
        assert_eq!(inspection.sha256, Sha256Digest::of(&bytes));
        assert_eq!(inspection.size, bytes.len() as u64);
    }
}

#[tokio::test]
async fn a_damaged_transfer_is_not_judged_whole() {
    let mut bytes = archive_bytes(3, 700_000);
    bytes[400_000] ^= 1;
    let (written, _) = written(&bytes, 16 * 1024, true).await;
    assert!(matches!(written, Written::Damaged(_)), "one bit is enough");
}

#[tokio::test]
async fn a_transfer_that_is_given_up_is_abandoned_whatever_it_looks_like() {
    let bytes = archive_bytes(3, 50_000);
    let (written, _) = written(&bytes, 16 * 1024, false).await;
    assert!(matches!(written, Written::Abandoned), "every byte came, but nobody said that this was all");
}

#[test]
fn folders_that_cannot_take_an_archive_are_told_apart() {
    let world = World::new();
    let profile = world.profile("A");
    let file = world.folder("f").join("file");
    std::fs::write(&file, b"").unwrap();
    for (folder, expected) in [
        (world.home.path().join("gone"), DestinationProblem::Missing),
        (file.clone(), DestinationProblem::NotAFolder),
        (file.join("below"), DestinationProblem::NotAFolder),
    ] {
        let destination = Destination::choose(&world.engine, &profile, Some(folder.clone())).unwrap();
        match destination.check(&world.engine, None) {
            Err(EngineError::Destination { problem, .. }) => assert_eq!(problem, expected, "{folder:?}"),
            other => panic!("{folder:?} gave {other:?}"),
        }
    }
    let good = Destination::choose(&world.engine, &profile, Some(world.folder("f"))).unwrap();
    good.check(&world.engine, Some(u64::MAX)).expect("what the last archive took refuses nothing");
    let much = good.check_space(Some(u64::MAX)).unwrap_err();
    assert!(
        matches!(much, EngineError::Destination { problem: DestinationProblem::TooLittleSpace { .. }, .. }),
        "{much:?}"
    );
    assert_eq!(names_in(&world.folder("f")), ["file"], "looking leaves nothing behind");
}

#[tokio::test]
async fn an_unmounted_share_is_not_taken_for_an_empty_folder() {
    let world = World::new();
    let folder = world.folder("share");
    let change = || ProfileChange { destination: Some(Some(folder.clone())), ..Default::default() };
    let profile = world.engine.update_profile(world.profile("A").id, change()).await.unwrap();
    let destination = Destination::choose(&world.engine, &profile, None).unwrap();
    destination.check(&world.engine, None).expect("a folder that was never used needs no marker");
    destination.mark(&world.engine);
    destination.check(&world.engine, None).expect("its marker is there");
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    let error = destination.check(&world.engine, None).unwrap_err();
    assert!(
        matches!(error, EngineError::Destination { problem: DestinationProblem::MarkerMissing, .. }),
        "the mount point is there and empty: {error:?}"
    );
    write_archive(&folder.join(NAME), 1, 10);
    world.engine.library().add(&[folder.join(NAME)]).unwrap();
    destination.check(&world.engine, None).expect("archives that are known show the folder as well");
    std::fs::remove_file(folder.join(NAME)).unwrap();
    let renamed = ProfileChange { name: Some("B".into()), ..Default::default() };
    world.engine.update_profile(profile.id, renamed).await.unwrap();
    destination.check(&world.engine, None).expect_err("another change chooses no folder");
    world.engine.update_profile(profile.id, change()).await.unwrap();
    destination.check(&world.engine, None).expect("a person chose it anew");
}

#[tokio::test]
async fn only_one_run_at_a_time_goes_to_an_appliance() {
    let world = World::new();
    let profile = world.profile("Payments EU");
    let twin = world.profile_at("Same box", &profile.address.origin());
    let other = world.profile("Other");
    let held = world.engine.lock_appliance(&profile, JobKind::Restore).unwrap();
    let second = world.second();
    for (engine, profile) in [(&world.engine, &profile), (&second, &profile), (&second, &twin)] {
        let error = engine.start_backup(BackupOrder::new(profile.id)).map(|job| job.id).unwrap_err();
        let EngineError::RunInProgress { holder: Some(holder), .. } = &error else { panic!("{error:?}") };
        assert_eq!((holder.pid, holder.kind), (std::process::id(), JobKind::Restore), "it says who holds it");
        assert!(error.message().text().contains("a restore by ctvl-backup"), "{}", error.message().text());
    }
    second.lock_appliance(&other, JobKind::Backup).expect("other appliances are free");
    drop(held);
    second.lock_appliance(&profile, JobKind::Backup).expect("it is free again");
}

#[tokio::test]
async fn a_backup_that_cannot_begin_leaves_the_folder_as_it_was() {
    let world = World::new();
    let profile = world.profile_at("A", "https://127.0.0.1:1");
    let folder = world.folder("f");
    let mut order = BackupOrder::new(profile.id);
    order.to = Some(folder.clone());
    let job = world.engine.start_backup(order).unwrap();
    let error = job.outcome().await.unwrap_err();
    assert!(matches!(error, EngineError::PasswordNotStored { .. }), "{error:?}");
    assert!(names_in(&folder).is_empty(), "{:?}", names_in(&folder));
    let again = world.engine.lock_appliance(&profile, JobKind::Backup);
    assert!(again.is_ok(), "the lock ends with the job");
}

#[tokio::test]
async fn a_machine_without_a_keyring_has_no_receipt_key_and_says_so() {
    let world = World::new();
    let key = world.engine.receipt_signing().await.unwrap().expect("a keyring makes a key");
    assert_eq!(world.second().receipt_signing().await.unwrap(), Ok(key), "one installation, one key");
    assert!(world.engine.is_own_key(&key).unwrap());
    world.secrets.fail_with(Some(SecretStoreError::Absent));
    let none = world.engine.receipt_signing().await.unwrap();
    assert_eq!(none, Err(SecretStoreError::Absent), "no key in a file instead");
    assert!(world.engine.is_own_key(&key).unwrap(), "its own receipts are still known as its own");
}

#[tokio::test]
async fn a_whole_archive_does_not_wait_for_a_keyring_that_does_not_answer() {
    let silent = tokio::spawn(std::future::pending());
    let key = run::key_in_time(silent, Duration::ZERO).await.unwrap();
    assert_eq!(key.map(|key| key.public_key()), Err(SecretStoreError::Locked), "it is saved unsigned");
}

#[test]
fn order_settings_win_over_the_profile_and_bad_keys_are_refused() {
    let world = World::new();
    let profile = world.profile("A");
    let mut order = BackupOrder::new(profile.id);
    order.key = Some("no\\such".into());
    let error = run::prepare(&world.engine, order).map(|_| ()).unwrap_err();
    assert!(matches!(error, EngineError::KeyName { .. }), "{error:?}");
    let note = |characters: usize| {
        let order = BackupOrder { note: Some("ä".repeat(characters)), ..BackupOrder::new(profile.id) };
        run::prepare(&world.engine, order).map(|_| ())
    };
    note(4000).unwrap();
    let error = note(4001).unwrap_err();
    assert!(matches!(error, EngineError::NoteTooLong { length: 4001 }), "{error:?}");
    let engine = Arc::clone(&world.engine);
    for (purpose, kind) in [
        (Purpose::Regular, crate::EventKind::Backup),
        (Purpose::PreChange, crate::EventKind::PreChangeBackup),
        (Purpose::Safety, crate::EventKind::SafetyBackup),
    ] {
        let note = Some("Before 2.9.0".to_owned());
        let order = BackupOrder { purpose, note, ..BackupOrder::new(profile.id) };
        assert_eq!(run::prepare(&engine, order).unwrap().event(), kind);
    }
}

#[test]
fn a_backup_before_a_change_says_before_which_one() {
    let world = World::new();
    let profile = world.profile("A");
    let ordered = |purpose, note: Option<&str>| {
        let order = BackupOrder { purpose, note: note.map(str::to_owned), ..BackupOrder::new(profile.id) };
        world.engine.start_backup(order).map(|_| ())
    };
    for note in [None, Some(""), Some(" \n")] {
        let error = ordered(Purpose::PreChange, note).unwrap_err();
        assert!(matches!(&error, EngineError::NoteMissing { appliance } if appliance == "A"), "{error:?}");
        let text = error.message().text();
        assert!(text.contains("did not start") && text.contains("Add a note"), "{text}");
    }
    assert!(world.engine.running_jobs().is_empty(), "nothing was begun");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn however_it_is_cut_the_file_is_the_same(size in 0_usize..300_000, pieces in 1_usize..70_000, seed in any::<u8>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let bytes = archive_bytes(seed, size);
        let (written, file) = runtime.block_on(written(&bytes, pieces.max(size / 500), true));
        prop_assert!(file == bytes, "every byte in its place");
        prop_assert!(matches!(written, Written::Judged(_)), "and judged whole");
    }
}
