//! Points tauri-build at the folders below `src-tauri/` (it would look beside the root manifest), and writes down which
//! crates are compiled in, for "About".

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn main() {
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=icons");

    // The window's files are compiled in. Without them the macro in lib.rs fails with a path and no remedy.
    if !Path::new("ui/dist/index.html").is_file() {
        println!(
            "cargo:error=the window's files are missing: run `npm --prefix ui ci && npm --prefix ui run build`"
        );
        return;
    }
    if let Err(cause) = write_crates() {
        println!("cargo:error=the crates could not be listed: {cause}");
        return;
    }

    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(
            tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml"),
        );
    if let Err(cause) = tauri_build::try_build(attributes) {
        println!("cargo:error={cause:#}");
    }
}

/// Everything the program stands on outside its build and its tests, as a Rust expression in `crates.rs`.
fn write_crates() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rerun-if-changed=Cargo.toml");
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    // Whoever compiles has everything already; this must not reach for the network or change the lock file.
    let output = Command::new(variable("CARGO")?)
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform"])
        .arg(variable("TARGET")?)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let rows = crates(&metadata, &variable("CARGO_PKG_NAME")?);
    let path = Path::new(&variable("OUT_DIR")?).join("crates.rs");
    Ok(std::fs::write(path, format!("&{rows:?}"))?)
}

fn crates(metadata: &Value, program: &str) -> Vec<(String, String, String)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();

    let mut open: Vec<String> =
        packages.iter().filter(|(_, package)| package["name"] == program).map(|(id, _)| id.clone()).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                open.push(text(&dependency["pkg"]));
            }
        }
    }
    // Our own have no source, and the program's licence.
    let others = seen.iter().map(|id| &packages[id]).filter(|package| !package["source"].is_null());
    let mut rows: Vec<_> = others
        .map(|package| (text(&package["name"]), text(&package["version"]), text(&package["license"])))
        .collect();
    rows.sort();
    rows
}
