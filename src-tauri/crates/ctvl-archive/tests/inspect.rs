//! Looking at files: progress, cancelling, what members on other threads add up to, and details.

#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

mod common;

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use common::{both, look, receive};
use ctvl_archive::{
    Container, Counters, DamageKind, DetailsSource, InspectError, Intake, KeyKnowledge, Limits, Receipt,
    ReceiptError, Sha256Digest, inspect_file,
};
use zip::write::{SimpleFileOptions, ZipWriter};

const MANIFEST: &str =
    r#"{"version":"2.8.6","created":"2025-04-10T10:32:33+02:00","key":"cards","counters":"excluded"}"#;

/// Members of a size that is handed to other threads, with a manifest among them.
fn archive() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..12_u32 {
        let name = if index == 6 { "manifest.json".to_owned() } else { format!("{index}.sql") };
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        if index == 6 {
            writer.write_all(MANIFEST.as_bytes()).unwrap();
        } else {
            for row in 0..30_000_u32 {
                write!(writer, "({index}, {})", row.wrapping_mul(2_654_435_761)).unwrap();
            }
        }
    }
    writer.finish().unwrap().into_inner()
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

#[test]
fn details_size_and_hash_come_with_the_container() {
    let bytes = archive();
    let found = both(&bytes);
    assert!(matches!(found.container, Container::Whole(contents) if contents.members == 12), "{found:?}");
    assert_eq!(found.size, bytes.len() as u64, "size");
    assert_eq!(found.sha256, Sha256Digest::of(&bytes), "hash");
    assert_eq!(found.details.source, DetailsSource::Manifest, "it has a manifest");
    assert_eq!(found.details.key, KeyKnowledge::Named("cards".to_owned()), "key");
    assert_eq!(found.details.counters, Some(Counters::Excluded), "counters");
}

/// Whichever thread is faster: the first damage in the file is the one that is named.
#[test]
fn the_first_of_two_damages_is_named() {
    let whole = archive();
    let starts: Vec<usize> =
        whole.windows(4).enumerate().filter(|(_, four)| four == b"PK\x03\x04").map(|(at, _)| at).collect();
    for (first, second) in [(1, 2), (2, 9), (5, 7), (0, 11)] {
        let mut bytes = whole.clone();
        for member in [first, second] {
            bytes[starts[member] + 5_000] ^= 0x10;
        }
        for _ in 0..5 {
            let found = both(&bytes);
            let index = match &found.container {
                Container::Damaged(damage) => damage.member.as_ref().map(|member| (member.index, member.of)),
                _ => None,
            };
            assert_eq!(
                index,
                Some((first as u64 + 1, Some(12))),
                "damage in {first} and {second}: {found:?}"
            );
        }
    }
}

#[test]
fn progress_reaches_the_size_and_cancel_stops() {
    let bytes = vec![7; 3 << 20];
    let file = on_disk(&bytes);
    let seen = Mutex::new(Vec::new());
    let progress = |done| seen.lock().unwrap().push(done);
    inspect_file(file.path(), &Limits::default(), &progress, &AtomicBool::new(false)).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted(), "progress only grows");
    assert_eq!(seen.last(), Some(&(3 << 20)), "and ends at the size, though the file is no archive");

    let cancel = AtomicBool::new(false);
    let stop = |_| cancel.store(true, Ordering::Relaxed);
    let stopped = inspect_file(file.path(), &Limits::default(), &stop, &cancel);
    assert!(matches!(stopped, Err(InspectError::Cancelled)), "cancelled after the first buffer");
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_an_empty_one_is_damage() {
    let nowhere = Path::new("/nonexistent/backup.zip");
    let missing = inspect_file(nowhere, &Limits::default(), &|_| {}, &AtomicBool::new(false));
    assert!(matches!(missing, Err(InspectError::Io { path, .. }) if path == nowhere), "it names the file");
    let found = look(on_disk(b"").path());
    assert!(
        matches!(&found.container, Container::Damaged(damage) if damage.kind == DamageKind::Empty),
        "{found:?}"
    );
}

#[test]
fn damage_is_known_while_bytes_still_arrive() {
    let mut intake = Intake::start(Limits::default());
    let page = Bytes::from_static(b"<html>504 Gateway Time-out</html>");
    // More than may wait: once this is taken, the first bytes have been judged.
    for _ in 0..(8 << 20) / 65_536 {
        intake.push(Bytes::from(page.repeat(65_536 / page.len())));
    }
    let damage = intake.damage();
    assert!(damage.is_some_and(|damage| damage.kind == DamageKind::NotAZip), "a web page is no archive");
    let found = intake.finish().unwrap();
    assert!(matches!(found.container, Container::Damaged(_)), "and is not one in the end");
}

#[test]
fn an_abandoned_intake_ends() {
    let mut intake = Intake::start(Limits::default());
    intake.push(Bytes::from(archive()));
    drop(intake);
    assert!(receive(&archive(), 1000).is_ok(), "the next one is not disturbed");
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_refused_instead_of_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("backup.zip");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there");
    assert!(made.success());
    for path in [pipe.as_path(), std::path::Path::new("/dev/zero")] {
        let inspected = inspect_file(path, &Limits::default(), &|_| {}, &AtomicBool::new(false));
        let Err(InspectError::Io { source, .. }) = inspected else { panic!("{inspected:?}") };
        assert_eq!(source.kind(), std::io::ErrorKind::NotSeekable, "{}", path.display());
        assert!(matches!(Receipt::read(path), Err(ReceiptError::Io { .. })), "{}", path.display());
    }
}
