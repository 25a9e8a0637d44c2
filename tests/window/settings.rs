//! Settings apply at once and are there after a restart.

use ctvl_tests::files_in;
use serde_json::json;

use crate::desktop::{Dialog, Notifications};
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn theme_language_and_notifications_apply_at_once_and_stay() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.follow("Settings").await;
    window.heading("Settings").await;
    window.listen().await;
    window.press("Send a test").await;
    let told = notifications.wait_for("Notifications arrive");
    assert_eq!(told.body, "This is the test you asked for.");

    window.choose("Dark").await;
    let dark = "return getComputedStyle(document.body).colorScheme.includes('dark')
        || document.documentElement.dataset.theme === 'dark'";
    assert_eq!(window.script(dark, vec![]).await, json!(true), "the theme is taken at once");
    window.choose("Deutsch").await;
    window.heading("Einstellungen").await;
    let language = window.script("return document.documentElement.lang", vec![]).await;
    assert_eq!(language, json!("de"), "a screen reader is told the language");
    window.no_complaints().await;
    window.close().await;

    let window = scene.window().await;
    window.heading("Übersicht").await;
    assert_eq!(window.script(dark, vec![]).await, json!(true), "the theme stays");
    window.follow("Payments EU").await;
    window.press("Jetzt sichern").await;
    let told = notifications.wait_for("Payments EU ist gesichert");
    assert!(told.body.contains("verifiziert") || told.body.contains("geprüft"), "{told:?}");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_for_archives_is_chosen_in_the_systems_dialog_and_used() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    let folder = scene.world.folder("all archives");
    let window = scene.window().await;
    window.follow("Settings").await;
    window.heading("Settings").await;
    window.press("Choose…").await;
    Dialog::titled("Folder for archives").dismiss();
    window.press("Choose…").await;
    Dialog::titled("Folder for archives").choose(&folder);
    window.text("all archives").await;

    window.follow("Payments EU").await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    let files = files_in(&folder);
    let archives = files.iter().filter(|name| name.ends_with(".zip")).count();
    assert_eq!(archives, 1, "the archive lies in the chosen folder: {files:?}");
    assert_eq!(scene.archives(), Vec::<String>::new(), "and not in the app's own");

    window.follow("Settings").await;
    window.press("Use the app’s own folder").await;
    window.gone("all archives").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_leads_to_the_first_window() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    let window = scene.window().await;
    window.heading("Overview").await;
    let second = tokio::process::Command::new(crate::driver::program())
        .env("CTVL_BACKUP_HOME", &scene.home)
        .stdin(std::process::Stdio::null())
        .status()
        .await
        .expect("it starts");
    assert!(second.success(), "a second start ends by itself");
    window.heading("Overview").await;
    window.close().await;
}
