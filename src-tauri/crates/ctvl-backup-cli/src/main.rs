//! The engine on a command line. The invariant: this program holds no rule and no right of its own; it asks the same
//! engine the same things as the window, and every guard of a restore stands here too.

mod app;
mod args;
mod ask;
mod commands;
mod console;
mod exit;
mod failure;
mod follow;
mod format;
mod help;
mod interrupt;
mod progress;
mod reading;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::app::App;
use crate::args::{AftermathCommand, ApplianceCommand, ArchiveCommand, Cli, Command};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupts;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(cli.output);
    // One thread carries a transfer: two would hand its connection to each other for every piece. Writing, hashing and
    // checking have threads of their own.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(16)
        .thread_stack_size(1 << 20)
        .enable_all()
        .build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(run(cli.command, console));
            // A prompt may still hold a thread that waits for input nobody will type.
            runtime.shutdown_background();
            ended
        }
        Err(error) => {
            Err(Failure::own(Exit::Failed, "The program could not start.", Some(error.to_string()), None))
        }
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.show(console);
            failure.exit().into()
        }
    }
}

async fn run(command: Command, console: Console) -> Result<Exit, Failure> {
    let interrupts = Interrupts::listen().map_err(Failure::input)?;
    let app = App { console, interrupts: interrupts.clone() };
    tokio::select! {
        ended = Box::pin(dispatch(app, command)) => ended,
        stopped = interrupts.outside_jobs() => Err(stopped),
    }
}

async fn dispatch(app: App, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Status => commands::status::run(&app),
        Command::Appliance(command) => appliance(&app, command).await,
        Command::Backup(args) => commands::backup::run(&app, args).await,
        Command::Verify(args) => commands::verify::run(&app, args).await,
        Command::Inspect(args) => commands::inspect::run(&app, args).await,
        Command::List(args) => commands::list::run(&app, &args),
        Command::Archive(command) => archive(&app, command).await,
        Command::Restore(args) => Box::pin(commands::restore::run(&app, args)).await,
        Command::Aftermath(AftermathCommand::List(args)) => commands::aftermath::list(&app, &args),
        Command::Aftermath(AftermathCommand::Tick(args)) => commands::aftermath::tick(&app, &args),
        Command::Activity(args) => commands::activity::run(&app, &args),
        Command::Trend(args) => commands::trend::run(&app, &args),
        Command::Settings(args) => commands::settings::run(&app, &args),
        Command::Diagnostics => commands::diagnostics::run(&app).await,
        Command::Practice(args) => commands::practice::run(&app, args).await,
        Command::Completions(args) => commands::pages::completions(app.console, &args),
        Command::Man(args) => commands::pages::man(app.console, &args),
    }
}

async fn archive(app: &App, command: ArchiveCommand) -> Result<Exit, Failure> {
    use commands::archive;
    match command {
        ArchiveCommand::Show(args) => archive::show(app, &args),
        ArchiveCommand::Add(args) => archive::add(app, &args),
        ArchiveCommand::Pin(args) => archive::pin(app, &args, true),
        ArchiveCommand::Unpin(args) => archive::pin(app, &args, false),
        ArchiveCommand::Note(args) => archive::note(app, &args),
        ArchiveCommand::Find(args) => archive::find(app, &args).await,
        ArchiveCommand::LookAgain => archive::look_again(app),
        ArchiveCommand::Trash(args) => archive::trash(app, &args).await,
        ArchiveCommand::Forget(args) => archive::forget(app, &args),
    }
}

async fn appliance(app: &App, command: ApplianceCommand) -> Result<Exit, Failure> {
    use commands::appliance;
    match command {
        ApplianceCommand::Add(args) => commands::add::run(app, args).await,
        ApplianceCommand::List => appliance::list(app),
        ApplianceCommand::Show(args) => appliance::show(app, &args),
        ApplianceCommand::Change(args) => commands::change::run(app, *args).await,
        ApplianceCommand::Test(args) => appliance::test(app, args).await,
        ApplianceCommand::Trust(args) => commands::trust::run(app, &args).await,
        ApplianceCommand::Password(args) => appliance::password(app, args).await,
        ApplianceCommand::Remove(args) => appliance::remove(app, &args).await,
    }
}
