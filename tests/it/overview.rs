//! "Am I protected?" over a life with real appliances, and passwords that are kept in memory only.

use ctvl_appliance::Fault;
use ctvl_client::{Certificate, ClientError, Proxy, Secret, Trust};
use ctvl_engine::{
    ApplianceSummary, Attention, BackupOrder, ConnectionTarget, Credential, CredentialState, DayMark,
    EngineError, HistoryFilter, KeepPassword, KeptError, NewProfile, NoKeyring, Offer, Profile, Protection,
};
use ctvl_tests::{CARD, Installation, Node, PASSWORD, USER, World, confirmed, ends, secret};

/// A production appliance, connected through the engine's own way and believed by its fingerprint.
async fn connected(app: &Installation, name: &str, node: &Node) -> Profile {
    let address = node.appliance.address().parse().expect("an address");
    let new = NewProfile {
        trust: Trust::Pinned(node.fingerprint()),
        proxy: Proxy::None,
        ..NewProfile::new(name, address, USER)
    };
    app.engine.connect(new, &secret(PASSWORD)).await.expect("its login works")
}

fn look(app: &Installation) -> ApplianceSummary {
    let mut appliances = app.engine.overview().expect("an overview").appliances;
    assert_eq!(appliances.len(), 1, "one appliance in this world");
    appliances.remove(0)
}

fn shown(node: &Node, certificate: &Certificate) -> bool {
    certificate.fingerprint == node.fingerprint()
}

