//! Planted secrets: what was given as a password, and every token made of it, is found nowhere afterwards.

use std::path::Path;
use std::time::Duration;

use ctvl_appliance::Fault;
use ctvl_tests::{Ended, Node, PASSWORD, World};

/// Texts that must be found nowhere.
struct Planted(Vec<(&'static str, String)>);

impl Planted {
    /// The password as it is and as a form or a URL would carry it, and the beginning that all tokens share.
    async fn on(node: &Node) -> Self {
        let token = node.token().await;
        let header = token.split('.').next().expect("a token has three parts").to_owned();
        assert!(header.len() > 12, "long enough not to be met by chance: {header}");
        let encoded: String = PASSWORD.bytes().map(|byte| format!("%{byte:02X}")).collect();
        Self(vec![
            ("password", PASSWORD.to_owned()),
            ("half a password", PASSWORD[..PASSWORD.len() / 2].to_owned()),
            ("encoded password", encoded),
            ("other password", WRONG.to_owned()),
            ("token", header),
        ])
    }

    fn missing_in(&self, what: &str, bytes: &[u8]) {
        for (name, text) in &self.0 {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{what} holds a {name}");
        }
    }

    fn missing_below(&self, folder: &Path) -> usize {
        let mut files = 0;
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                files += self.missing_below(&path);
            } else {
                self.missing_in(&path.display().to_string(), &std::fs::read(&path).expect("a readable file"));
                files += 1;
            }
        }
        files
    }

    fn missing_in_output(&self, ended: &Ended) {
        self.missing_in("standard output", ended.stdout.as_bytes());
        self.missing_in("standard error", ended.stderr.as_bytes());
    }
}

const WRONG: &str = "Mistyped-Pa55word-aeS4ohz!";

#[tokio::test(flavor = "multi_thread")]
async fn planted_secrets_are_found_nowhere() {
    let world = World::new();
    let node = world.appliance("ctvl-1").await;
    let planted = Planted::on(&node).await;
    let cli = world.cli();
    cli.add("Payments EU", &node, &[]).await;
    let to = cli.home.join("moved").display().to_string();
    std::fs::create_dir_all(&to).expect("a folder");
    let backup = ["backup", "Payments EU", "--to", &to, "--password-stdin", "--json"];
    // The finest log that can be switched on, libraries included.
    let loud = |words: &[&str]| {
        let mut command = cli.command(words);
        command.env("CTVL_BACKUP_LOG", "trace").env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
        command
    };

    node.appliance.faults().on(Fault::SlowFirstByte(Duration::from_secs(3600)));
    let mut running = cli.start_with(PASSWORD, loud(&backup)).await;
    running.stage("building").await;
    #[cfg(target_os = "linux")]
    for file in ["cmdline", "environ"] {
        let path = format!("/proc/{}/{file}", running.pid());
        let bytes = std::fs::read(&path).expect("a process of this account can be looked at");
        assert!(!bytes.is_empty());
        planted.missing_in(&path, &bytes);
    }
    planted.missing_below(&cli.home);
    running.kill();
    planted.missing_in_output(&running.ended().await);
    node.appliance.faults().clear();

    let mut archive = None;
    for (fault, password) in [
        (None, PASSWORD),
        (None, WRONG),
        (Some(Fault::ExpiredToken), PASSWORD),
        (Some(Fault::WebPage), PASSWORD),
        (Some(Fault::Json), PASSWORD),
        (Some(Fault::Redirect("https://127.0.0.1:9/".into())), PASSWORD),
        (Some(Fault::ServerError), PASSWORD),
        (Some(Fault::CutOff(3000)), PASSWORD),
        (Some(Fault::TimeoutAtLogin), PASSWORD),
    ] {
        let words = &backup[..if archive.is_none() { 6 } else { 5 }];
        if let Some(fault) = fault {
            node.appliance.faults().on(fault);
        }
        let ended = cli.start_with(password, loud(words)).await.ended().await;
        node.appliance.faults().clear();
        planted.missing_in_output(&ended);
        if archive.is_none() {
            archive = Some(ended.json()["path"].as_str().expect("a path").to_owned());
        }
    }
    let archive = archive.expect("the first one was taken");
    let restore = ["restore", "Payments EU", &archive, "--confirm", "127.0.0.1", "--password-stdin"];
    let ended = cli.start_with(PASSWORD, loud(&restore)).await.ended().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    planted.missing_in_output(&ended);
    for words in [
        &["appliance", "show", "Payments EU", "--json"][..],
        &["appliance", "test", "Payments EU", "--password-stdin", "--json"],
        &["activity", "--json"],
        &["list", "--json"],
        &["inspect", &archive, "--json"],
    ] {
        planted.missing_in_output(&cli.start_with(PASSWORD, loud(words)).await.ended().await);
    }
    let files = planted.missing_below(&cli.home);
    assert!(files >= 5, "database, logs, archives and receipts were looked through: {files} files");
    let logs = std::fs::read_dir(cli.home.join("logs")).expect("logs");
    let logged: u64 = logs.map(|log| log.expect("a log").metadata().expect("its size").len()).sum();
    assert!(logged > 10_000, "the log is as fine as was asked for: {logged} bytes");
}
