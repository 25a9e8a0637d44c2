//! One run for each appliance at a time, across processes; different appliances do not wait for each other.

use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_archive::ArchiveState;
use ctvl_engine::{BackupOrder, EngineError};
use ctvl_tests::{World, ends, files_in, shows};

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_refused_and_told_who_holds_the_appliance() {
    let world = World::new();
    let (node, other) = (world.appliance("ctvl-1").await, world.appliance("ctvl-2").await);
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    cli.add("Same box", &node, &[]).await;
    cli.add("Other", &other, &[]).await;
    node.appliance.faults().on(Fault::SlowFirstByte(Duration::from_secs(3600)));
    let folder = world.folder("archives");
    let to = folder.display().to_string();
    let backup =
        |name: &'static str| ["backup", name, "--to", &to, "--password-stdin", "--json"].map(str::to_owned);
    let words = |name| backup(name);

    let first_words = words("Payments EU");
    let first_words: Vec<_> = first_words.iter().map(String::as_str).collect();
    let mut first = cli.start(&first_words).await;
    first.stage("building").await;
    for name in ["Payments EU", "Same box"] {
        let words = words(name);
        let second = cli.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(second.code, Some(5), "{name}: refused by a rule: {second:?}");
        let (code, message) = second.error();
        assert_eq!(code, "runInProgress", "{message}");
        assert!(message.contains("a backup by ctvl-backup-cli"), "{name}: it names who and what: {message}");
        assert!(message.contains(&first.pid().to_string()), "{name}: and which process: {message}");
    }
    let words = words("Other");
    let third = cli.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(third.code, Some(0), "another appliance is free: {third:?}");
    assert_eq!(files_in(&folder).len(), 2, "{:?}", files_in(&folder));

    first.signal("TERM").await;
    let ended = first.ended().await;
    assert_eq!(ended.code, Some(6), "a polite signal cancels: {ended:?}");
    assert_eq!(files_in(&folder).len(), 2, "and the unfinished file is gone: {:?}", files_in(&folder));
    node.appliance.faults().clear();
    let again = cli.run(&first_words).await;
    assert_eq!(again.code, Some(0), "then it is free: {again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn appliances_are_backed_up_side_by_side() {
    let world = World::new();
    let app = world.installation();
    let (slow, quick) = (world.appliance("ctvl-slow").await, world.appliance("ctvl-quick").await);
    let one = app.connect("Slow", &slow).await;
    let two = app.connect("Quick", &quick).await;
    slow.appliance.faults().on(Fault::Stall(1500));
    let waiting = app.engine.start_backup(BackupOrder::new(one.id)).expect("started");
    shows(&waiting, "bytes", |shown| shown.done > 0).await;

    let second = app.second();
    let refused = second.engine.start_backup(BackupOrder::new(one.id)).map(|job| job.id);
    assert!(matches!(refused, Err(EngineError::RunInProgress { holder: Some(_), .. })), "{refused:?}");
    let (here, there) = (app.back_up(&two).await, second.back_up(&two).await);
    for done in [here, there] {
        let done = done.expect("nobody waits for a slow neighbour");
        assert!(matches!(done.state, ArchiveState::Verified { .. }));
    }
    assert_eq!(app.engine.running_jobs().len(), 1, "the slow one still runs");
    waiting.cancel();
    ends(waiting).await.expect_err("cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_store_and_many_appliances_at_once() {
    let world = World::new();
    let app = world.installation();
    let mut jobs = Vec::new();
    let mut nodes = Vec::new();
    for number in 0..6 {
        let node = world.appliance(&format!("ctvl-{number}")).await;
        let profile = app.connect(&format!("Appliance {number}"), &node).await;
        nodes.push(node);
        jobs.push(app.engine.start_backup(BackupOrder::new(profile.id)).expect("started"));
    }
    for job in jobs {
        let done = ends(job).await.expect("backed up");
        assert!(matches!(done.state, ArchiveState::Verified { .. }));
    }
    let names = files_in(&app.archives());
    assert_eq!(names.len(), 12, "archives of the same second do not overwrite each other: {names:?}");
    assert_eq!(app.library().len(), 6);
}
