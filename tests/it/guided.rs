//! The guided route: a person works on the appliance's administration page, the application says what to do there and
//! watches the rest.

use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_engine::restore::{
    GuidedEvent, GuidedProgress, GuidedStep, RestoreError, RestoreOrder, RestoreStage, RestoreState, Route,
    RunId, Said, SignInAfter,
};
use ctvl_engine::{Credential, CredentialState, EngineError, Stage};
use ctvl_tests::{Browser, CARD, Installation, Node, PASSWORD, USER, World, confirmed, ends, shows, until};

async fn next(app: &Installation, run: RunId, event: GuidedEvent) -> GuidedStep {
    match app.engine.guided_step(run, event).await.expect("it belongs to the step") {
        GuidedProgress::Step(view) => view.card.step,
        other => unreachable!("{event:?} leads to {other:?}"),
    }
}

/// A fresh appliance that hides the direct route, and a token of the one that the archive is of.
async fn hidden(world: &World, app: &Installation) -> (Node, std::path::PathBuf, String) {
    let old = world.appliance("ctvl-old").await;
    let token = old.tokenize(CARD).await;
    let source = app.connect("Old", &old).await;
    let archive = app.back_up(&source).await.expect("backed up").path;
    let fresh = world
        .appliance_with("ctvl-fresh", |options| {
            options.direct_route = false;
            options.with_sample_data = false;
        })
        .await;
    (fresh, archive, token)
}

