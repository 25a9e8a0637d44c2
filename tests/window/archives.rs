//! The library in the window: what is added, proven, noted, lost and found, and how an archive leaves.

use std::fs;

use ctvl_tests::files_in;

use crate::desktop::Dialog;
use crate::scene::Scene;
use crate::x11::Dragged;

/// What a file manager drags and drops.
#[tokio::test(flavor = "multi_thread")]
async fn archives_that_are_dropped_on_the_window_are_taken_in() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    let folder = scene.world.folder("dragged here");
    let whole = node.archive("/api/backup/create").await;
    let single = scene.world.path("backup_2025-04-10T10-32-33.zip");
    fs::write(&single, &whole).expect("written");
    fs::write(folder.join("backup_2025-04-11T10-32-33.zip"), &whole).expect("written");
    fs::write(folder.join("notes.txt"), "no archive").expect("written");

    let window = scene.window().await;
    window.heading("Overview").await;
    let dragged = Dragged::over("CT-VL Backup", &[&single, &folder]);
    window.text("Drop").await;
    window.picture("drop").await;
    dragged.leave();
    window.gone("Drop").await;

    Dragged::over("CT-VL Backup", &[&single, &folder]).drop();
    window.text("2 archives were added.").await;
    window.follow("Archives").await;
    window.text("10 Apr 2025").await;
    window.text("11 Apr 2025").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_are_added_proven_noted_found_again_and_put_into_the_trash() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    scene.connected("Payments EU", &node, &[]).await;
    // Archives that somebody fetched with curl, and one that broke on the way.
    let folder = scene.world.folder("from elsewhere");
    let whole = node.archive("/api/backup/create").await;
    fs::write(folder.join("backup_2025-04-10T10-32-33.zip"), &whole).expect("written");
    fs::write(folder.join("backup_2025-04-11T10-32-33.zip"), &whole[..whole.len() / 2]).expect("written");

    let window = scene.window().await;
    window.follow("Archives").await;
    window.heading("Archives").await;
    window.listen().await;
    window.text("No archives yet").await;
    window.press("Add archives…").await;
    window.press("A folder with everything in it…").await;
    Dialog::titled("Add a folder of archives").choose(&folder);
    window.text("2 archives were added.").await;
    window.text("Unverified").await;

    window.select_all().await;
    window.press("Verify").await;
    window.text("1 archive is damaged. Do not rely on it.").await;
    window.text("Damaged").await;
    window.picture("archives-damaged").await;
    window.accessible("the library").await;

    // Lost, and found again where it was moved to.
    let moved = scene.world.folder("moved").join("renamed.zip");
    fs::rename(folder.join("backup_2025-04-10T10-32-33.zip"), &moved).expect("moved");
    window.press("Clear selection").await;
    window.key(fantoccini::key::Key::F5).await;
    window.text("Missing").await;
    window.open_row("Missing").await;
    window.press("Find…").await;
    Dialog::titled("Where is backup_2025-04-10T10-32-33.zip now?").choose(&moved);
    window.gone("Missing").await;
    window.text("renamed.zip").await;

    window.press("Pin").await;
    window.press("Add a note").await;
    window.fill("Note", "Before the audit").await;
    window.press("Save").await;
    window.text("Before the audit").await;

    // A broken one leaves for the system's trash, where it can be put back from.
    window.open_row("Damaged").await;
    window.key_on_table(fantoccini::key::Key::Delete).await;
    window.text("Move this archive to the trash?").await;
    window.press("Keep it").await;
    window.text("Damaged").await;
    window.key_on_table(fantoccini::key::Key::Delete).await;
    window.press("Move to trash").await;
    window.text("1 archive is in the system’s trash").await;
    assert_eq!(files_in(&folder), Vec::<String>::new(), "the file has left its folder");
    window.no_complaints().await;
    window.close().await;
}
