use std::path::Path;
use std::sync::Barrier;

use rusqlite::Connection;

use super::Database;
use super::migrations::{MIGRATIONS, bring_up_to_date};
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

/// The last schema under which a number could be given again.
const BEFORE_NUMBERS: usize = 4;

/// An installation of that time: two archives, one of them pinned and noted, a line of history and a restore that refer to
/// it, and a task.
fn before_numbers(folder: &Path) -> Connection {
    let mut older = Connection::open(folder.join("db.sqlite3")).unwrap();
    older.pragma_update(None, "journal_mode", "wal").unwrap();
    MIGRATIONS.to_version(&mut older, BEFORE_NUMBERS).unwrap();
    older
        .execute_batch(
            "INSERT INTO profiles (id, name, name_key, address, user, role, credential, exclude_counters, proxy,
                 added_at, changed_at)
             VALUES ('01a205df-e65c-711d-889b-e9681ccee724', 'A', 'a', 'a.example', 'u', 'production', 'stored', 0,
                 'system', 0, 0);
             INSERT INTO archives (id, path, folder, name, size, modified, sha256, profile, appliance, address, created,
                 created_offset, created_source, version, version_source, key_known, key_name, counters, purpose, state,
                 why, checked_at, receipt, usual_size, pinned, note, search, added_at, reason)
             VALUES (3, '/f/a.zip', '/f', 'a.zip', 1, 2, 'abc', '01a205df-e65c-711d-889b-e9681ccee724', 'A', 'a.example',
                 4, 3600, 'file', '2.8.6', 'archive', 1, 'vault', 'excluded', 'safety', 'damaged', 'why', 5,
                 'signed-here', 6, 1, 'keep', 'a.zip', 7, '{}');
             INSERT INTO archives (id, path, folder, name, size, created, created_source, key_known, purpose, state,
                 receipt, search, added_at)
             VALUES (7, '/f/b.zip', '/f', 'b.zip', 1, 0, 'file', 0, 'added', 'verified', 'none', 'b.zip', 0);
             INSERT INTO history (id, at, kind, outcome, profile, subject, text, archive)
             VALUES (9, 0, 'backup', 'done', '01a205df-e65c-711d-889b-e9681ccee724', 'A', 'Done.', 3);
             INSERT INTO restore_runs (id, job, profile, appliance, address, archive, sha256, route, plan, stage,
                 stage_word, safety, started, changed)
             VALUES ('r', 'j', '01a205df-e65c-711d-889b-e9681ccee724', 'A', 'a.example', 'a.zip', '', 'direct', '', '',
                 '', 3, 0, 0);
             INSERT INTO aftermath_tasks (id, run, profile, kind, state, is_open, created, changed)
             VALUES (5, 'r', '01a205df-e65c-711d-889b-e9681ccee724', 'logins', 'open', 1, 0, 0);",
        )
        .unwrap();
    older
}

