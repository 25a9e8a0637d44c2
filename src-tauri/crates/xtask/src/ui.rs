//! The window's own tool chain, run through npm.

use std::fs;

use crate::process::{TaskError, at, npm, read, run, watch};
use crate::{tally::Count, workspace};

/// Fetches the packages of the lock file, if they are not the ones that are there.
pub fn packages() -> Result<(), TaskError> {
    let ui = workspace::ui();
    let lock = ui.join("package-lock.json");
    let wanted = fs::read(&lock).map_err(at(&lock))?;
    // npm empties the folder before it fills it, so this copy is there only after a complete installation.
    let mark = ui.join("node_modules/.installed-lock.json");
    if fs::read(&mark).ok().as_deref() == Some(wanted.as_slice()) {
        return Ok(());
    }
    println!("Fetching the window's packages (npm ci).");
    run(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(&mark, wanted).map_err(at(&mark))
}

/// Builds `ui/dist`, which is compiled into the program.
pub fn build() -> Result<(), TaskError> {
    read(npm().args(["run", "--silent", "build"])).map(drop)
}

/// Runs one script of `package.json` and counts the tests it reports.
pub fn script(name: &str) -> Result<Count, TaskError> {
    let (text, status) = watch(npm().args(["run", "--silent", name]).env("NO_COLOR", "1"))?;
    Ok(Count::of_vitest(&text).unwrap_or_else(|| Count::check(status.success())).settled(status.success()))
}
