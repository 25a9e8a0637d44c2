//! A restore in the window: the flight plan, its confirmation, the reboot, and the tasks that stay until they are done.

use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_tests::{Browser, CARD, Node, PASSWORD, USER};
use fantoccini::key::Key;

use crate::desktop::Notifications;
use crate::driver::Window;
use crate::scene::Scene;

/// Every practice appliance of a test is on this machine.
const HOST: &str = "127.0.0.1";

/// An appliance in production with a proven backup, and a token made before it.
async fn backed_up(scene: &Scene, name: &str, more: &[&str]) -> (Node, String) {
    let node = scene.appliance("ctvl-1").await;
    let token = node.tokenize(CARD).await;
    scene.connected(name, &node, more).await;
    let done = scene.cli().run(&["backup", name]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    (node, token)
}

async fn to_the_plan(window: &Window, name: &str) {
    window.follow(name).await;
    window.heading(name).await;
    window.press("Restore…").await;
    window.heading_with("Restore").await;
    window.press("Check this archive").await;
    window.text("All data on this node is destroyed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn production_asks_for_its_host_name_and_everything_is_back_afterwards() {
    let scene = Scene::new();
    let (node, token) = backed_up(&scene, "Payments EU", &[]).await;
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.listen().await;
    to_the_plan(&window, "Payments EU").await;
    window.picture("restore-plan").await;
    window.accessible("the flight plan").await;
    for detail in ["CT-VL version", "Backup date", "Encryption key"] {
        window.text(detail).await;
    }
    assert!(!window.can_press("Replace everything on").await, "nothing was answered yet");
    window.fill("Type the host name", "ctvl-prd-2").await;
    assert!(!window.can_press("Replace everything on").await, "another host name");
    let before = node.generation();
    window.fill("Type the host name", HOST).await;
    window.answer_all().await;
    window.press("Replace everything on").await;
    window.text("The restore is complete.").await;
    window.picture("restore-afterwards").await;
    window.accessible("the tasks afterwards").await;
    let told = notifications.wait_for("The restore of Payments EU is complete");
    assert!(told.body.contains("left"), "{told:?}");
    assert_ne!(node.generation(), before, "the appliance has not rebooted into restored data");
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");

    // What is left survives a restart, and is done in its order.
    window.no_complaints().await;
    window.close().await;
    let window = scene.window().await;
    window.heading("Overview").await;
    window.press("Show tasks").await;
    window.text("Take a fresh backup").await;
    window.press("Back up now").await;
    window.text("Seen by this app").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_refuses_in_words_and_has_no_override() {
    let scene = Scene::new();
    let (_node, _token) = backed_up(&scene, "Payments EU", &[]).await;
    let older = scene.appliance_with("ctvl-old", |options| options.version = "2.6.9".into()).await;
    scene.connected("Loyalty APAC", &older, &[]).await;
    let window = scene.window().await;
    window.follow("Loyalty APAC").await;
    window.press("Restore…").await;
    window.choose_archive_of("Payments EU").await;
    window.press("Check this archive").await;
    window.text("A restore needs 2.8.6 or newer, and at least 2.2.2.").await;
    window.text("There is no way around this rule.").await;
    assert!(!window.can_press("Replace everything on").await, "a refusal has no override");
    window.accessible("a refused restore").await;
    window.picture("restore-refused").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appliance_without_a_direct_route_is_restored_by_hand_step_by_step() {
    let scene = Scene::new();
    let node = scene
        .appliance_with("ctvl-1", |options| {
            options.direct_route = false;
            // Long enough to be seen: nothing else tells that Restore was pressed there.
            options.reboot = Duration::from_secs(3);
        })
        .await;
    let token = node.tokenize(CARD).await;
    scene.connected("Payments EU", &node, &["--typed-version", "2.8.6"]).await;
    let done = scene.cli().run(&["backup", "Payments EU"]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    let window = scene.window().await;
    to_the_plan(&window, "Payments EU").await;
    window.fill("Type the host name", HOST).await;
    window.answer_all().await;
    window.press("Start the guided restore of").await;
    window.text("Open the administration page").await;
    window.picture("restore-guided").await;
    window.accessible("a guided restore").await;
    // From here without a mouse: the person's hands are on the administration page.
    for answer in ["The page is open", "The file is chosen", "All three are the same"] {
        window.text(answer).await;
        window.tab_to(answer).await;
        window.key(Key::Enter).await;
    }
    window.text("This replaces everything on").await;

    // What a person does at the administration page.
    let archive = scene.archives().into_iter().rfind(|name| name.ends_with(".zip")).expect("an archive");
    let mut browser = Browser::signed_in(&node, USER, PASSWORD).await;
    let bytes = std::fs::read(scene.home.join("archives").join(&archive)).expect("the archive");
    browser.choose_file(&archive, bytes).await;
    browser.press_restore().await;
    window.tab_to("I pressed Restore").await;
    window.key(Key::Enter).await;
    window.text("The restore is complete.").await;
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_the_middle_of_a_reboot_loses_nothing() {
    let scene = Scene::new();
    let (node, token) = backed_up(&scene, "Practice", &["--role", "practice"]).await;
    node.appliance.faults().on(Fault::SlowReboot(Duration::from_secs(6)));
    let window = scene.window().await;
    to_the_plan(&window, "Practice").await;
    window.press("Replace everything on").await;
    window.text("Waiting for the login screen.").await;
    window.crash().await;

    let window = scene.window().await;
    window.heading("Overview").await;
    window.press("Open restore").await;
    window.text("Nobody watches").await;
    window.picture("restore-interrupted").await;
    window.accessible("an interrupted restore").await;
    window.press("Keep watching").await;
    window.text("The restore is complete.").await;
    assert_eq!(node.detokenize(&token).await.as_deref(), Some(CARD), "the data is back");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_safety_backup_a_restore_does_not_start() {
    let scene = Scene::new();
    let (node, _token) = backed_up(&scene, "Practice", &["--role", "practice"]).await;
    let before = node.generation();
    let window = scene.window().await;
    to_the_plan(&window, "Practice").await;
    node.appliance.faults().on(Fault::WebPage);
    window.press("Replace everything on").await;
    window.text("the restore did not start").await;
    window.text("Nothing was changed.").await;
    assert_eq!(node.generation(), before, "nothing was changed");
    window.close().await;
}
