use std::sync::Barrier;

use rusqlite::Connection;

use super::Database;
use super::migrations::MIGRATIONS;
use crate::EngineError;
use crate::testing::World;

#[test]
fn migrations_apply_one_after_the_other() {
    MIGRATIONS.validate().expect("every migration applies to what the one before left");
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite3");
    drop(Database::open(&path).unwrap());
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    let Err(error) = Database::open(&path) else { panic!("a newer schema must be refused") };
    assert!(matches!(error, EngineError::DatabaseNewer { found: 99, .. }), "{error:?}");
    let message = error.message();
    assert!(message.text().contains("newer version"), "the person is told why: {}", message.text());
    let version: u32 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99, "refusing changes nothing");
}

#[test]
fn many_may_open_a_new_installation_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite3");
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                Database::open(&path).expect("whoever comes second finds it done");
            });
        }
    });
}

#[test]
fn writers_of_several_processes_wait_for_one_another() {
    let world = World::new();
    let engines: Vec<_> = (0..4).map(|_| world.second()).collect();
    std::thread::scope(|scope| {
        for (index, engine) in engines.iter().enumerate() {
            scope.spawn(move || {
                for round in 0..25 {
                    engine
                        .set_setting(&format!("{index}-{round}"), Some("set"))
                        .expect("nobody is turned away");
                }
            });
        }
    });
    for index in 0..4 {
        for round in 0..25 {
            let value = world.engine.setting(&format!("{index}-{round}")).unwrap();
            assert_eq!(value.as_deref(), Some("set"), "setting {index}-{round} was lost");
        }
    }
}

#[test]
fn a_failed_change_leaves_nothing() {
    let world = World::new();
    let result: crate::Result<()> = world.engine.database.write(|transaction| {
        transaction.execute("INSERT INTO settings (name, value) VALUES ('half', 'done')", [])?;
        Err(EngineError::Cancelled)
    });
    assert!(result.is_err());
    assert_eq!(world.engine.setting("half").unwrap(), None, "the transaction is undone as a whole");
}

#[test]
fn an_installation_from_before_the_overview_goes_on_with_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let dirs = crate::Directories::under(folder.path());
    dirs.create().unwrap();
    let mut older = Connection::open(dirs.database()).unwrap();
    MIGRATIONS.to_version(&mut older, 2).unwrap();
    older
        .execute_batch(
            "INSERT INTO profiles (id, name, name_key, address, user, role, credential, exclude_counters, proxy,
                 added_at, changed_at)
             VALUES ('01a205df-e65c-711d-889b-e9681ccee724', 'A', 'a', 'a.example', 'u', 'production', 'stored', 0,
                 'system', 0, 0);
             INSERT INTO history (at, kind, outcome, profile, subject, text)
             VALUES (0, 'backup', 'failed', '01a205df-e65c-711d-889b-e9681ccee724', 'A', 'It failed.');",
        )
        .unwrap();
    drop(older);
    let engine = crate::Engine::open(crate::EngineOptions::new(dirs)).unwrap();
    let profile = engine.profile("a").unwrap();
    assert_eq!(
        (profile.alarm_days, profile.presented),
        (2, None),
        "the usual alarm, and nothing was seen yet"
    );
    let event = engine.history(&crate::HistoryFilter::default()).unwrap().remove(0);
    assert_eq!((event.code, event.cure, event.archive), (None, None, None), "nobody wrote down why");
    let overview = engine.overview().unwrap();
    assert!(
        overview.appliances[0].attention.iter().any(|reason| {
            matches!(reason, crate::Attention::LastBackupFailed(failed) if failed.code.is_none())
        }),
        "that it failed is known all the same: {:?}",
        overview.appliances[0].attention
    );
}

#[test]
fn an_installation_from_before_reasons_keeps_its_lines_and_finds_them() {
    let folder = tempfile::tempdir().unwrap();
    let dirs = crate::Directories::under(folder.path());
    dirs.create().unwrap();
    let mut older = Connection::open(dirs.database()).unwrap();
    MIGRATIONS.to_version(&mut older, 3).unwrap();
    older
        .execute_batch(
            "INSERT INTO history (at, kind, outcome, subject, text, incident)
             VALUES (0, 'verify', 'failed', '14 archives', 'It timed out.', '7F3K-29QD');
             INSERT INTO archives (path, folder, name, size, created, created_source, key_known, purpose, state, why,
                 receipt, search, added_at)
             VALUES ('/f/a.zip', '/f', 'a.zip', 1, 0, 'file', 0, 'added', 'damaged', 'the file is empty, at byte 0',
                 'none', 'a.zip', 0);",
        )
        .unwrap();
    drop(older);
    let engine = crate::Engine::open(crate::EngineOptions::new(dirs)).unwrap();
    let row = engine.library().list(&crate::LibraryFilter::default()).unwrap().rows.remove(0);
    assert_eq!(
        (row.why.as_deref(), row.reason),
        (Some("the file is empty, at byte 0"), None),
        "the sentence is what there is"
    );
    for text in ["14 ARCHIVES", "timed", "7f3k-29qd"] {
        let filter = crate::HistoryFilter { text: Some(text.to_owned()), ..Default::default() };
        let found = engine.history(&filter).unwrap();
        assert_eq!(found.len(), 1, "an older line is found by {text:?}");
        assert_eq!((found[0].result.clone(), found[0].params.clone()), (None, None));
    }
}
