//! The crafted archives of `tests/fixtures`: what is said of each, word for word.
//!
//! With `CTVL_WRITE_VERDICTS` set the list is written instead of compared, to be read by a person before it is kept.
#![allow(clippy::unwrap_used, reason = "what cannot be made or written fails the test")]

mod common;

use std::fmt::Write as _;
use std::path::Path;

use common::both_within;
use ctvl_archive::{Container, Limits};

#[test]
fn every_crafted_archive_has_its_verdict() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures");
    let mut archives: Vec<_> =
        std::fs::read_dir(fixtures.join("archives")).unwrap().map(|entry| entry.unwrap().path()).collect();
    archives.sort();
    assert!(archives.len() > 50, "the archives are there");
    // Small limits, so that the bombs can be small files.
    let limits = Limits { expansion_grace: 1 << 20, ..Limits::default() };
    let mut list = String::new();
    for path in archives {
        let found = both_within(&std::fs::read(&path).unwrap(), limits);
        let name = path.file_stem().unwrap().to_string_lossy();
        let verdict = match &found.container {
            Container::Whole(contents) => format!("whole, {} members", contents.members),
            Container::CannotVerify { obstacles, .. } => format!("cannot verify: {}", obstacles[0]),
            Container::Damaged(damage) => format!("damaged: {damage}"),
        };
        writeln!(list, "{name}: {verdict}").unwrap();
    }
    let expected = fixtures.join("verdicts.txt");
    if std::env::var_os("CTVL_WRITE_VERDICTS").is_some() {
        std::fs::write(&expected, &list).unwrap();
    }
    let expected = std::fs::read_to_string(&expected).unwrap();
    for (found, expected) in list.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "the verdict on a crafted archive has changed");
    }
    assert_eq!(list.lines().count(), expected.lines().count(), "every archive has a verdict");
}
