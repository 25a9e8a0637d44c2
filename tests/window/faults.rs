//! What goes wrong outside: each has its own sentence, its next step, and nothing is lost.

use ctvl_appliance::Fault;
use ctvl_tests::{PASSWORD, USER};

use crate::driver::Opening;
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_transfer_is_told_and_leaves_nothing() {
    let scene = Scene::new();
    let node = scene.appliance_with("ctvl-1", |options| options.pad_counters = 4 << 20).await;
    scene.connected("Payments EU", &node, &[]).await;
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.listen().await;
    let faults = [
        (Fault::CutOff(1 << 20), "The unfinished file is gone"),
        (Fault::WebPage, "instead of a backup"),
        (Fault::WrongLength(100), "The unfinished file is gone"),
        (Fault::FlipBit(1000), "damaged"),
    ];
    for (fault, words) in faults {
        node.appliance.faults().clear();
        node.appliance.faults().on(fault.clone());
        window.press("Back up now").await;
        window.text("Not backed up").await;
        window.text(words).await;
        window.text("Incident").await;
        assert_eq!(scene.archives(), Vec::<String>::new(), "{fault:?} leaves nothing");
        window.press("Put aside").await;
        window.gone("Not backed up").await;
    }
    node.appliance.faults().clear();
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.no_complaints().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_the_password_stays_in_memory_or_nowhere() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    // A bus that nobody answers on: there is no keyring, and no notification service either.
    let window =
        Opening::in_home(&scene.home).with("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").open().await;
    window.fill("Address", &node.host_and_port()).await;
    window.key(fantoccini::key::Key::Tab).await;
    window.holds("Name", "127.0.0.1").await;
    window.fill("Name", "Payments EU").await;
    window.fill("User name", USER).await;
    window.fill("Password", PASSWORD).await;
    window.press("Connect").await;
    window.tick("I compared it").await;
    window.press("Trust this certificate").await;
    window.text("Payments EU is connected, but its password is not kept").await;
    window.text("It is never written to a file.").await;
    window.accessible("the keyring's dialog").await;
    window.picture("keyring-absent").await;
    window.press("Keep until the app is closed").await;
    window.heading("Payments EU").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.text("Not signed").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_gone_is_explained_before_anything_is_asked_of_the_appliance() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let folder = scene.world.folder("share");
    scene.connected("Payments EU", &node, &["--to", folder.to_str().expect("text")]).await;
    std::fs::remove_dir(&folder).expect("removed");
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.text("This folder is not there.").await;
    window.picture("folder-gone").await;
    window.accessible("a folder that is gone").await;
    window.press("Use the app’s own folder").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_the_middle_of_a_backup_leaves_an_offer_to_tidy_up() {
    let scene = Scene::new();
    let node = scene.appliance_with("ctvl-1", |options| options.pad_counters = 8 << 20).await;
    scene.connected("Payments EU", &node, &[]).await;
    node.appliance.faults().on(Fault::Stall(2 << 20));
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("Receiving").await;
    window.crash().await;
    node.appliance.faults().clear();

    let window = scene.window().await;
    window.text("An interrupted run left 1 unfinished file.").await;
    window.press("Look at them…").await;
    window.accessible("unfinished files").await;
    window.press("Remove").await;
    window.gone("An interrupted run left").await;
    assert_eq!(scene.archives(), Vec::<String>::new(), "the unfinished file is gone");
    window.close().await;
}
