use std::path::PathBuf;

use super::*;
use crate::history::HistoryFilter;
use crate::library::{LibraryFilter, RowState};
use crate::testing::{World, write_archive};

const NAME: &str = "backup_2025-04-10T10-32-33.zip";

/// Where an archive was, and where it may be found; there is no file yet.
fn places(world: &World) -> (PathBuf, PathBuf) {
    (world.folder("old").join(NAME), world.folder("new").join(NAME))
}

fn add(world: &World, path: &Path) -> ArchiveId {
    let added = world.engine.library().add(&[path.to_owned()]).unwrap();
    assert_eq!(added.added.len(), 1, "{added:?}");
    added.added[0]
}

async fn verify(world: &World, id: ArchiveId) -> ArchiveRow {
    world.engine.start_verify(vec![id.into()]).unwrap().outcome().await.unwrap();
    world.engine.library().get(id).unwrap()
}

fn ids(world: &World) -> Vec<ArchiveId> {
    let page = world.engine.library().list(&LibraryFilter::default()).unwrap();
    let mut ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    ids.sort();
    ids
}

/// A line of history that this archive was made, and a restore whose safety backup it is.
fn refer_to(world: &World, id: ArchiveId) {
    let lines = format!(
        "INSERT INTO history (at, kind, outcome, subject, text, archive)
         VALUES (0, 'backup', 'done', 'A', 'Done.', {id});
         INSERT INTO restore_runs (id, job, appliance, address, archive, sha256, route, plan, stage, stage_word, safety,
             started, changed)
         VALUES ('r', 'j', 'A', 'a.example', 'a.zip', '', 'direct', '', '', '', {id}, 0, 0);"
    );
    world.engine.database.write(|transaction| Ok(transaction.execute_batch(&lines)?)).unwrap();
}

fn referred(world: &World) -> (Option<ArchiveId>, Option<ArchiveId>) {
    let line = world.engine.history(&HistoryFilter::default()).unwrap().remove(0);
    let safety: Option<i64> = world
        .engine
        .database
        .read(|connection| Ok(connection.query_row("SELECT safety FROM restore_runs", [], |run| run.get(0))?))
        .unwrap();
    (line.archive, safety.map(ArchiveId))
}

#[tokio::test]
async fn only_the_same_archive_is_followed() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    let library = world.engine.library();
    let id = add(&world, &old);
    library.note(id, Some(" keep ")).unwrap();
    verify(&world, id).await;
    std::fs::remove_file(&old).unwrap();
    assert_eq!(library.look_again().unwrap(), 1);
    assert_eq!(library.get(id).unwrap().state, RowState::Missing);
    write_archive(&new, 2, 3000);
    let error = library.relocate(id, &new).await.unwrap_err();
    assert!(matches!(error, EngineError::ArchiveDiffers { .. }), "{error:?}");
    let renamed = new.with_file_name("elsewhere.zip");
    write_archive(&renamed, 1, 3000);
    let Relocated { row, how } = library.relocate(id, &renamed).await.unwrap();
    assert_eq!((row.id, row.path, row.state), (id, renamed, RowState::Verified), "it was read to be sure");
    assert_eq!(how, HowRelocated::Moved);
    assert_eq!(row.note.as_deref(), Some("keep"), "what a person noted comes along");
    let named = LibraryFilter { text: Some("elsewhere".into()), ..Default::default() };
    assert_eq!(library.list(&named).unwrap().total, 1, "it is searched by the name it has now");
}

#[tokio::test]
async fn a_copy_of_what_is_still_there_gets_a_row_of_its_own() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    write_archive(&new, 1, 3000);
    let library = world.engine.library();
    let id = add(&world, &old);
    library.pin(&[id], true).unwrap();
    for read in [false, true] {
        if read {
            verify(&world, id).await;
        }
        let Relocated { row, how } = library.relocate(id, &new).await.unwrap();
        assert_eq!(how, HowRelocated::Copy, "read before: {read}");
        assert_eq!((row.path.as_path(), row.state), (new.as_path(), RowState::Verified));
        assert!(row.id != id && !row.pinned, "{row:?}");
        assert_eq!(ids(&world), [id, row.id], "one row for each file, and no third one");
        let kept = library.get(id).unwrap();
        assert_eq!((kept.path.as_path(), kept.pinned), (old.as_path(), true), "nothing was moved");
    }
}

