//! A cancel undoes what was begun at every stage, until there is nothing left to undo.

use std::path::Path;
use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_archive::ArchiveState;
use ctvl_engine::restore::{RestoreEnding, RestoreStage};
use ctvl_engine::{BackupOrder, Credential, Ending, EngineError, Profile, Stage};
use ctvl_tests::{
    CARD, Elsewhere, Gate, Installation, Node, PASSWORD, World, confirmed, ends, files_in, secret, shows,
    until,
};

/// Cancels a backup once it shows this stage, and checks that it was as if it had never begun.
async fn cancelled_at(app: &Installation, profile: &Profile, stage: Stage, moved: u64) {
    let job = app.engine.start_backup(BackupOrder::new(profile.id)).expect("started");
    shows(&job, &format!("{stage:?}"), |shown| shown.stage == stage && shown.done >= moved).await;
    job.cancel();
    let error = ends(job).await.expect_err("it was cancelled");
    assert!(matches!(error, EngineError::Cancelled), "{stage:?}: {error:?}");
    app.nothing_left(&format!("cancelled at {stage:?}"));
    let last = &app.history()[0];
    assert_eq!(last.outcome, Ending::Cancelled, "{stage:?}: {last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_held_at_a_stage_can_be_cancelled_there() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = 4 << 20).await;
    let gate = Gate::before(&node).await;
    let app = world.installation_with(|options| {
        let long = Duration::from_secs(3600);
        (options.backoff.soon, options.backoff.soon_cap) = (long, long);
    });
    let profile = app.connect_at("Payments EU", &node, &gate.address()).await;
    let faults = node.appliance.faults();

    gate.hold_after(0);
    cancelled_at(&app, &profile, Stage::SigningIn, 0).await;
    gate.open();

    faults.on(Fault::SlowFirstByte(Duration::from_secs(3600)));
    cancelled_at(&app, &profile, Stage::Building, 0).await;
    faults.clear();

    faults.on(Fault::Stall(3 << 20));
    cancelled_at(&app, &profile, Stage::Receiving, 1).await;
    faults.clear();

    faults.on(Fault::CutOff(3 << 20));
    cancelled_at(&app, &profile, Stage::WaitingToRetry, 0).await;
    faults.clear();

    let done = app.back_up(&profile).await.expect("the appliance is free again at once");
    assert!(matches!(done.state, ArchiveState::Verified { .. }), "{:?}", done.state);
}

/// Stages that nothing can hold are met by cancelling after each snapshot in turn. Whichever stage it hits, the outcome
/// and what lies on the disk agree.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_in_any_moment_leaves_a_whole_archive_or_nothing() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = 1 << 20).await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let (mut cancelled, mut stages) = (0, Vec::new());
    for snapshots in 0..24 {
        let folder = world.folder(&format!("archives-{snapshots}"));
        let order = BackupOrder { to: Some(folder.clone()), ..BackupOrder::new(profile.id) };
        let known = app.library().len();
        let job = app.engine.start_backup(order).expect("the appliance's lock is free");
        let mut progress = job.progress();
        for _ in 0..snapshots {
            if progress.changed().await.is_err() || progress.borrow_and_update().ending.is_some() {
                break;
            }
        }
        stages.push(progress.borrow().stage);
        job.cancel();
        match ends(job).await {
            Ok(done) => {
                assert!(
                    matches!(done.state, ArchiveState::Verified { .. }),
                    "it had come too far and is whole"
                );
                assert_eq!(files_in(&folder).len(), 2, "archive and receipt: {:?}", files_in(&folder));
                assert_eq!(app.library().len(), known + 1, "and in the library");
            }
            Err(EngineError::Cancelled) => {
                cancelled += 1;
                assert_eq!(files_in(&folder), Vec::<String>::new(), "cancelled after {snapshots} snapshots");
                assert_eq!(app.library().len(), known, "cancelled after {snapshots} snapshots");
            }
            Err(error) => unreachable!("after {snapshots} snapshots: {error:?}"),
        }
        if stages.last() == Some(&Stage::Ended) {
            break;
        }
    }
    assert!(cancelled >= 3, "several stages were met by a cancel: {stages:?}");
    assert!(app.engine.library().orphans().expect("listed").is_empty(), "nothing is offered for removal");
}

