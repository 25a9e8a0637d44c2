//! Peak memory of one program, as the system counts it. A process of its own asks, because the system keeps one
//! figure for all children of a process, the largest.

use std::process::{Command, Stdio};

use crate::process::{TaskError, spelled};

/// What to run.
#[derive(Debug, clap::Args)]
pub struct PeakArgs {
    /// The command and its arguments.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// The line that carries the figure, in KiB, on standard error.
pub const LINE: &str = "peak-kib:";

/// Runs the command and writes its peak memory.
pub fn run(args: &PeakArgs) -> Result<(), TaskError> {
    let mut command = Command::new(&args.command[0]);
    command.args(&args.command[1..]).stdin(Stdio::inherit());
    let what = spelled(&command);
    let status = command.status().map_err(|cause| TaskError::NotStarted { program: what.clone(), cause })?;
    if !status.success() {
        return Err(TaskError::Failed { what, status });
    }
    eprintln!("{LINE} {}", of_children()?);
    Ok(())
}

#[cfg(target_os = "linux")]
fn of_children() -> Result<u64, TaskError> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_err(|cause| TaskError::NotStarted { program: "getrusage".into(), cause: cause.into() })?;
    // Linux counts in KiB; other systems count otherwise.
    Ok(u64::try_from(usage.max_rss()).unwrap_or(0))
}

#[cfg(not(target_os = "linux"))]
fn of_children() -> Result<u64, TaskError> {
    Err(TaskError::Missing("Peak memory is measured on Linux only.".into()))
}
