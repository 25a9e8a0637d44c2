//! The first minutes: from nothing to a proven backup in two clicks, and a restore rehearsed without a manual.

use crate::desktop::Notifications;
use crate::driver::Opening;
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_backs_up_and_restores_the_practice_appliance() {
    let scene = Scene::new();
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.heading("Welcome to CT-VL Backup").await;
    window.listen().await;

    window.press("Start practising").await;
    window.heading("Practice appliance").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    let told = notifications.wait_for("Practice appliance is backed up");
    assert!(told.body.contains("verified"), "a backup is announced as what it is: {told:?}");

    // Restored from where it is shown, in the order in which the view asks.
    window.press("Restore…").await;
    window.heading("Restore Practice appliance").await;
    window.press("Check this archive").await;
    window.text("All data on this node is destroyed").await;
    window.press("Replace everything on").await;
    let done = notifications.wait_for("The restore of Practice appliance is complete");
    window.text("The restore is complete.").await;
    window.text("The login from the backup works.").await;
    notifications.click(&done);
    window.text("The restore is complete.").await;

    // What was done is there after a restart, and the practice appliance as well.
    window.no_complaints().await;
    window.close().await;
    let window = scene.window().await;
    window.heading("Overview").await;
    window.follow("Practice appliance").await;
    window.heading("Practice appliance").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_begins_on_the_practice_appliance() {
    let scene = Scene::new();
    // The first time the appliance is made, which takes longer than the page; the second time it is quicker.
    for _ in 0..2 {
        let window = Opening::in_home(&scene.home).asked("--practice").open().await;
        window.heading("Practice appliance").await;
        window.text("Back up now").await;
        window.close().await;
    }
}
