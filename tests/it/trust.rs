//! A certificate that changes stops everything before a password is sent, and a token goes to its own appliance only.

use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_archive::ArchiveState;
use ctvl_client::ClientError;
use ctvl_engine::aftermath::TaskKind;
use ctvl_engine::restore::{RestoreError, RestoreStage, RestoreState, SignInAfter};
use ctvl_engine::{BackupOrder, Credential, CredentialState, EngineError, Offer, ProfileChange, Stage};
use ctvl_tests::{CARD, Elsewhere, Gate, World, confirmed, ends, secret, shows, until};

#[tokio::test(flavor = "multi_thread")]
async fn another_certificate_is_refused_and_both_are_shown() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let old = node.fingerprint();
    node.appliance.state().renew_certificate().await.expect("made");
    let new = node.fingerprint();
    assert_ne!(old, new);

    // A wrong password would be counted over there if it were sent.
    let order =
        BackupOrder { credential: Credential::Given(secret("wrong")), ..BackupOrder::new(profile.id) };
    let error = ends(app.engine.start_backup(order).expect("started")).await.expect_err("refused");
    let Some(ClientError::CertificateChanged { pinned, presented }) = error.client_error() else {
        unreachable!("{error:?}")
    };
    assert_eq!((*pinned, presented.fingerprint), (old, new));
    let message = error.message();
    let text = message.text();
    assert!(
        text.contains(&old.to_string()) && text.contains(&new.to_string()),
        "old and new are shown: {text}"
    );
    assert_eq!(message.offers.first(), Some(&Offer::CompareCertificate));
    assert_eq!(node.failed_logins(), 0, "no password was sent");
    app.nothing_left("refused");

    let given = "00".repeat(32).parse().expect("a fingerprint");
    let error = app.engine.trust(profile.id, given).await.expect_err("this is not the one it shows");
    assert!(matches!(error, EngineError::FingerprintDiffers { .. }), "{error:?}");
    app.back_up(&profile).await.expect_err("trusting the wrong one changed nothing");
    app.engine.trust(profile.id, new).await.expect("a person compared it");
    let done = app.back_up(&app.now(&profile)).await.expect("trusted");
    assert!(matches!(done.state, ArchiveState::Verified { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_changed_with_the_restore_waits_to_be_compared() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let token = node.tokenize(CARD).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    node.appliance.faults().on(Fault::NoReboot);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    shows(&job, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
    until("it is away", || async {
        let run = app.engine.restore_runs(None, 1).expect("runs").remove(0);
        matches!(run.stage, RestoreStage::Rebooting { away_seen: true, .. }).then_some(())
    })
    .await;
    node.appliance.state().renew_certificate().await.expect("made");
    node.appliance.faults().clear();
    let error = ends(job).await.expect_err("what answers now may be anybody");
    let message = error.message();
    assert!(
        message.text().contains(&node.fingerprint().to_string()),
        "what it shows now: {}",
        message.text()
    );
    assert_eq!(message.offers.first(), Some(&Offer::CompareCertificate), "the next step: {}", message.text());
    let EngineError::Restore(RestoreError::Uncertain { run, .. }) = error else { unreachable!("{error:?}") };
    assert_eq!(node.failed_logins(), 0, "nothing was sent to it");
    assert_eq!(
        app.now(&profile).credential,
        CredentialState::Unconfirmed,
        "R9: its one use is still to come"
    );
    let presented = app.engine.restore_run(run).expect("the run").presented;
    assert_eq!(presented, Some(node.fingerprint()), "what it showed is kept to be compared");
    assert_eq!(app.now(&profile).presented, presented, "and the overview says so");

    let node = node.with_new_certificate();
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    app.engine.trust(profile.id, node.fingerprint()).await.expect("compared");
    let watch = app.engine.watch_restore(run, Credential::Stored).expect("the watch is taken up again");
    let done = ends(watch).await.expect("now it can be asked");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    let tasks = app.engine.aftermath(Some(profile.id)).expect("tasks");
    let login = tasks.iter().find(|task| task.kind == TaskKind::ConfirmLogin).expect("a task");
    assert!(!login.is_open(), "the one sign-in worked: {tasks:?}");
    app.back_up(&app.now(&profile)).await.expect("everything works with the new certificate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_from_any_step() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let elsewhere = Elsewhere::new().await;
    for to in [elsewhere.address(), elsewhere.address().replace("https", "http"), "//".to_owned()] {
        node.appliance.faults().on(Fault::Redirect(to.clone()));
        let error = app.back_up(&profile).await.expect_err("a redirect is no backup");
        assert!(matches!(error.client_error(), Some(ClientError::Redirected { .. })), "{to}: {error:?}");
    }
    assert_eq!(elsewhere.connections(), 0, "no request, and so no token, has left for another host");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_is_not_trusted_with_the_old_ones_certificate() {
    let world = World::new();
    let (one, two) = (world.appliance("ctvl-1").await, world.appliance("ctvl-2").await);
    let app = world.installation();
    let profile = app.connect("Payments EU", &one).await;
    let address = two.appliance.address().parse().expect("an address");
    let change = ProfileChange { address: Some(address), ..ProfileChange::default() };
    let profile = app.engine.update_profile(profile.id, change).await.expect("changed");
    assert_eq!(profile.credential, CredentialState::NotStored, "the password belonged to the old address");
    let order =
        BackupOrder { credential: Credential::Given(secret("wrong")), ..BackupOrder::new(profile.id) };
    let error =
        ends(app.engine.start_backup(order).expect("started")).await.expect_err("nobody compared this one");
    assert!(matches!(error.client_error(), Some(ClientError::CertificateUntrusted { .. })), "{error:?}");
    assert_eq!(two.failed_logins(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_expire_while_the_appliance_builds() {
    let world = World::new();
    for direct_route in [true, false] {
        let node = world
            .appliance_with(&format!("ctvl-{direct_route}"), |options| {
                options.token_lifetime = Duration::from_secs(1);
                options.direct_route = direct_route;
                options.faults = vec![Fault::SlowFirstByte(Duration::from_millis(2500))];
            })
            .await;
        let app = world.installation();
        let profile = app.connect(&format!("Payments {direct_route}"), &node).await;
        let done = app.back_up(&profile).await.expect("the wait outlasts the token, not the backup");
        assert!(matches!(done.state, ArchiveState::Verified { .. }));
        if !direct_route {
            continue;
        }
        let plan = app.plan(&profile, &done.path).await.expect("a plan");
        let confirmation = confirmed(&plan);
        let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
        let done = ends(job).await.expect("the safety backup outlasts the token as well");
        assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_expire_while_the_archive_is_sent() {
    let world = World::new();
    let node = world
        .appliance_with("ctvl-1", |options| {
            // More than the system's own buffers take in between.
            options.pad_counters = 48 << 20;
            // Long enough for what comes between a sign-in and its upload, and counted in whole seconds.
            options.token_lifetime = Duration::from_secs(3);
        })
        .await;
    let gate = Gate::before(&node).await;
    let app = world.installation();
    let profile = app.connect_at("Payments EU", &node, &gate.address()).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    gate.hold_after(2 << 20);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let held = std::time::Instant::now();
    shows(&job, "the upload", |shown| shown.stage == Stage::Uploading && shown.done > 0).await;
    until("the token is over", || async { (held.elapsed() > Duration::from_millis(4500)).then_some(()) })
        .await;
    gate.open();
    let done = ends(job).await.expect("it was valid when the upload began");
    assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked });
    assert_eq!(node.failed_logins(), 0);
}
