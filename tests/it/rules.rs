//! R6 to R9 on real appliances: what the plan says, what the engine lets through, and what the appliance itself does.

use std::path::PathBuf;

use ctvl_archive::CtvlVersion;
use ctvl_engine::aftermath::TaskKind;
use ctvl_engine::restore::{
    ConsequenceKind, Lacking, RefusedBecause, RestoreError, RestoreOrder, RestoreState, Route, SignInAfter,
    Verdict,
};
use ctvl_engine::{Credential, CredentialState, EngineError, Offer};
use ctvl_tests::{CARD, PASSWORD, USER, World, confirmed, ends, json_of, secret, until};
use reqwest::StatusCode;
use serde_json::json;

const VERSIONS: [&str; 6] = ["2.2.1", "2.2.2", "2.3.0.258", "2.6.9", "2.8.5", "2.8.6"];

fn number(version: &str) -> CtvlVersion {
    version.parse().expect("a version")
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_plan_engine_and_appliance_agree_on_every_pair() {
    let world = World::new();
    let app = world.installation();
    let mut machines = Vec::new();
    for version in VERSIONS {
        let node = world
            .appliance_with(&format!("ctvl-{version}"), |options| options.version = version.into())
            .await;
        let profile = app.connect(&format!("CT-VL {version}"), &node).await;
        let archive = app.back_up(&profile).await.expect("every version backs up").path;
        machines.push((version, node, profile, archive));
    }
    for (made_by, _, _, archive) in &machines {
        let bytes = std::fs::read(archive).expect("the archive");
        for (runs, node, profile, _) in &machines {
            let pair = format!("an archive of {made_by} onto {runs}");
            let allowed = number(runs) >= number("2.2.2") && number(runs) >= number(made_by);
            let plan = app.plan(profile, archive).await.expect("a refused plan is a plan");
            assert_eq!(plan.verdict == Verdict::Yes, allowed, "{pair}: {:?}", plan.verdict);
            let said = json_of(node.upload("/api/backup/inspect", bytes.clone()).await).await;
            assert_eq!(said["restorable"], json!(allowed), "{pair}: the appliance says {said}");
            if allowed {
                continue;
            }
            let Verdict::No { refusals } = &plan.verdict else { unreachable!("{pair}: versions are known") };
            let too_old = refusals.iter().any(|r| matches!(r, RefusedBecause::TargetTooOld { .. }));
            assert_eq!(too_old, *runs == "2.2.1", "{pair}: {refusals:?}");
            let generation = node.generation();
            let confirmation = confirmed(&plan);
            let started = app.engine.start_restore(plan, &confirmation, Credential::Stored).map(|job| job.id);
            let Err(error) = started else { unreachable!("{pair}: it was started") };
            assert!(matches!(error, EngineError::Restore(RestoreError::Refused { .. })), "{pair}: {error:?}");
            let text = error.message().text();
            assert!(
                text.contains("at least 2.2.2") && text.contains("Nothing was changed"),
                "{pair}: {text}"
            );
            let refused = node.upload("/api/backup/restore", bytes.clone()).await;
            assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{pair}: the appliance refuses as well");
            assert_eq!(node.generation(), generation, "{pair}: nothing was changed");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_an_unknown_version_is_asked_for_and_a_typed_one_is_held_against_the_rule() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.direct_route = false).await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let order = |typed: Option<&str>| RestoreOrder {
        target_version: typed.map(number),
        ..RestoreOrder::new(profile.id, archive.clone())
    };
    let plan = app.engine.plan_restore(order(None)).await.expect("a plan");
    assert_eq!(plan.verdict, Verdict::Unknown { missing: vec![Lacking::TargetVersion] }, "never a guess");
    let confirmation = confirmed(&plan);
    let refused = app.engine.start_restore(plan, &confirmation, Credential::Stored).map(|job| job.id);
    assert!(matches!(refused, Err(EngineError::Restore(RestoreError::NotKnown { .. }))), "{refused:?}");
    for (typed, allowed) in [("2.8.5", false), ("2.8.6", true)] {
        let plan = app.engine.plan_restore(order(Some(typed))).await.expect("a plan");
        assert_eq!(plan.verdict == Verdict::Yes, allowed, "{typed}: {:?}", plan.verdict);
        assert_eq!(plan.route, Route::Guided, "an appliance that hides the route is restored by a person");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r7_a_plan_says_what_a_restore_destroys() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let text = format!("{:?}", plan.consequences);
    for words in ["destroy", "cluster", "reboot"] {
        assert!(text.to_lowercase().contains(words), "R7: {words:?} is not said in {text}");
    }
    let kinds: Vec<ConsequenceKind> = plan.consequences.iter().map(|consequence| consequence.kind).collect();
    assert!(kinds.len() >= 3, "{kinds:?}");
}

/// An archive whose logins are not those of the target: `vtsroot` has another password in it.
async fn foreign_archive(world: &World) -> (PathBuf, String) {
    let old = world.appliance("ctvl-old").await;
    let token = old.tokenize(CARD).await;
    let path = world.path("backup_2025-04-10T10-32-33.zip");
    std::fs::write(&path, old.archive("/api/backup/create/testkey").await).expect("written");
    (path, token)
}

const OTHER: &str = "Other-Pa55word-Thoh8aiw!";

#[tokio::test(flavor = "multi_thread")]
async fn r9_a_login_that_the_backup_does_not_know_is_tried_once() {
    for given in [false, true] {
        let world = World::new();
        let (archive, token) = foreign_archive(&world).await;
        let target =
            world.appliance_with("ctvl-new", |options| options.first_user.password = OTHER.into()).await;
        let app = world.installation();
        let profile = app.connect("Payments EU", &target).await;
        app.engine.store_password(profile.id, &secret(OTHER)).await.expect("kept");
        let credential = || if given { Credential::Given(secret(OTHER)) } else { Credential::Stored };

        let order =
            RestoreOrder { credential: credential(), ..RestoreOrder::new(profile.id, archive.clone()) };
        let plan = app.engine.plan_restore(order).await.expect("a plan");
        let confirmation = confirmed(&plan);
        let job = app.engine.start_restore(plan, &confirmation, credential()).expect("started");
        let done = ends(job).await.expect("restored, whatever becomes of the login");
        assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Refused });
        assert_eq!(target.failed_logins(), 1, "given {given}: it was tried once");
        let state = app.now(&profile).credential;
        let unused = if given { CredentialState::Unconfirmed } else { CredentialState::Refused };
        assert_eq!(state, unused, "given {given}: what is in the keyring is no longer trusted");

        if !given {
            for _ in 0..3 {
                let error = app.back_up(&profile).await.expect_err("it was refused before");
                assert!(matches!(error, EngineError::PasswordRefusedBefore { .. }), "{error:?}");
            }
            let second = app.second();
            second.back_up(&profile).await.expect_err("nor does another process send it");
            assert_eq!(target.failed_logins(), 1, "it was not sent again");
        }
        let tasks = app.engine.aftermath(Some(profile.id)).expect("tasks");
        let login = tasks.iter().find(|task| task.kind == TaskKind::ConfirmLogin).expect("the task of R9");
        assert!(login.is_open() && login.hint.contains("createsuperuser"), "the cure is named: {login:?}");

        app.engine.store_password(profile.id, &secret(PASSWORD)).await.expect("kept");
        app.back_up(&app.now(&profile)).await.expect("the login of the backup works");
        assert_eq!(app.now(&profile).credential, CredentialState::Stored);
        assert!(target.lets_in(USER, PASSWORD).await && !target.lets_in(USER, OTHER).await, "R9");
        assert_eq!(target.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_is_void_once_archive_or_target_is_another() {
    let world = World::new();
    let (node, stranger) = (world.appliance("ctvl-1").await, world.appliance("ctvl-2").await);
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let generation = node.generation();

    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let boot = node.appliance.state().boot_id();
    node.appliance.state().reboot();
    until("it has rebooted", || async { (node.appliance.state().boot_id() != boot).then_some(()) }).await;
    node.answers().await;
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let error = ends(job).await.expect_err("somebody may have restored it meanwhile");
    assert!(matches!(error, EngineError::Restore(RestoreError::Void { .. })), "{error:?}");
    assert!(error.message().offers.contains(&Offer::PlanAgain), "{:?}", error.message());

    let plan = app.plan(&profile, &archive).await.expect("a plan");
    std::fs::write(&archive, stranger.archive("/api/backup/create").await)
        .expect("another archive, under its name");
    let confirmation = confirmed(&plan);
    let outcome = match app.engine.start_restore(plan, &confirmation, Credential::Stored) {
        Ok(job) => ends(job).await.map(drop),
        Err(error) => Err(error),
    };
    let error = outcome.expect_err("this is not what was confirmed");
    assert!(matches!(error, EngineError::Restore(RestoreError::Void { .. })), "{error:?}");
    assert_eq!(node.generation(), generation, "nothing was changed");
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    assert!(
        matches!(&plan.verdict, Verdict::No { refusals } if matches!(refusals[0], RefusedBecause::ArchiveDamaged { .. })),
        "its receipt tells that it was replaced: {:?}",
        plan.verdict
    );
}
