use std::path::Path;

use rusqlite::params;

use crate::backup::unfinished_receipt;
use crate::history::HistoryFilter;
use crate::job::{Ending, JobKind};
use crate::library::RowState;
use crate::testing::{World, write_archive};
use crate::{EngineError, EventKind};

/// A job as a process that was killed leaves it.
fn killed(world: &World, part: &Path, finished: Option<&Path>) {
    let known = world.engine.profile("Payments EU");
    let profile = known.unwrap_or_else(|_| world.profile("Payments EU"));
    world
        .engine
        .database
        .write(|transaction| {
            transaction.execute(
                "INSERT INTO jobs (id, kind, event, profile, subject, owner, pid, started, part_path, final_path)
                 VALUES (?1, 'backup', 'pre-change-backup', ?2, 'Payments EU', ?3, 1, 1700000000000, ?4, ?5)",
                params![
                    uuid::Uuid::now_v7().to_string(),
                    profile.id.to_string(),
                    uuid::Uuid::now_v7().to_string(),
                    part.to_string_lossy(),
                    finished.map(|path| path.to_string_lossy()),
                ],
            )?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_killed_run_is_interrupted_and_its_part_is_offered_not_removed() {
    let world = World::new();
    let part = world.folder("f").join(".backup_2025-04-10T10-32-33.zip.part");
    std::fs::write(&part, b"unfinished").unwrap();
    killed(&world, &part, None);
    let engine = world.second();
    let event = &engine.history(&HistoryFilter::default()).unwrap()[0];
    assert_eq!((event.outcome, event.kind), (Ending::Interrupted, EventKind::PreChangeBackup));
    let library = engine.library();
    let orphans = library.orphans().unwrap();
    assert_eq!(orphans.len(), 1, "{orphans:?}");
    assert_eq!((orphans[0].size, orphans[0].appliance.as_str()), (10, "Payments EU"));
    assert!(part.exists(), "nothing is removed unasked");
    library.remove_orphan(&part).unwrap();
    assert!(!part.exists() && library.orphans().unwrap().is_empty());
    let again = library.remove_orphan(&part).unwrap_err();
    assert!(matches!(again, EngineError::NotAnOrphan { .. }), "{again:?}");
    assert!(engine.recover().unwrap().interrupted.is_empty(), "once is enough");
}

#[test]
fn orphans_are_removed_by_ids_that_tell_nothing_of_their_place() {
    let world = World::new();
    let parts = ["one", "two", "three"]
        .map(|folder| world.folder(folder).join(".backup_2025-04-10T10-32-33.zip.part"));
    for part in &parts {
        std::fs::write(part, b"unfinished").unwrap();
        killed(&world, part, None);
    }
    let engine = world.second();
    let library = engine.library();
    let id_of = |part: &Path| {
        let orphans = library.orphans().unwrap();
        orphans.into_iter().find(|orphan| orphan.path == part).expect("it is offered").id
    };
    let ids = parts.each_ref().map(|part| id_of(part));
    assert_eq!(ids, parts.each_ref().map(|part| id_of(part)), "the same for as long as the file lies there");
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    assert!(ids.iter().all(|id| id.len() == 16 && !id.contains("backup")), "{ids:?}");
    std::fs::remove_file(&parts[1]).unwrap();
    let nobodys = "0123456789abcdef".to_owned();
    library.remove_orphans(&[ids[0].clone(), ids[1].clone(), nobodys]).unwrap();
    assert_eq!(
        parts.each_ref().map(|part| part.exists()),
        [false, false, true],
        "only those that were named"
    );
    assert_eq!(id_of(&parts[2]), ids[2]);
}

#[test]
fn no_other_file_can_be_removed_as_an_orphan() {
    let world = World::new();
    let file = world.folder("f").join("precious.zip");
    std::fs::write(&file, b"precious").unwrap();
    let error = world.engine.library().remove_orphan(&file).unwrap_err();
    assert!(matches!(error, EngineError::NotAnOrphan { .. }), "{error:?}");
    assert!(file.exists());
}

#[test]
fn a_run_killed_after_the_final_name_is_finished() {
    let world = World::new();
    let folder = world.folder("f");
    let archive = folder.join("backup_2025-04-10T10-32-33.zip");
    write_archive(&archive, 1, 1000);
    std::fs::write(unfinished_receipt(&archive), b"{}").unwrap();
    killed(&world, &folder.join(".backup_2025-04-10T10-32-33.zip.part"), Some(&archive));
    let engine = world.second();
    let row =
        engine.library().find(&archive).unwrap().expect("the archive is whole, so it is kept and known");
    assert_eq!(row.state, RowState::Unverified, "somebody has to look before it counts");
    assert!(row.pinned, "it was a pre-change backup");
    assert!(ctvl_archive::receipt_path(&archive).exists(), "its receipt was only waiting for its name");
    assert!(engine.library().orphans().unwrap().is_empty());
}

#[tokio::test]
async fn a_run_of_a_living_process_is_left_alone() {
    let world = World::new();
    let gate = std::sync::Arc::new(tokio::sync::Notify::new());
    let waiting = std::sync::Arc::clone(&gate);
    let start = crate::job::JobStart {
        kind: JobKind::Verify,
        event: EventKind::Verify,
        profile: None,
        subject: "a.zip".into(),
    };
    let job = world
        .engine
        .start_job(start, |_| async move {
            waiting.notified().await;
            Ok(Vec::<crate::VerifyDone>::new())
        })
        .unwrap();
    let other = world.second();
    assert!(other.recover().unwrap().interrupted.is_empty(), "its process holds its session");
    gate.notify_one();
    job.outcome().await.unwrap();
}

#[test]
fn a_run_that_failed_after_the_final_name_is_adopted_once() {
    let world = World::new();
    let folder = world.folder("f");
    let archive = folder.join("backup_2025-04-10T10-32-33.zip");
    write_archive(&archive, 1, 1000);
    killed(&world, &folder.join(".backup_2025-04-10T10-32-33.zip.part"), Some(&archive));
    let fail = |transaction: &rusqlite::Transaction<'_>| {
        transaction.execute("UPDATE jobs SET ending = 'failed', finished = 1700000001000", [])?;
        Ok(())
    };
    world.engine.database.write(fail).unwrap();
    let recovered = world.engine.recover().unwrap();
    assert_eq!(
        recovered.adopted,
        std::slice::from_ref(&archive),
        "the archive is whole and nobody else lists it"
    );
    let library = world.engine.library();
    let row = library.find(&archive).unwrap().expect("it is known now");
    library.forget(&[row.id]).unwrap();
    assert!(world.engine.recover().unwrap().adopted.is_empty(), "what a person forgets stays forgotten");
}

#[test]
fn a_restore_that_cannot_be_read_does_not_keep_the_application_from_opening() {
    let world = World::new();
    let profile = world.profile("Payments EU");
    world
        .engine
        .database
        .write(|transaction| {
            let columns: Vec<(String, String, bool, bool)> = transaction
                .prepare("SELECT name, type, \"notnull\", dflt_value IS NULL FROM pragma_table_info('restore_runs')")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let filled: Vec<_> = columns.iter().filter(|(_, _, required, bare)| *required && *bare).collect();
            let names: Vec<_> = filled.iter().map(|(name, ..)| name.as_str()).collect();
            let values: Vec<_> = filled
                .iter()
                .map(|(_, kind, ..)| if kind == "INTEGER" { "0" } else { "'unreadable'" })
                .collect();
            let sql = format!("INSERT INTO restore_runs ({}) VALUES ({})", names.join(", "), values.join(", "));
            transaction.execute(&sql, [])?;
            Ok(())
        })
        .unwrap();
    assert!(world.engine.open_restores(None).is_err(), "it cannot be read");
    let engine = world.second();
    assert_eq!(engine.profile(profile.id).unwrap().name, "Payments EU", "everything else is there");
}
