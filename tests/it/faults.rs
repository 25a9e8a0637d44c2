//! Each fault of the appliance: what is told names the cause and the next step, and nothing is left behind.

use std::collections::BTreeSet;
use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_appliance::faults::KINDS;
use ctvl_archive::{ArchiveState, Counters, Receipt};
use ctvl_client::{ClientError, NotArchiveKind, Step};
use ctvl_engine::restore::{RestoreEnding, RestoreError, RestoreStage, RestoreState, SignInAfter};
use ctvl_engine::{
    BackupOrder, Credential, Ending, EngineError, EventKind, Offer, RowState, Severity, Stage,
};
use ctvl_tests::{CARD, Elsewhere, Installation, World, confirmed, ends, files_in, shows};

/// What a backup comes to under a fault.
struct Case {
    fault: Fault,
    /// The class of the error.
    class: fn(&EngineError) -> bool,
    /// Words the message must hold: the cause, and the next step.
    says: &'static [&'static str],
    /// The likely cure.
    cure: Option<Offer>,
}

fn client(error: &EngineError) -> &ClientError {
    error.client_error().unwrap_or_else(|| unreachable!("the appliance's failure, not {error:?}"))
}

fn backup_cases(elsewhere: &Elsewhere) -> Vec<Case> {
    use ClientError as E;

    vec![
        Case {
            fault: Fault::SlowFirstByte(Duration::from_secs(3600)),
            class: |e| matches!(client(e), E::FirstByteTimedOut { step: Step::Backup, .. }),
            says: &["Payments EU", "Nothing was saved"],
            cure: Some(Offer::BackUpWithoutCounters),
        },
        Case {
            fault: Fault::TimeoutAtBackup,
            class: |e| matches!(client(e), E::BackupTimedOut { .. }),
            says: &["counter trim --tablename", "without counters", "Nothing was saved"],
            cure: Some(Offer::BackUpWithoutCounters),
        },
        Case {
            fault: Fault::TimeoutWithCounters,
            class: |e| matches!(client(e), E::BackupTimedOut { .. }),
            says: &["counter trim --tablename", "without counters", "Nothing was saved"],
            cure: Some(Offer::BackUpWithoutCounters),
        },
        Case {
            fault: Fault::TimeoutAtLogin,
            class: |e| matches!(client(e), E::SignInTimedOut),
            says: &["vts service --restart", "LDAP"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::Stall(5000),
            class: |e| matches!(client(e), E::Stalled { step: Step::Backup, moved: 5000, .. }),
            says: &["fell silent", "unfinished file is gone"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::CutOff(5000),
            class: |e| {
                matches!(client(e), E::CutOff { step: Step::Backup, received: ..=5000, promised: Some(_) })
            },
            says: &["broke", "unfinished file is gone"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::Reset(5000),
            class: |e| {
                matches!(
                    client(e),
                    E::Reset { step: Step::Backup, .. } | E::CutOff { step: Step::Backup, .. }
                )
            },
            // A reset may overtake what was sent before it, down to the first byte.
            says: &["The connection to Payments EU broke", "there is no verified backup yet"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::WrongLength(10),
            class: |e| matches!(client(e), E::CutOff { .. } | E::WrongLength { .. }),
            says: &["Payments EU", "unfinished file is gone"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            // A promise that is kept and wrong: only the container shows it.
            fault: Fault::WrongLength(-10),
            class: |e| matches!(e, EngineError::ArrivedDamaged { .. }),
            says: &["damaged", "Nothing was saved"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::WebPage,
            class: |e| {
                matches!(client(e), E::NotAnArchive { kind: NotArchiveKind::WebPage, excerpt: Some(_) })
            },
            says: &["a web page instead of a backup", "Nothing was saved"],
            cure: Some(Offer::ShowAnswer),
        },
        Case {
            fault: Fault::Json,
            class: |e| matches!(client(e), E::NotAnArchive { kind: NotArchiveKind::Json, excerpt: Some(_) }),
            says: &["instead of a backup", "Nothing was saved"],
            cure: Some(Offer::ShowAnswer),
        },
        Case {
            fault: Fault::Redirect(elsewhere.address()),
            class: |e| matches!(client(e), E::Redirected { step: Step::Backup, to: Some(_) }),
            says: &["127.0.0.1", "Nothing was saved"],
            cure: Some(Offer::EditAppliance),
        },
        Case {
            fault: Fault::Gzip,
            class: |e| matches!(client(e), E::Compressed { encoding } if encoding == "gzip"),
            says: &["compressed", "Nothing was saved"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::FlipBit(3000),
            class: |e| matches!(e, EngineError::ArrivedDamaged { .. }),
            says: &["damaged", "byte", "Nothing was saved"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::Busy(30),
            class: |e| matches!(client(e), E::TooManyRequests { retry_after: Some(_), .. }),
            says: &["30 seconds"],
            cure: Some(Offer::TryAgain),
        },
        Case {
            fault: Fault::ServerError,
            class: |e| matches!(client(e), E::ServerError { step: Step::Backup, status: 500, .. }),
            says: &["500", "Nothing was saved"],
            cure: Some(Offer::TryAgain),
        },
    ]
}

/// Faults that do not end a backup; each has a test of its own below.
const OTHERS: [&str; 5] =
    ["expired-token", "restore-fails", "slow-reboot", "no-reboot", "changed-certificate"];

#[tokio::test]
async fn every_fault_of_the_appliance_has_a_case() {
    let elsewhere = Elsewhere::new().await;
    let covered: BTreeSet<_> =
        backup_cases(&elsewhere).iter().map(|case| case.fault.name()).chain(OTHERS).collect();
    let all: BTreeSet<_> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(covered, all, "a fault that can be switched on is one that is tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_changes_while_the_appliance_runs_stops_the_backup() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let old = node.fingerprint();
    node.appliance.faults().on(Fault::ChangedCertificate);
    let error = app.back_up(&profile).await.expect_err("it must not be trusted silently");
    let ClientError::CertificateChanged { pinned, presented } = client(&error) else {
        unreachable!("{error:?}")
    };
    assert_eq!((*pinned, presented.fingerprint), (old, node.fingerprint()));
    assert_ne!(old, node.fingerprint());
    let message = error.message();
    assert_eq!(message.offers.first(), Some(&Offer::CompareCertificate), "{}", message.text());
    assert_eq!(node.failed_logins(), 0, "no password was sent");
    app.nothing_left("changed-certificate");
}

fn impatient(world: &World) -> Installation {
    world.installation_with(|options| {
        // Short enough to wait for, and longer than a busy machine lets a stream fall silent by itself.
        options.limits.first_byte = Duration::from_millis(2500);
        options.limits.idle = Duration::from_millis(2500);
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_fails_says_why_and_leaves_nothing() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = impatient(&world);
    let profile = app.connect("Payments EU", &node).await;
    let elsewhere = Elsewhere::new().await;
    let mut wrong = Vec::new();
    for case in backup_cases(&elsewhere) {
        let fault = case.fault.to_string();
        node.appliance.faults().on(case.fault);
        let before = app.history().len();
        let error = match app.back_up(&profile).await {
            Err(error) => error,
            Ok(done) => unreachable!("{fault}: it was backed up: {done:?}"),
        };
        node.appliance.faults().clear();
        app.nothing_left(&fault);
        let message = error.message();
        if !(case.class)(&error) {
            wrong.push(format!("{fault}: the class is {error:?}"));
        }
        let text = message.text();
        for words in case.says {
            if !text.contains(words) {
                wrong.push(format!("{fault}: {words:?} is not in {text:?}"));
            }
        }
        if message.next.is_none() || message.offers.first().copied() != case.cure {
            wrong.push(format!("{fault}: the next step is {:?}, {:?}", message.next, message.offers));
        }
        assert_eq!(message.severity, Severity::Failure, "{fault}");
        let history = app.history();
        assert_eq!(history.len(), before + 1, "{fault}: one line of history");
        assert_eq!(
            (history[0].outcome, history[0].text.as_str()),
            (Ending::Failed, text.as_str()),
            "{fault}"
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(elsewhere.connections(), 0, "nobody went where the redirect points, with a token or without");
    assert_eq!(node.failed_logins(), 0, "no fault cost a failed sign-in");

    let done = app.back_up(&profile).await.expect("without a fault it works again");
    assert!(matches!(done.state, ArchiveState::Verified { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_counters_cures_the_time_out_and_is_labelled() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    node.appliance.faults().on(Fault::TimeoutWithCounters);
    let error = app.back_up(&profile).await.expect_err("with counters it times out");
    assert_eq!(error.message().offers.first(), Some(&Offer::BackUpWithoutCounters), "R4: one click");
    let order = BackupOrder { exclude_counters: Some(true), ..BackupOrder::new(profile.id) };
    let done = ends(app.engine.start_backup(order).expect("started")).await.expect("R4: the cure works");
    assert_eq!(done.counters, Counters::Excluded);
    assert_eq!(
        Receipt::read(&done.receipt).expect("a receipt").body().counters,
        Counters::Excluded,
        "labelled"
    );
    assert_eq!(app.library()[0].counters, Some(Counters::Excluded), "labelled in the library");

    node.appliance.faults().on(Fault::TimeoutAtBackup);
    let order = BackupOrder { exclude_counters: Some(true), ..BackupOrder::new(profile.id) };
    let error = ends(app.engine.start_backup(order).expect("started")).await.expect_err("it times out");
    let offers = error.message().offers;
    assert!(
        !offers.contains(&Offer::BackUpWithoutCounters),
        "what was done is not offered again: {offers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_is_replaced_once_without_a_person() {
    for direct_route in [true, false] {
        let world = World::new();
        // Without the direct route the probe does not look at the token, so the backup itself is told.
        let node = world.appliance_with("ctvl-1", |options| options.direct_route = direct_route).await;
        let app = world.installation();
        let profile = app.connect("Payments EU", &node).await;
        node.appliance.faults().on(Fault::ExpiredToken);
        let done = app.back_up(&profile).await.expect("the password was right a moment ago");
        assert!(matches!(done.state, ArchiveState::Verified { .. }), "{:?}", done.state);
        assert_eq!(node.failed_logins(), 0);
        assert!(node.appliance.faults().get("expired-token").is_none(), "the fault was met");
        assert_eq!(files_in(&app.archives()).len(), 2, "one archive, one receipt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_the_appliance_reports_as_failed_has_changed_nothing() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let app = world.installation();
    let profile = app.connect("Payments EU", &node).await;
    let archive = app.back_up(&profile).await.expect("backed up").path;
    let (token, generation) = (node.tokenize(CARD).await, node.generation());

    node.appliance.faults().on(Fault::RestoreFails);
    let plan = app.plan(&profile, &archive).await.expect("a plan");
    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let error = ends(job).await.expect_err("the appliance says so");
    assert!(matches!(error, EngineError::Restore(RestoreError::ApplianceFailed { .. })), "{error:?}");
    let message = error.message();
    assert!(message.happened.contains("the restore failed"), "{}", message.text());
    assert!(message.next.is_some_and(|next| next.contains("safety backup")), "the next step is named");
    let run = app.engine.restore_runs(None, 1).expect("runs").remove(0);
    assert!(
        matches!(run.stage, RestoreStage::Ended { ending: RestoreEnding::ApplianceFailed { .. } }),
        "{:?}",
        run.stage
    );
    assert_eq!(node.generation(), generation, "the old data stands");
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "and answers");
    assert!(app.engine.aftermath(Some(profile.id)).expect("tasks").is_empty(), "nothing is left to do");
    let last = &app.history()[0];
    assert_eq!((last.kind, last.outcome), (EventKind::Restore, Ending::Failed));
    assert_eq!(
        app.library().iter().filter(|row| row.state == RowState::Verified).count(),
        2,
        "both archives stand"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reboot_is_waited_for_however_long_it_takes() {
    for fault in [Fault::SlowReboot(Duration::from_millis(1500)), Fault::NoReboot] {
        let world = World::new();
        let node = world.appliance("ctvl-1").await;
        let app = world.installation();
        let profile = app.connect("Payments EU", &node).await;
        let token = node.tokenize(CARD).await;
        let archive = app.back_up(&profile).await.expect("backed up").path;
        node.appliance.faults().on(fault.clone());
        let plan = app.plan(&profile, &archive).await.expect("a plan");
        let confirmation = confirmed(&plan);
        let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
        shows(&job, "the reboot", |shown| shown.stage == Stage::Rebooting).await;
        let run = app.engine.restore_runs(None, 1).expect("runs").remove(0);
        job.cancel();
        let refused = app.engine.cancel_restore(run.id).expect_err("it has come too far");
        assert!(matches!(refused, EngineError::Restore(RestoreError::NotCancellable { .. })), "{refused:?}");
        assert!(
            refused.message().text().contains("cannot be cancelled any more"),
            "{}",
            refused.message().text()
        );
        if fault == Fault::NoReboot {
            ctvl_tests::until("the appliance has gone away", || async {
                let stage = app.engine.restore_run(run.id).expect("the run").stage;
                matches!(stage, RestoreStage::Rebooting { away_seen: true, .. }).then_some(())
            })
            .await;
            node.appliance.faults().clear();
        }
        let done = ends(job).await.expect("it comes back");
        assert_eq!(done.state, RestoreState::Restored { sign_in: SignInAfter::Worked }, "{fault}");
        assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "{fault}: the data is back");
    }
}
