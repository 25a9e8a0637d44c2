//! Every test, lint and drift check, in the order in which a mistake is cheapest to find. One build of the dependency
//! tree for checks and one for tests: the same profile and the same features throughout.

use std::process::Command;

use crate::process::{TaskError, cargo, find, run as run_command, watch};
use crate::session;
use crate::tally::{Count, Tally};
use crate::{bans, bindings, icons, setup, ui, workspace};

/// Builds the window test along with everything else, so that the tree has one set of features.
const FEATURES: &[&str] = &["--workspace", "--features", "ctvl-tests/window,xtask/icons"];

/// Runs everything.
pub fn run() -> Result<(), TaskError> {
    let mut tally = Tally::default();
    tally.check("set-up", setup::for_test)?;

    tally.check("formatting", || run_command(cargo().args(["fmt", "--all", "--check"])))?;
    tally.check("bans", bans::run)?;
    tally.check("icons are those of source.svg", || icons::run(true))?;

    // The window is compiled into the program, so it is built before any Rust that holds it.
    tally.check("window: types", || script("check"))?;
    tally.check("window: lint", || script("lint"))?;
    tally.step("window: tests", || ui::script("test"))?;
    tally.check("window: build", ui::build)?;

    tally.check("clippy", || {
        run_command(cargo().arg("clippy").args(FEATURES).args(["--all-targets", "--", "--deny", "warnings"]))
    })?;
    tally.check("documentation", || {
        let mut command = cargo();
        command.arg("doc").args(FEATURES).args(["--no-deps", "--document-private-items", "--quiet"]);
        run_command(command.env("RUSTDOCFLAGS", "--deny warnings"))
    })?;
    tally.check("fuzz target", || {
        let mut command = cargo();
        command.args(["check", "--manifest-path", "src-tauri/crates/ctvl-archive/fuzz/Cargo.toml"]);
        run_command(command.current_dir(crate::workspace::root()).env("CARGO_TARGET_DIR", fuzz_target()))
    })?;
    tally.check("build", || run_command(cargo().arg("build").args(FEATURES).arg("--all-targets")))?;
    tally.check("bindings are those of ctvl-contract", || bindings::run(true))?;
    tally.step("tests", rust_tests)?;
    tally.step("examples in documentation", doc_tests)?;

    println!("{}", tally.summary());
    Ok(())
}

/// Beside the other builds: the fuzz target is a workspace of its own and must not mix with theirs.
fn fuzz_target() -> std::path::PathBuf {
    crate::workspace::target().join("fuzz")
}

fn script(name: &str) -> Result<(), TaskError> {
    let count = ui::script(name)?;
    if count.failed == 0 { Ok(()) } else { Err(TaskError::Missing(format!("`npm run {name}` failed."))) }
}

/// In a session of its own, because the window needs a display and the keyring a bus.
fn rust_tests() -> Result<Count, TaskError> {
    let cargo_program = cargo().get_program().to_string_lossy().into_owned();
    let nextest = find("cargo-nextest").is_some();
    let mut words = vec![cargo_program.as_str()];
    if nextest {
        words.extend([
            "nextest",
            "run",
            "--no-fail-fast",
            "--status-level",
            "slow",
            "--show-progress",
            "none",
        ]);
    } else {
        words.extend(["test", "--no-fail-fast", "--all-targets"]);
    }
    words.extend(FEATURES);
    let home = session::scratch()?;
    let mut command = session::prepared(&words, home.path())?;
    // The programs are built by now; tests that start them need not ask cargo again.
    command.env("CTVL_TEST_BINARIES", workspace::target().join("debug"));
    let (text, status) = watch(&mut command)?;
    let count = if nextest { Count::of_nextest(&text) } else { Count::of_cargo_test(&text) };
    let count =
        count.ok_or_else(|| TaskError::Missing("The tests ended without counting themselves.".into()))?;
    Ok(count.settled(status.success()))
}

fn doc_tests() -> Result<Count, TaskError> {
    let mut command: Command = cargo();
    command.args(["test", "--doc", "--quiet"]).args(FEATURES);
    let (text, status) = watch(&mut command)?;
    Ok(Count::of_cargo_test(&text).unwrap_or_default().settled(status.success()))
}
