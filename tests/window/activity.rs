//! Activity: everything that happened is there, and leaves as a file that other programs read.

use std::fs;

use serde_json::Value;

use crate::desktop::Dialog;
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_listed_and_exported() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("=Payments", &node, &[]).await;
    let done = scene.cli().run(&["backup", "=Payments"]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    node.appliance.faults().on(ctvl_appliance::Fault::WebPage);
    let failed = scene.cli().run(&["backup", "=Payments"]).await;
    assert_eq!(failed.code, Some(1), "{failed:?}");

    let window = scene.window().await;
    window.follow("Activity").await;
    window.heading("Activity").await;
    window.listen().await;
    window.text("Connected").await;
    window.text("Not a usable answer").await;
    window.picture("activity").await;
    window.accessible("activity").await;

    let folder = scene.world.folder("exports");
    for (item, file) in [("CSV", "activity.csv"), ("JSON", "activity.json")] {
        window.press("Export").await;
        window.press_with(item).await;
        Dialog::titled("Export the activity").choose(&folder.join(file));
        window.text(file).await;
    }
    let csv = fs::read_to_string(folder.join("activity.csv")).expect("written");
    assert!(csv.contains("'=Payments"), "a spreadsheet must not take a name for a formula: {csv}");
    let json: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("activity.json")).expect("written"))
            .expect("JSON");
    let events = json["events"].as_array().expect("a list");
    assert!(
        events.iter().any(|event| event["outcome"] == "failed" && event["code"] == "notAnArchive"),
        "{json}"
    );
    window.no_complaints().await;
    window.close().await;
}