/// Every row of every table of the installation, as text.
fn rows(connection: &Connection) -> Vec<String> {
    let tables = texts(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let mut rows = Vec::new();
    for table in tables {
        let columns = texts(connection, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql = format!("SELECT '{table} ' || {} FROM {table} ORDER BY 1", quoted.join(" || ', ' || "));
        rows.extend(texts(connection, &sql));
    }
    rows
}

/// Columns, references and indexes of every table, but not the words in which they were made.
fn shape(connection: &Connection) -> Vec<String> {
    let mut shape = Vec::new();
    for about in ["table_xinfo", "foreign_key_list", "index_list"] {
        let columns = texts(connection, &format!("SELECT name FROM pragma_table_info('pragma_{about}')"));
        // In which order indexes and references were made says nothing.
        let quoted: Vec<_> = columns
            .iter()
            .filter(|column| !(about != "table_xinfo" && ["id", "seq"].contains(&column.as_str())))
            .map(|column| format!("quote(about.\"{column}\")"))
            .collect();
        shape.extend(texts(
            connection,
            &format!(
                "SELECT '{about} ' || t.name || ': ' || {} FROM sqlite_schema AS t, pragma_{about}(t.name) AS about
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1",
                quoted.join(" || ', ' || ")
            ),
        ));
    }
    let made = "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name";
    shape.extend(texts(connection, made));
    shape
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get(0)).unwrap();
    found.collect::<rusqlite::Result<_>>().unwrap()
}

fn number<T: rusqlite::types::FromSql>(connection: &Connection, sql: &str) -> T {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_installation_whose_numbers_came_again_keeps_all_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let older = before_numbers(folder.path());
    let (had, was) = (rows(&older), shape(&older));
    drop(older);
    let database = Database::open(&folder.path().join("db.sqlite3")).unwrap();
    database
        .read(|connection| {
            assert_eq!(rows(connection), had, "every row of every table, and what it refers to");
            assert_eq!(shape(connection), was, "every column, reference and index");
            assert_eq!(number::<u32>(connection, "PRAGMA foreign_keys"), 1, "references are watched again");
            for table in ["archives", "aftermath_tasks"] {
                let sql = format!("SELECT sql FROM sqlite_schema WHERE name = '{table}'");
                assert!(number::<String>(connection, &sql).contains("AUTOINCREMENT"), "{table}");
            }
            Ok(())
        })
        .unwrap();
    let fresh = Database::open(&folder.path().join("fresh.sqlite3")).unwrap();
    let schema = |connection: &Connection| {
        Ok(texts(connection, "SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"))
    };
    assert_eq!(database.read(schema).unwrap(), fresh.read(schema).unwrap(), "as if it had begun with it");
}

#[test]
fn a_number_is_given_once() {
    let folder = tempfile::tempdir().unwrap();
    drop(before_numbers(folder.path()));
    let database = Database::open(&folder.path().join("db.sqlite3")).unwrap();
    let given = |sql: &str| database.write(|transaction| Ok(number::<i64>(transaction, sql))).unwrap();
    let archive = "INSERT INTO archives (path, folder, name, size, created, created_source, key_known, purpose, state,
                       receipt, search, added_at)
                   VALUES ('/f/c.zip', '/f', 'c.zip', 1, 0, 'file', 0, 'added', 'verified', 'none', 'c.zip', 0)
                   RETURNING id";
    let task = "INSERT INTO aftermath_tasks (run, kind, state, is_open, created, changed)
                VALUES ('r', 'cluster', 'open', 1, 0, 0) RETURNING id";
    for (table, insert, newest) in [("archives", archive, 7), ("aftermath_tasks", task, 5)] {
        for next in [newest + 1, newest + 2] {
            given(&format!("DELETE FROM {table} WHERE id = {} RETURNING id", next - 1));
            assert_eq!(given(insert), next, "{table}: {} was somebody else's", next - 1);
        }
    }
    database
        .read(|connection| {
            let referring = "SELECT count(*) FROM history AS h JOIN archives AS a ON a.id = h.archive
                             JOIN restore_runs AS r ON r.safety = a.id WHERE a.pinned AND a.note = 'keep'";
            assert_eq!(number::<u32>(connection, referring), 1, "what referred to an archive still does");
            Ok(())
        })
        .unwrap();
    database
        .write(|transaction| {
            transaction.execute("DELETE FROM archives WHERE id = 3", [])?;
            let referring = "SELECT count(*) FROM history WHERE archive IS NOT NULL";
            assert_eq!(number::<u32>(transaction, referring), 0, "and lets it go with the archive");
            transaction.execute("DELETE FROM restore_runs", [])?;
            assert_eq!(number::<u32>(transaction, "SELECT count(*) FROM aftermath_tasks"), 0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_migration_that_fails_leaves_the_old_installation_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut older = before_numbers(folder.path());
    // A reference into nothing, as no version of this program leaves one.
    older.pragma_update(None, "foreign_keys", "off").unwrap();
    older.execute("UPDATE history SET archive = 99", []).unwrap();
    older.pragma_update(None, "foreign_keys", "on").unwrap();
    let (had, was) = (rows(&older), shape(&older));
    let error = bring_up_to_date(&mut older).unwrap_err();
    assert!(matches!(error, EngineError::DatabaseMigration(_)), "{error:?}");
    assert_eq!(number::<isize>(&older, "PRAGMA user_version"), BEFORE_NUMBERS as isize);
    assert_eq!((rows(&older), shape(&older)), (had, was), "nothing of it is done");
    assert_eq!(number::<u32>(&older, "PRAGMA foreign_keys"), 1, "references are watched again all the same");
    assert!(number::<String>(&older, "PRAGMA integrity_check").contains("ok"));
}

#[test]
fn many_may_open_an_older_installation_at_once() {
    let alone = tempfile::tempdir().unwrap();
    drop(before_numbers(alone.path()));
    // It counts every change to the schema.
    let changes = |database: &Database| {
        database.read(|connection| Ok(number::<u32>(connection, "PRAGMA schema_version"))).unwrap()
    };
    let once = changes(&Database::open(&alone.path().join("db.sqlite3")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let had = rows(&before_numbers(folder.path()));
    let path = folder.path().join("db.sqlite3");
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                let database = Database::open(&path).expect("whoever comes second finds it done");
                database
                    .read(|connection| {
                        assert_eq!(number::<u32>(connection, "PRAGMA foreign_keys"), 1);
                        assert_eq!(rows(connection), had);
                        Ok(())
                    })
                    .unwrap();
                assert_eq!(changes(&database), once, "it is done once");
            });
        }
    });
}