#[tokio::test]
async fn a_copy_that_the_library_knows_keeps_its_row_with_pin_and_note() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    write_archive(&new, 1, 3000);
    let library = world.engine.library();
    let (id, copy) = (add(&world, &old), add(&world, &new));
    verify(&world, id).await;
    library.pin(&[copy], true).unwrap();
    library.note(copy, Some("the one in the vault")).unwrap();
    std::fs::rename(&old, old.with_extension("away")).unwrap();
    library.look_again().unwrap();
    std::fs::rename(old.with_extension("away"), &old).unwrap();
    let Relocated { row, how } = library.relocate(id, &new).await.unwrap();
    assert_eq!((row.id, how), (copy, HowRelocated::Copy));
    assert!(row.pinned && row.note.as_deref() == Some("the one in the vault"), "{row:?}");
    let kept = library.get(id).unwrap();
    assert_eq!((kept.path, kept.state), (old, RowState::Verified), "it was seen that it is back");
}

#[tokio::test]
async fn two_rows_of_one_archive_become_one_that_lost_nothing() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    let library = world.engine.library();
    let id = add(&world, &old);
    verify(&world, id).await;
    std::fs::rename(&old, &new).unwrap();
    let other = add(&world, &new);
    library.note(id, Some("before the upgrade")).unwrap();
    library.note(other, Some("for the auditors")).unwrap();
    library.pin(&[other], true).unwrap();
    refer_to(&world, other);
    let Relocated { row, how } = library.relocate(id, &new).await.unwrap();
    assert_eq!(how, HowRelocated::Joined { other });
    assert_eq!((row.id, row.path, row.state), (id, new, RowState::Verified));
    assert!(row.pinned, "it was pinned at its new place");
    assert_eq!(row.note.as_deref(), Some("before the upgrade / for the auditors"));
    assert_eq!(ids(&world), [id], "one file, one row");
    assert_eq!(referred(&world), (Some(id), Some(id)), "history and the restore mean the same archive");
    for text in ["upgrade", "auditors"] {
        let noted = LibraryFilter { text: Some(text.into()), ..Default::default() };
        assert_eq!(library.list(&noted).unwrap().total, 1, "{text:?} is searched");
    }
}

#[tokio::test]
async fn joining_fills_in_what_only_one_of_the_rows_knew() {
    let world = World::new();
    let profile = world.profile("Payments");
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    let library = world.engine.library();
    let id = add(&world, &old);
    std::fs::rename(&old, &new).unwrap();
    let other = add(&world, &new);
    let sql = format!(
        "UPDATE archives SET profile = '{}', appliance = 'Payments', address = 'pay.example', version = '2.8.6',
             version_source = 'receipt', key_known = 1, key_name = 'vault', counters = 'excluded', purpose = 'safety',
             created = 5000, created_source = 'receipt', added_at = 6000
         WHERE id = {other}",
        profile.id
    );
    world.engine.database.write(|transaction| Ok(transaction.execute_batch(&sql)?)).unwrap();
    let row = library.relocate(id, &new).await.unwrap().row;
    assert_eq!((row.id, row.profile, row.appliance.as_deref()), (id, Some(profile.id), Some("Payments")));
    assert_eq!(row.version.map(|known| known.value.to_string()).as_deref(), Some("2.8.6"));
    assert_eq!((row.key, row.purpose), (KeyKnowledge::Named("vault".into()), Purpose::Safety));
    assert_eq!((row.created.timestamp().as_millisecond(), row.added_at.as_millisecond()), (5000, 6000));
}