#[tokio::test(flavor = "multi_thread")]
async fn protection_follows_what_happens() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation_with(|options| {
        options.keep_error = |error| {
            let code = "the surface's word".to_owned();
            error.client_error().map(|_| KeptError { code, params: None })
        };
    });
    let profile = connected(&app, "Payments EU", &node).await;
    assert_eq!(profile.alarm_days, 2);
    assert!(profile.versions.told.is_some(), "what it told at the first look is kept");
    let seen = look(&app);
    assert_eq!(seen.protection, Protection::AtRisk);
    assert_eq!(seen.attention, [Attention::NeverBackedUp, Attention::PasswordMissing]);

    app.engine.keep_password(profile.id, secret(PASSWORD), KeepPassword::Keyring).await.expect("kept");
    let done = app.back_up(&app.now(&profile)).await.expect("backed up");
    let seen = look(&app);
    assert_eq!((seen.protection, seen.attention.as_slice()), (Protection::Protected, &[][..]));
    assert_eq!(seen.newest.map(|newest| newest.archive), Some(done.archive));
    assert_eq!(seen.days.last(), Some(&DayMark::Verified), "today is green");
    assert_eq!((seen.archives, seen.bytes), (1, done.size));

    node.appliance.faults().on(Fault::TimeoutWithCounters);
    app.back_up(&app.now(&profile)).await.expect_err("R4");
    node.appliance.faults().clear();
    let seen = look(&app);
    assert_eq!(
        seen.protection,
        Protection::NeedsAttention,
        "young enough, but the next run would fail again"
    );
    let [Attention::LastBackupFailed(failed)] = seen.attention.as_slice() else {
        unreachable!("{:?}", seen.attention)
    };
    assert_eq!(failed.cure, Some(Offer::BackUpWithoutCounters), "R4");
    assert_eq!(failed.code.as_deref(), Some("the surface's word"));
    assert_eq!(seen.days.last(), Some(&DayMark::Verified), "there is a good one of today");
    let filter = HistoryFilter { limit: Some(1), ..HistoryFilter::default() };
    let line = app.engine.history(&filter).expect("history").remove(0);
    assert_eq!((line.id, line.cure, line.archive), (failed.event, failed.cure, None));

    let order = BackupOrder { exclude_counters: Some(true), ..BackupOrder::new(profile.id) };
    let without = ends(app.engine.start_backup(order).expect("started")).await.expect("the cure works");
    assert_eq!(look(&app).protection, Protection::Protected);
    let trend = app.engine.trend(profile.id).expect("a trend");
    let archives: Vec<_> = trend.iter().map(|point| point.archive).collect();
    assert_eq!(archives, [Some(done.archive), Some(without.archive)], "failures are no points of it");
    assert_eq!(
        trend.iter().map(|point| (point.bytes, point.counters)).collect::<Vec<_>>(),
        [(done.size, Some(done.counters)), (without.size, Some(without.counters))]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_connected_that_did_not_let_in() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let new = |trust| NewProfile {
        trust,
        proxy: Proxy::None,
        ..NewProfile::new("Payments EU", node.appliance.address().parse().expect("an address"), USER)
    };
    let pinned = Trust::Pinned(node.fingerprint());
    let error =
        app.engine.connect(new(Trust::System), &secret("wrong")).await.expect_err("nobody vouches for it");
    assert!(matches!(error.client_error(), Some(ClientError::CertificateUntrusted { .. })), "{error:?}");
    assert_eq!(node.failed_logins(), 0, "no password went to it");
    let error = app.engine.connect(new(pinned), &secret("wrong")).await.expect_err("refused");
    assert!(matches!(error.client_error(), Some(ClientError::LoginRefused { .. })), "{error:?}");
    assert_eq!(node.failed_logins(), 1, "it was tried once");
    assert!(app.engine.profiles().expect("profiles").is_empty(), "and nothing was saved");
    app.engine.connect(new(pinned), &secret(PASSWORD)).await.expect("the right one");
    let error = app.engine.connect(new(pinned), &secret("wrong")).await.expect_err("the name is taken");
    assert!(matches!(error, EngineError::ProfileNameTaken { .. }), "{error:?}");
    assert_eq!(node.failed_logins(), 0, "which is told before anything is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_certificate_is_noted_until_it_is_trusted() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = connected(&app, "Payments EU", &node).await;
    app.engine.store_password(profile.id, &secret(PASSWORD)).await.expect("kept");
    app.back_up(&app.now(&profile)).await.expect("backed up");
    let look_now = app.engine.certificate_look(profile.id).await.expect("it answers");
    assert!(look_now.same && shown(&node, &look_now.presented));
    let compared = look_now.trusted.expect("its details were kept when it was compared");

    node.appliance.state().renew_certificate().await.expect("made");
    let target = ConnectionTarget::Profile(profile.id.into());
    let report = app.engine.test_connection(target, Credential::Stored).await.expect("a report");
    assert!(report.failure().is_some(), "the test stops there");
    assert_eq!(app.now(&profile).presented, Some(node.fingerprint()), "a test is enough to know it");
    let seen = look(&app);
    assert_eq!(seen.protection, Protection::NeedsAttention);
    assert_eq!(seen.attention, [Attention::CertificateChanged]);

    let look_now = app.engine.certificate_look(profile.id).await.expect("it answers");
    assert!(!look_now.same && shown(&node, &look_now.presented));
    assert_eq!(look_now.trusted, Some(compared), "the old one, to be shown beside it");
    assert_eq!(look_now.trust, profile.trust, "looking changes nothing");
    assert!(app.back_up(&app.now(&profile)).await.is_err(), "and backups wait");
    let [Attention::CertificateChanged, Attention::LastBackupFailed(failed)] = &look(&app).attention[..]
    else {
        unreachable!("{:?}", look(&app).attention)
    };
    assert_eq!(failed.cure, Some(Offer::CompareCertificate));

    app.engine.trust(profile.id, node.fingerprint()).await.expect("a person compared it");
    assert_eq!(app.now(&profile).presented, None);
    let [Attention::LastBackupFailed(failed)] = &look(&app).attention[..] else {
        unreachable!("{:?}", look(&app).attention)
    };
    assert_eq!(failed.cure, Some(Offer::TryAgain), "comparing is done, so the next step is another try");
    let look_now = app.engine.certificate_look(profile.id).await.expect("it answers");
    assert!(
        look_now.same && look_now.trusted.is_some_and(|trusted| shown(&node, &trusted)),
        "the new one now"
    );
    assert_eq!(node.failed_logins(), 0, "no password was sent in all this");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_tried_before_it_is_kept() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = connected(&app, "Payments EU", &node).await;
    let error = app.engine.try_password(profile.id, &secret("wrong")).await.expect_err("refused");
    assert!(matches!(error.client_error(), Some(ClientError::LoginRefused { .. })), "{error:?}");
    assert_eq!(node.failed_logins(), 1, "once");
    app.engine.try_password(profile.id, &secret(PASSWORD)).await.expect("the right one");
    assert!(app.secrets.accounts().is_empty(), "trying keeps nothing");
    assert!(!app.engine.password_in_memory(profile.id).expect("asked"));
    assert_eq!(app.now(&profile).credential, CredentialState::NotStored);
    app.back_up(&profile).await.expect_err("so there is none to be sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_serves_a_machine_without_a_keyring_as_strictly() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation_with(|options| options.secrets = std::sync::Arc::new(NoKeyring));
    let profile = connected(&app, "Payments EU", &node).await;
    let held = |text: &str| app.engine.remember_password(profile.id, Secret::new(text.to_owned()));

    held("wrong").expect("held");
    app.back_up(&profile).await.expect_err("refused");
    assert_eq!(node.failed_logins(), 1);
    for _ in 0..3 {
        let error = app.back_up(&profile).await.expect_err("not sent again");
        assert!(matches!(error, EngineError::PasswordRefusedBefore { .. }), "{error:?}");
    }
    assert_eq!(node.failed_logins(), 1, "accounts lock");
    assert!(look(&app).attention.contains(&Attention::PasswordRefused));

    held(PASSWORD).expect("held");
    let token = node.tokenize(CARD).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    ends(job).await.expect("restored");
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    assert!(
        !look(&app).attention.contains(&Attention::LoginUnconfirmed),
        "R9: it was sent once after the restore, and it is a login of the backup"
    );
    app.back_up(&profile).await.expect("so it goes on serving");
    assert!(
        app.second().engine.overview().expect("seen").appliances[0]
            .attention
            .contains(&Attention::PasswordMissing),
        "another process never had it"
    );
}
