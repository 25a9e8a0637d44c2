//! There is no accept-anything switch anywhere in the workspace, not even in a test.

use std::path::{Path, PathBuf};

/// What switches checks off, in the libraries that this workspace uses or could come to use. Put together here, so
/// that this file does not contain them.
fn banned() -> Vec<String> {
    [
        ("danger", "_accept"),
        ("accept_invalid", "_certs"),
        ("accept_invalid", "_hostnames"),
        ("SslVerify", "Mode::NONE"),
        ("disable_certificate", "_verification"),
        ("NODE_TLS_REJECT", "_UNAUTHORIZED"),
        ("ignore-certificate", "-errors"),
        ("HandshakeSignatureValid", "::assertion"),
    ]
    .iter()
    .map(|(left, right)| format!("{left}{right}"))
    .collect()
}

/// The one file that may vouch for a certificate by itself.
const JUDGE: &str = "src-tauri/crates/ctvl-client/src/tls.rs";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    const CODE: [&str; 8] = ["rs", "ts", "js", "mjs", "svelte", "json", "toml", "sh"];
    const SKIPPED: [&str; 5] = ["target", "node_modules", ".git", "dist", "gen"];
    let entries = std::fs::read_dir(folder).expect("a readable folder");
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        // A folder that another test removes meanwhile is no source.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            sources(&path, found);
        } else if kind.is_file()
            && path.extension().is_some_and(|end| CODE.contains(&end.to_string_lossy().as_ref()))
        {
            found.push(path);
        }
    }
}

#[test]
fn nothing_accepts_any_certificate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("the workspace");
    assert!(root.join("Cargo.lock").exists(), "{} is the workspace", root.display());
    let mut files = Vec::new();
    for folder in ["src-tauri", "tests", "ui"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.iter().any(|file| file.ends_with(JUDGE)), "the search sees the sources");
    let mut offences = Vec::new();
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let shown = file.strip_prefix(root).expect("inside").display().to_string().replace('\\', "/");
        if shown == LIST {
            continue;
        }
        offences.extend(
            banned().into_iter().filter(|word| text.contains(word)).map(|word| format!("{shown}: {word}")),
        );
        let vouches = format!("ServerCert{}", "Verified::assertion");
        if text.contains(&vouches) && shown != JUDGE && shown != PEERS {
            offences.push(format!("{shown}: {vouches}"));
        }
    }
    assert!(offences.is_empty(), "{offences:#?}");
}

/// The list of what the workspace bans names some of it.
const LIST: &str = "src-tauri/crates/xtask/src/bans.rs";

/// The practice appliance pins its cluster peers by itself: it must not share the client's code.
const PEERS: &str = "src-tauri/crates/ctvl-appliance/src/cluster/peer.rs";

#[test]
fn the_judge_vouches_only_for_a_pin_or_the_system() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tls.rs")).expect("the judge");
    let vouches = text.matches(&format!("ServerCert{}", "Verified::assertion()")).count();
    assert_eq!(vouches, 2, "once for the pinned certificate, once for the system's verdict");
    assert_eq!(
        text.matches(".dangerous()").count(),
        2,
        "the appliance's judge and the proxy's system verifier"
    );
}
