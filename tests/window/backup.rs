//! A backup in the window: where it goes, what it says on the way, how it is stopped, and what is told at its end.

use std::process::Command;

use ctvl_appliance::Fault;
use ctvl_tests::files_in;

use crate::desktop::{Dialog, Notifications};
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_into_the_chosen_folder_and_is_announced() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.heading("Payments EU").await;
    window.listen().await;

    let folder = scene.world.folder("vault share");
    // A dialog that is closed changes nothing.
    window.press("Choose…").await;
    Dialog::titled("Folder for archives of Payments EU").dismiss();
    window.press("Choose…").await;
    Dialog::titled("Folder for archives of Payments EU").choose(&folder);
    window.text(" free").await;
    window.holds("Destination folder", "vault share").await;

    window.tick("This is before an upgrade or change").await;
    window.fill("What is about to change", "Upgrade to 2.9.0 <b>at night</b>").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.text("Signed by this installation").await;
    let told = notifications.wait_for("Payments EU is backed up");
    assert!(told.body.contains("verified"), "{told:?}");
    assert_eq!(told.actions.first().map(String::as_str), Some("default"), "a click leads to the result");

    let files = files_in(&folder);
    let archive = files.iter().find(|name| name.ends_with(".zip")).expect("an archive lies there");
    assert!(archive.starts_with("backup_20"), "R3: the vendor's name is kept: {archive}");
    assert!(files.contains(&format!("{archive}.receipt.json")), "its receipt lies beside it: {files:?}");
    assert!(!files.iter().any(|name| name.ends_with(".part")), "nothing unfinished: {files:?}");
    let tested = Command::new("unzip").arg("-tqq").arg(folder.join(archive)).status();
    assert!(tested.is_ok_and(|status| status.success()), "unzip agrees that it is whole");

    // A click on the notification brings the window to the result, wherever it was.
    window.follow("Settings").await;
    window.heading("Settings").await;
    notifications.click(&told);
    window.text(archive).await;
    // The note is a text, whatever it looks like.
    window.follow("Archives").await;
    window.text("Payments EU").await;
    window
        .script("document.querySelector('[role=row][aria-rowindex=\"2\"], tbody tr')?.click()", vec![])
        .await;
    window.text("Upgrade to 2.9.0 <b>at night</b>").await;
    window.no_complaints().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_out_is_cured_with_one_click_and_labelled() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Card vault US", &node, &[]).await;
    node.appliance.faults().on(Fault::TimeoutWithCounters);
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.follow("Card vault US").await;
    window.press("Back up now").await;
    window.text("Not backed up").await;
    window.text("counter trim --tablename").await;
    window.text("Incident").await;
    let told = notifications.wait_for("Card vault US was not backed up");
    assert_eq!(told.body, "It timed out. Open to back up without counters.");
    assert_eq!(scene.archives(), Vec::<String>::new(), "nothing is kept of a backup that timed out");
    window.picture("backup-failed").await;
    window.accessible("a failed backup").await;

    window.press("Back up without counters").await;
    window.text("Backed up").await;
    window.text("Counters were left out.").await;
    window.follow("Archives").await;
    window.text("Excluded").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_cancelled_only_when_somebody_says_so_twice_and_leaves_nothing() {
    let scene = Scene::new();
    let node = scene.appliance_with("ctvl-1", |options| options.pad_counters = 8 << 20).await;
    scene.connected("Payments EU", &node, &[]).await;
    node.appliance.faults().on(Fault::Stall(2 << 20));
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("Receiving").await;
    window.picture("backup-running").await;
    window.accessible("a running backup").await;
    window.key(fantoccini::key::Key::Escape).await;
    window.press("Cancel…").await;
    window.text("Cancel the backup of Payments EU?").await;
    window.press("Keep going").await;
    window.text("Receiving").await;
    window.press("Cancel…").await;
    window.press("Cancel the backup").await;
    window.text("You cancelled it.").await;
    assert_eq!(scene.archives(), Vec::<String>::new(), "a cancelled backup leaves nothing");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_backed_up_at_once() {
    let scene = Scene::new();
    let mut nodes = Vec::new();
    for (host, name) in [("ctvl-1", "Payments EU"), ("ctvl-2", "Payments DR"), ("ctvl-3", "Card vault US")] {
        let node = scene.appliance(host).await;
        scene.connected(name, &node, &[]).await;
        nodes.push(node);
    }
    let window = scene.window().await;
    window.heading("Overview").await;
    window.press("Back up several…").await;
    window.press("Back up 3 appliances").await;
    window.text("3 protected").await;
    let zips = scene.archives().iter().filter(|name| name.ends_with(".zip")).count();
    assert_eq!(zips, 3, "each has its archive");
    window.close().await;
}
