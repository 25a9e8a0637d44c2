//! Sign in, back up, prove, restore onto a fresh appliance, and the data is back: once through the engine, once through
//! the command line alone.

use std::path::Path;

use ctvl_archive::{ArchiveState, Counters, CtvlVersion, Receipt, ReceiptCheck, Source};
use ctvl_engine::aftermath::TaskKind;
use ctvl_engine::restore::{RestoreState, Route, SignInAfter, Verdict};
use ctvl_engine::{
    BackupOrder, CheckOutcome, ConnectionTarget, Credential, CredentialState, Ending, EventKind, Purpose,
    ReceiptWord, RowState,
};
use ctvl_tests::{CARD, PASSWORD, USER, World, confirmed, ends, files_in};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_through_the_engine() {
    let world = World::new();
    let old = world.appliance("ctvl-old").await;
    let token = old.tokenize(CARD).await;
    assert_ne!(token, CARD, "the value is tokenized");

    let app = world.installation();
    let profile = app.connect("Payments EU", &old).await;
    let target = ConnectionTarget::Profile(profile.id.into());
    let report = app.engine.test_connection(target, Credential::Stored).await.expect("a report");
    assert!(report.failure().is_none(), "every step passes: {report:?}");
    assert!(report.steps.iter().all(|(_, outcome)| matches!(outcome, CheckOutcome::Passed)));
    let keys = report.keys.expect("the keys are listed");
    assert!(keys.iter().any(|key| key.as_str() == "testkey"), "{keys:?}");

    let order = BackupOrder {
        key: Some("testkey".into()),
        note: Some("before the move".into()),
        ..BackupOrder::new(profile.id)
    };
    let done = ends(app.engine.start_backup(order).expect("started")).await.expect("backed up");
    assert!(matches!(done.state, ArchiveState::Verified { .. }), "proven while it arrived: {:?}", done.state);
    assert!(done.signed.is_ok(), "the keyring holds the receipt's key");
    let receipt = Receipt::read(&done.receipt).expect("a receipt");
    let body = receipt.body();
    assert!(receipt.signature_is_valid(), "the receipt is signed");
    assert_eq!((body.size, body.sha256), (done.size, done.sha256), "and says what was received");
    assert_eq!(body.appliance.name, "Payments EU");
    assert_eq!(body.appliance.certificate_sha256.as_bytes(), old.fingerprint().bytes());
    assert_eq!(body.ctvl_version.map(|known| known.source), Some(Source::Appliance), "it tells its version");
    assert_eq!((body.key.as_deref(), body.counters), (Some("testkey"), Counters::Included));
    assert_eq!((body.note.as_deref(), body.user.as_str()), (Some("before the move"), USER));
    let name = done.path.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(name.starts_with("backup_20") && name.ends_with(".zip"), "R3: the vendor's name, not {name}");
    assert_eq!(files_in(&app.archives()), [name.clone(), format!("{name}.receipt.json")], "and nothing else");

    let verified =
        ends(app.engine.start_verify(vec![done.archive.into()]).expect("started")).await.expect("verified");
    let report = verified[0].result.as_ref().expect("read");
    assert!(matches!(report.assessment.state, ArchiveState::Verified { .. }), "{:?}", report.assessment);
    assert_eq!(receipt.check(&report.inspection), ReceiptCheck::Valid, "file and receipt belong together");
    let rows = app.library();
    assert_eq!(rows.len(), 1, "the library has it: {rows:?}");
    assert_eq!((rows[0].state, rows[0].receipt), (RowState::Verified, ReceiptWord::SignedHere));
    assert_eq!(rows[0].purpose, Purpose::Regular);

    old.appliance.shutdown().await;
    let fresh = world.fresh("ctvl-fresh").await;
    assert_eq!(fresh.detokenize(&token).await, None, "a fresh appliance does not have the data");
    let target = app.connect("Fresh", &fresh).await;
    let plan = app.plan(&target, &done.path).await.expect("a plan");
    assert_eq!((plan.route, &plan.verdict), (Route::Direct, &Verdict::Yes));
    let details: Vec<_> =
        plan.details.iter().map(|detail| detail.value.clone().unwrap_or_default()).collect();
    assert_eq!((details[0].as_str(), details[2].as_str()), ("2.8.6", "testkey"), "R5: {details:?}");
    assert!(plan.consequences.len() >= 3, "R7 to R9 in words: {:?}", plan.consequences);

    let confirmation = confirmed(&plan);
    let job = app.engine.start_restore(plan, &confirmation, Credential::Stored).expect("started");
    let restored = ends(job).await.expect("restored");
    assert_eq!(
        restored.state,
        RestoreState::Restored { sign_in: SignInAfter::Worked },
        "the login is in the backup"
    );
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");

    let safety = app.engine.library().get(restored.safety.expect("a safety backup")).expect("in the library");
    assert!(
        safety.pinned && safety.purpose == Purpose::Safety && safety.state == RowState::Verified,
        "{safety:?}"
    );
    let tasks = app.engine.aftermath(Some(target.id)).expect("tasks");
    let open: Vec<_> = tasks.iter().filter(|task| task.is_open()).map(|task| task.kind).collect();
    assert_eq!(open, [TaskKind::FreshBackup, TaskKind::ResumeSchedule], "what is left to do: {tasks:?}");
    assert_eq!(restored.tasks, open.len());
    assert_eq!(app.now(&target).credential, CredentialState::Stored, "the one sign-in confirmed it");
    assert_eq!(app.now(&target).versions.told.map(|told| told.0), Some(CtvlVersion::new(2, 8, 6)));

    let history: Vec<_> = app.history().iter().rev().map(|event| (event.kind, event.outcome)).collect();
    for kind in [EventKind::Backup, EventKind::Verify, EventKind::SafetyBackup, EventKind::Restore] {
        assert!(history.contains(&(kind, Ending::Done)), "{kind:?} is in history: {history:?}");
    }

    let again = app.back_up(&target).await.expect("a backup of the restored state");
    assert!(matches!(again.state, ArchiveState::Verified { .. }));
    let tasks = app.engine.aftermath(Some(target.id)).expect("tasks");
    let fresh_backup = tasks.iter().find(|task| task.kind == TaskKind::FreshBackup).expect("still listed");
    assert!(!fresh_backup.is_open(), "the app has seen it taken: {fresh_backup:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_through_the_command_line_alone() {
    let world = World::new();
    let old = world.appliance("ctvl-old").await;
    let token = old.tokenize(CARD).await;
    let cli = world.cli();
    let archives = world.folder("archives");
    cli.add("old", &old, &[]).await;

    let to = archives.display().to_string();
    let backup = [
        "backup",
        "old",
        "--to",
        &to,
        "--key",
        "testkey",
        "--note",
        "by a script",
        "--password-stdin",
        "--json",
    ];
    let ended = cli.run(&backup).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let done = ended.json();
    let path = done["path"].as_str().expect("the archive's path").to_owned();
    assert!(Path::new(&path).is_file() && path.starts_with(&to), "{done}");
    assert!(Path::new(done["receipt"].as_str().expect("the receipt's path")).is_file());
    let lines = ended.lines();
    assert!(lines.iter().all(|line| line["type"] == "progress"), "progress is one object a line: {lines:?}");
    assert_eq!(lines.last().expect("some")["ending"], "done", "the terminal state is always sent");

    let verify = cli.run(&["verify", &path, "--json"]).await;
    assert_eq!(verify.code, Some(0), "{verify:?}");
    let inspect = cli.run(&["inspect", &path, "--json"]).await;
    assert_eq!(inspect.code, Some(0), "{inspect:?}");
    assert!(inspect.stdout.contains("testkey") && inspect.stdout.contains("2.8.6"), "{}", inspect.stdout);
    let list = cli.run(&["list", "--json"]).await.json();
    assert_eq!(list["total"], 1, "{list}");
    assert_eq!(
        (&list["archives"][0]["state"], &list["archives"][0]["note"]),
        (&json!("verified"), &json!("by a script"))
    );

    old.appliance.shutdown().await;
    let fresh = world.fresh("ctvl-fresh").await;
    cli.add("fresh", &fresh, &["--role", "production"]).await;
    let restore = ["restore", "fresh", &path, "--password-stdin", "--json"];
    let ended = cli.run(&[&restore[..], &["--plan-only"]].concat()).await;
    assert_eq!(ended.code, Some(0), "a plan alone changes nothing: {ended:?}");
    let plan = ended.json()["id"].as_str().expect("the plan names itself").to_owned();

    let ended = cli.run(&restore).await;
    assert_eq!(ended.code, Some(5), "without --confirm nothing starts: {ended:?}");
    let ended = cli.run(&[&restore[..], &["--confirm", "another-host"]].concat()).await;
    assert_eq!(ended.code, Some(5), "nor with another host name: {ended:?}");
    assert_eq!(fresh.detokenize(&token).await, None, "nothing was changed so far");

    let ended = cli.run(&[&restore[..], &["--confirm", "127.0.0.1", "--plan", &plan]].concat()).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let restored = ended.json();
    assert_eq!(restored["signIn"], "worked", "{restored}");
    assert!(restored["safety"].is_number(), "the safety backup is named: {restored}");
    let plans = ended.lines().iter().filter(|line| line["type"] == "plan").count();
    assert_eq!(plans, 1, "the plan that is executed is written down first");
    assert_eq!(fresh.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");

    let tasks = cli.run(&["aftermath", "list", "--json"]).await;
    assert_eq!(tasks.code, Some(0), "{tasks:?}");
    assert!(tasks.stdout.contains("freshBackup"), "{}", tasks.stdout);
    let activity = cli.run(&["activity", "--json"]).await;
    assert_eq!(activity.code, Some(0), "{activity:?}");
    for ended in [&ended, &tasks, &activity, &list_text(&cli).await] {
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!said.contains(PASSWORD), "no output holds the password");
    }
}

async fn list_text(cli: &ctvl_tests::Cli) -> ctvl_tests::Ended {
    let list = cli.run(&["list", "--paths"]).await;
    assert!(list.stdout.contains("backup_20") && list.stdout.contains("(pinned)"), "{}", list.stdout);
    list
}