#[tokio::test]
async fn an_intact_copy_stands_for_a_damaged_file() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    let library = world.engine.library();
    let id = add(&world, &old);
    verify(&world, id).await;
    std::fs::copy(&old, &new).unwrap();
    let mut bytes = std::fs::read(&old).unwrap();
    bytes[1500] ^= 1;
    std::fs::write(&old, bytes).unwrap();
    assert_eq!(verify(&world, id).await.state, RowState::Damaged);
    let Relocated { row, how } = library.relocate(id, &new).await.unwrap();
    assert_eq!((row.id, how, row.state), (id, HowRelocated::Moved, RowState::Verified));
    assert_eq!(row.path, new, "a restore that was refused over the damaged file goes on with this one");
}

#[tokio::test]
async fn where_another_archive_was_known_only_what_a_person_wrote_is_taken() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    write_archive(&new, 2, 3000);
    let library = world.engine.library();
    let (id, other) = (add(&world, &old), add(&world, &new));
    verify(&world, other).await;
    std::fs::rename(&old, &new).unwrap();
    let error = library.relocate(id, &new).await.unwrap_err();
    assert!(
        matches!(error, EngineError::ArchiveDiffers { .. }),
        "nothing proves that it is this one: {error:?}"
    );
    assert_eq!(ids(&world), [id, other], "nothing was changed");
    std::fs::rename(&new, &old).unwrap();
    verify(&world, id).await;
    std::fs::rename(&old, &new).unwrap();
    library.note(other, Some("overwritten")).unwrap();
    refer_to(&world, other);
    let Relocated { row, how } = library.relocate(id, &new).await.unwrap();
    assert_eq!((row.id, how), (id, HowRelocated::Joined { other }));
    assert_eq!(row.state, RowState::Verified, "it is not judged by what the other archive was");
    assert_eq!(row.note.as_deref(), Some("overwritten"));
    assert_eq!(referred(&world), (None, None), "another archive was made there, and it is gone");
}

#[tokio::test]
async fn two_whole_files_of_one_name_and_length_are_not_taken_for_copies() {
    let world = World::new();
    let (old, new) = places(&world);
    write_archive(&old, 1, 3000);
    write_archive(&new, 2, 3000);
    let id = add(&world, &old);
    let error = world.engine.library().relocate(id, &new).await.unwrap_err();
    assert!(matches!(error, EngineError::ArchiveDiffers { .. }), "{error:?}");
    assert_eq!(ids(&world), [id], "the library is as it was");
}

#[cfg(unix)]
#[tokio::test]
async fn another_path_to_the_same_file_moves_nothing() {
    let world = World::new();
    let (old, _) = places(&world);
    write_archive(&old, 1, 3000);
    std::os::unix::fs::symlink(world.folder("old"), world.home.path().join("link")).unwrap();
    let id = add(&world, &old);
    for path in [old.clone(), world.home.path().join("link").join(NAME)] {
        let Relocated { row, how } = world.engine.library().relocate(id, &path).await.unwrap();
        assert_eq!((row.id, &row.path, how), (id, &old, HowRelocated::InPlace));
        assert_eq!(row.state, RowState::Verified, "it was read");
    }
    assert_eq!(ids(&world), [id]);
}

#[test]
fn notes_are_joined_once_and_never_cut() {
    let some = |text: &str| Some(text.to_owned());
    for (first, second, both) in [
        (None, None, None),
        (some("a"), None, some("a")),
        (None, some("b"), some("b")),
        (some("a"), some("a"), some("a")),
        (some("a"), some("b"), some("a / b")),
        (some("a / b"), some("b"), some("a / b")),
        (some("b"), some("a / b"), some("a / b")),
        (some("keep it"), some("keep"), some("keep it / keep")),
    ] {
        assert_eq!(both_notes(first.clone(), second.clone()), both, "{first:?} and {second:?}");
    }
    let long = "x".repeat(4000);
    let both = both_notes(some(&long), some("y")).unwrap();
    assert!(both.starts_with(&long) && both.ends_with(" / y"), "nothing is cut");
}
