//! Closing the window while something runs asks first, and what is chosen is what happens.

use std::time::{Duration, Instant};

use ctvl_appliance::Fault;
use ctvl_tests::Node;

use crate::desktop::{Dialog, Notifications};
use crate::driver::{LIMIT, Window};
use crate::scene::Scene;
use crate::x11;

const WINDOW: &str = "CT-VL Backup";
const QUESTION: &str = "Close CT-VL Backup";

impl Window {
    /// Waits until the program has ended by itself.
    async fn ended(&self) {
        let deadline = Instant::now() + LIMIT;
        while runs(self.process()) {
            assert!(Instant::now() < deadline, "the program does not end");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Whether a process is there and more than an ending nobody has asked for yet.
fn runs(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
}

/// A window in which a backup has begun that takes a while.
async fn backing_up(scene: &Scene, fault: Fault) -> (Node, Window) {
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    node.appliance.faults().on(fault);
    let window = scene.window().await;
    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("Cancel").await;
    (node, window)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_can_go_on_without_the_window() {
    let scene = Scene::new();
    let mut notifications = Notifications::begin();
    let (_node, window) = backing_up(&scene, Fault::SlowFirstByte(Duration::from_secs(6))).await;

    // A question that is put off changes nothing.
    x11::ask_to_close(WINDOW);
    Dialog::titled(QUESTION).dismiss();
    window.heading("Payments EU").await;

    x11::ask_to_close(WINDOW);
    Dialog::titled(QUESTION).press(0);
    let told = notifications.wait_for("Payments EU is backed up");
    assert!(told.body.contains("verified"), "{told:?}");
    window.ended().await;
    let archives = scene.archives();
    assert!(
        archives.iter().any(|name| name.ends_with(".zip")),
        "the backup went on to its end: {archives:?}"
    );
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_can_be_stopped_and_leaves_nothing() {
    let scene = Scene::new();
    let (_node, window) = backing_up(&scene, Fault::Stall(4096)).await;
    x11::ask_to_close(WINDOW);
    Dialog::titled(QUESTION).press(1);
    window.ended().await;
    assert_eq!(scene.archives(), Vec::<String>::new(), "what it had begun is undone");
    window.close().await;

    let window = scene.window().await;
    window.follow("Activity").await;
    window.text("Cancelled").await;
    window.close().await;
}
