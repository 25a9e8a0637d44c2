//! `kill -9` in the middle of a backup: never a final name unless the archive is whole, nothing else is touched, and
//! what was left is offered for removal at the next start and removed when asked.
#![cfg(unix)]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use ctvl_appliance::Fault;
use ctvl_archive::{Container, Limits, Receipt, ReceiptCheck, inspect_file, receipt_path};
use ctvl_tests::{CARD, Cli, Gate, Node, World, files_in, until};

const MIB: u64 = 1 << 20;
const PADDED: u64 = 24 * MIB;

/// When the program is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// When the job shows this stage.
    Stage(&'static str),
    /// When the unfinished file has so many bytes.
    Written(u64),
    /// As soon as a file has its final name.
    Named,
}

fn part_size(folder: &Path) -> Option<u64> {
    let part = files_in(folder).into_iter().find(|name| name.ends_with(".zip.part"))?;
    Some(std::fs::metadata(folder.join(part)).ok()?.len())
}

fn finals(folder: &Path) -> Vec<String> {
    files_in(folder).into_iter().filter(|name| !name.starts_with('.')).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_many_moments() {
    let world = World::new();
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = PADDED).await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let stages = ["checkingFolder", "signingIn", "building", "receiving", "finishing"];
    let sizes = [0, 1, MIB, 3 * MIB, 7 * MIB, 12 * MIB, 18 * MIB, 23 * MIB, PADDED];
    let moments = stages
        .map(Moment::Stage)
        .into_iter()
        .chain(sizes.map(Moment::Written))
        // What is behind the last byte passes quickly; several tries hit different points of it.
        .chain([Moment::Named; 3]);
    let (mut interrupted, mut whole) = (0, 0);
    for (index, moment) in moments.enumerate() {
        let folder = world.folder(&format!("archives-{index}"));
        match killed_at(&cli, &folder, moment).await {
            true => whole += 1,
            false => interrupted += 1,
        }
    }
    assert!(interrupted >= 8, "most of these met a backup half-way: {interrupted}, and {whole} were whole");
    assert!(whole >= 2, "some came after the final name: {whole}, and {interrupted} were half-way");

    let folder = world.folder("archives-last").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &folder, "--password-stdin", "--json"];
    let ended = cli.run(&backup).await;
    assert_eq!(ended.code, Some(0), "no lock and no half of anything stands in the way: {ended:?}");
}

