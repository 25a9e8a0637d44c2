//! Where things lie. Paths are absolute, so that no task depends on the folder it was started in.

use std::path::{Path, PathBuf};

/// The root of the clone.
pub fn root() -> PathBuf {
    // Cargo sets this when it runs us; a binary that was moved elsewhere falls back to where it was built.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(3).map_or_else(|| here.clone(), Path::to_path_buf)
}

/// The folder of the window's sources.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Where builds go: `CARGO_TARGET_DIR` if it is set, else `target/` in the clone.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A program of this workspace, as `cargo build` leaves it. `profile` is `debug` or `release`.
pub fn binary(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
