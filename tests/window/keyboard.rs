//! Connecting, backing up and restoring without touching a mouse.

use ctvl_tests::{PASSWORD, USER};
use fantoccini::key::Key;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn connecting_backing_up_and_restoring_work_by_keyboard_alone() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let window = scene.window().await;
    window.heading("Welcome to CT-VL Backup").await;
    for (label, text) in [
        ("Address", node.host_and_port()),
        ("User name", USER.to_owned()),
        ("Password", PASSWORD.to_owned()),
        ("Name", "Payments EU".to_owned()),
    ] {
        window.tab_to(label).await;
        window.control("a").await;
        window.keys(&text).await;
    }
    window.key(Key::Enter).await;
    window.text("Payments EU is not trusted yet").await;
    assert_eq!(window.focused().await, "Cancel", "in a dangerous dialog Enter means Cancel");
    window.tab_to("I compared it").await;
    window.key(Key::Space).await;
    window.tab_to("Trust this certificate").await;
    window.key(Key::Space).await;
    window.heading("Payments EU").await;

    window.control("b").await;
    window.text("Backed up").await;

    window.tab_to("Restore…").await;
    window.key(Key::Enter).await;
    window.heading("Restore Payments EU").await;
    window.tab_to("Check this archive").await;
    window.key(Key::Enter).await;
    window.text("All data on this node is destroyed").await;
    window.tab_to("Type the host name").await;
    window.keys("127.0.0.1").await;
    window.tab_to("Replace everything on").await;
    window.key(Key::Enter).await;
    assert!(!window.shows("Stages of the restore").await, "Enter does not start a restore");
    window.tab_to("Replace everything on").await;
    window.key(Key::Space).await;
    window.text("The restore is complete.").await;

    // From anywhere to anywhere.
    for (key, heading) in [("1", "Overview"), ("2", "Archives"), ("3", "Activity"), (",", "Settings")] {
        window.control(key).await;
        window.heading(heading).await;
    }
    window.close().await;
}