/// Answers whether the archive got its final name.
async fn killed_at(cli: &Cli, folder: &Path, moment: Moment) -> bool {
    let bystanders = [("backup_2020-01-01T00-00-00.zip", "theirs"), (".notes.part", "not ours either")];
    for (name, text) in bystanders {
        std::fs::write(folder.join(name), text).expect("written");
    }
    let to = folder.display().to_string();
    let mut running = cli.start(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
    match moment {
        Moment::Stage(stage) => running.stage(stage).await,
        Moment::Written(bytes) => {
            until("the unfinished file grows", || {
                let there = part_size(folder).is_some_and(|size| size >= bytes) || running.is_over();
                async move { there.then_some(()) }
            })
            .await;
        }
        Moment::Named => {
            until("a file has its final name", || {
                let there = finals(folder).len() > 1 || running.is_over();
                async move { there.then_some(()) }
            })
            .await;
        }
    }
    running.kill();
    running.ended().await;

    for (name, text) in bystanders {
        let found = std::fs::read_to_string(folder.join(name)).expect("still there");
        assert_eq!(found, text, "{moment:?}: {name} is nobody's business");
    }
    // The next start finds what is there: it offers, and removes nothing by itself.
    let before = files_in(folder);
    let list = cli.run(&["list"]).await;
    assert_eq!(list.code, Some(0), "{list:?}");
    let parts: Vec<_> = before
        .iter()
        .filter(|name| name.ends_with(".part") && !name.starts_with(".notes"))
        .filter(|name| folder.join(name).exists())
        .collect();
    for part in &parts {
        assert!(list.stderr.contains(part.as_str()), "{moment:?}: {part} is offered: {}", list.stderr);
        assert!(list.stderr.contains("--remove-unfinished"), "{moment:?}: with the command that removes it");
    }
    let removed = cli.run(&["list", "--remove-unfinished", "--json"]).await;
    assert_eq!(removed.code, Some(0), "{removed:?}");
    let told = removed.json()["removed"].as_array().expect("what was removed").len();
    assert_eq!(told, parts.len(), "{moment:?}: a program is told what was removed: {removed:?}");
    let left: Vec<_> = files_in(folder)
        .into_iter()
        .filter(|name| name.ends_with(".part") && name != ".notes.part")
        .collect();
    assert_eq!(left, Vec::<String>::new(), "{moment:?}: asked for, they are removed");

    let archives: Vec<_> = finals(folder).into_iter().filter(|name| name != bystanders[0].0).collect();
    let Some(archive) = archives.iter().find(|name| name.ends_with(".zip")) else {
        assert_eq!(archives, Vec::<String>::new(), "{moment:?}: no receipt without its archive");
        return false;
    };
    let path = folder.join(archive);
    let inspection = inspect_file(&path, &Limits::default(), &|_| {}, &AtomicBool::new(false)).expect("read");
    assert!(matches!(inspection.container, Container::Whole(_)), "{moment:?}: {:?}", inspection.container);
    unzip_agrees(&path).await;
    let receipt =
        Receipt::read(&receipt_path(&path)).expect("a whole archive has its receipt after the next start");
    assert!(
        !matches!(
            receipt.check(&inspection),
            ReceiptCheck::HashDiffers { .. } | ReceiptCheck::SizeDiffers { .. }
        ),
        "{moment:?}: the receipt is this archive's"
    );
    let library = cli.run(&["list", "--json"]).await;
    assert!(library.stdout.contains(archive.as_str()), "{moment:?}: a whole archive is in the library");
    true
}

async fn unzip_agrees(path: &Path) {
    let tested = tokio::process::Command::new("unzip").arg("-tq").arg(path).output().await;
    let tested = tested.expect("unzip is there: `cargo xtask setup` installs it");
    assert!(tested.status.success(), "unzip: {}", String::from_utf8_lossy(&tested.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_backup_held_is_free_at_once() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    node.appliance.faults().on(Fault::Stall(2000));
    let to = world.folder("archives").display().to_string();
    let backup = ["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"];
    let mut running = cli.start(&backup).await;
    running.stage("receiving").await;
    running.kill();
    running.ended().await;
    node.appliance.faults().clear();
    let ended = cli.run(&backup).await;
    assert_eq!(ended.code, Some(0), "a dead process holds no lock: {ended:?}");
    let activity = cli.run(&["activity", "--json"]).await;
    assert!(activity.stdout.contains("interrupted"), "history says what became of it: {}", activity.stdout);
}

/// The archive of an appliance, with a token that only its data can read.
async fn restorable(world: &World, cli: &Cli, node: &Node, url: &str) -> (String, String) {
    cli.add_at("Payments EU", node, url, &["--role", "practice"]).await;
    let token = node.tokenize(CARD).await;
    let to = world.folder("archives").display().to_string();
    let ended = cli.run(&["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    (ended.json()["path"].as_str().expect("a path").to_owned(), token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_while_it_uploads_has_changed_nothing() {
    let world = World::new();
    // More than the system's own buffers take in between.
    let node = world.appliance_with("ctvl-1", |options| options.pad_counters = 48 * MIB).await;
    let gate = Gate::before(&node).await;
    let cli = world.cli();
    let (archive, token) = restorable(&world, &cli, &node, &gate.address()).await;
    let generation = node.generation();
    gate.hold_after(2 * MIB);
    let restore =
        ["restore", "Payments EU", &archive, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let mut running = cli.start(&restore).await;
    let uploading = |line: &serde_json::Value| {
        line["stage"] == "uploading" && line["done"].as_u64().is_some_and(|done| done > 0)
    };
    assert!(running.line(uploading).await.is_some(), "it is held half-way");
    running.kill();
    running.ended().await;
    gate.open();

    let activity = cli.run(&["activity", "--json"]).await;
    assert!(activity.stdout.contains("interrupted"), "the next start says so: {}", activity.stdout);
    let resume = cli.run(&["restore", "Payments EU", "--resume", "--password-stdin", "--json"]).await;
    assert_eq!(resume.code, Some(5), "there is nothing to go on with: {resume:?}");
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the appliance answers");
    let again = cli.run(&restore).await;
    assert_eq!(again.code, Some(0), "and can be restored anew: {again:?}");
    assert_eq!(node.generation(), generation + 1, "once, by the restore that was finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_in_the_reboot_is_watched_to_its_end_by_the_next_process() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let cli = world.cli();
    let (archive, token) = restorable(&world, &cli, &node, &node.appliance.address()).await;
    node.appliance.faults().on(Fault::NoReboot);
    let restore =
        ["restore", "Payments EU", &archive, "--confirm", "127.0.0.1", "--password-stdin", "--json"];
    let mut running = cli.start(&restore).await;
    running.stage("rebooting").await;
    running.kill();
    running.ended().await;
    node.appliance.faults().clear();
    node.answers().await;

    let refused = cli.run(&restore).await;
    assert_eq!(refused.code, Some(5), "two restores at once would leave nobody knows what: {refused:?}");
    let resume = cli.run(&["restore", "Payments EU", "--resume", "--password-stdin", "--json"]).await;
    assert_eq!(resume.code, Some(0), "{resume:?}");
    assert_eq!((&resume.json()["state"], &resume.json()["signIn"]), (&"restored".into(), &"worked".into()));
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    assert_eq!(node.failed_logins(), 0);
}
