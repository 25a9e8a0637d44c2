//! The window's TypeScript types. `ctvl-contract` writes them; nobody edits them.

use crate::process::{TaskError, cargo, run as run_command};

const FOLDER: &str = "ui/src/lib/contract";

/// Writes the types, or compares them with what lies there.
pub fn run(check: bool) -> Result<(), TaskError> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "ctvl-contract", "--bin", "ctvl-bindings", "--"]);
    if check {
        command.arg("--check");
    }
    run_command(command.arg(FOLDER))
}
