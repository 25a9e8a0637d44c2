//! The vendor page's own samples, as printed but for address, credentials and the name of the file.

use std::path::Path;
use std::process::Stdio;

use ctvl_tests::{PASSWORD, USER, World};
use tokio::process::Command;

async fn curl(words: &[&str]) -> String {
    let mut command = Command::new("curl");
    // Where this machine has a proxy, it is not the way to this machine.
    let output = command.args(["-sS"]).args(words).env("NO_PROXY", "*").stdin(Stdio::null()).output().await;
    let output = output.expect("curl is there: `cargo xtask setup` installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

async fn member(archive: &Path, name: &str) -> String {
    let output = Command::new("unzip").arg("-p").arg(archive).arg(name).output().await;
    let output = output.expect("unzip is there: `cargo xtask setup` installs it");
    assert!(output.status.success(), "{name} can be read");
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_samples_of_the_page_give_archives_that_unzip_accepts() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let address = node.appliance.address();
    let login = format!("{{\"username\":\"{USER}\",\"password\":\"{PASSWORD}\"}}");
    let (json, sign_in) = ("Content-Type: application/json", format!("{address}/api/api-token-auth/"));
    let answer = curl(&["-k", "-X", "POST", "-H", json, "-d", &login, &sign_in]).await;
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let bearer = format!("Authorization:Bearer {}", answer["token"].as_str().expect("the documented field"));

    let samples = [
        ("create", false, true),
        ("create/testkey", true, true),
        ("create/testkey?excludecounters=true", true, false),
        // R2: the fourth sample says "default key" and names one; this is what it means.
        ("create?excludecounters=true", false, false),
    ];
    for (index, (path, named, counters)) in samples.into_iter().enumerate() {
        let archive = world.path(&format!("backup-{index}.zip"));
        let (url, file) = (format!("{address}/api/backup/{path}"), archive.display().to_string());
        curl(&["-k", "-X", "GET", "-H", &bearer, &url, "-o", &file]).await;
        let tested = Command::new("unzip").args(["-tq", &file]).output().await.expect("unzip is there");
        assert!(tested.status.success(), "{path}: {}", String::from_utf8_lossy(&tested.stdout));
        let manifest: serde_json::Value =
            serde_json::from_str(&member(&archive, "manifest.json").await).expect("a readable manifest");
        assert_eq!(manifest["key"].as_str(), named.then_some("testkey"), "{path}: {manifest}");
        let word = if counters { "included" } else { "excluded" };
        assert_eq!(manifest["counters"], word, "{path}: {manifest}");
    }
}