/// Starts a restore, cancels it once it shows this stage, and checks that the appliance was not touched.
async fn restore_cancelled_at(
    app: &Installation,
    (profile, node): (&Profile, &Node),
    archive: &Path,
    stage: Stage,
    hold: impl FnOnce(),
    release: impl FnOnce(),
) {
    let (token, generation) = (node.tokenize(CARD).await, node.generation());
    let kept = files_in(&app.archives());
    let plan = app.plan(profile, archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    hold();
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let least = u64::from(stage == Stage::Uploading);
    shows(&job, &format!("{stage:?}"), |shown| shown.stage == stage && shown.done >= least).await;
    let run = app.engine.restore_runs(None, 1).expect("runs").remove(0);
    app.engine.cancel_restore(run.id).expect("nothing has been changed yet");
    let error = ends(job).await.expect_err("it was cancelled");
    assert!(matches!(error, EngineError::Cancelled), "{stage:?}: {error:?}");
    release();
    let run = app.engine.restore_run(run.id).expect("the run");
    assert!(
        matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::NothingChanged { .. } }),
        "{stage:?}: {:?}",
        run.stage
    );
    assert_eq!(node.generation(), generation, "{stage:?}: the old data stands");
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "{stage:?}: and answers");
    assert!(
        app.engine.aftermath(Some(profile.id)).expect("tasks").is_empty(),
        "{stage:?}: nothing is left to do"
    );
    assert_eq!(app.history()[0].outcome, Ending::Cancelled, "{stage:?}");
    let left: Vec<_> = files_in(&app.archives()).into_iter().filter(|name| name.ends_with(".part")).collect();
    assert_eq!(left, Vec::<String>::new(), "{stage:?}: no unfinished file");
    if stage != Stage::Uploading {
        assert_eq!(files_in(&app.archives()), kept, "{stage:?}: no half of a safety backup");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_can_be_cancelled_until_the_last_bytes_have_left() {
    let world = World::new();
    // More than the system's own buffers take in between.
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = 48 << 20).await;
    let gate = Gate::before(&node).await;
    let app = world.installation();
    let profile = app.connect_at("Payments EU", &node, &gate.address()).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let target = (&profile, &node);
    let faults = node.appliance.faults();

    restore_cancelled_at(&app, target, &archive, Stage::Probing, || gate.hold_after(0), || gate.open()).await;

    let slow = || faults.on(Fault::SlowFirstByte(Duration::from_secs(3600)));
    restore_cancelled_at(&app, target, &archive, Stage::SafetyBackup, slow, || faults.clear()).await;

    // Everything before the upload is a few kilobytes.
    let half = || gate.hold_after(2 << 20);
    restore_cancelled_at(&app, target, &archive, Stage::Uploading, half, || gate.open()).await;

    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("no run is left open");
    ends(job).await.expect("restored");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appliance_that_never_answers_does_not_hold_a_cancel_up() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let silent = Elsewhere::new().await;
    let change = ctvl_engine::ProfileChange {
        address: Some(silent.address().parse().expect("an address")),
        ..ctvl_engine::ProfileChange::default()
    };
    let profile = app.engine.update_profile(profile.id, change).await.expect("changed");
    // The password belonged to the old address and was forgotten with it.
    app.engine.store_password(profile.id, &secret(PASSWORD)).await.expect("kept");
    let job = app.engine.start_backup(BackupOrder::new(profile.id)).expect("started");
    until("somebody has connected", || async { (silent.connections() > 0).then_some(()) }).await;
    job.cancel();
    let error = ends(job).await.expect_err("it was cancelled");
    assert!(matches!(error, EngineError::Cancelled), "{error:?}");
    app.nothing_left("cancelled while nobody answers");
}
