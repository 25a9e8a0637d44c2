//! Points tauri-build at the folders below `src-tauri/`: it would look beside the root manifest.

use std::path::Path;

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

    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/*.json")
        .app_manifest(
            tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml"),
        );
    if let Err(cause) = tauri_build::try_build(attributes) {
        println!("cargo:error={cause:#}");
    }
}
