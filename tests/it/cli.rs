//! The command line as scripts use it: every guard of the window, one exit code for each kind of end, and no terminal.

use ctvl_appliance::Fault;
use ctvl_tests::{Cli, Ended, Node, World, files_in};

async fn backed_up(cli: &Cli, world: &World, node: &Node) -> String {
    cli.add("Payments EU", node, &[]).await;
    let to = world.folder("archives").display().to_string();
    let ended = cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.json()["path"].as_str().expect("a path").to_owned()
}

#[track_caller]
fn is(ended: &Ended, code: i32, error: &str) {
    assert_eq!(ended.code, Some(code), "{error}: {ended:?}");
    let (found, message) = ended.error();
    assert_eq!(found, error, "{message}");
    let last = ended.lines().pop().expect("the error is the last line");
    assert_eq!(last["exitCode"], code, "the line names the exit code: {last}");
    assert!(
        last["message"]["happened"].as_str().is_some_and(|text| text.ends_with('.')),
        "a sentence: {last}"
    );
    assert_eq!(ended.stdout, "", "nothing that could be taken for a result");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_end_has_its_exit_code() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let path = backed_up(&cli, &world, &node).await;
    let to = world.folder("elsewhere").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"];

    assert_eq!(cli.run(&["backup"]).await.code, Some(2), "wrong usage");
    is(&cli.run(&["backup", "Nobody", "--password-stdin", "--json"]).await, 2, "applianceUnknown");
    is(&cli.run_with("wrong", &backup).await, 7, "loginRefused");
    assert_eq!(node.failed_logins(), 1, "a refused password is sent once");
    is(&cli.run(&["backup", "Payments EU", "--to", &to, "--json"]).await, 7, "passwordNotStored");
    let missing = ["backup", "Payments EU", "--to", "/nowhere/at/all", "--password-stdin", "--json"];
    is(&cli.run(&missing).await, 1, "destinationNotUsable");
    let unknown = [&backup[..], &["--key", "no-such-key"]].concat();
    is(&cli.run(&unknown).await, 1, "keyUnknown");
    node.appliance.faults().on(Fault::FlipBit(3000));
    is(&cli.run(&backup).await, 4, "arrivedDamaged");
    node.appliance.faults().clear();
    node.appliance.faults().on(Fault::TimeoutWithCounters);
    let ended = cli.run(&backup).await;
    is(&ended, 1, "backupTimedOut");
    let offers = &ended.lines().pop().expect("a line")["error"]["offers"];
    assert_eq!(offers[0], "backUpWithoutCounters", "R4: {offers}");
    let text = cli.run(&backup[..5]).await;
    assert!(
        text.stderr.contains("--exclude-counters"),
        "R4: the option that cures it is said: {}",
        text.stderr
    );
    let ended = cli.run(&[&backup[..], &["--exclude-counters"]].concat()).await;
    assert_eq!((ended.code, &ended.json()["counters"]), (Some(0), &"excluded".into()), "{ended:?}");
    node.appliance.faults().clear();
    node.appliance.state().renew_certificate().await.expect("made");
    is(&cli.run(&backup).await, 7, "certificateChanged");
    let shown = cli.run(&["appliance", "trust", "Payments EU", "--json"]).await;
    assert_eq!(shown.code, Some(7), "without a terminal nobody can compare it: {shown:?}");
    let new = node.fingerprint().to_string();
    let trusted = cli.run(&["appliance", "trust", "Payments EU", "--trust", &new, "--json"]).await;
    assert_eq!(trusted.code, Some(0), "{trusted:?}");
    assert_eq!(cli.run(&backup).await.code, Some(0));

    let damaged = world.path("damaged.zip");
    let mut bytes = std::fs::read(&path).expect("the archive");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&damaged, bytes).expect("written");
    let damaged = damaged.display().to_string();
    let verify = cli.run(&["verify", &damaged, "--json"]).await;
    assert_eq!(verify.code, Some(4), "{verify:?}");
    let both = cli.run(&["verify", &path, &damaged]).await;
    assert_eq!(both.code, Some(4), "the worst of several: {both:?}");
    let text = format!("{}{}", both.stdout, both.stderr);
    assert!(text.contains("byte"), "it says where: {text}");
    let restore =
        ["restore", "Payments EU", &damaged, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let refused = cli.run(&restore).await;
    assert_eq!(refused.code, Some(4), "no option restores a damaged archive: {refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_keeps_every_guard_without_a_terminal() {
    let world = World::new();
    let (node, older) = (
        world.appliance("ctvl-1").await,
        world.appliance_with("ctvl-2", |options| options.version = "2.8.5".into()).await,
    );
    let cli = world.cli();
    let path = backed_up(&cli, &world, &node).await;
    cli.add("Older", &older, &[]).await;
    let generations = (node.generation(), older.generation());
    let restore = |name: &'static str, more: &[&'static str]| {
        let words = ["restore", name, &path, "--password-stdin", "--json"];
        words.iter().copied().chain(more.iter().copied()).map(str::to_owned).collect::<Vec<_>>()
    };
    for (name, more, says) in [
        ("Payments EU", &[][..], "Confirm it with --confirm 127.0.0.1"),
        ("Payments EU", &["--confirm", "localhost"], "localhost"),
        ("Payments EU", &["--confirm", "127.0.0.1", "--plan", "000000000000"], "000000000000"),
        ("Older", &["--confirm", "127.0.0.1"], "2.8.6 or newer"),
        ("Older", &["--confirm", "127.0.0.1", "--typed-version", "2.8.6"], "2.8.6 or newer"),
    ] {
        let words = restore(name, more);
        let ended = cli.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(ended.code, Some(5), "{more:?}: {ended:?}");
        let (_, message) = ended.error();
        assert!(message.contains(says), "{more:?}: {message}");
    }
    assert_eq!((node.generation(), older.generation()), generations, "nothing was changed");

    node.appliance.faults().on(Fault::TimeoutAtBackup);
    let words = restore("Payments EU", &["--confirm", "127.0.0.1"]);
    let ended = cli.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    is(&ended, 1, "safetyBackupFailed");
    assert_eq!(node.generation(), generations.0, "without a safety backup it does not start");
    let words = restore("Payments EU", &["--confirm", "127.0.0.1", "--node-already-lost"]);
    let ended = cli.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(ended.code, Some(0), "unless the person says that the node is lost: {ended:?}");
    assert!(node.generation() > generations.0, "then it is restored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_takes_its_safety_backup_as_the_settings_say_unless_an_option_says() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let path = backed_up(&cli, &world, &node).await;
    let before = node.generation();
    let settings = cli.run(&["settings", "--safety-backup", "off", "--json"]).await;
    assert_eq!((settings.code, &settings.json()["safetyBackup"]), (Some(0), &false.into()), "{settings:?}");
    node.appliance.faults().on(Fault::TimeoutAtBackup);

    let restore = ["restore", "Payments EU", &path, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let ended = cli.run(&[&restore[..], &["--safety-backup"]].concat()).await;
    is(&ended, 1, "safetyBackupFailed");
    assert_eq!(node.generation(), before, "the option asked for one, so it did not start without");
    let both = cli.run(&[&restore[..], &["--safety-backup", "--node-already-lost"]].concat()).await;
    assert_eq!(both.code, Some(2), "one or the other: {both:?}");
    let unconfirmed = cli.run(&["restore", "Payments EU", &path, "--password-stdin", "--json"]).await;
    assert_eq!(unconfirmed.code, Some(5), "the setting opens no other guard: {unconfirmed:?}");

    let ended = cli.run(&restore).await;
    assert_eq!(ended.code, Some(0), "the settings ask for none: {ended:?}");
    assert_eq!(ended.json()["safety"], serde_json::Value::Null, "none could be taken");
    assert!(node.generation() > before, "it is restored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_backup_says_before_which_change_it_was_taken() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let to = world.folder("archives").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &to, "--pin", "--password-stdin", "--json"];
    for note in [&[][..], &["--note", " "]] {
        is(&cli.run(&[&backup[..], note].concat()).await, 2, "noteMissing");
    }
    assert_eq!(files_in(&world.path("archives")), Vec::<String>::new(), "nothing was begun");
    let ended = cli.run(&[&backup[..], &["--note", "Before 2.9.0"]].concat()).await;
    assert_eq!(ended.code, Some(0), "R11: {ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_added_that_was_not_proven() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let (url, trust) = (node.appliance.address(), node.fingerprint().to_string());
    let add = [
        "appliance",
        "add",
        "A",
        "--url",
        &url,
        "--user",
        "vtsroot",
        "--no-proxy",
        "--do-not-store",
        "--json",
    ];
    let other = "00".repeat(32);
    for (more, password, code) in [
        (&["--password-stdin"][..], ctvl_tests::PASSWORD, 7),
        (&["--password-stdin", "--trust", &other], ctvl_tests::PASSWORD, 7),
        (&["--password-stdin", "--trust", &trust], "wrong", 7),
    ] {
        let ended = cli.run_with(password, &[&add[..], more].concat()).await;
        assert_eq!(ended.code, Some(code), "{more:?}: {ended:?}");
    }
    assert_eq!(node.failed_logins(), 1, "a password goes only to a certificate that was compared");
    let plain = url.replace("https", "http");
    let ended = cli
        .run(&["appliance", "add", "A", "--url", &plain, "--user", "vtsroot", "--password-stdin", "--json"])
        .await;
    assert_eq!(ended.code, Some(2), "only https: {ended:?}");
    let list = cli.run(&["appliance", "list", "--json"]).await;
    assert!(!list.stdout.contains("127.0.0.1"), "nothing was saved: {}", list.stdout);
    assert_eq!(files_in(&cli.home.join("archives")), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_trend_say_what_the_window_says() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    backed_up(&cli, &world, &node).await;
    let status = cli.run(&["status", "--json"]).await;
    assert_eq!(status.code, Some(0), "{status:?}");
    let appliance = &status.json()["appliances"][0];
    assert_eq!(appliance["protection"], "needsAttention", "there is no keyring here: {appliance}");
    assert_eq!(appliance["attention"][0]["reason"], "passwordMissing", "{appliance}");
    assert_eq!(appliance["days"].as_array().and_then(|days| days.last()), Some(&"verified".into()));
    let text = cli.run(&["status"]).await.stdout;
    for says in ["1 needs attention", "Payments EU", "Needs attention", "just now", "appliance password"] {
        assert!(text.contains(says), "{says} is missing in:\n{text}");
    }

    node.appliance.faults().on(Fault::TimeoutWithCounters);
    let to = world.folder("archives").display().to_string();
    cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin"]).await;
    node.appliance.faults().clear();
    let text = cli.run(&["status"]).await.stdout;
    for says in ["did not end well", "counter trim --tablename", "--exclude-counters"] {
        assert!(text.contains(says), "R4: {says} is missing in:\n{text}");
    }
    let status = cli.run(&["status", "--json"]).await.json();
    let failed = &status["appliances"][0]["attention"][1];
    assert_eq!(
        (&failed["code"], &failed["cure"]),
        (&"backupTimedOut".into(), &"backUpWithoutCounters".into())
    );
    let activity = cli.run(&["activity", "--json"]).await.json();
    assert_eq!(activity["events"][0]["code"], "backupTimedOut", "history keeps why: {activity}");

    let trend = cli.run(&["trend", "payments eu", "--json"]).await.json();
    assert_eq!(trend["points"].as_array().map(Vec::len), Some(1), "a failed run is no point of it: {trend}");
    assert_eq!(trend["points"][0]["archive"], 1, "{trend}");
    let text = cli.run(&["trend", "Payments EU"]).await.stdout;
    assert!(text.contains("included") && text.contains('█'), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_says_what_it_takes_with_it() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let changed = cli
        .run(&[
            "appliance",
            "change",
            "Payments EU",
            "--rename",
            "Payments",
            "--alarm-days",
            "5",
            "--key",
            "pay-2026",
        ])
        .await;
    assert_eq!(changed.code, Some(0), "{changed:?}");
    for says in ["Payments is changed.", "5 days without a verified backup", "pay-2026"] {
        assert!(changed.stdout.contains(says), "{says} is missing in:\n{}", changed.stdout);
    }
    assert!(!changed.stdout.contains("appliance trust"), "trust stays with the address:\n{}", changed.stdout);
    is(
        &cli.run(&["appliance", "change", "Payments", "--alarm-days", "0", "--json"]).await,
        2,
        "alarmInvalid",
    );
    let moved =
        cli.run(&["appliance", "change", "Payments", "--url", "https://ctvl-prd-7.pay.example"]).await;
    assert_eq!(moved.code, Some(0), "{moved:?}");
    assert!(
        moved.stdout.contains("ctvl-backup-cli appliance trust Payments"),
        "the certificate belongs to the old address:\n{}",
        moved.stdout
    );
    let shown = cli.run(&["appliance", "show", "Payments", "--json"]).await.json();
    assert_eq!((&shown["key"], &shown["trust"]["by"]), (&"pay-2026".into(), &"system".into()), "{shown}");
    let status = cli.run(&["status", "--json"]).await.json();
    assert_eq!(status["appliances"][0]["alarmDays"], 5, "{status}");
}
