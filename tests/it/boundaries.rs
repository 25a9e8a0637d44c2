//! The architecture's sentences about who may know whom, held against what cargo resolves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// What the workspace's packages may use of each other outside their tests.
const DIRECTION: [(&str, &[&str]); 9] = [
    ("ctvl-archive", &[]),
    ("ctvl-client", &["ctvl-archive"]),
    ("ctvl-engine", &["ctvl-archive", "ctvl-client"]),
    ("ctvl-contract", &["ctvl-engine"]),
    // It shares no client code, or it could not catch the client's mistakes.
    ("ctvl-appliance", &["ctvl-archive"]),
    // Where the engine and the appliance of its practice meet; neither knows of the other.
    ("ctvl-practice", &["ctvl-appliance", "ctvl-engine"]),
    ("ctvl-backup-cli", &["ctvl-contract", "ctvl-engine", "ctvl-practice"]),
    ("ctvl-backup", &["ctvl-contract", "ctvl-engine", "ctvl-practice"]),
    ("xtask", &[]),
];

const NETWORK: [&str; 9] =
    ["h2", "hickory-resolver", "hyper", "mio", "quinn", "reqwest", "rustls", "socket2", "tokio"];
const DATABASE: [&str; 4] = ["libsqlite3-sys", "redb", "rusqlite", "sled"];
const WINDOW: [&str; 6] = ["gtk", "tao", "tauri", "webkit2gtk", "webview2-com", "wry"];

struct Package {
    /// Direct, in the package itself and its build script.
    used: BTreeSet<String>,
    /// Direct, in its tests as well.
    used_in_tests: BTreeSet<String>,
    folder: PathBuf,
}

struct Resolved {
    packages: BTreeMap<String, Package>,
}

fn resolved() -> &'static Resolved {
    static RESOLVED: OnceLock<Resolved> = OnceLock::new();
    RESOLVED.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let host = printed(Command::new("rustc").arg("-vV"));
        let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Features as tests and programs use them; the packages of other systems need not be fetched.
        cargo.args(["metadata", "--format-version=1", "--all-features", "--filter-platform", host]);
        let metadata: Value =
            serde_json::from_str(&printed(cargo.current_dir(root))).expect("metadata is JSON");
        Resolved { packages: packages(&metadata) }
    })
}

fn printed(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn packages(metadata: &Value) -> BTreeMap<String, Package> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let described: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let name = |id: &str| text(&described[id]["name"]);

    let mut packages = BTreeMap::<String, Package>::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let id = text(&node["id"]);
        let manifest = PathBuf::from(text(&described[&id]["manifest_path"]));
        // Two versions of a package count as one that uses what either uses.
        let package = packages.entry(name(&id)).or_insert_with(|| Package {
            used: BTreeSet::new(),
            used_in_tests: BTreeSet::new(),
            folder: manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
        });
        for dependency in list(&node["deps"]) {
            let other = name(&text(&dependency["pkg"]));
            let only_in_tests = list(&dependency["dep_kinds"]).iter().all(|kind| kind["kind"] == "dev");
            if !only_in_tests {
                package.used.insert(other.clone());
            }
            package.used_in_tests.insert(other);
        }
    }
    packages
}

impl Resolved {
    fn package(&self, name: &str) -> &Package {
        self.packages.get(name).unwrap_or_else(|| unreachable!("the workspace has no package {name}"))
    }

    /// Everything a package stands on outside its tests, however deep.
    fn foundation(&self, name: &str) -> BTreeSet<String> {
        self.closure(self.package(name).used.iter().cloned().collect())
    }

    /// The same with what its tests use.
    fn foundation_of_tests(&self, name: &str) -> BTreeSet<String> {
        self.closure(self.package(name).used_in_tests.iter().cloned().collect())
    }

    fn closure(&self, mut open: Vec<String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        while let Some(next) = open.pop() {
            if let Some(package) = self.packages.get(&next)
                && found.insert(next)
            {
                open.extend(package.used.iter().cloned());
            }
        }
        found
    }

    /// Lines of a package's sources outside its tests that contain one of these.
    fn lines_with(&self, name: &str, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut open =
            vec![self.package(name).folder.join(if name == "ctvl-backup" { "src-tauri/src" } else { "src" })];
        while let Some(next) = open.pop() {
            if next.is_dir() {
                let entries = std::fs::read_dir(&next).expect("a readable folder");
                open.extend(entries.map(|entry| entry.expect("a readable entry").path()));
            } else if next.extension().is_some_and(|extension| extension == "rs") && !is_test_file(&next) {
                let text = std::fs::read_to_string(&next).expect("a readable source");
                for (index, line) in
                    text.lines().enumerate().take_while(|(_, line)| line.trim() != "#[cfg(test)]")
                {
                    let code = line.split("//").next().unwrap_or_default();
                    if words.iter().any(|word| code.contains(word)) {
                        found.push(format!("{}:{}: {}", next.display(), index + 1, line.trim()));
                    }
                }
            }
        }
        found
    }
}

