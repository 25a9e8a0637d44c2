//! Everything the project does to itself. Each command does its own set-up, so that a fresh clone needs no other.

mod bans;
mod bench;
mod bindings;
mod children;
mod demo;
#[cfg(feature = "icons")]
mod drift;
mod icons;
mod process;
mod session;
mod setup;
mod tally;
mod test;
mod ui;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::TaskError;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Find missing system packages, name them, install them where that is possible, and fetch the window's packages.
    Setup,
    /// Show the product at work: back up, prove and restore a practice appliance.
    Demo(demo::DemoArgs),
    /// Run every test, lint and drift check.
    Test,
    /// Measure against curl, sha256sum, openssl, unzip and 7z on the same bytes, and against an empty window.
    Bench(bench::BenchArgs),
    /// Write the window's TypeScript types from ctvl-contract.
    Bindings(DriftArgs),
    /// Draw the icon set from icons/source.svg.
    Icons(DriftArgs),
    /// The part of `icons` that needs a rasteriser.
    #[command(hide = true)]
    DrawIcons(DriftArgs),
    /// Run a command on a display and a session bus of its own, with an unlocked keyring and no other settings.
    Session(session::SessionArgs),
    /// The part of `session` that runs on the new bus.
    #[command(hide = true)]
    InSession(session::SessionArgs),
    /// The part of `bench` that needs a display.
    #[command(hide = true)]
    BenchWindow(bench::window::WindowArgs),
    /// Run a command and tell its peak memory.
    #[command(hide = true)]
    Peak(bench::peak::PeakArgs),
}

/// Whether to write or to compare.
#[derive(Debug, clap::Args)]
struct DriftArgs {
    /// Write nothing; fail if what lies there is not what would be written.
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Setup => setup::everything(),
        Task::Demo(args) => demo::run(&args),
        Task::Test => test::run(),
        Task::Bench(args) => bench::run(&args),
        Task::Bindings(args) => bindings::run(args.check),
        Task::Icons(args) => icons::run(args.check),
        Task::DrawIcons(args) => icons::draw(args.check),
        Task::Session(args) => session::run(&args),
        Task::InSession(args) => session::run_inside(&args),
        Task::BenchWindow(args) => bench::window::run_inside(&args),
        Task::Peak(args) => bench::peak::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // A task that has already said what is wrong ends without a second sentence.
        Err(TaskError::AlreadyTold) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}