async fn away(app: &Installation, run: RunId) {
    until("the reboot is seen", || async {
        let stage = app.engine.restore_run(run).expect("the run").stage;
        matches!(stage, RestoreStage::Rebooting { away_seen: true, .. }).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_restores_on_the_administration_page_while_the_engine_watches() {
    let world = World::new();
    let app = world.installation();
    let (fresh, archive, token) = hidden(&world, &app).await;
    let profile = app.connect("Fresh", &fresh).await;
    let order = RestoreOrder {
        target_version: Some("2.8.6".parse().expect("a version")),
        ..RestoreOrder::new(profile.id, archive.clone())
    };
    let plan = app.engine.plan_restore(order).await.expect("a plan");
    assert_eq!(plan.route, Route::Guided);
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let prepared = ends(job).await.expect("everything the application can do itself");
    assert_eq!(prepared.state, RestoreState::WithPerson { step: GuidedStep::OpenPage });
    assert!(prepared.safety.is_some(), "the safety backup is taken first");
    let run = prepared.run;

    let view = app.engine.guided(run).expect("it waits for the person");
    assert!(view.page.starts_with(&fresh.appliance.address()), "the page to open: {}", view.page);
    let mut browser = Browser::signed_in(&fresh, USER, PASSWORD).await;
    assert_eq!(next(&app, run, GuidedEvent::PageOpened).await, GuidedStep::ChooseFile);
    let name = archive.file_name().expect("a name").to_string_lossy().into_owned();
    assert_eq!(app.engine.guided(run).expect("a step").card.item, Some(name.clone()), "the file to choose");
    browser.choose_file(&name, std::fs::read(&archive).expect("the archive")).await;
    assert_eq!(next(&app, run, GuidedEvent::FileChosen).await, GuidedStep::CompareDetails);
    for detail in &app.engine.guided(run).expect("a step").details {
        assert!(
            browser.says(detail.label.word()),
            "R5: the page shows {:?}: {}",
            detail.label,
            browser.text()
        );
    }
    assert!(browser.says("2.8.6"), "{}", browser.text());
    assert_eq!(fresh.detokenize(&token).await, None, "nothing has happened so far");
    assert_eq!(next(&app, run, GuidedEvent::DetailsMatch).await, GuidedStep::PressRestore);

    // Held in its reboot until the watch has seen it.
    fresh.appliance.faults().on(Fault::NoReboot);
    browser.press_restore().await;
    let pressed = app.engine.guided_step(run, GuidedEvent::RestorePressed).await.expect("the last step");
    assert_eq!(pressed, GuidedProgress::Pressed(run));
    assert_eq!(app.now(&profile).credential, CredentialState::Unconfirmed, "R9");
    // Another process takes the watch up: the first one may be gone by now.
    let second = app.second();
    let watch = second.engine.watch_restore(run, Credential::Stored).expect("watched");
    shows(&watch, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
    away(&second, run).await;
    fresh.appliance.faults().clear();
    let done = ends(watch).await.expect("R10: it comes back");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    browser.open("/admin/backup").await;
    assert!(browser.says("The restore is complete"), "R10: the banner: {}", browser.text());
    assert!(done.tasks > 0, "the aftermath is walked as on the other route");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reboot_that_was_missed_is_told_by_the_person() {
    let world = World::new();
    let app = world.installation();
    let (fresh, archive, token) = hidden(&world, &app).await;
    let profile = app.connect("Fresh", &fresh).await;
    let order = RestoreOrder {
        target_version: Some("2.8.6".parse().expect("a version")),
        ..RestoreOrder::new(profile.id, archive.clone())
    };
    let plan = app.engine.plan_restore(order).await.expect("a plan");
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let run = ends(job).await.expect("prepared").run;
    let mut browser = Browser::signed_in(&fresh, USER, PASSWORD).await;
    browser.choose_file("backup.zip", std::fs::read(&archive).expect("the archive")).await;
    for event in [GuidedEvent::PageOpened, GuidedEvent::FileChosen, GuidedEvent::DetailsMatch] {
        next(&app, run, event).await;
    }
    // The person is slow to come back here: by then the appliance has rebooted long ago.
    let boot = fresh.appliance.state().boot_id();
    browser.press_restore().await;
    until("the reboot is over", || async { (fresh.appliance.state().boot_id() != boot).then_some(()) }).await;
    fresh.answers().await;
    app.engine.guided_step(run, GuidedEvent::RestorePressed).await.expect("the last step");
    let watch = app.engine.watch_restore(run, Credential::Stored).expect("watched");
    shows(&watch, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
    app.engine.say_to_restore(run, Said::LoginScreenSeen).expect("listened to");
    let done = ends(watch).await.expect("the person's word counts");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    assert_eq!(fresh.failed_logins(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_walks_the_guided_route() {
    let world = World::new();
    let (app, cli) = (world.installation(), world.cli());
    let (fresh, archive, token) = hidden(&world, &app).await;
    cli.add("Fresh", &fresh, &["--role", "production", "--typed-version", "2.8.6"]).await;
    let file = archive.display().to_string();
    let begin = ["restore", "Fresh", &file, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let ended =
        cli.run(&[&begin[..], &["--removed-from-old-cluster", "--old-cluster-acknowledged"]].concat()).await;
    assert_eq!(ended.code, Some(7), "it is the person's turn: {ended:?}");
    assert_eq!(ended.json()["state"], "withPerson", "{}", ended.stdout);
    let mut browser = Browser::signed_in(&fresh, USER, PASSWORD).await;
    browser.choose_file("backup.zip", std::fs::read(&archive).expect("the archive")).await;
    let say =
        |what: &'static str| ["restore", "Fresh", "--resume", "--say", what, "--password-stdin", "--json"];
    let early = cli.run(&say("restore-pressed")).await;
    assert_eq!(early.code, Some(5), "not before the details were compared: {early:?}");
    for what in ["page-opened", "file-chosen", "details-match"] {
        let ended = cli.run(&say(what)).await;
        assert_eq!(ended.code, Some(7), "{what}: {ended:?}");
    }
    fresh.appliance.faults().on(Fault::NoReboot);
    browser.press_restore().await;
    let mut watching = cli.start(&say("restore-pressed")).await;
    watching.stage("rebooting").await;
    until("it is away", || async {
        let gone = fresh.ask(reqwest::Method::GET, "/vts").send().await.is_err();
        gone.then_some(())
    })
    .await;
    // The watch looks every second on a production appliance; it has to have looked once in between.
    until("the command has seen it", || async {
        let seen = ctvl_engine::Engine::open(ctvl_engine::EngineOptions::new(
            ctvl_engine::Directories::under(&cli.home),
        ))
        .and_then(|engine| engine.open_restores(None))
        .expect("a second process may look");
        let away =
            seen.iter().any(|run| matches!(run.stage, RestoreStage::Rebooting { away_seen: true, .. }));
        away.then_some(())
    })
    .await;
    fresh.appliance.faults().clear();
    let ended = watching.ended().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!((&ended.json()["state"], &ended.json()["signIn"]), (&"restored".into(), &"worked".into()));
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
}

/// The program that watched is gone. Whoever says then that the login screen is there says it before anybody watches.
#[tokio::test(flavor = "multi_thread")]
async fn a_script_says_that_the_login_screen_is_there_and_is_heard() {
    let world = World::new();
    let (app, cli) = (world.installation(), world.cli());
    let (fresh, archive, token) = hidden(&world, &app).await;
    cli.add("Fresh", &fresh, &["--typed-version", "2.8.6"]).await;
    let file = archive.display().to_string();
    let begin = ["restore", "Fresh", &file, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let begin = [&begin[..], &["--removed-from-old-cluster", "--old-cluster-acknowledged"]].concat();
    assert_eq!(cli.run(&begin).await.code, Some(7), "it is the person's turn");
    let mut browser = Browser::signed_in(&fresh, USER, PASSWORD).await;
    browser.choose_file("backup.zip", std::fs::read(&archive).expect("the archive")).await;
    let say =
        |what: &'static str| ["restore", "Fresh", "--resume", "--say", what, "--password-stdin", "--json"];
    for what in ["page-opened", "file-chosen", "details-match"] {
        assert_eq!(cli.run(&say(what)).await.code, Some(7), "{what}");
    }
    // It has rebooted before it is watched, and the hidden route lets nobody ask what it did.
    let boot = fresh.appliance.state().boot_id();
    browser.press_restore().await;
    until("the reboot is over", || async { (fresh.appliance.state().boot_id() != boot).then_some(()) }).await;
    fresh.answers().await;
    let mut watching = cli.start(&say("restore-pressed")).await;
    watching.stage("rebooting").await;
    watching.kill();
    watching.ended().await;

    let ended = cli.run(&say("login-screen-seen")).await;
    assert_eq!(ended.code, Some(0), "what was said ends the watch: {ended:?}");
    assert_eq!((&ended.json()["state"], &ended.json()["signIn"]), (&"restored".into(), &"worked".into()));
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appliance_that_never_reboots_is_not_watched_for_ever() {
    let world = World::new();
    let app = world.installation_with(|options| options.reboot_limit = Duration::from_millis(300));
    let (fresh, archive, _) = hidden(&world, &app).await;
    let profile = app.connect("Fresh", &fresh).await;
    let order = RestoreOrder {
        target_version: Some("2.8.6".parse().expect("a version")),
        ..RestoreOrder::new(profile.id, archive)
    };
    let plan = app.engine.plan_restore(order).await.expect("a plan");
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let run = ends(job).await.expect("prepared").run;
    for event in [GuidedEvent::PageOpened, GuidedEvent::FileChosen, GuidedEvent::DetailsMatch] {
        next(&app, run, event).await;
    }
    // Said, but never pressed there.
    app.engine.guided_step(run, GuidedEvent::RestorePressed).await.expect("the last step");
    let watch = app.engine.watch_restore(run, Credential::Stored).expect("watched");
    let error = ends(watch).await.expect_err("nothing ever happens");
    assert!(
        matches!(error, EngineError::Restore(RestoreError::NotBack { away_seen: false, .. })),
        "{error:?}"
    );
    let text = error.message().text();
    for part in ["has not rebooted", "It answers", "never begun", "administration page"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let stage = app.engine.restore_run(run).expect("the run").stage;
    assert!(!stage.ended(), "a person can still say what became of it: {stage:?}");
}
