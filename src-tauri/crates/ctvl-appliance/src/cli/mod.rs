//! The command line of the practice appliance.
//!
//! Invariant: a command acts on the data folder, so that it works whether the appliance runs or not; only what
//! lives in a running appliance's memory (joining a cluster, faults) goes through its console routes. A
//! password comes from standard input or a prompt, never from an argument, where every user of the machine sees it.

mod args;
mod cluster;
mod failure;
mod fault;
mod offline;
mod password;
mod serve;

pub use args::Cli;
pub use failure::Failure;

use args::Command;

/// Runs one command to its end.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    let folders = offline::Folders::of(&cli);
    match cli.command {
        Command::Serve(args) => serve::serve(folders, *args).await,
        Command::Counter(command) => offline::counter(&folders, command),
        Command::Createsuperuser(args) => offline::create_superuser(&folders, args),
        Command::Security(command) => offline::security(&folders, command).await,
        Command::Cluster(command) => cluster::cluster(&folders, command).await,
        Command::Key(command) => offline::key(&folders, command),
        Command::Fault(command) => fault::fault(&folders, command).await,
    }
}
