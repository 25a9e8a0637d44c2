use std::path::PathBuf;

use super::*;
use crate::history::HistoryFilter;
use crate::library::LibraryFilter;
use crate::testing::{World, write_archive};

const NAMES: [&str; 3] =
    ["backup_2025-04-10T10-32-33.zip", "backup_2025-04-11T10-32-33.zip", "backup_2025-04-12T10-32-33.zip"];

/// Three archives with receipts, in the library.
fn three(world: &World) -> (PathBuf, Vec<ArchiveId>) {
    let folder = world.folder("f");
    for (seed, name) in (1..).zip(NAMES) {
        write_archive(&folder.join(name), seed, 500);
        std::fs::write(receipt_path(&folder.join(name)), b"{}").unwrap();
    }
    let ids = world.engine.library().add(&NAMES.map(|name| folder.join(name))).unwrap().added;
    (folder, ids)
}

fn left(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn receipt_of(name: &str) -> String {
    format!("{name}.receipt.json")
}

#[test]
fn an_archive_goes_with_its_receipt_and_leaves_a_line_of_history() {
    let world = World::new();
    let (folder, ids) = three(&world);
    let library = world.engine.library();
    let size = library.get(ids[0]).unwrap().size;
    let done = library.trash(&ids[..1]).unwrap();
    assert_eq!(done.trashed, ids[..1]);
    assert!(done.failed.is_empty(), "{:?}", done.failed);
    assert_eq!(world.trash.names(), [NAMES[0].to_owned(), receipt_of(NAMES[0])], "nothing is deleted");
    assert_eq!(left(&folder).len(), 4, "the others stay");
    assert_eq!(library.list(&LibraryFilter::default()).unwrap().total, 2);
    let events = world
        .engine
        .history(&HistoryFilter { kinds: vec![EventKind::ArchiveTrashed], ..Default::default() })
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].subject.to_string().as_str(), events[0].bytes),
        (NAMES[0], Some(size)),
        "nobody knows its appliance"
    );
    assert!(events[0].text.contains(NAMES[0]), "{}", events[0].text);
}

#[test]
fn one_that_fails_does_not_stop_the_others_and_stays_in_the_library() {
    let world = World::new();
    let (folder, ids) = three(&world);
    world.trash.refuse(NAMES[0]);
    std::fs::remove_file(folder.join(NAMES[1])).unwrap();
    let library = world.engine.library();
    let done = library.trash(&ids).unwrap();
    assert_eq!(done.trashed, ids[2..]);
    let failed: Vec<_> =
        done.failed.iter().map(|(path, error)| (path.clone(), error.message().text())).collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert_eq!(failed[0].0, folder.join(NAMES[0]));
    assert!(failed[0].1.contains("Recycle Bin"), "the system's reason is told: {}", failed[0].1);
    assert!(
        matches!(&done.failed[1], (path, EngineError::ArchiveMissing { .. }) if *path == folder.join(NAMES[1])),
        "{failed:?}"
    );
    assert!(folder.join(NAMES[0]).exists() && library.get(ids[0]).is_ok(), "what is refused stays as it is");
    assert!(library.get(ids[1]).is_ok(), "a missing archive is still known: its share may be away");
    assert!(
        left(&folder).contains(&receipt_of(NAMES[1])),
        "the receipt of what is missing is not taken away"
    );
}

#[test]
fn a_receipt_that_stays_behind_is_told() {
    let world = World::new();
    let (folder, ids) = three(&world);
    world.trash.refuse(&receipt_of(NAMES[0]));
    std::fs::remove_file(receipt_path(&folder.join(NAMES[1]))).unwrap();
    let done = world.engine.library().trash(&ids[..2]).unwrap();
    assert_eq!(done.trashed, ids[..2], "the archives are where they should be");
    let failed: Vec<_> = done.failed.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(failed, [folder.join(receipt_of(NAMES[0]))], "an archive without a receipt is no failure");
}

#[test]
fn an_unknown_archive_moves_nothing() {
    let world = World::new();
    let (folder, ids) = three(&world);
    let error = world.engine.library().trash(&[ids[0], ArchiveId(999)]).unwrap_err();
    assert!(matches!(error, EngineError::ArchiveUnknown { id } if id == ArchiveId(999)), "{error:?}");
    assert_eq!(
        (left(&folder).len(), world.trash.names().len()),
        (6, 0),
        "looked up before anything is moved"
    );
}
