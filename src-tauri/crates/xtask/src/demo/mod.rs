//! The product at work on real input: a real HTTPS server with a real database is backed up, the archive is proven, a
//! fresh appliance is restored from it, and a value tokenized before is read back. Everything lies in one temporary
//! folder, and nothing is left running.

mod appliance;
mod story;

use std::process::{Command, ExitStatus};

use crate::process::{TaskError, cargo, run as run_command};
use crate::{setup, ui, workspace};
use story::Story;

/// How to show it.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// Stay in the terminal even if there is a display.
    #[arg(long)]
    terminal: bool,
}

/// Shows the product at work.
pub fn run(args: &DemoArgs) -> Result<(), TaskError> {
    let with_window = !args.terminal && has_display();
    build(with_window)?;

    let story = Story::begin()?;
    story.tell()?;
    if with_window {
        open_window(&story)?;
    }
    story.end();
    Ok(())
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("WAYLAND_DISPLAY") || set("DISPLAY")
}

fn build(with_window: bool) -> Result<(), TaskError> {
    let mut command = cargo();
    command.args(["build", "--package", "ctvl-appliance", "--package", "ctvl-backup-cli"]);
    if with_window {
        setup::for_window()?;
        println!("Building. The first time takes a few minutes.");
        ui::build()?;
        command.args(["--package", "ctvl-backup"]);
    } else {
        setup::for_terminal()?;
        println!("Building. The first time takes a few minutes.");
    }
    run_command(&mut command)
}

fn open_window(story: &Story) -> Result<(), TaskError> {
    println!(
        "\nThe window opens now, on a practice appliance. Back it up, and restore it. Close it to end the demonstration."
    );
    let program = workspace::binary("debug", "ctvl-backup");
    let mut command = Command::new(&program);
    // An installation of its own: what the story did in the terminal was thrown away with its appliances.
    let status: ExitStatus = command
        .arg("--practice")
        .env("CTVL_BACKUP_HOME", story.window_home())
        .status()
        .map_err(|cause| TaskError::NotStarted { program: "ctvl-backup".into(), cause })?;
    if status.success() { Ok(()) } else { Err(TaskError::Failed { what: "ctvl-backup".into(), status }) }
}