fn is_test_file(path: &Path) -> bool {
    path.iter().any(|part| {
        part == "tests" || part == "tests.rs" || part == "testing.rs" || part == "test_support.rs"
    })
}

fn shared(found: &BTreeSet<String>, forbidden: &[&str]) -> Vec<String> {
    found.iter().filter(|name| forbidden.contains(&name.as_str())).cloned().collect()
}

#[test]
fn dependencies_point_one_way() {
    for (name, allowed) in DIRECTION {
        let inside: Vec<_> = resolved()
            .package(name)
            .used
            .iter()
            .filter(|other| DIRECTION.iter().any(|(known, _)| known == other))
            .filter(|other| !allowed.contains(&other.as_str()))
            .collect();
        assert!(inside.is_empty(), "{name} must not know {inside:?}");
    }
}

#[test]
fn every_crate_has_a_place_in_the_direction() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates");
    for entry in std::fs::read_dir(crates).expect("the crates") {
        let name = entry.expect("a readable entry").file_name().to_string_lossy().into_owned();
        assert!(
            DIRECTION.iter().any(|(known, _)| *known == name),
            "{name} has no place: add it to DIRECTION"
        );
    }
}

#[test]
fn archives_know_neither_network_nor_clock_nor_database() {
    let foundation = resolved().foundation("ctvl-archive");
    assert_eq!(shared(&foundation, &NETWORK), Vec::<String>::new(), "ctvl-archive reaches the network");
    assert_eq!(shared(&foundation, &DATABASE), Vec::<String>::new(), "ctvl-archive reaches a database");
    let clock = resolved()
        .lines_with("ctvl-archive", &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"]);
    assert_eq!(clock, Vec::<String>::new(), "ctvl-archive reads a clock");
}

#[test]
fn the_client_never_touches_the_disk() {
    let foundation = resolved().foundation("ctvl-client");
    assert_eq!(shared(&foundation, &DATABASE), Vec::<String>::new(), "ctvl-client reaches a database");
    let disk = ["std::fs", "tokio::fs", "fs::", "File::", "OpenOptions", "tempfile"];
    assert_eq!(
        resolved().lines_with("ctvl-client", &disk),
        Vec::<String>::new(),
        "ctvl-client touches the disk"
    );
}

#[test]
fn only_the_engines_credentials_see_the_keyring() {
    for (name, _) in DIRECTION.iter().filter(|(name, _)| *name != "ctvl-engine") {
        assert!(!resolved().package(name).used_in_tests.contains("keyring"), "{name} sees the keyring");
    }
    let outside: Vec<_> = resolved()
        .lines_with("ctvl-engine", &["keyring::"])
        .into_iter()
        .filter(|line| !line.replace('\\', "/").contains("/src/credentials/"))
        .collect();
    assert_eq!(outside, Vec::<String>::new(), "the keyring is seen outside of credentials");
}

#[test]
fn only_the_contract_knows_json_names() {
    let binders: Vec<_> = DIRECTION
        .iter()
        .filter(|(name, _)| resolved().package(name).used.contains("ts-rs"))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(binders, ["ctvl-contract"], "types for the window come from one crate");
    // What the window and `--json` show; the client and the appliance speak the vendor's JSON, receipts are a format.
    for surface in ["ctvl-backup", "ctvl-backup-cli"] {
        let names = resolved().lines_with(surface, &["#[serde", "json!(", "derive(Serialize", ", Serialize"]);
        assert_eq!(names, Vec::<String>::new(), "{surface} makes JSON of its own");
    }
}

#[test]
fn nothing_below_the_shell_needs_a_window() {
    for (name, _) in DIRECTION.iter().filter(|(name, _)| *name != "ctvl-backup") {
        let found = shared(&resolved().foundation_of_tests(name), &WINDOW);
        assert!(found.is_empty(), "{name} stands on {found:?}, so it does not build without webkit");
    }
    assert!(resolved().package("ctvl-backup").used.contains("tauri"), "this test looks for the wrong name");
}

#[test]
fn surfaces_reach_things_through_the_engine_only() {
    let things =
        ["aws-lc-rs", "keyring", "reqwest", "rusqlite", "rustls", "zip", "ctvl-archive", "ctvl-client"];
    for surface in ["ctvl-backup", "ctvl-backup-cli"] {
        let found = shared(&resolved().package(surface).used, &things);
        assert!(found.is_empty(), "{surface} uses {found:?} itself, so a rule may live there");
    }
}
