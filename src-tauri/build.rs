//! Points tauri-build at the folders below `src-tauri/` (it would look beside the root manifest), and writes down which
//! crates are compiled in, for "About".

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=ui/dist");
    println!("cargo::rerun-if-changed=icons");

    // The window's files are compiled in. Without them the macro in lib.rs fails with a path and no remedy.
    if !Path::new("ui/dist/index.html").is_file() {
        println!(
            "cargo::error=the window's files are missing: run `npm --prefix ui ci && npm --prefix ui run build`"
        );
        return;
    }
    link_web_view_first();
    if let Err(cause) = write_crates() {
        println!("cargo::error=the crates could not be listed: {cause}");
        return;
    }

    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(
            tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml"),
        );
    if let Err(cause) = tauri_build::try_build(attributes) {
        println!("cargo::error={cause:#}");
    }
}

/// Names the web view's libraries to the linker before all others, so that the loader looks into them before all others:
/// most of the symbols that it has to find at a start are theirs or those of what they bring along.
fn link_web_view_first() {
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo::rustc-link-lib=dylib=webkit2gtk-4.1");
        println!("cargo::rustc-link-lib=dylib=javascriptcoregtk-4.1");
    }
}

/// Everything the program stands on outside its build and its tests, as a Rust expression in `crates.rs`.
fn write_crates() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=Cargo.toml");
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    // Whoever compiles has what is compiled in; this must not reach for the network or change the lock file. A tree asks
    // for no more than that, unlike `metadata`, which wants the crates of every test as well.
    let output = Command::new(variable("CARGO")?)
        .args(["tree", "--locked", "--offline", "--edges=normal", "--prefix=none", "--format={p}|{l}"])
        .args(["--package", &variable("CARGO_PKG_NAME")?, "--target", &variable("TARGET")?])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().into());
    }
    let rows: BTreeSet<_> = str::from_utf8(&output.stdout)?.lines().filter_map(foreign).collect();
    let path = Path::new(&variable("OUT_DIR")?).join("crates.rs");
    Ok(std::fs::write(path, format!("&{:?}", rows.iter().collect::<Vec<_>>()))?)
}

/// Name, version and licence of `serde v1.0.228|MIT OR Apache-2.0`; nothing of a crate that lies in a folder, such as
/// all of ours, which have the program's licence.
fn foreign(line: &str) -> Option<(&str, &str, &str)> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    // What a tree has shown before, it marks.
    let licence = licence.trim_end_matches(" (*)");
    words.all(|word| word == "(proc-macro)").then_some((name, version, licence))
}
