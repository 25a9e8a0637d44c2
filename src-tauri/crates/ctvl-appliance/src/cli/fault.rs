//! `fault list|on|off|clear`, on the running appliance.

use ctvl_appliance::cluster::{Console, FaultChange, FaultLine};

use super::Failure;
use super::args::FaultCommand;
use super::offline::{Folders, print, print_json, table};

pub async fn fault(folders: &Folders, command: FaultCommand) -> Result<(), Failure> {
    folders.existing()?;
    let console = Console::of(&folders.data).await?;
    let faults = match command {
        FaultCommand::List { json: true } => return print_json(&console.faults().await?),
        FaultCommand::List { json: false } => console.faults().await?,
        FaultCommand::On { fault } => console.change_faults(&FaultChange::On(fault)).await?,
        FaultCommand::Off { name } => console.change_faults(&FaultChange::Off(name)).await?,
        FaultCommand::Clear => console.change_faults(&FaultChange::Clear).await?,
    };
    print(&listing(&faults))
}

fn listing(faults: &[FaultLine]) -> String {
    let mut rows = vec![["FAULT", "STATE", "WHAT IT DOES"].map(str::to_owned)];
    rows.extend(
        faults.iter().map(|f| [f.name.clone(), if f.on { "on" } else { "off" }.to_owned(), f.does.clone()]),
    );
    table(&rows)
}
