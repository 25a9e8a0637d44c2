//! An interrupt undoes what can be undone. What goes on without the program is said, with the command that takes the
//! watching up again; the loss of the terminal and a request to end mean the same as Ctrl-C.
#![cfg(unix)]

use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_engine::message::Offer;
use ctvl_engine::restore::{RestoreError, RestoreStage, RestoreState, SignInAfter};
use ctvl_engine::{Credential, EngineError, Stage};
use ctvl_tests::{CARD, Cli, Node, World, confirmed, ends, files_in, shows};

const RESUME: &str = "ctvl-backup-cli restore \"Payments EU\" --resume";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_cancelled_cleanly_by_whatever_ends_a_program() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    node.appliance.faults().on(Fault::Stall(2000));
    // Shell and system both say that the terminal is gone; that is one interrupt, or the file would be left.
    for signals in [&["INT"][..], &["TERM"], &["HUP", "HUP"]] {
        let folder = world.folder(&format!("archives-{}", signals[0]));
        let to = folder.display().to_string();
        let mut running =
            cli.start(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
        running.stage("receiving").await;
        for signal in signals {
            running.signal(signal).await;
        }
        let ended = running.ended().await;
        assert_eq!(ended.code, Some(6), "{signals:?}: {ended:?}");
        let said = ended.lines().into_iter().find(|line| line["type"] == "note").unwrap_or_default();
        assert!(said["text"].to_string().contains("once more"), "{signals:?}: what a second does: {ended:?}");
        assert_eq!(ended.error().0, "cancelled", "{signals:?}: {ended:?}");
        assert_eq!(files_in(&folder), Vec::<String>::new(), "{signals:?}: no unfinished file");
    }
    let activity = cli.run(&["activity", "--json"]).await;
    let cancelled = activity.stdout.matches("\"cancelled\"").count();
    assert!(cancelled >= 3, "history has each of them: {}", activity.stdout);
    assert!(!activity.stdout.contains("\"interrupted\""), "and none broke off: {}", activity.stdout);
}

/// What `nohup` starts outlives its terminal.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ignores_the_loss_of_its_terminal_goes_on() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    node.appliance.faults().on(Fault::Stall(2000));
    let to = world.folder("archives").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"];
    let command = cli.through_shell("trap '' HUP; exec \"$@\"", &backup);
    let mut running = cli.start_with(ctvl_tests::PASSWORD, command).await;
    running.stage("receiving").await;
    running.signal("HUP").await;
    running.signal("TERM").await;
    let ended = running.ended().await;
    let notes = ended.lines().into_iter().filter(|line| line["type"] == "note").count();
    assert_eq!((ended.code, notes), (Some(6), 1), "only the request to end was heard: {ended:?}");
}

/// A restore that has begun on an appliance whose reboot does not end.
async fn in_an_endless_reboot(world: &World, cli: &Cli, node: &Node) -> (ctvl_tests::Running, String) {
    cli.add("Payments EU", node, &["--role", "practice"]).await;
    let token = node.tokenize(CARD).await;
    let to = world.folder("archives").display().to_string();
    let ended = cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
    let archive = ended.json()["path"].as_str().expect("a path").to_owned();
    node.appliance.faults().on(Fault::NoReboot);
    let restore =
        ["restore", "Payments EU", &archive, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let mut running = cli.start(&restore).await;
    running.stage("rebooting").await;
    (running, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_has_begun_is_only_left_and_can_be_watched_again() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let (mut running, token) = in_an_endless_reboot(&world, &cli, &node).await;
    // The terminal is closed: watched on, because nobody has read what a second interrupt would do.
    running.signal("HUP").await;
    let said = running.line(|line| line["type"] == "note").await.expect("it is said at once");
    let said = said["text"].as_str().expect("a sentence");
    for part in ["Payments EU", "cannot be stopped", "reboots", "Ctrl-C once more ends the watching"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    running.signal("TERM").await;
    let ended = running.ended().await;
    assert_eq!(ended.code, Some(6), "{ended:?}");
    let last = ended.lines().pop().expect("a last line");
    let message = &last["message"];
    assert!(message["happened"].to_string().contains("the restore of Payments EU"), "{message}");
    assert!(
        message["next"].as_str().is_some_and(|next| next.ends_with(RESUME)),
        "the exact command: {message}"
    );

    // In a watch there is nothing else to stop.
    let resume = ["restore", "Payments EU", "--resume", "--password-stdin"];
    let mut command = resume.to_vec();
    command.push("--json");
    let mut watching = cli.start(&command).await;
    watching.stage("rebooting").await;
    watching.signal("INT").await;
    let ended = watching.ended().await;
    assert_eq!((ended.code, ended.error().0.as_str()), (Some(6), "watchStopped"), "{ended:?}");
    let last = ended.lines().pop().expect("a last line");
    assert_eq!(last["error"]["params"]["appliance"], "Payments EU", "a program can name it: {last}");

    node.appliance.faults().clear();
    node.answers().await;
    let done = cli.run(&command).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!((&done.json()["state"], &done.json()["signIn"]), (&"restored".into(), &"worked".into()));
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_that_is_stopped_names_the_command_that_goes_on() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let (mut running, _) = in_an_endless_reboot(&world, &cli, &node).await;
    running.kill();
    running.ended().await;
    let resume = ["restore", "Payments EU", "--resume", "--password-stdin"];
    let watching = cli.start(&resume).await;
    ctvl_tests::until("somebody watches again", || async {
        let again = cli.run(&resume).await;
        again.stderr.contains("ctvl-backup-cli").then_some(())
    })
    .await;
    watching.signal("TERM").await;
    let ended = watching.ended().await;
    assert_eq!(ended.code, Some(6), "{ended:?}");
    assert!(ended.stderr.contains(RESUME), "the real name: {}", ended.stderr);
    assert!(!ended.stderr.contains("NAME"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reboot_that_never_ends_is_not_watched_for_ever() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation_with(|options| options.reboot_limit = Duration::from_secs(2));
    let profile = app.connect("Payments EU", &node).await;
    let token = node.tokenize(CARD).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    node.appliance.faults().on(Fault::NoReboot);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    shows(&job, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
    let error = ends(job).await.expect_err("it never comes back");
    let message = error.message();
    let EngineError::Restore(RestoreError::NotBack { run, away_seen: true, appliance, .. }) = &error else {
        unreachable!("{error:?}")
    };
    assert_eq!(appliance, "Payments EU");
    assert_eq!(message.offers, [Offer::KeepWaiting, Offer::LoginScreenSeen], "{}", message.text());
    for part in ["as long as a reboot is watched", "not known", "console", "can be watched again"] {
        assert!(message.text().contains(part), "{part}: {}", message.text());
    }
    let stage = app.engine.restore_run(*run).expect("the run").stage;
    assert!(matches!(stage, RestoreStage::Rebooting { away_seen: true, .. }), "it stays open: {stage:?}");

    // The next watch has its own time.
    let watch = app.engine.watch_restore(*run, Credential::Stored).expect("watched again");
    shows(&watch, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
    node.appliance.faults().clear();
    let done = ends(watch).await.expect("it came back");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
}
