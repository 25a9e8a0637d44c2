//! Whatever the command line says no to, it names the step that leads on, and that step can be taken; a program reads
//! the same from the document.

use ctvl_appliance::Fault;
use ctvl_tests::{Cli, USER, World};

async fn archive(cli: &Cli, world: &World) -> String {
    let to = world.folder("archives").display().to_string();
    let ended = cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.json()["path"].as_str().expect("a path").to_owned()
}

fn adding<'a>(url: &'a str, trust: &'a str) -> Vec<&'a str> {
    let mut words = vec!["appliance", "add", "Payments EU", "--url", url, "--user", USER, "--trust", trust];
    words.extend(["--no-proxy", "--do-not-store", "--password-stdin"]);
    words
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_is_offered_for_an_appliance_that_was_not_saved() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let (url, trust) = (node.appliance.address(), node.fingerprint().to_string());
    let other = ["AB"; 32].join(":");
    let wrong = cli.run_with("wrong", &adding(&url, &trust)).await;
    let stranger = cli.run(&adding(&url, &other)).await;
    let nowhere = cli.run(&adding("https://127.0.0.1:1", &trust)).await;
    for (ended, code, step) in [(&wrong, 7, "--user"), (&stranger, 7, "--trust"), (&nowhere, 1, "--url")] {
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert!(ended.stderr.contains(step), "{step}: {}", ended.stderr);
        assert!(ended.stderr.contains("No appliance was saved."), "{}", ended.stderr);
        assert!(!ended.stderr.contains("ctvl-backup-cli appliance"), "nothing can name it: {}", ended.stderr);
    }
    let mut words = adding(&url, &trust);
    words.push("--json");
    let wrong = cli.run_with("wrong", &words).await;
    assert_eq!(wrong.error().0, "loginRefused", "a program still gets the code: {wrong:?}");
    assert!(wrong.error().1.contains("No appliance was saved."), "{wrong:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_backup_leads_somewhere() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let to = world.folder("archives").display().to_string();
    let faults = node.appliance.faults();
    for (fault, steps) in [
        (Fault::WebPage, &["in a browser", "It sent: "][..]),
        (Fault::Json, &["log of the appliance", "It sent: "]),
        (
            Fault::Redirect("https://127.0.0.1:1/".to_owned()),
            &["Correct the address", "appliance change \"Payments EU\" --url"],
        ),
        (Fault::ServerError, &["Try again later"]),
        (Fault::Busy(1), &["then try again"]),
    ] {
        faults.on(fault.clone());
        let ended = cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin"]).await;
        assert_eq!(ended.code, Some(1), "{fault:?}: {ended:?}");
        for step in steps {
            assert!(ended.stderr.contains(step), "{fault:?}: {step}: {}", ended.stderr);
        }
        faults.clear();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_say_what_the_text_says() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let changed = cli.run(&["appliance", "change", "Payments EU", "--alarm-days", "9", "--json"]).await;
    assert_eq!(changed.json()["alarmDays"], 9, "{changed:?}");
    let shown = cli.run(&["appliance", "show", "Payments EU", "--json"]).await;
    assert_eq!(shown.json()["alarmDays"], 9, "{shown:?}");
    let listed = cli.run(&["appliance", "list", "--json"]).await;
    assert_eq!(listed.json()["appliances"][0]["alarmDays"], 9, "{listed:?}");

    let archive = archive(&cli, &world).await;
    let verified = cli.run(&["verify", &archive, "--json"]).await;
    let report = &verified.json()["files"][0]["report"];
    assert_eq!((&report["receiptState"], &report["identity"]), (&"unsigned".into(), &"unsigned".into()));
    assert_eq!(report["state"], "verified", "without a keyring nothing is signed, and that is no defect");

    let plan = ["restore", "Payments EU", &archive, "--plan-only", "--password-stdin", "--json"];
    let planned = cli.run(&plan).await;
    let lines = planned.lines();
    let reading = lines.iter().find(|line| line["type"] == "progress").expect("the archive is read");
    assert_eq!(reading.get("job"), None, "no job reads it, so none is named: {reading}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_cannot_be_kept_is_not_asked_for_once_more() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let ended = cli.run(&["appliance", "password", "Payments EU", "--password-stdin"]).await;
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stderr.contains("cannot be kept"), "{}", ended.stderr);
    assert!(ended.stderr.contains("each command that signs in"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("add --password-stdin"), "it was given: {}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guided_restore_names_the_options_and_answers_that_lead_on() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.direct_route = false).await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &["--role", "practice"]).await;
    let archive = archive(&cli, &world).await;
    let restore = ["restore", "Payments EU", &archive, "--confirm", "127.0.0.1", "--password-stdin"];
    for words in [&restore[..], &["restore", "Payments EU", &archive, "--plan-only", "--password-stdin"]] {
        let unknown = cli.run(words).await;
        assert_eq!(unknown.code, Some(5), "it does not tell its version: {unknown:?}");
        let said = format!("{}{}", unknown.stdout, unknown.stderr);
        assert!(said.contains("--typed-version VERSION"), "{said}");
        assert!(!said.contains("the same command with --plan-only"), "that would say the same: {said}");
    }

    let mut words = restore.to_vec();
    words.extend(["--typed-version", "2.8.6", "--old-cluster-acknowledged"]);
    let begun = cli.run(&words).await;
    assert_eq!(begun.code, Some(7), "it is the person's turn: {begun:?}");
    for answer in ["restore-pressed", "login-screen-seen", "is-restored"] {
        let say = ["restore", "Payments EU", "--resume", "--say", answer, "--password-stdin"];
        let ended = cli.run(&say).await;
        assert_eq!(ended.code, Some(5), "{answer}: {ended:?}");
        for part in [
            answer,
            "step 1 of 4: Open the administration page",
            "ctvl-backup-cli restore \"Payments EU\" --resume --say page-opened",
            "--say give-up",
        ] {
            assert!(ended.stderr.contains(part), "{answer}: {part}: {}", ended.stderr);
        }
    }
    let say = ["restore", "Payments EU", "--resume", "--say", "back", "--password-stdin", "--json"];
    assert_eq!(cli.run(&say).await.error().0, "notNow", "a program gets the code");
}
