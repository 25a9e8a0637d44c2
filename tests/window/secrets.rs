//! A planted password is found nowhere: not in a file, a log, the arguments and environment of a process, a
//! notification, the window's title, or the traffic towards the page.

use std::fs;
use std::path::Path;

use ctvl_tests::PASSWORD;
use serde_json::json;

use crate::desktop::Notifications;
use crate::scene::Scene;

/// Keeps everything that the program sends to the page.
const EAVESDROP: &str = "
    window.overheard = [];
    const fetched = window.fetch;
    window.fetch = async (...words) => {
        const answer = await fetched(...words);
        answer.clone().text().then((text) => window.overheard.push(text));
        return answer;
    };
    const message = window.__TAURI_INTERNALS__?.runCallback;
    if (message) try { window.__TAURI_INTERNALS__.runCallback = (id, data) => {
        window.overheard.push(JSON.stringify(data) ?? '');
        return message(id, data);
    }; } catch { window.overheard.push('the callback cannot be listened to'); }
";

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_password_leaks_nowhere() {
    let scene = Scene::new();
    let node = scene.appliance("ctvl-1").await;
    let mut notifications = Notifications::begin();
    let window = scene.window().await;
    window.heading("Welcome to CT-VL Backup").await;
    window.script(EAVESDROP, vec![]).await;
    scene.connect(&window, "Payments EU", &node).await;
    window.press("Back up now").await;
    window.text("Backed up").await;
    notifications.wait_for("Payments EU is backed up");
    node.appliance.faults().on(ctvl_appliance::Fault::Json);
    window.press("Back up now").await;
    window.text("Not backed up").await;

    // Its own processes: what they were started with.
    let process = window.process();
    for file in ["cmdline", "environ"] {
        let bytes = fs::read(format!("/proc/{process}/{file}")).expect("our own process");
        assert!(!contains(&bytes), "the password is in {file} of the program");
    }
    for told in notifications.so_far() {
        assert!(!contains(format!("{told:?}").as_bytes()), "the password is in a notification");
    }
    let overheard = window.script("return window.overheard", vec![]).await;
    let heard = overheard.as_array().expect("a list");
    assert!(!heard.is_empty(), "nothing was overheard, so nothing was tested");
    assert!(!contains(overheard.to_string().as_bytes()), "the password came back to the page");
    let page = window.script("return document.documentElement.outerHTML + document.title", vec![]).await;
    assert!(!contains(page.to_string().as_bytes()), "the password is in the page");
    let kept = window.script("return [localStorage.length, sessionStorage.length]", vec![]).await;
    assert_eq!(kept, json!([0, 0]), "the page keeps something of its own");
    window.close().await;

    let mut looked = 0;
    look_through(&scene.home, &mut looked);
    assert!(
        looked >= 4,
        "database, log, archive and receipt were to be looked through, only {looked} files were"
    );
}

fn contains(bytes: &[u8]) -> bool {
    bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes())
}

fn look_through(folder: &Path, looked: &mut usize) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let path = entry.path();
        if path.is_dir() {
            look_through(&path, looked);
        } else if let Ok(bytes) = fs::read(&path) {
            *looked += 1;
            assert!(!contains(&bytes), "the password is in {}", path.display());
        }
    }
}
